"""`synthlab CMD`: the management commands under the product's own name."""

import os
import sys

from django.core.management import execute_from_command_line

from generation.methods.storable import UNSTORABLE


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthlab.settings")
    for word in sys.argv:
        if UNSTORABLE.search(word):  # bytes that are no UTF-8 come in as halves of characters, which nothing can hold
            sys.exit(f"{ascii(word)} is not UTF-8. Write it, or name the file, in UTF-8.")
    execute_from_command_line(sys.argv)
