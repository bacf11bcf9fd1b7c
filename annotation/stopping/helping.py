"""What would help where a promise is dear: the score, and what other models' opinions cost and are worth."""

from django.utils.translation import gettext as _

from annotation.methods.stopping.words import ENOUGH_APART
from annotation.models import RoutePrices
from annotation.stopping.words import MOST, count, share
from synthlab.drawing import interval, words


def score_told(found: dict) -> dict:
    """{value, note}: how well the score tells wrong labels from right ones, as the page shows it."""
    kinds = {"wrong": count(found["wrong"]), "right": count(found["right"])}
    if not found["is_enough"]:
        text = _(
            "not known yet: audit rows with a chance and an answer, %(wrong)s wrong and %(right)s right; %(least)s of "
            "each are needed"
        )
        return {"value": "–", "note": text % (kinds | {"least": ENOUGH_APART})}
    told = kinds | {"interval": interval(found["low"], found["high"], "percent"), "word": _word(found)}
    text = _(
        "%(word)s (%(interval)s) · how often, of a wrong and a right label, the wrong one has the higher chance; 50%% "
        "is luck (AUROC, n = %(wrong)s wrong and %(right)s right audit rows)"
    )
    return {"value": share(found["value"]), "note": text % told}


def _word(found: dict) -> str:
    if found["low"] <= 0.5:
        return _("perhaps no better than luck")
    if found["value"] < 0.75:
        return _("weak")
    return _("fair") if found["value"] < 0.85 else _("good")


def helping(data: dict, plan: dict, prices: RoutePrices) -> dict | None:
    """{sentences, rows, of, missing, usd, measured}: told where half of all labels or more would have to be looked at;
    None elsewhere."""
    opinions = data.get("opinions")
    if not opinions or plan["holds"] or plan["waits"] or plan["share"] < MOST or not opinions["of"]:
        return None
    call, missing = opinions["call"], opinions["of"] - opinions["rows"]
    usd = missing * (prices.call if call is None else call)
    told = {
        "rows": opinions["rows"],
        "of": opinions["of"],
        "missing": missing,
        "usd": usd,
        "measured": call is not None,
    }
    sentences = [_score(data["told_apart"]), _have(told), _takes(told, opinions, plan), _worth(opinions["seen"])]
    return told | {"sentences": [one for one in sentences if one]}


def _score(found: dict) -> str:
    if not found["is_enough"]:
        return _("How well the score tells wrong labels from right ones is not known yet.")
    told = {"value": share(found["value"]), "interval": interval(found["low"], found["high"], "percent")}
    text = _(
        "The score puts a wrong label above a right one %(value)s of the time (%(interval)s, n = %(n)s): %(word)s."
    )
    return text % (told | {"n": count(found["n"]), "word": _word(found)})


def _have(told: dict) -> str:
    if not told["rows"]:
        return _("No row of the %(of)s left has another model's opinion.") % {"of": count(told["of"])}
    named = {"rows": count(told["rows"]), "of": count(told["of"])}
    if not told["missing"]:
        text = _(
            "Each of the %(of)s rows left has another model's opinion already: try a better model, another form of the "
            "prompt, or clearer rules in the codebook."
        )
        return text % named
    return _("Of the %(of)s rows left %(rows)s have another model's opinion.") % named


def _takes(told: dict, opinions: dict, plan: dict) -> str:
    """What the opinions that are missing cost, beside what people cost."""
    if not told["missing"]:
        return ""
    named = {"missing": count(told["missing"]), "usd": words(told["usd"], "usd")}
    named |= {"people": words(plan["cost"]["usd"], "usd"), "n": count(opinions["call_n"])}
    if told["measured"]:
        text = _(
            "To ask a model about the other %(missing)s takes about %(usd)s, as labels took here (n = %(n)s); people's "
            "answers take %(people)s."
        )
        return text % named
    text = _(
        "To ask a model about the other %(missing)s takes about %(usd)s by the price list; people's answers take "
        "%(people)s."
    )
    return text % named


def _worth(seen: dict | None) -> str:
    if not seen:
        return _("What another opinion is worth here is not known yet: have a model asked about answered rows first.")
    wrong, right = seen["shares"]["differs_from_wrong"], seen["shares"]["differs_from_right"]
    told = {
        "wrong": share(wrong["value"]),
        "wrong_interval": interval(wrong["low"], wrong["high"], "percent"),
        "n": count(wrong["n"]),
        "right": share(right["value"]),
        "right_interval": interval(right["low"], right["high"], "percent"),
        "m": count(right["n"]),
    }
    text = _(
        "On answered rows another opinion differed from %(wrong)s of the wrong labels (%(wrong_interval)s, n = %(n)s) "
        "and from %(right)s of the right ones (%(right_interval)s, n = %(m)s)."
    )
    text %= told
    if not seen["drawn"]:
        text += " " + _("These rows were chosen for being suspicious, so it looks better than it is.")
    return text
