"""How a recipe asks: scripts that yield requests and receive answers, and what they hand back.

A script is a generator. Each yield is a group of asks that may run at the same time; what comes back are their answers
in the same order. Scripts are pure: given the same answers they ask the same things. So the engine can start one again
from the top after a kill and feed it what is stored, and an answer that was paid for is never asked for twice. The work
unit is (run, round, index, step); `step` is unique within its script.
"""

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

T = TypeVar("T")
FIRST, SECOND = "first", "second"  # which of a run's models is asked
LONGEST_STEP = 200  # characters of a stored name


@dataclass(frozen=True)
class Decoding:
    """Sampling parameters of one request; the seed is the engine's, one per draw."""

    temperature: float | None = 1.0
    top_p: float | None = 1.0
    max_tokens: int | None = 512
    stop: tuple[str, ...] = ()
    bias: tuple[tuple[str, float], ...] = ()  # words, with what is added to their logits


@dataclass(frozen=True)
class Ask:
    """One request: the messages, the schema of the answer, the template it was made from.

    `probability_of` names a field of the schema whose value's probability is wanted, `likelihood` says that the mean
    log-probability of all that is written is, where the endpoint gives them. `model`: the run's FIRST or SECOND; a run
    that names no second one asks its first.
    """

    step: str
    messages: tuple[dict, ...]
    schema: dict | None = None
    decoding: Decoding = field(default_factory=Decoding)
    template: str = ""
    probability_of: str = ""
    likelihood: bool = False
    model: str = FIRST


@dataclass(frozen=True)
class Answer:
    """What came back: the fields (None where there is a problem), the raw text, and why not.

    `problem` is '', refused, truncated, empty, malformed or content_filter. `shares` are the probabilities of all the
    values that the field asked about can take.
    """

    fields: dict | None
    text: str = ""
    problem: str = ""
    detail: str = ""
    probability: float | None = None
    shares: dict[str, float] | None = None
    likelihood: float | None = None


Script = Generator[Sequence[Ask], Sequence[Answer], T]


class SetupFailed(Exception):
    """The set-up calls gave nothing to work with; the message says what to change."""


@dataclass(frozen=True)
class LabelDraft:
    """A label for one question, with what the model said about why.

    `step` is the request that it came of, where that is not the candidate's last. To a question of another kind `value`
    is the answer (methods/questions), and `label` is "".
    """

    question: str
    label: str
    probability: float | None = None
    rule: str = ""
    quote: str = ""
    rationale: str = ""
    step: str = ""
    value: Any = None

    @property
    def answer(self) -> Any:
        return self.label if self.value is None else self.value


@dataclass(frozen=True)
class Candidate:
    """What a planned row came to: a new sample's fields, or labels for the existing sample `item`.

    `review` says why a person has to look at it; `kept` is stored beside the sample, such as the steps of a solution.
    """

    fields: dict[str, str]
    labels: tuple[LabelDraft, ...] = ()
    item: str = ""
    steps: tuple[str, ...] = ()
    problem: str = ""
    detail: str = ""
    raw: str = ""
    parents: tuple[str, ...] = ()
    review: str = ""
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All fields joined by line breaks, as the gates read them."""
        return "\n".join(self.fields.values())

    @property
    def is_aside(self) -> bool:
        """Whether it is no sample, but what a row found out for later rounds."""
        return not (self.fields or self.labels or self.item or self.problem) and bool(self.kept)


@dataclass(frozen=True)
class Demonstration:
    """A support sample with its labels, by question.

    `known` is what else is known of it, by name: machine (made by a model), confidence, complexity, quality, and its
    value of a dimension.
    """

    sample_id: str
    fields: dict[str, str]
    labels: dict[str, str]
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Draw:
    """What one row varies: drawn by the allocator, frozen when its batch starts.

    `demonstrations` are the ids of the samples that it shows, in order; `chosen` says by which selector and version,
    and of each of them the score that decided (None for chance) and why.
    """

    labels: dict[str, str] = field(default_factory=dict)
    conditions: tuple[tuple[str, str], ...] = ()
    item: str = ""
    item_fields: dict[str, str] = field(default_factory=dict)
    demonstrations: tuple[str, ...] = ()
    extra: dict = field(default_factory=dict)
    reason: str = ""
    chosen: dict = field(default_factory=dict)

    def to_json(self) -> dict:
        """Return the JSON form; `from_json(to_json())` is the same draw."""
        return {
            **vars(self),
            "conditions": [list(pair) for pair in self.conditions],
            "demonstrations": list(self.demonstrations),
        }

    @classmethod
    def from_json(cls, data: dict) -> "Draw":
        """Read a stored draw."""
        pairs = tuple((name, value) for name, value in data.get("conditions", []))
        return cls(**{**data, "conditions": pairs, "demonstrations": tuple(data.get("demonstrations", []))})


@dataclass(frozen=True)
class Outcome:
    """How a row that settled ended, and how many samples it made."""

    draw: Draw
    accepted: bool
    made: int = 1


@dataclass(frozen=True)
class Proposal:
    """The next rows, and what the allocator carries on (JSON)."""

    draws: tuple[Draw, ...]
    state: dict


@dataclass(frozen=True)
class Gate:
    """A verifier by name, with its parameters; the code is in verifiers/registry.py."""

    name: str
    params: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What a gate says: accept, reject or review."""

    action: str
    gate: str
    version: int = 1
    reason: str = ""
    score: float | None = None


def asked(ask: Ask) -> Script[Answer]:
    """Ask, and once more where the reply did not fit its schema, quoting what was wrong."""
    answers = yield from asked_all([ask])
    return answers[0]


def asked_all(asks: Sequence[Ask], checks: Sequence[Callable[[Answer], Answer]] = ()) -> Script[list[Answer]]:
    """Ask all at once; those whose reply did not fit are asked once more, also at once. `checks`: of each ask what
    makes of its answer a malformed one where it fits its schema and still cannot be used."""
    check = checks or [_as_it_is] * len(asks)
    answers = [one(answer) for one, answer in zip(check, (yield asks), strict=True)] if asks else []
    wrong = [i for i, answer in enumerate(answers) if answer.problem == "malformed"]
    if wrong:
        again = yield [repair_of(asks[i], answers[i]) for i in wrong]
        for i, answer in zip(wrong, again, strict=True):
            answers[i] = check[i](answer)
    return answers


def _as_it_is(answer: Answer) -> Answer:
    return answer


def repair_of(ask: Ask, answer: Answer) -> Ask:
    """Return the follow-up that shows the model its own reply and what is wrong with it."""
    reply = {"role": "assistant", "content": answer.text[:8000]}
    request = f"This answer cannot be used: {answer.detail[:500]}. Answer again, with the JSON object alone."
    messages = (*ask.messages, reply, {"role": "user", "content": request})
    return replace(ask, step=repair_step(ask.step), messages=messages)


def stored_step(step: str) -> str:
    """Return the name that an answer is stored under: a long one is cut, and its digest tells it from the others."""
    if len(step) <= LONGEST_STEP:
        return step
    digest = hashlib.sha256(step.encode("utf-8", "replace")).hexdigest()[:32]
    return f"{step[: LONGEST_STEP - 33]}~{digest}"


def repair_step(step: str) -> str:
    """Return the name of the follow-up to a request."""
    return f"{step}~repair"


def drive(script: Script[T], answer: Callable[[Ask], Answer]) -> T:
    """Run a script to its end with a function that answers each ask; for tests and for replays."""
    try:
        asks = next(script)
        while True:
            asks = script.send([answer(ask) for ask in asks])
    except StopIteration as end:
        return end.value
