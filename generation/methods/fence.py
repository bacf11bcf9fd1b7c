"""Text of others inside a prompt: between markers that it cannot close, so that it stays data and is never obeyed."""

import re
from collections.abc import Mapping, Sequence


def fence(name: str, text: str, identifier: str = "") -> str:
    """Return the text between <name> and </name>, with an id where one is given.

    Any such marker in the text itself, whatever its case, spaces or id, loses its form: “</name>” becomes “< /name>”.
    """
    inner = re.sub(rf"<(\s*/?\s*{re.escape(name)}\b)", r"< \1", text, flags=re.IGNORECASE)
    opening = f'{name} id="{identifier}"' if identifier else name
    return f"<{opening}>\n{inner}\n</{name}>"


def fenced(fields: Mapping[str, str]) -> str:
    """Return each field between markers of its name."""
    return "\n".join(fence(name, text) for name, text in fields.items())


def fenced_passages(texts: Sequence[str]) -> str:
    """Return passages numbered p1, p2, … in their order, each between markers; ids are ours, so none can be forged."""
    return "\n".join(fence("passage", text, f"p{i}") for i, text in enumerate(texts, start=1))
