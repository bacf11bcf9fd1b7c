"""What each party said of some samples (a page of them), with the rules they name and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from annotation.compare.drill import Wanted
from annotation.compare.frames import is_machine, labels_of_people
from annotation.compare.voices import answers_to
from annotation.models import Resolution, TrialItem
from annotation.queue.blind import silent_samples
from annotation.samples.shapes import model_name
from generation.methods.questions.answers import in_words
from generation.methods.questions.kind import Answer
from generation.models import MachineLabel, Project, Sample
from generation.models.machine import STUDENT


@dataclass(frozen=True)
class Said:
    """One word on one item: of a person (`who`, `comment`, whether a suggestion was in sight) or of a model (`quote`
    of the text, `comment` its rationale, `probability`). `rule_text` is the rule as the codebook has it; `label` the
    answer in a line, `answer` as its kind has it."""

    who: str
    label: str
    rule: str = ""
    rule_text: str = ""
    comment: str = ""
    quote: str = ""
    probability: float | None = None
    blind: bool = True
    simulated: bool = False
    decided: bool = False  # by a lead
    source: str = ""
    answer: Answer = ""
    shown: dict = field(default_factory=dict)  # as a page shows it, of kinds that take no label


@dataclass
class Parties:
    """`models` are those compared, or the one whose label stands; `holds` is what people's answers come to."""

    models: list[Said] = field(default_factory=list)
    people: list[Said] = field(default_factory=list)
    student: Said | None = None
    holds: str = ""

    @property
    def first(self) -> Said | None:
        """Whose word the others are held against: the first model's, else the student's, else the first person's."""
        said = [*self.models, *([self.student] if self.student else []), *self.people]
        return said[0] if said else None

    @property
    def basis(self) -> str:
        return self.first.label if self.first else ""


def told_of(user, project: Project, wanted: Wanted, rows: Iterable) -> tuple[list[tuple[Sample, Parties]], int]:
    """Of rows that `drill.found` gives, the samples that this person may be told of, with what was said of each; and
    how many are left out because they are held out to judge a draft."""
    samples = [one if isinstance(one, Sample) else getattr(one, "item", one).sample for one in rows]
    silent = silent_samples(user, project, [sample.pk for sample in samples])
    open_ones = [sample for sample in samples if sample.pk not in silent]
    held_out = _held_out(sample.pk for sample in open_ones)
    told = [sample for sample in open_ones if sample.pk not in held_out]
    said = beside(project, wanted, [sample.pk for sample in told])
    return [(sample, said[sample.pk]) for sample in told], len(held_out)


def _held_out(samples: Iterable[int]) -> set[int]:
    """A draft is written from what is seen here: it would be judged by the very items that it was written for."""
    kept_back = TrialItem.objects.kept_back().filter(item__sample__in=list(samples)).order_by()
    return set(kept_back.values_list("item__sample", flat=True))


def beside(project: Project, wanted: Wanted, samples: Collection[int]) -> dict[int, Parties]:
    """By sample; three queries, however many there are."""
    rules = {rule.key: rule.text for rule in wanted.codebook.rules.all()}
    found: dict[int, Parties] = defaultdict(Parties)
    for sample, one in _models(wanted, samples, rules):
        if one.source == STUDENT:
            found[sample].student = one
        else:
            found[sample].models.append(one)
    for sample, one in _people(project, wanted, samples, rules):
        found[sample].people.append(one)
    for resolution in labels_of_people(project, wanted.codebook).filter(item__sample__in=samples).select_related(
        "item", "decided_by"
    ):  # fmt: skip
        parties, answer = found[resolution.item.sample_id], resolution.answers.get(wanted.question.name)
        parties.holds = "" if answer in (None, "") else in_words(answer)
        if resolution.rule == Resolution.Rule.LEAD:
            who = resolution.decided_by.username
            rule = resolution.named_rule
            parties.people.append(
                Said(who, parties.holds, rule, rules.get(rule, ""), resolution.reason, decided=True, answer=answer)
            )
    return found


def _models(wanted: Wanted, samples: Collection[int], rules: dict[str, str]) -> Iterable[tuple[int, Said]]:
    given = MachineLabel.objects.filter(sample__in=samples, question=wanted.question.name).order_by("id")
    numbers = (wanted.codebook.number, None)
    labels = [one for one in given if one.source == STUDENT or one.codebook_number in numbers]
    compared = [side for side in (wanted.left, wanted.right) if side and is_machine(side) and side != STUDENT]
    first: dict[int, str] = {}
    for one in labels:
        if one.source != STUDENT and one.replaced_at is None:
            first.setdefault(one.sample_id, one.source)
    for one in labels:
        wanted_here = compared or [first.get(one.sample_id)]
        if one.source == STUDENT or one.source in wanted_here:
            yield (
                one.sample_id,
                Said(
                    model_name(one.source), in_words(one.answer), one.rule, rules.get(one.rule, ""), one.rationale,
                    one.quote, one.probability, simulated=one.simulated, source=one.source, answer=one.answer,
                ),
            )  # fmt: skip


def _people(
    project: Project, wanted: Wanted, samples: Collection[int], rules: dict[str, str]
) -> Iterable[tuple[int, Said]]:
    answers = answers_to(project, wanted.codebook, wanted.question.name).filter(item__sample__in=samples)
    names = ("item__sample", "user__username", "answers", "rule", "comment", "blind")
    for sample, who, given, rule, comment, blind in answers.order_by("pk").values_list(*names):
        answer = given[wanted.question.name]
        yield sample, Said(who, in_words(answer), rule, rules.get(rule, ""), comment, blind=blind, answer=answer)
