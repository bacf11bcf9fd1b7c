"""Seven kinds of projects, by what their samples are made of: a codebook, and all that recipes may work on.

Each has as many seeds, gold samples and samples without a label, and the same documents and facts.
"""

from dataclasses import dataclass
from random import Random

from generation.methods.context import Item
from generation.methods.steps import Demonstration
from generation.methods.taskspec import TaskSpec

NOUNS = "bread rivers letters trains clocks gardens taxes dreams bridges storms choirs harbours".split()  # noqa: SIM905
VERBS = "Describe Compare Summarise Explain Rewrite List Translate Praise Question Defend Shorten Extend".split()  # noqa: SIM905
ENDS = (
    "for a curious child",
    "in few words",
    "as a sailor would",
    "so that a judge agrees",
    "with one example",
    "for a newspaper",
)
EACH = 24


def _said(i: int, good: str, bad: str) -> str:
    """The word by which a sample's label can be known."""
    return good if i % 2 else bad


def _classification(i: int, rng: Random) -> dict:
    said = _said(i, "warm and funny", "dull and useless")
    return {"text": f"{NOUNS[i % 12]} above all: {said}, take {rng.randint(1, 10**6)}."}


def _pairs(i: int, rng: Random) -> dict:
    first = f"A woman sells {NOUNS[i % 12]} beside the old station, number {rng.randint(1, 10**6)}."
    second = f"{_said(i, 'Somebody', 'Nobody')} sells {NOUNS[i % 12]}."
    return {"premise": first, "hypothesis": second}


def _instruction(i: int, rng: Random) -> dict:
    if i % 4 == 3:  # among other tasks there are some to calculate
        return {"input": ""} | dict(zip(("instruction", "response"), _problems(i, rng).values(), strict=True))
    asked = f"{VERBS[i % 12]} {NOUNS[rng.randrange(12)]} {ENDS[i % len(ENDS)]}, case {rng.randint(1, 10**6)}."
    return {"instruction": asked, "input": "", "response": f"A few {_said(i, 'good', 'bad')} words on {NOUNS[i % 12]}."}


def _dialogue(i: int, rng: Random) -> dict:
    asked = f"User: {VERBS[i % 12]} {NOUNS[i % 12]} for me, number {rng.randint(1, 10**6)}."
    return {"conversation": f"{asked}\n\nAssistant: Here is something {_said(i, 'good', 'bad')}."}


def _extraction(i: int, rng: Random) -> dict:
    maker = rng.randint(1, 10**6)
    text = f"{_said(i, 'Surely', 'Perhaps')} Film {i} about {NOUNS[i % 12]} was made by Maker {maker}."
    return {"text": text, "triples": f"1. Film {i} | made by | Maker {maker}"}


def _problems(i: int, rng: Random) -> dict:
    boxes, pens = rng.randint(2, 30), rng.randint(31, 1900)
    told = (
        f"{_said(i, 'Carefully', 'Roughly')}: boxes = {boxes}, pens = {pens}. Then all = boxes * pens. How much is all?"
    )
    return {"question": told, "answer": str(boxes * pens)}


def _preferences(i: int, rng: Random) -> dict:
    asked = f"{VERBS[i % 12]} {NOUNS[i % 12]} for me, number {rng.randint(1, 10**6)}."
    good, bad = f"Gladly: {NOUNS[i % 12]}, thanks.", f"No {NOUNS[i % 12]} here."
    return {"instruction": asked, "answer_a": _said(i, bad, good), "answer_b": _said(i, good, bad)}


