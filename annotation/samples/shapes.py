"""Rows of the list as the page shows them: made here once, so that the template only writes them out."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.methods.signals.words import ABOUT, OF_LABELS, OF_TEXTS, SUSPICION, TEXT, WORDS
from annotation.methods.two_people import TAKEN
from generation.methods.questions.answers import in_words
from generation.models import Codebook, LabelSource, Origin, SampleState
from generation.models.machine import ENHANCED, STUDENT
from generation.presets import preset_told
from generation.support.mapping import DEFAULT_SOURCE
from generation.talks import in_short

MODELS_SHOWN = 3
STATES = {state.value: state.label for state in SampleState}
ORIGINS = {origin.value: origin.label for origin in Origin} | {
    Origin.GENERATED: gettext_lazy("Written by a model elsewhere"),
}
TONES = {"needs_person": "wait", "rejected": "bad", "accepted": "ok"}
BY_AGE = [("-id", gettext_lazy("Newest first")), ("id", gettext_lazy("Oldest first"))]
#: How two people's answers became one, by the row of the table (annotation/methods/two_people.py).
MERGED = {
    "discarded": gettext_lazy("discarded by one of two people or by both"),
    "both_revised": gettext_lazy("both revised it"),
    "punctuation": gettext_lazy("one revised its punctuation"),
    "one_revised": gettext_lazy("one revised it; the other's answers hold, and the text as it was"),
    "agreed": gettext_lazy("two people agree"),
    "differed": gettext_lazy("two people differ"),
    TAKEN: gettext_lazy("one person's answers, taken as they are"),
}
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
        return cls({question.name: preset_told(question.title or question.name) for question in questions}, judged)

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
    """A model's answer, in a line: what it answers (`question`, empty where there is one alone), and whether it
    contradicts.

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
            in_words(_answer(said)),
            questions.told(said["question"]),
            "" if said["probability"] is None else f"{said['probability']:.2f}",
            _differs(said, holds.get(said["question"])),
            said,
        )
        for said in ordered
    ]


def signals_of(row: dict, questions: Questions) -> dict | None:
    """The model's `label` that the signals speak of, and whether it gave way `to_a_reference` or to a person.

    None where no person and no reference settles the row.

    Signals judge the label that holds until a person speaks: one that a lead took into use, else the oldest that
    stands (annotation.machine.frames).
    """
    if row["label_source"] not in (LabelSource.PERSON, LabelSource.REFERENCE) or not row["signals"]:
        return None
    said = [
        one for one in row["machine_labels"]
        if one["question"] == questions.judged and one["source"] != STUDENT and not one["replaced"]
    ]  # fmt: skip
    said.sort(key=lambda one: not one["source"].startswith(ENHANCED))
    to_a_reference = row["label_source"] == LabelSource.REFERENCE
    return {"label": said[0]["label"], "to_a_reference": to_a_reference} if said else None


def _answer(said: dict) -> Any:
    return said["label"] if said.get("value") is None else said["value"]


def _differs(said: dict, holds: Any) -> bool:
    """Whether another answer holds; what a later round of its run replaced contradicts nothing."""
    return holds not in (None, "") and _answer(said) != holds and not said["replaced"]


def merged_in_words(merged: dict | None, answers: Collection[dict] = ()) -> str:
    """How two people's answers became one; "" where no two did. Of `answers` one may have been taken by a lead."""
    if not merged:
        return ""
    if merged["row"] == TAKEN and (author := next((one["user"] for one in answers if one["id"] == merged["kept"]), "")):
        return _("the answers of %(name)s, taken as they are") % {"name": author}
    row = str(MERGED.get(merged["row"], merged["row"]))
    if merged["coin"] is None:
        return row
    said = {"row": row, "seed": merged["seed"]}
    return _("%(row)s; a coin chose one of them (seed %(seed)s)") % said


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
        "models": [(title, list(part)) for title, part in groupby(said[:MODELS_SHOWN], key=lambda one: one.question)],
        "signals_of": None if silent else signals_of(row, questions),
        "more_models": max(0, len(said) - MODELS_SHOWN),
        "value": None if value is None else f"{value:.2f}",
        "width": None if value is None else round(100 * min(max(value, 0.0), 1.0)),
        "origin": "" if silent else origin_name(row["origin"], row["run"]),
        "state": STATES.get(row["state"], row["state"]),
        "tone": TONES.get(row["state"], ""),
        "simulated": row["simulated"],
    }


def signal_table(signals: dict[str, float], explanations: dict[str, str]) -> list[tuple[str, list[dict]]]:
    """Every signal of a sample in words: suspicion first and those about the label, then those about the text; the
    highest of each first."""
    ordered = sorted(signals.items(), key=lambda one: (one[0] != SUSPICION, -one[1]))
    of_texts = [_signal(*one, explanations) for one in ordered if ABOUT.get(one[0]) == TEXT]
    others = [_signal(*one, explanations) for one in ordered if ABOUT.get(one[0]) != TEXT]
    found = [(_("About the label"), others), (_("About the text"), of_texts)]
    return [part for part in found if part[1]]


def _signal(name: str, value: float, explanations: dict[str, str]) -> dict:
    line = explanations.get(name) or (_(WORDS[name][1]) if name in WORDS else "")
    width = round(100 * min(max(value, 0.0), 1.0))
    return {"name": signal_name(name), "line": line, "value": f"{value:.2f}", "width": width}


def signal_name(name: str) -> str:
    return _(WORDS[name][0]) if name in WORDS else name


def orders() -> list[tuple]:
    """What the list can be sorted by: the age, and all signals in groups."""
    (_whole, whole), *parts = signals(before="-")
    return [*BY_AGE, *whole, (SUSPICION, _("Least suspicious first")), *parts]


def signals(before: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """All signals in groups, `before` in front of each name: the whole, those about the label, those about the text."""
    whole = [name for name in WORDS if name not in ABOUT]
    parts = ((_("All in all"), whole), (_("About the label"), OF_LABELS), (_("About the text"), OF_TEXTS))
    return [(title, [(f"{before}{name}", signal_name(name)) for name in names]) for title, names in parts]
