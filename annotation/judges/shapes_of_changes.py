"""Series of parts held to what came before, and pairs judged in both orders, for charts and sentences."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from annotation.compare.shapes import party
from annotation.judges.words import change_verdict, flips_told
from generation.methods.estimates import is_enough


def periods(drift: dict | None) -> dict:
    """The periods of one model, and by what time they are cut."""
    if not drift:
        return {"periods": []}
    said = {
        "labelled": _("Same answer as the first person, by when the model labelled; a period ends as it is named."),
        "answered": _("Same answer as the first person, by when people answered; a period ends as it is named."),
    }
    return {"periods": [_row(part, _ended(part)) for part in drift["parts"]], "periods_by": said[drift["by"]]}


def series(question: dict) -> dict:
    """From model to model and from version to version of the codebook."""
    versions = [
        {"model": one["model"], "rows": [_row(part, _version(part["name"])) for part in one["parts"]]}
        for one in question.get("versions", [])
    ]
    return {"models": [_row(part, part["name"]) for part in question.get("models", [])], "versions": versions}


def orders(data: dict) -> list[dict]:
    return [one | {"told": flips_told(one)} for one in data.get("both_orders", [])]


def change_told(one: dict) -> str:
    """The notice of a change that is more than chance makes."""
    told = {"question": one["question"], "of": party(one["of"]), "name": one["name"]}
    told["change"] = change_verdict(one["change"])
    said = {
        "time": _("%(question)s: %(of)s agrees with people otherwise than before, in its newest period (%(change)s)."),
        "model": _("%(question)s: %(name)s agrees with people otherwise than the models before it (%(change)s)."),
        "version": _(
            "%(question)s: %(of)s agrees with people otherwise than before under version %(name)s of the codebook "
            "(%(change)s)."
        ),
    }
    return said[one["what"]] % told


def _row(part: dict, label: str) -> dict:
    return {"label": label, **bar(part["equal"]), "change": part["change"], "has_changed": part["has_changed"],
            "verdict": change_verdict(part["change"])}  # fmt: skip


def bar(share: dict) -> dict:
    """What a bar chart takes of a share: below twenty rows their number alone, for a bar would tell of single ones."""
    known = ("value", "low", "high") if is_enough(share) else ()
    return {"n": share["n"], **{key: share[key] if key in known else None for key in ("value", "low", "high")}}


def _ended(part: dict) -> str:
    return date_format(localtime(datetime.fromisoformat(part["until"])), "SHORT_DATETIME_FORMAT")


def _version(number: str) -> str:
    return _("Version %(number)s") % {"number": number}
