"""The rules by which one may stop (methods/human.md 5.7), each with its state and the figure that it rests on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotation.methods.stopping.words import GAIN, NOT_YET, REACHED, ROUNDS, STABLE, TOO_FEW
from annotation.models import RoutePrices
from annotation.stopping.words import count, limit_told
from synthlab.drawing import at_most, fixed, interval, words

NOT_SET = "not_set"

STATES = {
    REACHED: gettext_lazy("says stop"),
    NOT_YET: gettext_lazy("says go on"),
    TOO_FEW: gettext_lazy("too little to say"),
    NOT_SET: gettext_lazy("not set"),
}


def rules(data: dict, plan: dict | None, spent: dict, prices: RoutePrices) -> list[dict]:
    """[{id, name, state, said, rests_on, promises}]: the certificate's first, the only one that promises anything.
    Without a plan, where no share that may be wrong is looked at, its state is not set.

    `spent`: what people's answers have taken so far (`shapes.cost`)."""
    return [
        _certificate(data, plan),
        _budget(spent, prices),
        _stable(data["rounds"]),
        _plateau(data["rounds"]),
        _queue_dry(data),
    ]


def _rule(of: str, name: str, state: str, rests_on: str, *, promises: bool = False) -> dict:
    said = str(STATES[state])
    return {"id": of, "name": name, "state": state, "said": said, "rests_on": rests_on, "promises": promises}


def _certificate(data: dict, plan: dict | None) -> dict:
    told = {"bound": at_most(data["now"]["bound"]), "audits": count(data["now"]["audits"])}
    if plan is None:
        text = _("At most %(bound)s are wrong, after %(audits)s audits.")
    else:
        text = _("At most %(bound)s are wrong, after %(audits)s audits; %(limit)s may be.")
        told["limit"] = limit_told(plan["limit"])
    state = NOT_SET if plan is None else REACHED if plan["holds"] else NOT_YET
    return _rule("certificate", _("The promise holds"), state, text % told, promises=True)


def _budget(spent: dict, prices: RoutePrices) -> dict:
    told = {"usd": words(spent["usd"], "usd"), "n": count(spent["answers"])}
    if not prices.budget:
        return _rule("budget", _("The budget is spent"), NOT_SET, _("%(n)s answers so far took about %(usd)s.") % told)
    told["budget"] = words(prices.budget, "usd")
    state = REACHED if spent["usd"] >= prices.budget else NOT_YET
    text = _("%(n)s answers so far took about %(usd)s of %(budget)s.")
    return _rule("budget", _("The budget is spent"), state, text % told)


def _stable(rounds: dict) -> dict:
    """The kappa of each of the newest rounds with its interval, and on how many rows and new answers it rests."""
    text = _rounds_told(
        rounds, "kappa", _("Kappa with the student before, %(least)s or more is alike:") % {"least": words(STABLE)}
    )
    return _rule("stable", _("The student no longer changes its mind"), rounds["stable"], text)


def _plateau(rounds: dict) -> dict:
    text = _rounds_told(rounds, "gain", _("Change of the share right on audit rows:"))
    if rounds["gain"] is not None:
        told = {"gain": words(rounds["gain"], "points"), "least": words(GAIN, "points")}
        text += " " + _("In all %(gain)s, of %(least)s that go on.") % told
    return _rule("plateau", _("Answers no longer better the student"), rounds["plateau"], text)


def _rounds_told(rounds: dict, name: str, lead: str) -> str:
    known = [one for one in rounds["found"] if one[name]["value"] is not None]
    missing = _too_few(len(rounds["found"]), len(known))
    if not known:
        return missing
    return " ".join(part for part in (lead, "; ".join(_round_told(one, name) for one in known) + ".", missing) if part)


def _round_told(one: dict, name: str) -> str:
    found, unit = one[name], "points" if name == "gain" else "coefficient"
    told = {
        "value": fixed(found["value"], 3) if unit == "coefficient" else words(found["value"], unit),
        "interval": _interval(found, unit),
        "n": count(found["n"]),
        "answers": count(one["answers"]),
    }
    return _("%(value)s (%(interval)s, n = %(n)s, %(answers)s new answers)") % told


def _interval(found: dict, unit: str) -> str:
    if unit == "points" or None in (found["low"], found["high"]):
        return interval(found["low"], found["high"], unit)
    return f"{fixed(found['low'], 3)}–{fixed(found['high'], 3)}"


def _too_few(rounds: int, known: int) -> str:
    """A clear word where fewer than three rounds can be told."""
    if known >= ROUNDS:
        return ""
    if rounds > known:
        return _("Of some rounds nothing can be told: no row was compared, or all have one label.")
    told = ngettext(
        "%(n)s of three rounds so far; a round is a score with new answers.",
        "%(n)s of three rounds so far; a round is a score with new answers.",
        known,
    )
    return told % {"n": count(known)}


def _queue_dry(data: dict) -> dict:
    name = _("The queue finds nothing more")
    if data["expected"] is None:
        return _rule("queue", name, TOO_FEW, _("No row has a chance of a wrong label yet."))
    told = {"expected": words(data["expected"]), "n": count(data["left"])}
    state = REACHED if data["expected"] < 1 else NOT_YET
    text = _("%(expected)s expected wrong among the %(n)s rows left; below 1 it is dry.")
    return _rule("queue", name, state, text % told)
