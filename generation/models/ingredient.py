"""What samples were made from: a value, an example, a passage, a fact, … To find all that a bad one went into."""

from django.db import models

from generation.models.project import Project
from generation.models.sample import Sample


class Ingredient(models.Model):
    """`name` is kind and what it is, such as `value:style=dry`, `shown:17`, `from:17` or `template:roles.write@1#…`.

    Of documents and facts: `file:3`, `document:3/2` (its second row), `passage:3/2/5` (the fifth of that), `fact:3/2`.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="ingredients", db_index=False)
    name = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_ingredient_a_name")]

    def __str__(self) -> str:
        return self.name


class IngredientUse(models.Model):
    ingredient = models.ForeignKey(Ingredient, models.CASCADE, related_name="uses", db_index=False)
    sample = models.ForeignKey(Sample, models.CASCADE, related_name="ingredient_uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ingredient", "sample"], name="one_use_a_sample")]

    def __str__(self) -> str:
        return f"{self.ingredient_id} in {self.sample_id}"
