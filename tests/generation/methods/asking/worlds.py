"""One codebook with a question of each kind, and an item for it."""

from generation.methods.taskspec import TaskSpec

TEXT = "Anna flew to Seoul. Then Anna came home."
ITEM = {"text": TEXT, "other": "It rained."}
LABELS = [{"name": "person", "definition": "Somebody."}, {"name": "place", "verbalizer": "a place"}]
QUESTIONS = [
    {"name": "kind", "labels": [{"name": "news", "verbalizer": "a piece of news"}, {"name": "story"}]},
    {"name": "about", "type": "multi_label", "labels": LABELS, "options": {"least": 0}},
    {"name": "stars", "type": "rating", "options": {"low": 0, "high": 10, "high_word": "best"}},
    {"name": "better", "type": "ranking", "options": {"fields": ["text", "other"]}},
    {"name": "names", "type": "spans", "labels": LABELS},
    {
        "name": "corrected",
        "type": "text",
        "required": False,
        "options": {"starts_from": "text", "most": 60},
        "when": {"question": "kind", "answers": ["news"]},
    },
]


def codebook(*questions: dict, **more) -> TaskSpec:
    fields = [{"name": "text"}, {"name": "other"}]
    return TaskSpec.from_json({"purpose": "Read.", "fields": fields, "questions": [*questions], **more})


ALL = codebook(*QUESTIONS, rules=[{"id": "R1", "text": "Cities are places.", "label": "place"}])
GOOD = {
    "kind": "a piece of news",
    "about": ["a place", "person"],
    "stars": 7,
    "better": [["other"], ["text"]],
    "names": [
        {"quote": "Anna", "occurrence": 2, "label": "person"},
        {"quote": "Seoul", "occurrence": 1, "label": "a place"},
    ],
    "corrected": "Anna flew to Seoul.",
}
READ = {
    "kind": "news",
    "about": ["person", "place"],
    "stars": 7,
    "better": [["other"], ["text"]],
    "names": [{"start": 13, "end": 18, "label": "place"}, {"start": 25, "end": 29, "label": "person"}],
    "corrected": "Anna flew to Seoul.",
}
