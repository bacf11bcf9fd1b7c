"""Answers in words, as people read them beside an item."""

from collections.abc import Mapping
from typing import Any

from generation.methods.questions.answers import in_words as in_a_line
from generation.methods.questions.fitting import fitting
from generation.methods.questions.kind import Answer, Texts
from generation.methods.questions.registry import kind_of
from generation.methods.taskspec import QuestionSpec, TaskSpec
from generation.presets import preset_told

MOST_QUOTED = 40
MOST_SPANS = 12


def in_words(spec: TaskSpec, answers: Mapping[str, Any], texts: Texts) -> list[dict]:
    """Each answer as {title, words, start}, in the codebook's order; `title` is "" where only one question is asked.

    `start` is the text that an answer was written over, "" where there was none. Answers to questions that the codebook
    no longer has follow as they are. `texts` gives the item's fields; it is called where an answer is about a text.
    """
    known = [question for question in spec.questions if question.name in answers]
    several = len(spec.questions) > 1
    told = [
        {
            "title": preset_told(question.title or question.name) if several else "",
            "words": _words(question, answers[question.name], spec, texts),
            "start": _start(question, texts),
        }
        for question in known
    ]
    others = answers.keys() - {question.name for question in spec.questions}
    return told + [{"title": name, "words": str(answers[name]), "start": ""} for name in sorted(others)]


def machine_in_words(word: dict | None, spec: TaskSpec, texts: Texts) -> dict | None:
    """What a model says (queue/frames.py: machine_answer), as far as the codebook takes it, with its `words`."""
    answers = fitting(spec, word["answers"], texts) if word else {}
    return word | {"answers": answers, "words": in_words(spec, answers, texts)} if answers else None


def _start(question: QuestionSpec, texts: Texts) -> str:
    is_edited = question.type == "text" and question.options.get("starts_from")
    return kind_of(question).start(question, texts()) if is_edited else ""


def _words(question: QuestionSpec, answer: Answer, spec: TaskSpec, texts: Texts) -> str:
    if isinstance(answer, str):
        return answer
    if question.type == "spans" and answer:
        name = kind_of(question).field_of(question, [field.name for field in spec.fields])
        return _quoted(answer, texts().get(name, ""))
    if question.type == "ranking":
        titles = {field.name: field.title or field.name for field in spec.fields}
        return " > ".join(" = ".join(titles.get(name, name) for name in tier) for tier in answer)
    return in_a_line(answer)


def _quoted(spans: list[dict], text: str) -> str:
    """Which words have which label: places in the text say nothing to people."""
    told = [f"{span['label']} “{_short(text[span['start'] : span['end']])}”" for span in spans[:MOST_SPANS]]
    return ", ".join(told) + (", …" if len(spans) > MOST_SPANS else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_QUOTED else f"{line[: MOST_QUOTED - 1]}…"
