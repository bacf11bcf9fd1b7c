"""Who may be given what: people have skills, and rules send items to skills or to people."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Membership, Project


class Skill(models.Model):
    """A word that a lead gives a person: a language, a subject."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="skills")
    word = models.CharField(max_length=40)

    class Meta:
        ordering = ["word"]
        constraints = [models.UniqueConstraint(fields=["membership", "word"], name="one_skill_a_word")]

    def __str__(self) -> str:
        return self.word


class Part(models.TextChoices):
    """What of a sample a rule looks at."""

    METADATA = "metadata", _("Metadata")
    FIELD = "field", _("Field")
    LABEL = "label", _("Label")
    CONDITION = "condition", _("Condition")


class Lane(models.Model):
    """A rule: the items whose part has this value go to who has the skill, or to the people named.

    The first rule that matches counts (`id` order); `Item.lane` keeps its id, 0 where none does: everybody may have it.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="lanes")
    part = models.CharField(_("part of the sample"), max_length=10, choices=Part)
    key = models.CharField(_("name"), max_length=80, blank=True)  # of the metadata, field or condition; none of a label
    value = models.CharField(_("value"), max_length=200)
    skill = models.CharField(_("skill"), max_length=40, blank=True)
    people = models.ManyToManyField(Membership, related_name="lanes", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.key or self.part} = {self.value}"

    def clean(self) -> None:
        if self.part == Part.LABEL:
            self.key = ""
        elif not self.key:
            raise ValidationError({"key": _("Name the metadata, the field or the condition.")})
