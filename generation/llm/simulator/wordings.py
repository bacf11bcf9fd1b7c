"""A label asked for in another form: by a letter, by statements, by what it is not, or by its name alone.

All is read out of the prompt: the labels from the codebook's part, what stands for each from the lines behind the item.
"""

import re
from typing import Any

from generation.llm.simulator.prompts import Prompt

LINE = re.compile(r"^([A-Z]|\d{1,3})\. (.+)$", re.MULTILINE)
NAMED = re.compile(r"“(.+)”")
ITEM_ENDS = re.compile(r"</[^\W\d][\w-]*>")
STATEMENT, RULED_OUT, ANSWER = "statement_", "ruled_out", "answer"


def names_asked(prompt: Prompt, schema: dict) -> list[str]:
    """The labels that the answer is to be one of, where it is asked for in another form; [] in the usual one."""
    properties = schema.get("properties", {})
    if RULED_OUT in properties:
        return list(properties[RULED_OUT]["items"]["enum"])
    lines = _lines(prompt)
    if f"{STATEMENT}1" in properties or [mark for mark, _name in lines] == properties.get(ANSWER, {}).get("enum"):
        return [name for _mark, name in lines]
    if properties.get("label") == {"type": "string"}:
        return [label.name for label in prompt.labels]
    return []


def told(prompt: Prompt, schema: dict, chosen: str, shares: dict[str, float]) -> tuple[dict[str, Any], dict[str, dict]]:
    """What stands in the answer for a label that was chosen, by property, and the shares of what could stand there."""
    properties, lines = schema["properties"], _lines(prompt)
    if RULED_OUT in properties:
        return {RULED_OUT: [name for name in properties[RULED_OUT]["items"]["enum"] if name != chosen]}, {}
    if ANSWER in properties:
        marks = {name: mark for mark, name in lines}
        return {ANSWER: marks[chosen]}, {ANSWER: {marks[name]: share for name, share in shares.items()}}
    if f"{STATEMENT}1" in properties:
        yes, no = properties[f"{STATEMENT}1"]["enum"]
        return {f"{STATEMENT}{mark}": yes if name == chosen else no for mark, name in lines}, {}
    return {"label": chosen}, {}


def _lines(prompt: Prompt) -> list[tuple[str, str]]:
    """(mark, label) of the lines behind the item: what the item itself says is none."""
    ends = [match.end() for match in ITEM_ENDS.finditer(prompt.last)]
    behind = prompt.last[ends[-1] :] if ends else prompt.last
    found = LINE.findall(behind)
    return [(mark, named[1] if (named := NAMED.search(text)) else text.strip()) for mark, text in found]
