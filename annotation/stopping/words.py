"""When it is enough, in words: a promise that holds is the only reason to say so."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from synthlab.drawing import at_most, fixed, words

#: From this share of all labels on, the price is told as what it is: nearly everything.
SPARED = 0.1  # of the answers: less than that is not worth a word
MOST = 0.5
#: Two ways whose worth differs by fewer answers are told as equal.
EQUAL = 15

REASONS = {
    "no_codebook": gettext_lazy("A codebook with a label to judge is published first."),
    "no_rows": gettext_lazy("There are no rows with a model's label that nobody has had: nothing has to be promised."),
    "tail": gettext_lazy(
        "The snapshot accepts labels of low risk unseen (procedure B): how many, what people have still to review, and "
        "whether further audits help stands on Certificate."
    ),
    "freezing": gettext_lazy("The snapshot is being frozen; this page is made once it is full."),
}


def share(value: float) -> str:
    return words(value, "percent")


def limit_told(limit: float) -> str:
    """All its digits: 7.25% is not told as 7.3%, which is another promise."""
    return fixed(limit, _decimals(limit), times=100) + "%"


def _decimals(limit: float) -> int:
    return max(1, -Decimal(repr(limit)).as_tuple().exponent - 2)


def count(value: float) -> str:
    return words(value, "count")


def working_time(minutes: float) -> str:
    if minutes < 120:
        return _("%(minutes)s min") % {"minutes": count(max(1, minutes) if minutes else 0)}
    return _("%(hours)s h") % {"hours": count(minutes / 60)}


def verdict(data: dict, plan: dict) -> dict:
    """{tone, title, text}: whether the promise holds, and if not, what is missing."""
    if data.get("ended_at"):
        return _once_ended(data, plan)
    if plan["holds"]:
        return {
            "tone": "ok",
            "title": _("Enough: at most %(bound)s are wrong, and %(limit)s may be.") % _held_against(data, plan),
            "text": _("The promise holds, at every look. More answers mend more labels; it needs none of them."),
        }
    if plan["waits"]:
        return {"tone": "wait", "title": _("Not yet"), "text": _waits(plan)}
    return {"tone": "", "title": _not_yet(data, plan), "text": _price(data, plan)}


def _once_ended(data: dict, plan: dict) -> dict:
    """No further audit is drawn, and no answer changes what was promised."""
    if plan["holds"]:
        return {
            "tone": "ok",
            "title": _("Enough: at most %(bound)s are wrong, and %(limit)s may be.") % _held_against(data, plan),
            "text": _(
                "Reviewing has ended, and the promise stays as it stood then. It takes people's labels as right."
            ),
        }
    return {
        "tone": "wait",
        "title": _("Not with this snapshot: at most %(bound)s are wrong, and %(limit)s may be.")
        % _held_against(data, plan),
        "text": _(
            "Reviewing has ended: no further audit is drawn, and no answer changes this promise. A better one takes "
            "another snapshot."
        ),
    }


def _waits(plan: dict) -> str:
    told = ngettext(
        "%(n)s row was handed out and waits for a final label; until then it counts as wrong, and only %(allowed)s may "
        "be.",
        "%(n)s rows were handed out and wait for a final label; until then they count as wrong, and only %(allowed)s "
        "may be.",
        plan["waits"],
    )
    return told % {"n": count(plan["waits"]), "allowed": count(plan["allowed"])}


def _not_yet(data: dict, plan: dict) -> str:
    if data["snapshot"] is None:
        limit = limit_told(plan["limit"])
        return _("Before the freeze: to promise that at most %(limit)s are wrong") % {"limit": limit}
    return _("Not yet: at most %(bound)s are wrong, and %(limit)s may be.") % _held_against(data, plan)


def _held_against(data: dict, plan: dict) -> dict:
    """The bound with the digits of its limit, so that it reads as more exactly where it is more."""
    return {"bound": at_most(data["now"]["bound"], _decimals(plan["limit"])), "limit": limit_told(plan["limit"])}


def _price(data: dict, plan: dict) -> str:
    """Half of all audits, nine of ten, and what share of all labels that is."""
    told = _(
        "It takes about %(answers)s more answers, nine times of ten at most %(most)s: %(share)s of all %(all)s labels."
    ) % {
        "answers": count(plan["answers"]),
        "most": count(plan["answers_at_most"]),
        "share": share(plan["share"]),
        "all": count(data["population"]),
    }
    if plan["open_ended"]:
        told = _("It takes more than %(answers)s answers: %(share)s of all %(all)s labels or more.") % {
            "answers": count(plan["answers"]),
            "share": share(plan["share"]),
            "all": count(data["population"]),
        }
    if plan["share"] < MOST:
        return told
    return told + " " + _most_of_all(plan)


def _most_of_all(plan: dict) -> str:
    told = _(
        "That is most of them. An order that is never wrong would find the errors that have to go with %(perfect)s "
        "looks, and without a further error the evidence would take %(clean)s audits."
    ) % {"perfect": count(plan["perfect"]), "clean": count(plan["clean"])}
    above = plan["answers"] - max(plan["perfect"], plan["clean"])
    if above < SPARED * plan["answers"]:
        return f"{told} {_('No better order spares much of that.')}"
    spares = _(
        "What it takes above that, a better order spares: another model's opinion of the rows does more than "
        "working on."
    )
    return f"{told} {spares}"


def advice(plan: dict) -> str:
    """Which hundred looks to take next; "" where none is needed."""
    looks = plan["next"]
    if not looks:
        return ""
    active, audit = looks["active"]["spared"], looks["audit"]["spared"]
    if abs(active - audit) <= EQUAL:
        return _("Both bring the promise about as near: leave the queue as it is.")
    if active > audit:
        return _("Look at the riskiest rows next: what they find counts for more than evidence does now.")
    return _("Draw audits next: what is left is clean enough to be shown so.")
