"""e_condition: what a run varies from sample to sample."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models.project import Project


class Attribute(models.Model):
    """A dimension such as style or sub-topic. `hard` ones are tested on each sample."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="attributes")
    name = models.SlugField(max_length=60)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(max_length=20, default="attribute")
    depends_on_label = models.BooleanField(_("values differ by label"), default=False)
    hard = models.BooleanField(_("tested on each sample"), default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_attribute_a_name")]

    def __str__(self) -> str:
        return self.title


class AttributeValue(models.Model):
    class State(models.TextChoices):
        KEPT = "kept", _("Kept")
        AMBIGUOUS = "ambiguous", _("Fits another label too")
        REMOVED = "removed", _("Removed")

    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="values")
    label = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.KEPT)
    source = models.CharField(max_length=80, blank=True)  # person, or the run that listed it
    examples = models.JSONField(default=list)  # texts that show it, for rows that are drawn with it

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["attribute", "label", "text"], name="one_value_a_text")]

    def __str__(self) -> str:
        return self.text
