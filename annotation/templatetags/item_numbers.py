"""What an item is called before the person who answers it."""

from django import template
from django.utils.crypto import salted_hmac

from annotation.models import Item

FIRST, NUMBERS = 100_000, 900_000

register = template.Library()


@register.filter
def item_number(item: Item) -> int:
    """Six digits, the same whenever the item is shown, that say nothing of when its sample came: gold samples are often
    brought in together, and a neighbour of one that was told as a check would be known for one."""
    return FIRST + int(salted_hmac("annotation.item_number", str(item.pk)).hexdigest()[:12], 16) % NUMBERS
