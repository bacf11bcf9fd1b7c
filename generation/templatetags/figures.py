"""Numbers in words, in templates: {{ price|words:"usd" }}, {{ n|words:"count" }}."""

from django import template

from synthlab.drawing import words

register = template.Library()
register.filter("words", words)
