"""Rows of the list as the page shows them: made here once, so that the template only writes them out."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.methods.signals.words import SUSPICION, WORDS
from generation.methods.questions.answers import in_words
from generation.models import Codebook, LabelSource, Origin, SampleState
from generation.models.machine import STUDENT
from generation.support.mapping import DEFAULT_SOURCE
from generation.talks import in_short

MODELS_SHOWN = 3
STATES = {state.value: state.label for state in SampleState}
ORIGINS = {origin.value: origin.label for origin in Origin} | {
    Origin.GENERATED: gettext_lazy("Written by a model elsewhere"),
}
TONES = {"needs_person": "wait", "rejected": "bad", "accepted": "ok"}
BY_AGE = [("-id", gettext_lazy("Newest first")), ("id", gettext_lazy("Oldest first"))]
SOURCES = {source.value: source.label for source in LabelSource}


@dataclass(frozen=True)
class Questions:
    """The titles of the codebook's questions, by name, and the one that is judged: its answer is a sample's label."""

    titles: dict[str, str]
    judged: str = ""

    @classmethod
    def of(cls, codebook: Codebook | None) -> "Questions":
        questions = codebook.questions.all() if codebook else []
        judged = codebook.judged_name if codebook else ""
        return cls({question.name: question.title or question.name for question in questions}, judged)

    def told(self, question: str) -> str:
        """What to write before an answer: nothing where no other question could be meant."""
        return "" if [question] == [*self.titles] else self.titles.get(question, question)

    def answers(self, answers: dict[str, Any]) -> list[tuple[str, str]]:
        """All answers with their questions, in the codebook's order; those to questions that it has no more last."""
        given = {name: answer for name, answer in answers.items() if answer not in (None, "")}
        order = [name for name in self.titles if name in given]
        order += [name for name in given if name not in self.titles]
        return [(self.told(name), in_words(given[name])) for name in order]

    def beside(self, answers: dict[str, Any]) -> list[tuple[str, str]]:
        """The answers to all but the one that is judged."""
        return self.answers({name: answer for name, answer in answers.items() if name != self.judged})


@dataclass(frozen=True)
class Opinion:
    """A model's label: what it answers (`question`, empty where there is one alone), and whether it contradicts.

    What a later round of its run replaced contradicts nothing.
    """

    label: str
    question: str
    probability: str
    differs: bool
    said: dict

    @property
    def source(self) -> str:
        return model_name(self.said["source"])


def model_name(source: str) -> str:
    """Who gave a machine label, in words; a model by its own name."""
    return {STUDENT: _("Student"), DEFAULT_SOURCE: _("Imported labels")}.get(source, source)


def opinions(row: dict, questions: Questions) -> list[Opinion]:
    """What models say of a row, question by question; each beside what holds for its own question."""
    holds = row["answers"] | {questions.judged: row["label"]}
    places = {name: place for place, name in enumerate(questions.titles)}
    ordered = sorted(row["machine_labels"], key=lambda said: places.get(said["question"], len(places)))
    return [
        Opinion(
            said["label"],
            questions.told(said["question"]),
            "" if said["probability"] is None else f"{said['probability']:.2f}",
            bool(holds.get(said["question"])) and said["label"] != holds[said["question"]] and not said["replaced"],
            said,
        )
        for said in ordered
    ]


def origin_name(origin: str, run: int | None) -> str:
    return _("Written by a run") if run else str(ORIGINS.get(origin, origin))


def table(
    rows: list[dict], base: str, signal: str, silent: set[int], questions: Questions, talks: Collection[str] = ()
) -> list[dict]:
    """The rows of the list; `signal` is the one whose value is shown, `silent` those that say nothing yet, `talks` the
    fields that hold dialogues."""
    return [
        _row(row, base, signal, row["id"] in silent, questions) | {"text": in_short(row["fields"], talks)}
        for row in rows
    ]


def _row(row: dict, base: str, signal: str, silent: bool, questions: Questions) -> dict:
    said = [] if silent else [one for one in opinions(row, questions) if not one.said["replaced"]]
    value = None if silent else row["signals"].get(signal)
    return {
        "id": row["id"],
        "url": f"{base}{row['id']}/",
        "external_id": row["external_id"],
        "label": "" if silent else row["label"],
        "beside": [] if silent else questions.beside(row["answers"]),
        "label_source": SOURCES.get(row["label_source"], ""),
        "silent": silent,
        "models": said[:MODELS_SHOWN],
        "more_models": max(0, len(said) - MODELS_SHOWN),
        "value": None if value is None else f"{value:.2f}",
        "width": None if value is None else round(100 * min(max(value, 0.0), 1.0)),
        "origin": "" if silent else origin_name(row["origin"], row["run"]),
        "state": STATES.get(row["state"], row["state"]),
        "tone": TONES.get(row["state"], ""),
        "simulated": row["simulated"],
    }


def signal_table(signals: dict[str, float]) -> list[dict]:
    """Every signal of a sample in words: suspicion first, then the highest."""
    ordered = sorted(signals.items(), key=lambda one: (one[0] != SUSPICION, -one[1]))
    return [
        {"name": signal_name(name), "line": _(WORDS[name][1]) if name in WORDS else "", "value": f"{value:.2f}",
         "width": round(100 * min(max(value, 0.0), 1.0))}
        for name, value in ordered
    ]  # fmt: skip


def signal_name(name: str) -> str:
    return _(WORDS[name][0]) if name in WORDS else name


def orders() -> list[tuple[str, str]]:
    """What the list can be sorted by."""
    by_signal = [(f"-{name}", signal_name(name)) for name in WORDS]
    return [*BY_AGE, *by_signal, (SUSPICION, _("Least suspicious first"))]
