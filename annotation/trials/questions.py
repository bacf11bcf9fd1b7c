"""Which questions of a draft a try judges: those that both versions ask a model for, in the same kind."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from annotation.methods.agreement.same import labels_named
from annotation.models import Trial, TrialSplit
from generation.methods.asking.which import DECIDES
from generation.methods.questions.kind import Answer
from generation.models import Codebook, Question, QuestionType, Run

NEW, GONE, OF_OTHER_KIND = "new", "gone", "kind"


@dataclass(frozen=True)
class Judged:
    """A question as the base and as the candidate ask it."""

    name: str
    kind: str
    base: Question
    candidate: Question

    @property
    def title(self) -> str:
        return self.candidate.title or self.name

    @property
    def is_label(self) -> bool:
        return self.kind == QuestionType.LABEL

    @property
    def labels(self) -> list[str]:
        return [label.name for label in self.candidate.labels.all()]

    def carries(self, answer: Answer) -> bool:
        """Whether an answer by the base is one by the candidate, too: its labels are still there, its scale or what is
        put in order is the same."""
        if self.kind in (QuestionType.RATING, QuestionType.RANKING):
            return self.base.options == self.candidate.options
        return labels_named(self.kind, answer) <= set(self.labels)


def asked_of_models(codebook: Codebook) -> list[Question]:
    """All questions but those that decide about the item itself, which are left to people."""
    return [one for one in codebook.questions.all() if not any(one.options.get(name) for name in DECIDES)]


def kinds_of(codebook: Codebook | None) -> frozenset[str]:
    """The kinds of question that a try of a codebook judges."""
    return frozenset(one.type for one in asked_of_models(codebook)) if codebook else frozenset()


def comparable(base: Codebook, candidate: Codebook, first: str = "") -> list[Judged]:
    """The questions of both, those of the same kind; `first` comes first, the others in the candidate's order."""
    before = {one.name: one for one in asked_of_models(base)}
    found = [
        Judged(one.name, one.type, before[one.name], one)
        for one in asked_of_models(candidate)
        if one.name in before and before[one.name].type == one.type
    ]
    return sorted(found, key=lambda one: one.name != first)


def judged_by(trial: Trial) -> list[Judged]:
    """What the runs of a try were asked: one question, or every one that is comparable."""
    split = trial.split
    prefetch_related_objects([split.base, trial.candidate], "questions__labels")  # once, for whoever asks again
    found = comparable(split.base, trial.candidate, split.question)
    names = {asked_alone(run) for run in (trial.base_run, trial.candidate_run) if run} - {""}
    return [one for one in found if one.name in names] if names else found


def asked_alone(run: Run) -> str:
    """The one question that a run was asked; "" where it was asked all."""
    return run.params.get("question", "")


def apart(base: Codebook, candidate: Codebook) -> list[dict[str, str]]:
    """The questions that cannot be compared, and why: new with the draft, gone with it, or of another kind."""
    before = {one.name: one for one in asked_of_models(base)}
    after = {one.name: one for one in asked_of_models(candidate)}
    told = [
        (one, NEW if one.name not in before else OF_OTHER_KIND) for one in after.values() if not _alike(one, before)
    ]
    told += [(one, GONE) for one in before.values() if one.name not in after]
    return [{"question": one.name, "title": one.title or one.name, "why": why} for one, why in told]


def chosen(questions: Iterable[Judged], name: str) -> Judged | None:
    """The one of this name, else the first; None where there is none."""
    questions = list(questions)
    return next((one for one in questions if one.name == name), questions[0] if questions else None)


def knows_all_answers(split: TrialSplit) -> bool:
    """Whether its items hold people's answers to every question; those of earlier draws hold their label alone."""
    return split.items.exclude(settled={}).exists()


def _alike(one: Question, others: dict[str, Question]) -> bool:
    return one.name in others and others[one.name].type == one.type
