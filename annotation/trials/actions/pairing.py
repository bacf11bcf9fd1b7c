"""The items of a try with what people and the model said to one question, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from annotation.methods.agreement.same import same
from annotation.methods.trials.basis import DRAFT, rests_on
from annotation.methods.trials.weighted import weighed_back
from annotation.models import Half, Trial, TrialItem
from annotation.trials.frames import Given, Said, all_said_in, given_under, people_under
from annotation.trials.questions import Judged
from generation.codebooks.lessons import text_of
from generation.methods.questions.kind import Answer
from generation.models import Codebook, Sample


@dataclass(frozen=True)
class Pair:
    """An item with what the base's answers and the candidate's are held against, and what each said."""

    item: TrialItem
    sample: int
    kind: str  # of the question
    wanted_before: Answer
    wanted_after: Answer
    by_candidate: bool  # people answered it under the candidate
    before: Said
    after: Said
    weight: float  # items that it stands for, up to a factor

    @property
    def was_right(self) -> bool:
        return same(self.kind, self.before.answer, self.wanted_before)

    @property
    def is_right(self) -> bool:
        return same(self.kind, self.after.answer, self.wanted_after)

    @property
    def side(self) -> str:
        sides = {(False, True): "fixed", (True, False): "broken"}
        moved = "" if same(self.kind, self.before.answer, self.after.answer) else "moved"
        return sides.get((self.was_right, self.is_right), moved)

    def as_json(self) -> dict:
        return {
            "item": self.item.pk,
            "sample": self.sample,
            "wanted": [self.wanted_before, self.wanted_after],
            "by_candidate": self.by_candidate,
            "said": [self.before.answer, self.after.answer],
            "rules": [self.before.rule, self.after.rule],
            "side": self.side,
        }


@dataclass(frozen=True)
class Compared:
    """Of one question: `there` are all items that can be compared, `pairs` those of them that the figures rest on, by
    `basis`; `left_out` counts the others of the half by why."""

    there: list[Pair]
    pairs: list[Pair]
    basis: str
    left_out: dict[str, int]

    @property
    def by_candidate(self) -> int:
        return sum(pair.by_candidate for pair in self.there)


class Heard:
    """What was said in a try, read once for all its questions."""

    def __init__(self, trial: Trial):
        self.trial = trial
        self.said = all_said_in(trial.base_run), all_said_in(trial.candidate_run)
        self.given: Given = given_under(trial.candidate, trial.split, trial.half)

    @cached_property
    def items(self) -> list[TrialItem]:
        half = self.trial.split.items.filter(half=self.trial.half)
        return list(half.select_related("item__sample").order_by("pk"))

    @cached_property
    def shown(self) -> set[int]:
        """Samples that a codebook gives as examples: they tell the model their answer."""
        candidate = self.trial.candidate
        texts = _shown(candidate) | _shown(self.trial.split.base)
        samples = (item.item.sample for item in self.items)
        return {sample.pk for sample in samples if _text(sample, candidate) in texts}

    def compared(self, question: Judged) -> Compared:
        """Of one question. A verdict rests on people's answers by the draft alone where there are enough of them."""
        there, left_out = self._pairs(question)
        by_candidate = sum(pair.by_candidate for pair in there)
        alone = {} if self.trial.half == Half.HELD_OUT else {"enough": None}  # tries side by side keep the same items
        basis = rests_on(by_candidate, len(there) - by_candidate, **alone)
        pairs = part_of(there, [pair for pair in there if pair.by_candidate or basis != DRAFT])
        return Compared(there, pairs, basis, left_out)

    def _pairs(self, question: Judged) -> tuple[list[Pair], dict[str, int]]:
        """The items that both were asked about and that people's answer is known of, and how many are left out, and
        why."""
        trial = self.trial
        base, candidate = (said.get(question.name, {}) for said in self.said)
        people = people_under(trial.candidate, self.given, question.name)
        left_out = dict.fromkeys(("shown", "unanswered", "no_base", "no_candidate", "no_reference", "undecided"), 0)
        pairs = []
        for item in self.items:
            sample, before = item.item.sample_id, item.answer_to(question.name, trial.split)
            wanted = people.get(item.pk, before)
            why = "shown" if sample in self.shown else _lack(sample, before, wanted, base, candidate)
            if not why and item.pk not in people and not question.carries(wanted):
                why = "no_reference"
            if why:
                left_out[why] += 1
                continue
            said = (base[sample], candidate[sample])
            asked = (sample, question.kind, before, wanted, item.pk in people)
            pairs.append(Pair(item, *asked, *said, item.weight))
        return pairs, left_out


def part_of(pairs: Sequence[Pair], kept: Sequence[Pair]) -> list[Pair]:
    """A part of the pairs, weighed back to all of them: people were asked evenly over the labels."""
    labels = {pair.item.pk: pair.item.label for pair in pairs}
    weights = weighed_back(labels, {pair.item.pk: pair.weight for pair in pairs}, {pair.item.pk for pair in kept})
    return [replace(pair, weight=weights[pair.item.pk]) for pair in kept]


def _lack(sample: int, before: Answer | None, wanted: Answer | None, base: dict, candidate: dict) -> str:
    """Why an item cannot be compared; "" where it can."""
    if before is None:
        return "unanswered"  # nobody was asked, or nobody had to answer
    if sample not in base:
        return "no_base"
    if sample not in candidate:
        return "no_candidate"
    return "undecided" if wanted is None else ""  # people differ by the draft


def _shown(codebook: Codebook) -> set[str]:
    """The texts that the codebook itself gives as examples and counter-examples."""
    labels = [label for question in codebook.questions.all() for label in question.labels.all()]
    return {text.strip() for label in labels for text in (*label.examples, *label.counter_examples)}


def _text(sample: Sample, codebook: Codebook) -> str:
    return text_of(sample, codebook).strip()
