"""What a figure says, as a sentence: which way it goes only where its whole interval goes that way."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from synthlab.drawing import words

LEAST_P = 0.01  # below it two decimals say nothing

#: What the figures are of.
OF = {
    "random": gettext_noop("Of the items that were drawn at random and answered blind"),
    "chosen": gettext_noop("Of the items that the queue chose and people answered blind; not the rate of the dataset"),
}

#: Who the people are for whom a cost is meant.
FOR = {
    0.1: gettext_noop("lay people"),
    0.15: gettext_noop("trained people"),
    0.2: gettext_noop("experts"),
}


def beside_verdict(difference: dict) -> str:
    """Of equal answers, the model's share minus people's own; "" where there is none."""
    return _said(
        difference,
        more=_("The model agrees with people more often than they do with each other: by %(low)s to %(high)s points."),
        less=_("The model agrees with people less often than they do with each other: by %(low)s to %(high)s points."),
        open_=_("These items cannot tell whether the model agrees with people as often as they do with each other: the "
                "difference may lie anywhere from %(low)s to %(high)s points."),
    )  # fmt: skip


def reliability_verdicts(found: dict) -> list[str]:
    """Whether it is too sure, and whether its confidences are further off than chance makes them."""
    sure = _said(
        found["over"],
        more=_("The model is surer than it is right: by %(low)s to %(high)s points."),
        less=_("The model is less sure than it is right: %(low)s to %(high)s points off."),
        open_=_("On the whole the model is about as sure as it is right: %(low)s to %(high)s points off."),
    )  # fmt: skip
    if found["noise"] is None:
        return []
    told = {"noise": words(found["noise"], "percent")}
    off = _("The calibration error is more than chance makes of a well calibrated model with as many rows (%(noise)s).")
    within = _("A well calibrated model with as many rows would show a calibration error of up to %(noise)s by chance.")
    return [one for one in (sure, (off if found["is_off"] else within) % told) if one]


def alternative_verdict(test: dict) -> str:
    if test["winning"] is None:
        return ""
    told = {"share": words(test["winning"], "percent"), "people": _(FOR.get(test["epsilon"], ""))}
    passed = _("Held against %(people)s the model passes: it beats %(share)s of them.")
    failed = _("Held against %(people)s the model does not pass: it beats %(share)s of them, and half are needed.")
    return (passed if test["passes"] else failed) % told


def length_verdict(difference: dict) -> str:
    return _said(
        difference,
        more=_("The model is right more often on the longest third than on the shortest: %(low)s to %(high)s points."),
        less=_("The model is right less often on the longest third than on the shortest: %(low)s to %(high)s points."),
        open_=_("No say of the length can be told: between the longest third and the shortest there may be from "
                "%(low)s to %(high)s points."),
    )  # fmt: skip


def change_verdict(change: dict) -> str:
    """Of a part against all before it, whatever has an interval."""
    return _said(
        change,
        more=_("%(low)s to %(high)s points more than before"),
        less=_("%(low)s to %(high)s points, less than before"),
        open_=_("no change can be told, %(low)s to %(high)s points"),
    )


def flips_told(one: dict) -> str:
    """Whether the place that wins twice is more often the first, or the second."""
    if not one["flips"]:
        return _("never")
    told = {"first": words(one["flips_first"], "count"), "flips": words(one["flips"], "count")}
    told["p"] = _("p < 0.01") if one["p"] < LEAST_P else _("p = %(p)s") % {"p": words(one["p"])}
    return _("%(first)s of %(flips)s times the first (%(p)s)") % told


def _said(found: dict, *, more: str, less: str, open_: str) -> str:
    if found["value"] is None or found["low"] is None:
        return ""
    text = more if found["low"] > 0 else less if found["high"] < 0 else open_
    return text % {"low": words(found["low"], "points"), "high": words(found["high"], "points")}
