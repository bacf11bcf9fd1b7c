"""A scripted model: it reads only the rendered messages, and has knobs for what real models do wrong.

It writes about what the prompt names. Where nothing but the label is named it falls back on one sentence that it likes,
the more often the higher `collapse` is.
"""

import json
import re
from dataclasses import dataclass
from random import Random

from generation.methods.steps import Answer, Ask

WORDS = {
    "World": "treaty border embassy summit minister election",
    "Sports": "match goal coach season league trophy",
    "Tech": "chip browser cloud robot startup software",
}
SHARED = ["interview", "report", "opinion", "live ticker"]
OWN = {label: [f"{word} story" for word in words.split()] for label, words in WORDS.items()}
FILLER = [
    "the",
    "a",
    "of",
    "in",
    "on",
    "with",
    "after",
    "before",
    "under",
    "over",
    "new",
    "old",
    "big",
    "small",
    "quiet",
    "loud",
    "early",
    "late",
    "near",
    "far",
]
AMBIGUOUS = "money story"


@dataclass
class World:
    """Knobs: shares of habitual, wrongly labelled, refused and malformed replies, and whether lengths are kept."""

    collapse: float = 0.5
    noise: float = 0.0
    obeys_length: bool = True
    repairs_length: bool = True
    refuses: float = 0.0
    malformed: float = 0.0
    asked: int = 0

    def __call__(self, ask: Ask) -> Answer:
        self.asked += 1
        rng = Random(f"{self.asked}")
        if rng.random() < self.refuses:
            return Answer(None, problem="refused", detail="I can't help with that.")
        if rng.random() < self.malformed and "~repair" not in ask.step:
            return Answer(None, text="{", problem="malformed", detail="not JSON")
        fields = self.fill(ask, rng)
        return Answer(fields, json.dumps(fields), probability=0.9 if ask.probability_of else None)

    def fill(self, ask: Ask, rng: Random) -> dict:
        properties, user = ask.schema["properties"], ask.messages[1]["content"]
        if "attributes" in properties:
            return {"attributes": [{"name": n, "depends_on_label": n == "Sub-topic"} for n in ("Sub-topic", "Style")]}
        if "values" in properties:
            label = re.search(r"Label: (\w+)$", user)
            return {"values": [*OWN[label.group(1)], AMBIGUOUS] if label else SHARED}
        if "labels" in properties:
            return {"labels": properties["labels"]["items"]["enum"][:2]}
        if "only_this_label" in properties:
            return {"only_this_label": AMBIGUOUS not in user}
        if "context" in properties:
            return {"context": f"thing {rng.choice(FILLER)} {rng.randint(1, 40)}"}
        if "label" in properties:
            return self.label(user, properties, rng)
        return {"text": self.text(ask.messages, ask.step, rng)}

    def label(self, user: str, properties: dict, rng: Random) -> dict:
        votes = {label: sum(word in user for word in words.split()) for label, words in WORDS.items()}
        said = {"label": max(votes, key=votes.get), "rule": "none", "quote": "", "reason": "", "confidence": 0.8}
        return {name: said[name] for name in properties}

    def text(self, messages: tuple, step: str, rng: Random) -> str:
        whole = "\n".join(message["content"] for message in messages)
        label = re.findall(r"Label: (\w+)", whole)[-1]
        written_as = rng.choice([name for name in WORDS if name != label]) if rng.random() < self.noise else label
        named = re.findall(r"^\d+\. (?:Sub-topic|Style): (.+)$|about this: (.+)$", whole, re.MULTILINE)
        subject = " ".join(filter(None, (part for pair in named for part in pair)))
        habit = not subject and rng.random() < self.collapse
        band = re.search(r"between (\d+) and (\d+) words", whole)
        wants = (int(band.group(1)) + int(band.group(2))) // 2 if band else 20
        obeys = self.obeys_length or (self.repairs_length and step == "write~length")
        count = wants if obeys else 7
        own = WORDS[written_as].split()
        body = [own[0], *FILLER[:15]] if habit else subject.split()
        body += [rng.choice(own) for _ in range(3)]
        body += [rng.choice(FILLER) for _ in range(max(count - len(body), 0))]
        return " ".join(body[:count])
