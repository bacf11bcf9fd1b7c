"""The form for a file of documents or facts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from generation.models import Knowledge


class KnowledgeForm(forms.Form):
    file = forms.FileField(label=_("Choose a file"))
    kind = forms.ChoiceField(
        label=_("It holds"),
        required=False,
        choices=[
            ("", _("What its name and columns tell")),
            (Knowledge.Kind.DOCUMENTS, _("Documents, to write from")),
            (Knowledge.Kind.TRIPLES, _("Facts: subject, relation, object")),
        ],
        help_text=_(
            "Documents: .txt, .md, or a table with a column “text” (and title, source). Facts: N-Triples (.nt), or a "
            "table with subject, relation and object (and type, source, confidence)."
        ),
    )
