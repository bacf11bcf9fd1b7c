"""What the measured items stand for, in words."""

from django.utils.translation import gettext_noop as _

#: What a coefficient is of, as the card keeps it, in English; its page translates it.
OF = {
    "random": _("Of the items that were drawn at random from what nobody had reviewed and asked twice"),
    "chosen": _("Of the items that the queue chose and asked twice; not the rate of the whole dataset"),
}

#: The same of shares of items where a person's first answer, given blind, is held against the model's.
BESIDE = {
    "random": _("Of the items that were drawn at random and answered blind"),
    "chosen": _("Of the items that the queue chose and people answered blind; not the rate of the whole dataset"),
}
