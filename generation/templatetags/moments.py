from datetime import datetime
from math import ceil

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, in words. "0 minutes ago", as `timesince` says of what has just happened, reads like a mistake."""
    if (timezone.now() - moment).total_seconds() < 60:
        return _("just now")
    return _("%(age)s ago") % {"age": timesince(moment)}


@register.filter
def minutes(seconds: int) -> int:
    """Begun ones counted whole: nobody is told to come back too early."""
    return ceil(seconds / 60)
