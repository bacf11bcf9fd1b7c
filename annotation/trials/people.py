"""What people say by a draft, held against what people said by the version in force, and against the model's labels.

All of it is of the items that people answered by the draft: a part of the half, drawn evenly over the labels and
weighed back to it. Of the held-out half nothing is told before it has judged but how many were answered
(`progress_of`), also label by label of the version in force (`counted_by_label`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from annotation.methods.agreement.same import KEYS, same
from annotation.methods.effects.estimate import Estimate
from annotation.methods.trials.basis import DRAFT, rests_on
from annotation.methods.trials.thresholds import FEWEST_OF_A_LABEL
from annotation.methods.trials.weighted import difference, share, weighed_back
from annotation.models import Annotation, DraftTurn, Half, Trial, TrialAnswer, TrialItem
from annotation.queue.draft_turns import State
from annotation.trials.frames import Said, majority, said_in
from annotation.trials.questions import Judged, chosen, judged_by
from generation.methods.estimates import Share
from generation.methods.questions.answers import in_words
from generation.methods.questions.kind import Answer

MOST_ITEMS, MOST_PEOPLE = 500, 5  # that one may ask for at once, and of each item


@dataclass(frozen=True)
class Given:
    """A person's word by the draft; `again`: the same person had answered the item by the version in force."""

    who: str
    answer: Answer | None  # None: not of this question
    rule: str
    comment: str
    again: bool
    differs: bool  # from what holds by the version in force

    @property
    def label(self) -> str:
        return _in_words(self.answer)


@dataclass
class Read:
    """An item that people answered by the draft, as far as one question goes. `before` is what people's answers had
    come to, `after` what more than half of them say by the draft (None where they differ), `first` who gave the former
    and what each said; `models` are the model's answers by the version in force and by the draft, where it has any;
    `weight` says how many items of the half it stands for, up to a factor."""

    item: TrialItem
    kind: str
    before: Answer | None
    after: Answer | None = None
    answers: list[Given] = field(default_factory=list)
    first: list[tuple[str, Answer]] = field(default_factory=list)
    models: tuple[Said | None, Said | None] = (None, None)
    weight: float = 1.0

    @property
    def is_decided(self) -> bool:
        return self.before is not None and self.after is not None

    @property
    def is_changed(self) -> bool:
        return self.is_decided and not same(self.kind, self.after, self.before)

    @property
    def before_label(self) -> str:
        return _in_words(self.before)

    @property
    def after_label(self) -> str:
        return _in_words(self.after)

    @property
    def first_labels(self) -> list[tuple[str, str]]:
        """Who answered by the version in force; with what each said where it is not what holds."""
        return [(who, "" if self.says_so(answer) else _in_words(answer)) for who, answer in self.first]

    def says_so(self, answer: Answer | None) -> bool:
        """Whether an answer is what holds by the version in force."""
        return None not in (answer, self.before) and same(self.kind, answer, self.before)


@dataclass(frozen=True)
class Comparison:
    """`changed`: items that people label otherwise by the draft. `together`: items that two people and more answered
    alike, by the version in force and by the draft. `model`: items on which the model says what people say, each by
    the same text, before and after; `gain` the difference on the same items. `again`: answers by somebody who had
    answered the item before."""

    items: int
    answers: int
    again: int
    undecided: int
    changed: Share
    together: tuple[Share, Share]
    model: tuple[Share, Share]
    gain: Estimate


@dataclass(frozen=True)
class Progress:
    """How far people are with a half, and nothing of what they say: `items` it has, `asked` and `answered` of them, by
    so many `answers`; answers that wait for somebody, that people have in hand, that they skipped or flagged."""

    items: int
    asked: int
    answered: int
    answers: int
    waiting: int
    held: int
    passed_on: int

    @property
    def basis(self) -> str:
        """What a verdict would rest on by now, if no two people differ."""
        return rests_on(self.answered, self.items - self.answered)


def progress_of(trial: Trial, half: str) -> Progress:
    """Of the draft of a try. Three queries."""
    turns = _turns(trial, half)
    states = Counter(turns.values_list("state", flat=True))
    given = TrialAnswer.objects.valid().filter(codebook=trial.candidate_id, item__split=trial.split_id, item__half=half)
    counted = given.aggregate(items=Count("item", distinct=True), answers=Count("pk"))
    places = TrialItem.objects.filter(split=trial.split_id, half=half)
    asked = places.filter(turns__in=turns.exclude(state=State.WITHDRAWN)).distinct()
    return Progress(
        items=places.count(),
        asked=asked.count(),
        answered=counted["items"],
        answers=counted["answers"],
        waiting=states[State.OPEN],
        held=states[State.HELD],
        passed_on=states[State.SKIPPED] + states[State.FLAGGED],
    )


@dataclass(frozen=True)
class OfLabel:
    """How many items of a half have a label by the version in force, and how many of them would count for a verdict."""

    label: str
    items: int
    counts: int

    @property
    def is_too_few(self) -> bool:
        return self.counts < FEWEST_OF_A_LABEL


def counted_by_label(trial: Trial, progress: Progress) -> list[OfLabel]:
    """What a verdict would stand on by now, label by label, in the codebook's order; nothing of what people say by the
    draft. Two queries."""
    given = TrialAnswer.objects.valid().filter(codebook=trial.candidate_id, item=OuterRef("pk"))
    places = TrialItem.objects.filter(split=trial.split_id, half=Half.HELD_OUT).order_by()
    answered = Count("pk", filter=Exists(given))
    rows = places.values("label").annotate(items=Count("pk"), answered=answered)
    found = {row["label"]: row for row in rows}
    judged = trial.split.base.judged_question
    if judged is None:
        return []
    known = judged.labels.values_list("name", flat=True)
    by = "answered" if progress.basis == DRAFT else "items"
    labels = [label for label in dict.fromkeys([*known, *sorted(found)]) if label in found]
    return [OfLabel(label, found[label]["items"], found[label][by]) for label in labels]


