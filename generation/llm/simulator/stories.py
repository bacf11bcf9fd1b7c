"""Small stories around the words that a prompt names, and stories told again with the words that they lacked."""

import re
from random import Random

from generation.llm.simulator.grammar import capitalised, with_article
from generation.llm.simulator.prompts import Prompt

WORD = re.compile(r"the (noun|verb|adjective) “([^”]+)”")
LACKED = re.compile(r"words that it lacks.*?\nThe words: ?(.*?)\n\n(.*)", re.DOTALL)
LISTED = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
NAMES = ("Mia", "Tom", "Ben", "Lily", "Sam", "Ada", "Max", "Nora", "Leo", "Ida", "Finn", "Zoe")
PLACES = ("by the river", "in the garden", "at school", "on the hill", "in the kitchen", "near the old wall")
WEATHER = ("It rained all morning", "The sun was out", "Snow lay on the roofs", "A wind came up", "It grew dark early")
FELT = ("glad", "worried", "proud", "surprised", "a little sad", "very quiet")
OPENINGS = (
    "{who} found {thing} {where}.",
    "{weather}, and {who} was {where}.",
    "Nobody but {who} had seen {thing}.",
    "“Look!” said {who}, and there was {thing} {where}.",
    "{where_first}, {who} was waiting for {friend}.",
)
MIDDLES = (
    "{who} wanted to {verb}, and {friend} said it was too {adjective} for that.",
    "Together they tried to {verb}. {weather}.",
    "{friend} had {thing} at home and knew how to {verb}.",
    "“We could {verb},” said {friend}, “but not today.”",
)
ENDS = (
    "In the end {who} was {felt}.",
    "{friend} was {felt}, and they went home.",
    "From that day on {who} kept {thing} {where}.",
    "They laughed about it until it was time to eat.",
)


def told(prompt: Prompt, rng: Random, obedience: float) -> str | None:
    """A story with the words that the last message names, each left out at times; None where it asks for none."""
    if lacked := LACKED.search(prompt.last):
        words = LISTED.findall(lacked.group(1)) or [lacked.group(1)]
        added = " ".join(f"And everybody said “{word}”." for word in words if rng.random() <= obedience)
        return f"{lacked.group(2).strip()} {added}".strip()
    words = {kind: word for kind, word in WORD.findall(prompt.last) if rng.random() <= obedience}
    return _story(words, rng) if WORD.search(prompt.last) else None


def _story(words: dict[str, str], rng: Random) -> str:
    who, friend = rng.sample(NAMES, 2)

    def filled(line: str) -> str:
        adjective, noun = words.get("adjective", "odd"), words.get("noun", "thing")
        where = rng.choice(PLACES)
        return capitalised(
            line.format(
                who=who,
                friend=friend,
                thing=with_article(f"{adjective} {noun}"),
                verb=words.get("verb", "begin"),
                adjective=adjective,
                where=where,
                where_first=capitalised(where),
                weather=rng.choice(WEATHER),
                felt=rng.choice(FELT),
            )
        )

    found = f"It had to do with {with_article(words.get('adjective', 'odd') + ' ' + words.get('noun', 'thing'))}."
    parts = (
        [filled(rng.choice(OPENINGS)), found],
        *([filled(one)] for one in rng.sample(MIDDLES, 2)),
        rng.sample(ENDS, 2),
    )
    return "\n\n".join(" ".join(map(filled, part)) for part in parts)
