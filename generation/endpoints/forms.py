"""What a lead may submit about an endpoint. The key goes in and never comes out again."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from generation.endpoints.allowed import site_url
from generation.models import Endpoint


class EndpointForm(forms.ModelForm):
    base_url = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("Of any OpenAI-compatible endpoint, such as https://api.openai.com/v1."),
    )
    api_key = forms.CharField(
        label=_("Key"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Stored encrypted and never shown again. Leave it empty to keep the one that is stored."),
    )

    batch_discount = forms.DecimalField(
        label=_("Discount for batches"),
        min_value=0,
        max_value=1,
        max_digits=4,
        decimal_places=3,
        required=False,
        help_text=_("Share off both prices for what a batch answers: 0.5 is half the price, as is usual."),
    )

    class Meta:
        model = Endpoint
        fields = [
            "name", "base_url", "model", "api_key", "price_in", "price_out", "batch_discount", "concurrency",
            "timeout_s",
        ]  # fmt: skip
        help_texts = {
            "model": _("The name that the endpoint knows the model by."),
            "price_in": _("USD for a million tokens read. Costs and budgets are counted by it."),
            "price_out": _("USD for a million tokens written."),
            "concurrency": _("It is lowered by itself while the endpoint says that it is too much."),
        }

    def clean_base_url(self) -> str:
        return self.cleaned_data["base_url"].strip()

    def clean_batch_discount(self) -> Decimal:
        given = self.cleaned_data["batch_discount"]
        return self.instance.batch_discount if given is None else given

    def _post_clean(self) -> None:
        """Values only: the action checks and saves, so that the API is checked alike."""


def starting_values() -> dict:
    return {"base_url": site_url(), "batch_discount": "0.5", "concurrency": 16, "timeout_s": 60}
