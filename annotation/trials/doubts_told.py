"""Why answers are in doubt, in words, with how many there are and the address of the items behind each reason."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.trials.doubts import ASKED, CELL, LABEL, MODEL, RULE, Doubts, InDoubt, Reason
from synthlab.drawing import words as drawn


@dataclass(frozen=True)
class Told:
    """A reason in words; `key` is it in an address, `n` the items in doubt for it, None where nothing could tell."""

    key: str
    words: str
    n: int | None


def by_question(found: Doubts) -> list[tuple[InDoubt, list[Told]]]:
    return [(one, _of_question(one)) for one in found.questions]


def by_rule(found: Doubts) -> list[Told]:
    return [_told(Reason(RULE, name=rule), n) for rule, n in found.rules.items()]


def in_words(reason: Reason) -> str:
    said = {
        MODEL: _("A model answers otherwise by this version"),
        ASKED: _("The question itself changed"),
        LABEL: _("“%(label)s”, or a rule about it or that names it, changed"),
        CELL: _("A change was proposed for the cell %(labels)s of Compare (model / people)"),
        RULE: _("Rule %(rule)s was named, and changed"),
    }
    return (
        said[reason.why] % {"label": reason.name, "rule": reason.name, "labels": reason.name}
        if reason.why in said
        else ""
    )


def _of_question(one: InDoubt) -> list[Told]:
    labels = [_told(Reason(LABEL, one.question, name), n) for name, n in one.labels.items()]
    cells = [_told(Reason(CELL, one.question, name), n) for name, n in one.cells.items()]
    asked = [_told(Reason(ASKED, one.question), one.asked)] if one.asked else []
    return [_of_models(one), *cells, *asked, *labels]


def _of_models(one: InDoubt) -> Told:
    """Of how many answers a model said anything: none that differ, and none that spoke, are two things."""
    told = _told(Reason(MODEL, one.question), one.contradicted)
    if one.held and not one.heard:
        return replace(told, words=_("No model has answered any of them by this version yet"), n=None)
    if one.held:
        of = ngettext(
            "%(words)s (%(n)s item has a model's answer)", "%(words)s (%(n)s items have a model's answer)", one.heard
        )
        return replace(told, words=of % {"words": told.words, "n": drawn(one.heard, "count")})
    return told


def _told(reason: Reason, n: int) -> Told:
    return Told(reason.as_text(), in_words(reason), n)
