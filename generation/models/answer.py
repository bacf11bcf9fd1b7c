"""Answers that are given again to a request that is sent again."""

from django.conf import settings
from django.db import models

from generation.models.project import Project

KEY_CHARS = 255


class KeptAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, kept for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_CHARS)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "project", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key