def turns_by_state(trial: Trial) -> dict[str, int]:
    """How many answers were asked for, by how it stands with them."""
    counts = Counter(_turns(trial, trial.half).values_list("state", flat=True))
    return {state: counts[state] for state in State.values}


def flags_of(trial: Trial) -> list[DraftTurn]:
    """What people flagged, and what they skipped with a reason, once the try may be told of."""
    if not trial.is_told:
        return []
    told = Q(state=State.FLAGGED) | Q(state=State.SKIPPED) & ~Q(reason="")
    passed_on = _turns(trial, trial.half).filter(told)
    return list(passed_on.select_related("user", "place__item").order_by("pk"))


def _turns(trial: Trial, half: str):
    of_half = {"place__split": trial.split_id, "place__half": half}
    return DraftTurn.objects.filter(codebook=trial.candidate_id, **of_half)


def question_of(trial: Trial, name: str) -> Judged | None:
    """The question of this name, else the one that leads; None where the draft shares none."""
    return chosen(judged_by(trial), name)


def read_items(trial: Trial, question: str = "") -> list[Read]:
    """The items that people answered by the draft, with what they say to one question, those that they answer otherwise
    first; none before they may be told. `question`: the one that leads where there is none of this name."""
    asked = question_of(trial, question)
    if not trial.is_told or asked is None:
        return []
    given = TrialAnswer.objects.valid().filter(codebook=trial.candidate_id, item__split=trial.split_id)
    given = given.filter(item__half=trial.half).select_related("item__item__sample", "user").order_by("pk")
    found: dict[int, Read] = {}
    for answer in given:
        before = answer.item.answer_to(asked.name, trial.split)
        found.setdefault(answer.item_id, Read(answer.item, asked.kind, before))
    first = _first_answers(trial, {read.item.item_id for read in found.values()})
    for answer in given:
        read, said = found[answer.item_id], answer.answers.get(asked.name)
        there = first[read.item.item_id]
        read.first = [(who, answers[asked.name]) for who, answers in there if answers.get(asked.name) is not None]
        again = any(name == answer.user.username for name, _answers in there)
        told = (answer.user.username, said, answer.rule, answer.comment, again)
        read.answers.append(Given(*told, differs=not read.says_so(said)))
    for read in found.values():
        read.after = majority(trial.candidate, asked.name, [answer.answer for answer in read.answers])
    samples = [read.item.item.sample_id for read in found.values()]
    before, after = (said_in(run, asked.name, samples) if run else {} for run in (trial.base_run, trial.candidate_run))
    weights = _weights(trial, found)
    for read in found.values():
        sample = read.item.item.sample_id
        read.models, read.weight = (before.get(sample), after.get(sample)), weights[read.item.pk]
    return sorted(found.values(), key=lambda read: (not read.is_changed, read.after is not None, read.item.pk))


def _weights(trial: Trial, answered: Collection[int]) -> dict[int, float]:
    """Of the items that people answered: what each stands for in its half."""
    half = TrialItem.objects.filter(split=trial.split_id, half=trial.half)
    rows = {pk: (label, weight) for pk, label, weight in half.values_list("pk", "label", "weight")}
    labels, weights = ({pk: row[at] for pk, row in rows.items()} for at in (0, 1))
    return weighed_back(labels, weights, answered)


def _first_answers(trial: Trial, items: set[int]) -> dict[int, list[tuple[str, dict[str, Answer]]]]:
    """Item -> who answered it by the version in force, blind, and what they said."""
    blind = Annotation.objects.of_items().filter(item__in=items, codebook=trial.split.base_id, blind=True)
    found = defaultdict(list)
    for item, who, answers in blind.order_by("pk").values_list("item", "user__username", "answers"):
        found[item].append((who, answers))
    return found


def comparison_of(reads: list[Read]) -> Comparison:
    decided = [read for read in reads if read.is_decided]
    answers = [answer for read in reads for answer in read.answers]
    first = [(read, {KEYS[read.kind](said) for _who, said in read.first}) for read in reads if len(read.first) > 1]
    now = [(read, {_key(read, one.answer) for one in read.answers}) for read in reads if len(read.answers) > 1]
    both = [read for read in decided if all(read.models)]
    weights = [read.weight for read in both]
    before = [same(read.kind, read.models[0].answer, read.before) for read in both]
    after = [same(read.kind, read.models[1].answer, read.after) for read in both]
    return Comparison(
        items=len(reads),
        answers=len(answers),
        again=sum(answer.again for answer in answers),
        undecided=len(reads) - len(decided),
        changed=share([read.is_changed for read in decided], [read.weight for read in decided]),
        together=(_alike(first), _alike(now)),
        model=(share(before, weights), share(after, weights)),
        gain=difference(before, after, weights)[0],
    )


def _alike(said: list[tuple[Read, set[Hashable]]]) -> Share:
    return share([len(answers) == 1 for _read, answers in said], [read.weight for read, _answers in said])


def _key(read: Read, answer: Answer | None) -> Hashable:
    return None if answer is None else KEYS[read.kind](answer)


def _in_words(answer: Answer | None) -> str:
    return "" if answer is None else in_words(answer)
