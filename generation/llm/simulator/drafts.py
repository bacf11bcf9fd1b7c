"""Answers to what recipes of several steps ask for: parts of a text, questions on a passage, derivations, SQL.

Each is a small world of its own that the model reads out of the request: what the request does not tell is not there.
"""

import re
from collections.abc import Callable
from random import Random
from typing import Any

from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.phrases import VALUES
from generation.llm.simulator.prompts import Prompt

PARTS = ("opening", "background", "events", "turn", "views", "outlook", "details", "close")
STATEMENTS = ("rain", "wet", "cold", "late", "home", "warm", "open", "busy")
NAMES = ("Ada Kim", "Ben Ortiz", "Cem Aydin", "Dua Said", "Eva Lind", "Finn Moe", "Gia Rossi", "Hana Seo")
DEEDS = ("opened a school", "built a bridge", "founded a library", "won a prize", "planted a garden", "wrote a book")
NUMBER = re.compile(r"\d+")
ROWS = re.compile(r"-- (\w+), some rows: (\[.*)$", re.MULTILINE)
TABLE = re.compile(r"create table\s+(\w+)\s*\(\s*([^;]*)\)", re.IGNORECASE)


def _written(prompt: Prompt, rng: Random, knobs: Knobs) -> dict | None:
    """A question for a gap, or, of a planned text, what the model writes anyway, with what it must mention."""
    return _asked_for(prompt, rng, knobs) if "Write the question" in prompt.last else None


def answered(prompt: Prompt, schema: dict, rng: Random, knobs: Knobs) -> dict[str, Any] | None:
    """Return the answer to such a request; None for another one."""
    write = WRITERS.get(frozenset(schema.get("properties", {})))
    return write(prompt, rng, knobs) if write else None


def _sketch(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    wanted = re.search(r"in (\d+) parts", prompt.last)
    names = PARTS[: int(wanted.group(1)) if wanted else 4]
    who = rng.choice(NAMES)
    made = [
        {"name": name, "goal": f"the {name}", "must_mention": who, "depends_on": list(names[max(0, i - 1) : i])}
        for i, name in enumerate(names)
    ]
    return {"sketch": made}


def _contradictions(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    return {"contradictions": []}


def _passage(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    places = VALUES["location"]
    told = [
        f"{who} {rng.choice(DEEDS)} in {_plain(rng.choice(places))} in {rng.randint(1850, 2020)}."
        for who in rng.sample(NAMES, 3)
    ]
    return {"passage": " ".join(told)}


def _entities(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    sentence = prompt.last.rpartition("Sentence: ")[2]
    return {"entities": re.findall(r"[A-Z][a-z]+ [A-Z][a-z]+|\b\d{4}\b", sentence)}


def _alone(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    return {"standalones": prompt.last.rpartition("Sentence: ")[2].strip()}


def _asked_for(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    told = re.search(r"Statement: (.+)", prompt.last)
    answer = prompt.last.rpartition("Answer: ")[2].strip()
    gap = told.group(1).replace(answer, "…") if told else "…"
    return {"written": f"What belongs into the gap of “{gap}”?"}


def _answering(name: str) -> "Writer":
    """What belongs into the gap of a sentence, where the question is about such a gap."""

    def write(prompt: Prompt, rng: Random, knobs: Knobs) -> dict | None:
        gap = re.search(r"gap of “(.*)…(.*)”", prompt.last)
        told = re.search(r"(?:Sentence|Statement): (.+)", prompt.last)
        if not gap or not told:
            return None
        before, after = gap.groups()
        return {name: told.group(1)[len(before) : len(told.group(1)) - len(after)]}

    return write


def _puzzle(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    names = rng.sample(STATEMENTS, 4)
    formulas = [names[0], *(f"{a} implies {b}" for a, b in zip(names, names[1:], strict=False)), "tea or milk"]
    target = names[-1] if "statement is true" in prompt.last else f"not {names[-1]}"
    about = f"case {rng.randint(1, 10**6)}"
    told = [{"text": f"In {about}: {one}.", "formula": one} for one in formulas]
    return {"premises": told, "target": {"text": f"{target}.", "formula": target}}


def _step(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    """The next link of a chain, or, as often as labels are wrong, a guess."""
    lines = re.findall(r"^(\d+)\. .*?\[?([^\[\]]+)\]$", prompt.last.split("To be proved")[0], re.MULTILINE)
    known = {formula: number for number, formula in lines}
    if rng.random() >= knobs.label_noise:
        for number, formula in lines:
            left, implies, right = formula.partition(" implies ")
            if implies and left in known and right not in known:
                return {"reason": f"{left} holds.", "uses": [number, known[left]], "derived": right}
    return {"reason": "It seems so.", "uses": ["0"], "derived": rng.choice(STATEMENTS)}


def _sql_question(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    table, column, value = _cell(prompt.last, rng)
    return {"asked": f"How many {table} are there whose {column.replace('_', ' ')} is “{value}”, over all of the rows?"}


def _sql(prompt: Prompt, rng: Random, knobs: Knobs) -> dict:
    found = re.search(r"How many (\w+) are there whose ([\w ]+) is “(.*)”", prompt.last)
    if not found:
        return {"query": "SELECT 1"}
    table, column, value = found[1], found[2].replace(" ", "_"), found[3].replace("'", "''")
    wrong = rng.random() < knobs.label_noise
    where = "" if wrong else f" WHERE {column} = '{value}'"
    return {"query": f"SELECT count(*) FROM {table}{where}"}  # noqa: S608 - an answer, which nobody trusts


def _cell(text: str, rng: Random) -> tuple[str, str, str]:
    """A table, one of its columns, and a value that stands there in the rows shown."""
    tables = {name: [part.split()[0] for part in columns.split(",")] for name, columns in TABLE.findall(text)}
    shown = [(name, rows) for name, rows in ROWS.findall(text) if name in tables]
    if not shown:
        return "rows", "name", "a"
    name, rows = rng.choice(shown)
    row = rng.choice(re.findall(r"\[([^\[\]]+)\]", rows)).split(", ")
    place = rng.randrange(min(len(row), len(tables[name])))
    return name, tables[name][place], row[place].strip("'\"")


def _plain(place: str) -> str:
    return re.sub(r"^(?:in|at|on) ", "", place)


Writer = Callable[[Prompt, Random, Knobs], dict | None]
WRITERS: dict[frozenset[str], Writer] = {
    frozenset({"written"}): _written,
    frozenset({"sketch"}): _sketch,
    frozenset({"contradictions"}): _contradictions,
    frozenset({"passage"}): _passage,
    frozenset({"entities"}): _entities,
    frozenset({"standalones"}): _alone,
    frozenset({"first"}): _answering("first"),
    frozenset({"second"}): _answering("second"),
    frozenset({"premises", "target"}): _puzzle,
    frozenset({"reason", "uses", "derived"}): _step,
    frozenset({"asked"}): _sql_question,
    frozenset({"query"}): _sql,
}
