"""What recipes may write from: documents and facts. They are no samples: nobody labels them, no version holds them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.methods.values.beginning import beginning
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
    first = models.JSONField(default=list)  # its first rows: what pages and prices look at
    count = models.PositiveIntegerField()
    size = models.BigIntegerField(default=0)  # of its rows, in bytes
    rejected = models.PositiveIntegerField(default=0)
    used = models.BooleanField(default=True)  # by runs that start from now on
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """What follows from the rows is kept with them, once: they never change."""
        if self._state.adding:
            self.first, self.size = beginning(self.rows), self.size or size_of(self.rows)
        super().save(*args, **kwargs)


def size_of(rows: Iterable[Mapping[str, Any]]) -> int:
    """Return how many bytes the texts of some rows take."""
    return sum(len(str(value).encode()) for row in rows for value in row.values())
