"""What figures of attention suggest, as sentences: each with its interval and how many answers it stands on."""

from django.utils.translation import gettext as _

from generation.methods.estimates import is_enough
from synthlab.drawing import words

LIKELY = 0.01


def suggestions(one: dict) -> list[str]:
    """What a lead might look at together with this person; nothing where nothing stands out."""
    found = (_gold(one), _hurry(one), _most(one), _stamps(one), _tiring(one))
    return [said for said in found if said]


def hints(one: dict) -> list[str]:
    """The same to the person alone, of what they are told."""
    found = (_own_gold(one), _own_hurry(one), _own_most(one), _own_tiring(one))
    return [said for said in found if said]


def _told(share: dict) -> dict:
    return {
        "value": words(share["value"], "percent"),
        "low": words(share["low"], "percent"),
        "high": words(share["high"], "percent"),
        "count": words(share["count"], "count"),
        "n": words(share["n"], "count"),
    }


def _gold(one: dict) -> str:
    advice, told = one["gold"]["advice"], _told(one["gold"])
    if advice == "pause":
        return _(
            "Gold checks: %(count)s of %(n)s right (%(low)s to %(high)s). Consider a pause and going through the "
            "codebook together; look at the missed checks first, for they may be wrong themselves."
        ) % told  # fmt: skip
    if advice == "retrain":
        return _("Gold checks: %(count)s of %(n)s right (%(low)s to %(high)s). Go through the missed ones together.") % told  # fmt: skip  # noqa: E501
    return ""


def _hurry(one: dict) -> str:
    time = one["time"]
    if not time["runs"]:
        return ""
    return _(
        "%(runs)s answers came in runs of five or more, each faster than the text can be read or than three tenths of "
        "what such an item takes this person: %(count)s of %(n)s in all (%(low)s to %(high)s). Look at them again."
    ) % (_told(time["fast"]) | {"runs": words(time["in_runs"], "count")})  # fmt: skip


def _most(one: dict) -> str:
    most = one["most"]
    if not most or not most["stands_out"]:
        return ""
    told = _told(most) | {"label": most["label"], "others": words(most["others"]["value"], "percent")}
    if not most["others"]["n"]:
        return _("All %(n)s answers are “%(label)s” (%(low)s to %(high)s); nobody else has answered.") % told
    return _(
        "%(value)s of %(n)s answers are “%(label)s” (%(low)s to %(high)s), of others' %(others)s. "
        "Their items may differ."
    ) % told  # fmt: skip


def _stamps(one: dict) -> str:
    if not one["changed"]["stamps"]:
        return ""
    return _(
        "Changed %(count)s of %(n)s suggestions (%(low)s to %(high)s), less than half as many as an audit found wrong. "
        "Hiding suggestions for a while would tell whether they are read."
    ) % _told(one["changed"])  # fmt: skip


def _tiring(one: dict) -> str:
    if not one["tiring"]["tires"]:
        return ""
    return _(
        "Over a sitting, to the %(until)s. answer, the share of answers that differ from the known label rises by "
        "%(low)s to %(high)s points (n = %(n)s). Suggest shorter sittings."
    ) % _risen(one["tiring"])  # fmt: skip


def _risen(tiring: dict) -> dict:
    return {
        "low": words(tiring["low"], "points"),
        "high": words(tiring["high"], "points"),
        "n": words(tiring["n"], "count"),
        "until": words(tiring["until"], "count"),
    }


def _own_gold(one: dict) -> str:
    if not one.get("gold", {}).get("advice"):
        return ""
    return _(
        "On checks your answers often differed from the codebook's: %(count)s of %(n)s were alike (%(low)s to "
        "%(high)s). That may well be the codebook. Read the rules of those you missed, and ask your lead about "
        "what is unclear."
    ) % _told(one["gold"])  # fmt: skip


def _own_hurry(one: dict) -> str:
    if not one["time"]["runs"]:
        return ""
    return _(
        "Some answers in a row came very fast (%(runs)s). If you know these items well, fine; if not, you can look at "
        "the latest again under My answers."
    ) % {"runs": words(one["time"]["in_runs"], "count")}  # fmt: skip


def _own_most(one: dict) -> str:
    most = one["most"]
    if not most or not most["stands_out"]:
        return ""
    return _(
        "Nearly all your answers are “%(label)s”: %(value)s of %(n)s (%(low)s to %(high)s). If that is how the items "
        "are, go on."
    ) % (_told(most) | {"label": most["label"]})  # fmt: skip


def _own_tiring(one: dict) -> str:
    if not one.get("tiring", {}).get("tires"):
        return ""
    return _(
        "Late in long sittings your answers differ more from what was settled than early on; your lead has the "
        "figures. Shorter sittings with a break may suit you."
    )  # fmt: skip


def order_told(order: dict) -> str:
    """Whether labels follow their like; says what chance alone gives."""
    if order["value"] is None:
        return _(order["reason"])
    told = {name: words(order[name], "points") for name in ("value", "low", "high")}
    told |= {"n": words(order["n"], "count")}
    if order["p"] >= LIKELY:
        return _("%(value)s points; chance gives %(low)s to %(high)s (n = %(n)s)") % told
    return _("%(value)s points; chance gives %(low)s to %(high)s (n = %(n)s). Not by chance: the queue's order, or a habit") % told  # fmt: skip  # noqa: E501


def share_told(share: dict | None) -> str:
    """A share with interval and n, or that there are too few."""
    if not share or not share["n"]:
        return "–"
    if not is_enough(share):
        return _("too few yet (n = %(n)s)") % _told(share)
    return _("%(value)s (%(low)s to %(high)s; n = %(n)s)") % _told(share)


def rise_told(tiring: dict) -> str:
    if tiring["value"] is None:
        return _(tiring["reason"])
    told = _risen(tiring) | {"value": words(tiring["value"], "points")}
    return _("%(value)s points to the %(until)s. answer (%(low)s to %(high)s; n = %(n)s)") % told


def time_told(median: dict) -> str:
    if median["low"] is None:
        return _("too few yet (n = %(n)s)") % {"n": words(median["n"], "count")}
    told = {name: words(median[name], "seconds") for name in ("value", "low", "high")}
    return _("%(value)s (%(low)s to %(high)s; n = %(n)s)") % (told | {"n": words(median["n"], "count")})


def why_worn(one: dict) -> str:
    if one["why"] == "seen":
        return _("%(seen)s people have seen it: it is given to nobody else as a check. Bring in another.") % {
            "seen": words(one["seen"], "count")
        }
    return _(
        "missed by %(count)s of %(n)s people who are right elsewhere (%(low)s to %(high)s): look at its label and at "
        "the codebook"
    ) % _told(one["missed"])  # fmt: skip
