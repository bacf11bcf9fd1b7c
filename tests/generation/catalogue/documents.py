"""Every recipe's document as plain data, written and read once for all tests of documents."""

import yaml

from generation.catalogue.document import to_yaml
from generation.catalogue.registry import RECIPES

DOCUMENT = {name: yaml.safe_load(to_yaml(recipe)) for name, recipe in RECIPES.items()}
