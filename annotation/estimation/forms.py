from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from annotation.estimation.asking import LEAST, MOST
from synthlab.drawing import words

OWN = "own"


class EstimationForm(forms.Form):
    """How exact it is to be, with the price of each; or a number of looks of one's own."""

    offer = forms.ChoiceField(label=_("How exact"), widget=forms.RadioSelect, required=False)
    looks = forms.IntegerField(label=_("Rows to look at"), required=False, min_value=LEAST, max_value=MOST)

    def __init__(self, *args, offers=(), **kwargs):
        super().__init__(*args, **kwargs)
        own = (OWN, _t("another number of rows"))
        self.fields["offer"].choices = [(str(offer["looks"]), _offered(offer)) for offer in offers] + [own]
        self.fields["offer"].initial = str(offers[0]["looks"]) if offers else OWN

    def clean(self) -> dict:
        chosen = self.cleaned_data.get("offer") or OWN
        looks = self.cleaned_data.get("looks") if chosen == OWN else int(chosen)
        if looks is None and "looks" not in self.errors:
            self.add_error("looks", _t("Say how many rows."))
        return self.cleaned_data | {"looks": looks}


def _offered(offer: dict) -> str:
    return _t("± %(points)s points: %(looks)s rows, %(time)s, %(usd)s") % {
        "points": f"{100 * offer['width']:g}",
        "looks": words(offer["looks"], "count"),
        "time": offer["cost"]["time"],
        "usd": words(offer["cost"]["usd"], "usd"),
    }
