"""How often people, a model and the student say the same, rule by rule."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery

from annotation.compare.frames import held_out, labels_of
from annotation.compare.pairs import Both
from annotation.compare.voices import Heard
from annotation.methods.agreement.same import KEYS
from generation.methods.estimates import wilson
from generation.models import Codebook, Project, Question
from generation.models.machine import HUMAN, STUDENT


@dataclass
class Same:
    """Rows of two sides, one of them people: how many, how many equal; of the blind ones, and drawn by an audit."""

    n: int = 0
    same: int = 0
    blind: int = 0
    blind_same: int = 0
    drawn: int = 0
    blind_drawn: int = 0

    def add(self, row: Both, *, same: bool) -> None:
        self.n += 1
        self.same += same
        self.drawn += bool(row.drawn)
        if row.blind:
            self.blind += 1
            self.blind_same += same
            self.blind_drawn += bool(row.drawn)

    def as_json(self) -> dict:
        return {
            "blind": wilson(self.blind_same, self.blind).as_json() | {"drawn": self.blind_drawn},
            "answered": wilson(self.same, self.n).as_json() | {"drawn": self.drawn},
        }


def by_rule(
    codebook: Codebook, question: Question, source: str, tables: dict[str, list[Both]], said: dict[int, Heard],
    machines: dict[str, dict],
) -> list[dict]:  # fmt: skip
    """A rule's items are those where people, a lead who decided, or the model named it; the student names none, and is
    held against these.

    `tables` are the rows beside people's answers by source, `machines` what `machines_by_rule` gives. In the codebook's
    order.
    """
    against = {name: _same_by_rule(question, rows, said) for name, rows in tables.items()}
    items = Counter(rule for one in said.values() for rule in one.about)
    return [
        {"key": rule.key, "text": rule.text, "label": rule.label, "items": items[rule.key]}
        | {"pairs": _pairs(source, {name: found[rule.key] for name, found in against.items()}, machines.get(rule.key))}
        for rule in codebook.rules.all()
    ]


def machines_by_rule(
    project: Project, codebook: Codebook, question: str, source: str, said: dict[int, Heard]
) -> dict[str, dict]:
    """How often model and student give the same label: of all rows that both labelled, nothing chosen.

    Those whose rule the model named are counted by the database, for there may be as many as there are rows.
    """
    by_student = labels_of(STUDENT, question, codebook).filter(sample=OuterRef("sample")).values("label")
    named = labels_of(source, question, codebook).filter(sample__project=project).exclude(rule="")
    named = named.exclude(sample__in=held_out(project).values("item__sample"))
    both = named.annotate(student=Subquery(by_student[:1])).exclude(student=None).order_by().values("rule")
    counts = both.annotate(n=Count("pk"), same=Count("pk", filter=Q(label=F("student"))))
    n, same = Counter(), Counter()
    for count in counts:
        n[count["rule"]], same[count["rule"]] = count["n"], count["same"]
    for one in said.values():
        for rule in one.about - {one.machine_rule} if None not in (one.machine, one.student) else ():
            n[rule] += 1
            same[rule] += one.machine == one.student
    return {rule: wilson(same[rule], n[rule]).as_json() for rule in n}


def _same_by_rule(question: Question, rows: list[Both], said: dict[int, Heard]) -> dict[str, Same]:
    found, key = defaultdict(Same), KEYS[question.type]
    for row in rows:
        one, is_same = said.get(row.item), key(row.left) == key(row.right)
        for rule in one.about if one else {row.rule} - {""}:  # None: a lead decided, and every answer was taken back
            found[rule].add(row, same=is_same)
    return found


def _pairs(source: str, with_people: dict[str, Same], machines: dict | None) -> list[dict]:
    pairs = [{"left": name, "right": HUMAN, **same.as_json()} for name, same in with_people.items()]
    return [*pairs, {"left": source, "right": STUDENT, "all": machines}] if machines else pairs
