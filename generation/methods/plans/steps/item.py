"""Hand a candidate on: a new sample's fields with its label, or labels for the sample that the row is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generation.methods.kit import Kit
from generation.methods.plans.steps.scratch import Scratch, shown
from generation.methods.steps import Candidate, LabelDraft, Script
from generation.methods.translatable import gettext_noop as _

MOST_ITEMS = 200  # of one list: as many as a built-in recipe's settings may ask for


@dataclass(frozen=True)
class ItemStep:
    """One candidate, or with `each` one for each entry of that list that is not None, of the first 200.

    Parameters
    ----------
    fields : what each part of the sample is made from: a value by its name. Parts are what the recipe calls them; the
    recipe's setting `fields` says which field of the codebook takes which. Without any, the fields that a step without
    `gives` came back with. label : value with the label's name; '' for the label that was drawn, if any. An entry of
    the list for which no such label came back is of no use. existing : labels for the row's own item instead of a new
    sample. keep : what is stored beside the sample, by name. aside : no sample at all: what is kept is there for the
    preparation of later rounds. review : why a person has to look at every such candidate. unfit : the entries are of
    no use, for this reason, and are counted as such. apart : each part needs a field of its own. when, unless :
    names of values that decide whether it is.
    """

    fields: dict[str, str] = field(default_factory=dict)
    label: str = ""
    probability: str = ""
    rationale: str = ""
    rule: str = ""
    quote: str = ""
    each: str = ""
    existing: bool = False
    keep: dict[str, str] = field(default_factory=dict)
    aside: bool = False
    review: str = ""
    unfit: str = ""
    apart: bool = False
    when: str = ""
    unless: str = ""

    READ = ("fields", "label", "probability", "rationale", "rule", "quote", "each", "keep", "when", "unless")
    asks = models = frozenset()
    names = ()

    def calls(self, kit: Kit, of: str = "") -> tuple[int, int]:
        """It asks nothing."""
        return 0, 0

    def run(self, row: Scratch) -> Script[None]:
        if (self.when and not row.known(self.when)) or (self.unless and row.known(self.unless)):
            return
        if not self.each:
            row.candidates.append(self._candidate(row))
        else:
            entries = row.known(self.each) or []
            for place, entry in enumerate(row.entries(self.each, MOST_ITEMS)):
                if entry is None:
                    continue
                beside = {name: value[place] for name, value in row.values.items() if _aligned(value, entries)}
                more = entry if isinstance(entry, Mapping) else {}
                with row.having(**(beside | {"one": entry, "number": place + 1} | more)):
                    row.candidates.append(self._candidate(row))
        yield from ()

    def _candidate(self, row: Scratch) -> Candidate:
        kept = {name: row.known(value) for name, value in self.keep.items()}
        if self.aside:
            return Candidate({}, steps=tuple(row.steps), kept=kept)
        if self.unfit:
            return Candidate({}, steps=tuple(row.steps), problem=self.unfit)
        labels = self._labels(row)
        if self.each and self.label and row.kit.task.labelled and not labels:
            return Candidate({}, steps=tuple(row.steps), problem=_("no label"))
        parents = (row.draw.item,) if row.draw.item and not self.existing else ()
        return Candidate(
            {} if self.existing else self._fields(row),
            labels,
            item=row.draw.item if self.existing else "",
            steps=tuple(row.steps),
            review=row.review or self.review,
            parents=(*parents, *row.draw.extra.get("parents", ())),
            kept=kept,
        )

    def _fields(self, row: Scratch) -> dict[str, str]:
        if not self.fields:
            return row.known("fields") or {}
        told = {part: shown(row.known(name)).strip() for part, name in self.fields.items()}
        return row.kit.placed(told)

    def _labels(self, row: Scratch) -> tuple[LabelDraft, ...]:
        question = row.kit.question
        said = row.known(self.label) if self.label else row.kit.label_of(row.draw)
        name = question.name_of(str(said)) if said else None
        if name is None:
            return ()
        more = {key: shown(row.known(value)) for key in ("rationale", "rule", "quote") if (value := getattr(self, key))}
        chance: Any = row.known(self.probability) if self.probability else None
        return (LabelDraft(question.name, name, probability=chance, **more),)


def _aligned(value: Any, entries: list) -> bool:
    return isinstance(value, list) and len(value) == len(entries)