#: How a sample of the kind is made, and its labels with their definitions.
KINDS = {
    "classification": (_classification, {"dull": "Dull and useless.", "funny": "Warm and funny."}),
    "pairs": (_pairs, {"nobody": "Nobody does what the first says.", "somebody": "Somebody does."}),
    "instruction": (_instruction, {"bad": "A bad answer.", "good": "A good answer."}),
    "dialogue": (_dialogue, {"bad": "A bad answer.", "good": "A good answer."}),
    "extraction": (_extraction, {"perhaps": "It is said perhaps.", "surely": "It is said surely."}),
    "problems": (_problems, {"roughly": "Told roughly.", "carefully": "Told carefully."}),
    "preferences": (_preferences, {"A is better": "Answer A is kinder.", "B is better": "Answer B is."}),
}
DOCUMENTS = tuple(
    {
        "title": f"{said} {NOUNS[i]}",
        "text": f"{said}: {VERBS[i].lower()} {NOUNS[i]} {NOUNS[i - 5]} {ENDS[i % 6]} {NOUNS[i - 7]} {VERBS[i - 3]}.",
        "source": "archive",
    }
    for i in range(12)
    for said in ("Warm and funny", "Dull and useless")
)
FACTS = tuple(
    {"subject": f"Film {i}", "relation": relation, "object": f"{what} {i % 3}", "source": "list"}
    for i in range(12)
    for relation, what in (("made by", "Maker"), ("shown in", "Town"))
)


@dataclass(frozen=True)
class Project:
    """What a project holds; `seeds` and `gold` have a label and a leaf."""

    spec: TaskSpec
    seeds: tuple[Demonstration, ...] = ()
    gold: tuple[Demonstration, ...] = ()
    items: tuple[Item, ...] = ()
    documents: tuple[dict, ...] = ()
    facts: tuple[dict, ...] = ()


def spec_of(kind: str) -> TaskSpec:
    """A codebook of the kind, with a rule."""
    write, told = KINDS[kind]
    fields = [{"name": name} for name in write(0, Random(0))]
    labels = [{"name": name, "definition": text, "verbalizer": name} for name, text in told.items()]
    return TaskSpec.from_json(
        {
            "purpose": f"Collect {kind} samples and say what they are like.",
            "role": "a careful reader",
            "fields": fields,
            "questions": [{"name": "verdict", "labels": labels}],
            "rules": [{"id": "R1", "text": "A sample must not name a real person."}],
        }
    )


def bare(kind: str) -> Project:
    """A project that has a codebook and nothing else."""
    return Project(spec_of(kind))


def full(kind: str) -> Project:
    """A project that has all that recipes may work on."""
    spec, rng = spec_of(kind), Random(1)
    names = [label.name for label in spec.question().labels]

    def known(prefix: str) -> tuple[Demonstration, ...]:
        return tuple(
            Demonstration(
                f"{prefix}{i}",
                KINDS[kind][0](i, rng),
                {"verdict": names[i % len(names)]},
                {"leaf": f"leaf {i % 3}"},
            )
            for i in range(EACH)
        )

    items = tuple(Item(str(i), KINDS[kind][0](i, rng)) for i in range(EACH))
    return Project(spec, known("s"), known("g"), items, DOCUMENTS, FACTS)


TABLES = (
    "CREATE TABLE people (name TEXT, place TEXT); INSERT INTO people VALUES "
    + ", ".join(f"('P{i}', '{('Busan', 'Seoul', 'Jeju')[i % 3]}')" for i in range(9))
    + ";"
)
#: Settings for a small run of a recipe: what it cannot start without, and fewer calls where that changes nothing.
SMALL = {
    "alice": {"agreed": True, "by": "random"},
    "camel": {"rounds": 3},
    "class-by-class": {"more": 4},
    "coannotating": {"people": 0.25},
    "evol-instruct": {"rounds": 2},
    "explore-instruct": {"children": 2, "asked": 3},
    "freeal": {"own": 2, "times": 1},
    "lab": {"asked": 4},
    "lab-knowledge": {"asked": 3},
    "logit-suppression": {"rounds": 2},
    "progen": {"first": 8},
    "regen": {"rounds": 1},
    "s3": {"reasons": 4, "rounds": 1},
    "self-instruct": {"most": 2},
    "symgen": {"schema": TABLES, "queries": 8},
    "symgen-programs": {"programs": 7},
    "ultrachat": {"children": 2, "personas": 2},
    "ultrachat-material": {"personas": 2},
    "ultrachat-writing": {"personas": 2, "kinds": 3},
    "vote-k": {"most": 4},
    "wanli": {"group": 3, "share": 0.5},
}
