"""What a change of the codebook is proposed for: a cell, a rule or two labels of Compare, taken along in the address.

It stands beside the editor, and begins an edge rule there. Compare itself is a page of another app: only its address is
known here.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from generation.models.machine import HUMAN

#: What Compare's page of items may be asked by (annotation/compare/drill.py: Wanted).
ASKED_BY = ("codebook", "question", "left", "right", "row", "column", "rule", "one", "other", "label", "differ")
MOST = 2_000  # characters of an address


@dataclass(frozen=True)
class Cell:
    asked: dict[str, str]

    @classmethod
    def of(cls, address: str) -> "Cell | None":
        """From the address of the items, or the query of it; None where that asks for none."""
        sent = QueryDict(address[:MOST].rpartition("?")[2])
        asked = {name: sent[name] for name in ASKED_BY if sent.get(name)}
        return cls(asked) if {"codebook", "question"} <= asked.keys() else None

    @property
    def query(self) -> str:
        return urlencode(self.asked)

    @property
    def labels(self) -> list[str]:
        """The labels that stand against each other, or the one that it is about."""
        named = (self.asked.get(name) for name in ("row", "column", "one", "other", "label"))
        return list(dict.fromkeys(filter(None, named)))

    @property
    def beside_people(self) -> tuple[str, str, str, str, str] | None:
        """Codebook, question, model, its label and people's, where it is a cell of a model beside people."""
        names = ("codebook", "question", "left", "row", "column")
        is_cell = self.asked.keys() >= {*names} and not self.asked.keys() & {"rule", "one", "other", "differ"}
        return (
            tuple(self.asked[name] for name in names) if is_cell and self.asked.get("right", HUMAN) == HUMAN else None
        )

    def begun(self, spec: dict) -> tuple[dict, str]:
        """The specification with an edge rule begun for these labels, as far as it has them, and its place."""
        known = {label.get("name") for question in spec["questions"] for label in question["labels"]}
        labels = [label for label in self.labels if label in known]
        rule = {"text": _between(*labels), "label": ""} if len(labels) == 2 else {"text": "", "label": "".join(labels)}
        return {**spec, "rules": [*spec["rules"], rule]}, f"rules-{len(spec['rules'])}"


def _between(one: str, other: str) -> str:
    return _("Between “%(one)s” and “%(other)s”: ") % {"one": one, "other": other}
