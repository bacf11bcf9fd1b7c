from django import template

from synthlab.retelling import retold

register = template.Library()
register.filter("retold", retold)
