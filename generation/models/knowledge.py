"""What recipes may write from: documents and facts. They are no samples: nobody labels them, no version holds them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models.project import Project


class Knowledge(models.Model):
    """One imported file. Its rows never change; one not wanted any more is set aside: runs were made of it."""

    class Kind(models.TextChoices):
        DOCUMENTS = "documents", _("Documents")
        TRIPLES = "triples", _("Facts")

    project = models.ForeignKey(Project, models.CASCADE, related_name="knowledge")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=255)
    rows = models.JSONField()  # {title, text, source} of documents; of facts what graph.from_rows reads
    count = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField(default=0)
    used = models.BooleanField(default=True)  # by runs that start from now on
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
