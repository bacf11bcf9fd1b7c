"""What the simulated model makes of a prompt. It sees the rendered messages and nothing else, so a prompt that forgets
a condition is answered without it."""

import re
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W\d_]{3,}")
LABEL_LINE = re.compile(r"^\s*[-*•]\s*\"?([^:\n\"]{1,80}?)\"?(?:\s*:\s*(.*))?$")
EXAMPLE_LINE = re.compile(r"^\s+(?:Must be like|Example|e\.g\.|Graded 5)\s*:?\s*(.+)$", re.IGNORECASE)
COUNTER_LINE = re.compile(
    r"^\s+(?:Must not be like|Not this label|Counter-example|Graded 1)\s*:?\s*(.+)$", re.IGNORECASE
)
RULE_LINE = re.compile(r"^\s*([A-Za-z]{1,3}\d{1,4})\s*(?:\[([^\]]+)\])?\s*:\s*(.+)$")
PAIR_LINE = re.compile(r"^\s*(?:\d+[.)]|[-*•])?\s*([A-Za-z][\w ,/-]{1,40}?)\s*:\s*(.{1,300})$")
SHOWN = re.compile(r"^Example \d+:\n.*?(?=^Write |\Z)|^Label: .*\n(?:\d+\. .*\n?)+\Z", re.MULTILINE | re.DOTALL)
BAND = re.compile(r"(\d+)\s*(?:to|and|-|–)\s*(\d+)\s+words", re.IGNORECASE)
ABOUT = re.compile(r"(?:about|around|at least|roughly)\s+(\d+)\s+words", re.IGNORECASE)
ITEM_MARK = re.compile(
    r"^\s*(?:the )?(?:item|text|review|message|sentence|ticket|document|input|value)\s*:\s*",
    re.IGNORECASE | re.MULTILINE,
)
STOP = frozenset(
    [
        "the",
        "and",
        "for",
        "that",
        "with",
        "this",
        "from",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "not",
        "but",
        "you",
        "your",
        "they",
        "their",
        "its",
        "who",
        "what",
        "which",
        "when",
        "where",
        "how",
        "all",
        "any",
        "can",
        "could",
        "should",
        "would",
        "will",
        "one",
        "two",
        "more",
        "most",
        "other",
        "such",
        "than",
        "then",
        "there",
        "these",
        "those",
        "about",
        "into",
        "over",
        "under",
        "between",
        "does",
        "did",
        "been",
        "being",
        "also",
        "very",
        "just",
        "only",
        "some",
        "each",
        "every",
        "both",
        "either",
        "neither",
        "own",
        "same",
    ]
)


@dataclass
class LabelSketch:
    name: str
    definition: str = ""
    examples: list[str] = field(default_factory=list)
    counters: list[str] = field(default_factory=list)


@dataclass
class Prompt:
    text: str
    last: str
    labels: list[LabelSketch]
    rules: list[tuple[str, str, str]]  # id, label or "", text
    conditions: list[tuple[str, str]]
    words: tuple[int, int] | None

    def label(self, name: str) -> LabelSketch:
        return next((one for one in self.labels if one.name.casefold() == name.casefold()), LabelSketch(name))


def stems(text: str) -> list[str]:
    """Content words, cut down so that singular and plural, or charge and charged, meet."""
    return [_stem(word) for word in WORD.findall(text.lower()) if word not in STOP]


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word.rstrip("e") if len(word) > 4 else word


def read_prompt(messages: list[dict]) -> Prompt:
    contents = [_content(message) for message in messages]
    asked = [_content(message) for message in messages if isinstance(message, dict) and message.get("role") == "user"]
    text, last = "\n".join(contents), (asked or contents or [""])[-1]
    lines = text.splitlines()
    rules = [match.groups(default="") for match in map(RULE_LINE.match, lines) if match]
    return Prompt(text, last, _labels(lines), rules, _conditions(last), _words(last))


def _content(message: dict) -> str:
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def _labels(lines: list[str]) -> list[LabelSketch]:
    """The list under a line that ends in 'labels:' or 'classes:'; its indented lines are examples."""
    found: list[LabelSketch] = []
    inside = False
    for line in lines:
        if re.search(r"\b(labels|classes|categories)\b[^:]*:\s*$", line, re.IGNORECASE):
            inside = True
            continue
        if not inside or not line.strip():
            inside = inside and not found
            continue
        if found and (match := COUNTER_LINE.match(line)):
            found[-1].counters.append(match.group(1))
        elif found and (match := EXAMPLE_LINE.match(line)):
            found[-1].examples.append(match.group(1))
        elif match := LABEL_LINE.match(line):
            found.append(LabelSketch(match.group(1).strip(), match.group(2) or ""))
    return found


def _conditions(last: str) -> list[tuple[str, str]]:
    own = SHOWN.sub("", last)  # what an example says is no condition
    pairs = [match.groups() for match in map(PAIR_LINE.match, own.splitlines()) if match]
    return [(name.strip(), value.strip().rstrip(".")) for name, value in pairs]


def _words(text: str) -> tuple[int, int] | None:
    if match := BAND.search(text):
        low, high = int(match.group(1)), int(match.group(2))
        return (low, high) if 0 < low <= high <= 2000 else None
    if match := ABOUT.search(text):
        middle = min(int(match.group(1)), 2000)
        return max(middle * 9 // 10, 1), middle * 11 // 10 + 1
    return None


def item_text(prompt: Prompt) -> str:
    """The text that the last message asks about: what follows its last marker, or stands between tags or fences."""
    for pattern in (r"<(\w+)>\n?(.*?)\n?</\1>", r"(```|\"\"\")\w*\n(.*?)\n?\1"):
        if blocks := re.findall(pattern, prompt.last, re.DOTALL):
            return blocks[-1][1].strip()
    marks = list(ITEM_MARK.finditer(prompt.last))
    return prompt.last[marks[-1].end() :].strip() if marks else prompt.last.strip()


def last_named(names: list[str], text: str) -> str | None:
    """The one of some names that a text mentions last; of two that end together the longer."""
    found = []
    for name in names:
        places = [match.end() for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
        if places:
            found.append((places[-1], len(name), name))
    return max(found)[2] if found else None
