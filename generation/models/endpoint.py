from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.llm.usage import Prices
from generation.models.project import Project


class Endpoint(models.Model):
    """Where a model answers. The key is stored encrypted and never shown again."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="endpoints")
    name = models.CharField(_("name"), max_length=60)
    base_url = models.URLField(_("address"), max_length=300)
    model = models.CharField(_("model"), max_length=120)
    api_key_encrypted = models.TextField(blank=True)
    price_in = models.DecimalField(_("price in"), max_digits=10, decimal_places=4, default=0)  # USD a million tokens
    price_out = models.DecimalField(_("price out"), max_digits=10, decimal_places=4, default=0)
    batch_discount = models.DecimalField(  # share off both prices for what a batch answers
        _("discount for batches"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.5"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    concurrency = models.PositiveIntegerField(
        _("requests at once"), default=16, validators=[MinValueValidator(1), MaxValueValidator(512)]
    )
    timeout_s = models.PositiveIntegerField(
        _("time-out in seconds"), default=60, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    simulated = models.BooleanField(default=False)
    capabilities = models.JSONField(default=dict)  # what the model was seen to refuse or to lack
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_endpoint_a_name")]

    def __str__(self) -> str:
        return self.name

    def prices(self, *, batch: bool = False) -> Prices:
        """Of a request that is asked live, or of one that a batch answers."""
        share = 1 - self.batch_discount if batch else 1
        return Prices(self.price_in * share, self.price_out * share)

    def facts(self) -> dict:
        """What a run keeps of it, as JSON; never the key."""
        return {
            "name": self.name,
            "base_url": self.base_url,
            "model": self.model,
            "price_in": str(self.price_in),
            "price_out": str(self.price_out),
            "batch_discount": str(self.batch_discount),
            "simulated": self.simulated,
        }
