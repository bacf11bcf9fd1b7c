"""A project's own recipes: copies of others, edited as documents. A change is a new version; none is overwritten."""

from django.conf import settings
from django.db import models

from generation.models.project import Project


class RecipeDocument(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="recipe_documents", db_index=False)
    name = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    text = models.TextField()  # YAML, as its author wrote it
    fingerprint = models.CharField(max_length=16)
    is_newest = models.BooleanField(default=True)
    listing = models.JSONField(default=dict)  # what lists show of it, so that they read no document
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "number"], name="one_recipe_a_number"),
            models.UniqueConstraint(
                fields=["project", "name"], condition=models.Q(is_newest=True), name="one_newest_recipe_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
