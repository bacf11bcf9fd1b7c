from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Snapshot


class FreezeForm(forms.Form):
    """What is fixed at the freeze. The risks are offered, not typed: nobody tunes a promise to the third digit."""

    RISKS = [("0.05", _("5%: it holds 19 times in 20")), ("0.01", _("1%: 99 times in 100")), ("0.1", _("10%: 9 in 10"))]

    risk = forms.TypedChoiceField(label=_("Risk that the promise is broken"), choices=RISKS, coerce=float)
    together = forms.TypedChoiceField(
        label=_("Which promises it is the risk of"),
        choices=[
            ("", _("This one alone")),
            ("together", _("All promises of this project together: each further one takes a smaller part of it")),
        ],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    reference_rule = forms.ChoiceField(
        label=_("What counts as the right label"),
        choices=Snapshot.ReferenceRule,
        initial=Snapshot.ReferenceRule.ONE_BLIND,
        widget=forms.RadioSelect,  # a closed list would cut the sentences off
    )
