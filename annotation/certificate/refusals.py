"""What would break a certificate's promise is refused."""

from django.utils.translation import gettext_lazy as _

from annotation.queue.refusals import Refused


class NothingToCertify(Refused):
    message = _("There is no machine-labelled row that nobody has reviewed yet.")


class NoCodebook(Refused):
    message = _("Publish a codebook first: people audit by it.")


class DrawsStand(Refused):
    message = _("Audit items of this snapshot have been drawn: it stays until labels change.")


class SeedIsSecret(Refused):
    message = _("Freeze a snapshot first; a seed can be published once.")
