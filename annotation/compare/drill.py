"""The items behind a number of the comparison: of a cell, of a rule, or of two labels that are taken for each other.

Those of a question that takes one label: each is found by the database. Of the other kinds: `differences.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Coalesce

from annotation.compare.frames import both_said, cell_answers, cell_samples, first_cell, is_machine, labels_of
from annotation.compare.pairs import is_label
from annotation.compare.voices import answers_to, decisions_on
from annotation.models import Item
from generation.models import Codebook, Project, Question
from generation.models.machine import HUMAN


@dataclass(frozen=True)
class Wanted:
    """Two sides and what they said (`row`, `column`); or a `rule`; or two labels, `one` and `other`, in any order.

    With a rule or two labels `left` is the model whose word counts beside people's, empty where there is none; with
    a rule and two models, the rows of that rule on which they differ. Of a kind that takes no label `differ` asks for
    the rows on which two sides differ: on `label` where it is given, of the `rule` where one is. `first`: of a model
    and people, items by people's first answer where it was blind, those that are "random" or those that are "chosen".
    """

    codebook: Codebook
    question: Question
    left: str = ""
    right: str = HUMAN
    row: str = ""
    column: str = ""
    rule: str = ""
    one: str = ""
    other: str = ""
    label: str = ""
    differ: bool = False
    first: str = ""

    @classmethod
    def of(cls, codebook: Codebook, question: Question, asked: Mapping[str, str]) -> "Wanted":
        names = ("left", "row", "column", "rule", "one", "other", "label", "first")
        told = {name: asked.get(name) or "" for name in names}
        return cls(codebook, question, right=asked.get("right") or HUMAN, differ=bool(asked.get("differ")), **told)

    @property
    def is_of_models(self) -> bool:
        """Read by stretches: no index knows what two models said of one sample."""
        return not self.is_heard and is_machine(self.left) and is_machine(self.right)

    @property
    def is_heard(self) -> bool:
        return bool((self.rule and self.right == HUMAN and not self.differ) or (self.one and self.other))

    @property
    def is_looked_through(self) -> bool:
        """Row by row: what is equal is a matter of the kind, which no database knows."""
        return not is_label(self.question) and not self.is_heard and not self.first


def found(project: Project, wanted: Wanted) -> tuple[QuerySet, str]:
    """Rows (items, resolutions or samples) and what they are ordered by: the disputed ones first, else the newest."""
    asked = wanted.codebook, wanted.question
    sides = wanted.left, wanted.right
    if wanted.first:
        return first_cell(project, *asked, wanted.left, (wanted.row, wanted.column), wanted.first == "random"), "-id"
    if wanted.is_heard and not is_label(wanted.question):
        return named(project, wanted).select_related("sample"), "-id"
    if wanted.is_heard:
        return _heard(project, wanted), "same"
    if wanted.rule:
        return _models_differ(project, wanted), "-id"
    if wanted.right == HUMAN and is_machine(wanted.left):
        return cell_answers(project, *asked, wanted.left, wanted.row, wanted.column), "-id"
    return cell_samples(project, *asked, *sides, wanted.row, wanted.column), "-id"


def named(project: Project, wanted: Wanted) -> QuerySet[Item]:
    """Items that people answered or a lead decided, where any party named the rule."""
    answers, given = _of_items(wanted, project)
    decided = decisions_on(project, wanted.codebook, wanted.question.name).filter(item=OuterRef("pk"))
    items = Item.objects.filter(project=project).filter(Exists(answers) | Exists(decided))
    by_people = Exists(answers.filter(rule=wanted.rule)) | Exists(decided.filter(named_rule=wanted.rule))
    return items.filter(by_people | Exists(given.filter(rule=wanted.rule)))


def _of_items(wanted: Wanted, project: Project) -> tuple[QuerySet, QuerySet]:
    answers = answers_to(project, wanted.codebook, wanted.question.name).filter(item=OuterRef("pk"))
    return answers, labels_of(wanted.left, wanted.question.name, wanted.codebook).filter(sample=OuterRef("sample"))


def _heard(project: Project, wanted: Wanted) -> QuerySet[Item]:
    """Items where any party named the rule, or that people answered and where both labels were given."""
    answers, given = _of_items(wanted, project)
    if wanted.rule:
        items = named(project, wanted)
    else:
        items = Item.objects.filter(project=project).filter(Exists(answers))
        for label in (wanted.one, wanted.other):
            items = items.filter(Exists(answers.filter(said=label)) | Exists(given.filter(label=label)))
    said = Subquery(given.values("label")[:1]), Subquery(answers.order_by("pk").values("said")[:1])
    first = Coalesce(*said, output_field=TextField())
    differ = Exists(answers.exclude(said=OuterRef("first")))
    same = Case(When(differ, then=0), default=1)  # a number: cursors hold no truth values
    return items.annotate(first=first).annotate(same=same).select_related("sample")


def _models_differ(project: Project, wanted: Wanted) -> QuerySet:
    named = labels_of(wanted.left, wanted.question.name, wanted.codebook).filter(rule=wanted.rule)
    both = both_said(project, wanted.codebook, wanted.question.name, wanted.left, wanted.right)
    return both.filter(Exists(named.filter(sample=OuterRef("pk"))), ~Q(row=F("column"))).order_by("-pk")
