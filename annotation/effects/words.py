"""What an effect says, as a sentence: which way it goes only where its whole interval goes that way."""

from django.utils.translation import gettext as _

from synthlab.drawing import words

LEAST_P = 0.01  # below it two decimals say nothing


def suggestion_verdict(difference: dict) -> str:
    """Of the share of answers equal to the model's, shown minus blind; "" where there is none."""
    return _said(
        difference, "points", 0,
        more=_("People give the model's label more often when they see it: by %(low)s to %(high)s points."),
        less=_("People give the model's label less often when they see it: by %(low)s to %(high)s points."),
        open_=_("These answers cannot tell whether a suggestion changes what people say: the true difference may lie "
                "anywhere from %(low)s to %(high)s points."),
    )  # fmt: skip


def label_test(labels: dict) -> str:
    """Whether the labels given shift as a whole; tiny chances are told as such."""
    if labels["p"] is None:
        return _("No test of all labels together: %(reason)s.") % {"reason": _(labels["reason"])}
    told = {"n": words(labels["n"], "count"), "p": words(labels["p"])}
    if labels["p"] < LEAST_P:
        return _("All labels together: chi-squared test, p < 0.01, n = %(n)s.") % told
    return _("All labels together: chi-squared test, p = %(p)s, n = %(n)s.") % told


def answers_lacking(anchoring: dict) -> int | None:
    """How many blind answers it takes to see ten points, where fewer have come and nothing can be told yet."""
    found, needed = anchoring["same"]["difference"], anchoring["needed"]
    if found["value"] is None or not needed or not found["low"] <= 0 <= found["high"]:
        return None
    return needed["blind"] if anchoring["same"]["blind"]["n"] < needed["blind"] else None


def time_verdict(ratio: dict) -> str:
    return _said(
        ratio, "number", 1,
        more=_("An item takes more time with the suggestion in sight: %(low)s to %(high)s times as long."),
        less=_("An item takes less time with the suggestion in sight: %(low)s to %(high)s times as long."),
        open_=_("These times cannot tell whether a suggestion saves any: with it an item may take from %(low)s to "
                "%(high)s times as long."),
    )  # fmt: skip


def drift_verdicts(fatigue: dict) -> list[str]:
    """What a sitting does to time and to agreement; nothing of what cannot be told at all."""
    per = fatigue["per"]
    return [said for said in (_pace(fatigue["time_trend"], per), _agreement(fatigue["agreement_trend"], per)) if said]


def _pace(trend: dict, per: int) -> str:
    return _said(
        trend, "number", 1, n=per,
        more=_("People become slower as they sit: %(n)s answers on, an item takes %(low)s to %(high)s times as long."),
        less=_("People become faster as they sit: %(n)s answers on, an item takes %(low)s to %(high)s times as long."),
        open_=_("No change of pace can be told: %(n)s answers further on in a sitting, an item may take from "
                "%(low)s to %(high)s times as long."),
    )  # fmt: skip


def _agreement(trend: dict, per: int) -> str:
    return _said(
        trend, "points", 0, n=per,
        more=_("Answers equal the settled label more often as people sit: by %(low)s to %(high)s points, %(n)s answers "
               "on."),
        less=_("Answers equal the settled label less often as people sit: by %(low)s to %(high)s points, %(n)s answers "
               "on. A break may help."),
        open_=_("No change of agreement can be told: %(n)s answers further on in a sitting, it may have changed by "
                "anything from %(low)s to %(high)s points."),
    )  # fmt: skip


def passed_on(part: dict) -> str:
    """How many hand-outs of each kind ended without an answer: those left behind are no longer of equal items."""
    told = {
        "shown": words(part["shown"]["value"], "percent"),
        "n": words(part["shown"]["n"], "count"),
        "blind": words(part["blind"]["value"], "percent"),
        "m": words(part["blind"]["n"], "count"),
        "low": words(part["difference"]["low"], "points"),
        "high": words(part["difference"]["high"], "points"),
    }
    plain = _(
        "Skipped or flagged instead of answered: with the suggestion %(shown)s of %(n)s, blind %(blind)s of %(m)s."
    )
    compared = _(
        "Skipped or flagged instead of answered: with the suggestion %(shown)s of %(n)s, blind %(blind)s of %(m)s; "
        "the difference is %(low)s to %(high)s points. If it were large, the answers left would be of unequal items."
    )
    return (plain if part["difference"]["value"] is None else compared) % told


def _said(found: dict, unit: str, nothing: float, *, more: str, less: str, open_: str, **told) -> str:
    """`nothing` is the value of no effect."""
    if found["value"] is None or found["low"] is None:
        return ""
    text = more if found["low"] > nothing else less if found["high"] < nothing else open_
    return text % {"low": words(found["low"], unit), "high": words(found["high"], unit), **told}
