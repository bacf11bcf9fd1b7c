"""The columns of a map that are no signals. Apart from frames.py, so that pages need no pandas."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.methods.signals.words import SUSPICION, WORDS
from annotation.models import DataMap
from generation.models import LabelSource

TITLES = {
    DataMap.LABEL: gettext_lazy("Label"),
    DataMap.BY: gettext_lazy("Label by"),
    DataMap.ANNOTATOR: gettext_lazy("Who answered"),
    DataMap.REGION: gettext_lazy("Region"),
}


def told(drawn: DataMap) -> list[dict]:
    """The columns in the order of their bytes: {id, title, names?}, titles and fixed names in the reader's language."""
    return [_told(column) for column in drawn.columns]


def first_choice(drawn: DataMap) -> str:
    """What a map is coloured by at first: the label; without any the suspicion, else the region."""
    ids = [column["id"] for column in drawn.columns]
    return next((name for name in (DataMap.LABEL, SUSPICION) if name in ids), DataMap.REGION)


def _told(column: dict) -> dict:
    name = column["id"]
    title = TITLES.get(name) or _(WORDS[name][0] if name in WORDS else name)
    found = {"id": name, "title": str(title)}
    if name == DataMap.BY:
        found["names"] = [str(LabelSource(value).label) for value in column["names"]]
    elif name == DataMap.REGION:
        found["names"] = [str(int(number) + 1) for number in column["names"]]
    elif "names" in column:
        found["names"] = column["names"]
    return found
