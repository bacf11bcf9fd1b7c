"""Turns in words and figures, as pages show them."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from generation.agent.frames import Said
from generation.catalogue.agent.reading import Line
from generation.catalogue.agent.turns import Proposal, Seen
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import RECIPES
from generation.methods.measures.words import MEASURES
from generation.methods.verifiers.words import BESIDE, TITLES
from synthlab.drawing import interval, words

NAMES = {
    "accepted": _("Accepted of all that was written"),
    "labels": _("Labels that occur"),
    "length": _("Texts of the wanted length"),
    "cost_each": _("Cost of an accepted sample"),
    **{name: MEASURES[name].title for name in ("obedience", "distinct")},
}


@dataclass(frozen=True)
class Figure:
    """A line of what a pilot showed; `tone` is ok, bad or ''."""

    title: str
    found: str
    note: str
    wanted: str
    verdict: str
    tone: str


def figures(said: Said) -> list[Figure]:
    return [_figure(line) for line in said.lines]


def _figure(line: Line) -> Figure:
    unit = "usd" if line.name == "cost_each" else "percent"
    tone = "" if line.ok is None else "ok" if line.ok else "bad"
    return Figure(gettext(NAMES[line.name]), words(line.value, unit), _note(line), _wanted(line), _verdict(line), tone)


def _note(line: Line) -> str:
    if line.n is None:
        return ""
    told = {"count": line.count, "n": line.n, "range": interval(line.low, line.high, "percent")}
    return gettext("%(count)d of %(n)d; 95%% interval %(range)s") % told


def _wanted(line: Line) -> str:
    if line.name == "cost_each":
        return gettext("at most %(most)s") % {"most": words(line.expected, "usd")} if line.expected else "–"
    if line.bar is None:
        return "–"
    told = gettext("at least %(bar)s") % {"bar": words(line.bar, "percent")}
    if line.expected is None:
        return told
    return told + "; " + gettext("it expected %(share)s") % {"share": words(line.expected, "percent")}


def _verdict(line: Line) -> str:
    if line.ok is None:
        return gettext("no bar")
    if line.n is None:
        return gettext("reached") if line.ok else gettext("missed")
    if line.ok:
        return gettext("reached") if line.sure else gettext("reached, but not surely")
    return gettext("missed") if line.sure else gettext("missed, but not surely")


def turned_away(seen: Seen) -> list[dict]:
    """The gates that turned candidates away, most first, with the labels that these were to have."""
    rows = [
        {"gate": gettext(TITLES.get(gate) or BESIDE.get(gate, gate)), "n": sum(labels.values()), "labels": dict(labels)}
        for gate, labels in seen.turned_away.items()
    ]
    return sorted(rows, key=lambda row: -row["n"])


def title_of(name: str, recipe: Recipe | None = None) -> str:
    """What people call a recipe; its own name where nobody gave it another."""
    known = recipe or RECIPES.get(name)
    return gettext(known.title) if known else name


def alternatives(proposal: Proposal) -> list[dict]:
    """What else was looked at, by the names that people read."""
    return [dict(one) | {"title": title_of(one.get("recipe", ""))} for one in proposal.alternatives]


def changes(proposal: Proposal, recipe: Recipe | None) -> list[dict]:
    """The settings that differ from the recipe's own, by the names that people read, each with its reason."""
    titles = {param.name: gettext(param.title) for param in recipe.params} if recipe else {}
    why = {one["setting"]: one["why"] for one in proposal.changes}
    return [
        {"title": titles.get(name, name), "value": value, "why": why.get(name, "")}
        for name, value in proposal.settings.items()
    ]
