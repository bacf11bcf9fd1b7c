"""What an item is called, where a page has only its sample's id at hand; elsewhere it is `item.number`."""

from django import template

from annotation.models.queue import number_of

register = template.Library()
register.filter("item_number", number_of)
