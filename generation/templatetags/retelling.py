from django import template

from generation.presets import preset_told
from synthlab.retelling import retold

register = template.Library()
register.filter("retold", retold)
register.filter("preset_told", preset_told)
