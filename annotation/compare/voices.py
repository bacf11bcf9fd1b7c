"""What was said of each item that people answered: by them, by one model and by the student, with the rules named."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from annotation.compare.frames import held_out, labels_of, labels_of_people
from annotation.methods.agreement.same import KEYS
from annotation.models import Annotation, Resolution
from generation.methods.questions.kind import Answer
from generation.models import Codebook, MachineLabel, Project, Question, QuestionType
from generation.models.machine import STUDENT


@dataclass(slots=True)
class Heard:
    """Of one item. `labels` and `rules` are of blind answers alone, by `people` persons; `named` of all answers and of
    a lead's decision.

    Who had a suggestion in sight tends to say the same: such an answer says which rules an item is about, and nothing
    of how well two sides agree. `labels`, `machine` and `student` are answers as they are compared: equal where the
    answers are the same (methods/agreement/same.py).
    """

    labels: set[Hashable] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    people: int = 0
    named: set[str] = field(default_factory=set)
    machine: Hashable = None
    machine_rule: str = ""
    student: Hashable = None
    are_names: bool = True  # of labels, of which two can be taken for each other

    @property
    def about(self) -> set[str]:
        """The rules that any party named."""
        return (self.named | {self.machine_rule}) - {""}

    @property
    def is_judged_twice(self) -> bool:
        """Two voices at least that knew nothing of each other."""
        return self.people > 1 or (self.people == 1 and self.machine is not None)

    @property
    def blind_rules(self) -> set[str]:
        return (self.rules | {self.machine_rule}) - {""}

    @property
    def said(self) -> set[Hashable]:
        return (self.labels | {self.machine}) - {None}

    @property
    def is_against_model(self) -> bool:
        return self.machine is not None and bool(self.labels - {self.machine})

    @property
    def is_among_people(self) -> bool:
        return len(self.labels) > 1

    @property
    def is_about_rules(self) -> bool:
        return len(self.blind_rules) > 1

    @property
    def is_confused(self) -> bool:
        return len(self.said) > 1 or self.is_about_rules

    @property
    def label_pairs(self) -> Iterator[tuple[str, str]]:
        return combinations(sorted(self.said), 2) if self.are_names else iter(())


def answers_to(project: Project, codebook: Codebook, question: str) -> QuerySet[Annotation]:
    """Answers that stand, with what they say to one question: `said`."""
    given = Annotation.objects.of_items().filter(project=project, codebook=codebook)
    given = given.annotate(said=Cast(KeyTextTransform(question, "answers"), TextField()))
    return given.exclude(said=None).exclude(said="")


def decisions_on(project: Project, codebook: Codebook, question: str) -> QuerySet[Resolution]:
    """What leads decided of one question, as far as it stands. Who decides has read what the others say: a decision
    tells which rule an item is about, and nothing of how well two sides agree."""
    by_leads = labels_of_people(project, codebook).filter(rule=Resolution.Rule.LEAD)
    return by_leads.filter(answers__has_key=question)


def heard(project: Project, codebook: Codebook, question: Question, source: str) -> dict[int, Heard]:
    """By item that people answered or a lead decided, but those held out to judge a draft.

    `source` is the model held against people, empty where no model labelled.
    """
    kept_back, key = held_out(project).values("item"), KEYS[question.type]
    answers = answers_to(project, codebook, question.name).exclude(item__in=kept_back)
    are_names = question.type == QuestionType.LABEL
    found: dict[int, Heard] = {}
    for item, said, rule, blind in _said(answers, question):
        one = found.setdefault(item, Heard(are_names=are_names))
        one.named.add(rule)
        if blind:
            one.labels.add(key(said))
            one.rules.add(rule)
            one.people += 1
    decided = decisions_on(project, codebook, question.name).exclude(item__in=kept_back)
    for item, rule in decided.order_by().values_list("item_id", "named_rule"):
        found.setdefault(item, Heard(are_names=are_names)).named.add(rule)
    for items in (answers, decided):
        for item, answer, rule in _machine(items, labels_of(source, question.name, codebook)):
            found[item].machine, found[item].machine_rule = key(answer), rule
        for item, answer, _rule in _machine(items, labels_of(STUDENT, question.name, codebook)):
            found[item].student = key(answer)
    return found


def _said(answers: QuerySet[Annotation], question: Question) -> Iterator[tuple[int, Answer, str, bool]]:
    """A label as text; any other answer from all of them, for SQLite gives a text of digits alone as a number."""
    if question.type == QuestionType.LABEL:
        yield from answers.values_list("item_id", "said", "rule", "blind").iterator()
        return
    for item, given, rule, blind in answers.values_list("item_id", "answers", "rule", "blind").iterator():
        yield item, given[question.name], rule, blind


def _machine(said: QuerySet, labels: QuerySet[MachineLabel]) -> Iterator[tuple[int, Answer, str]]:
    of_items = labels.filter(sample__item__in=said.order_by().values("item")).order_by()
    for item, label, value, rule in of_items.values_list("sample__item", "label", "value", "rule").iterator():
        yield item, label if value is None else value, rule
