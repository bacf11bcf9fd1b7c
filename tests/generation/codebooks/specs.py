"""A specification that tests change a little."""


def spec(**changes) -> dict:
    return {
        "purpose": "Decide whether a film review speaks well of the film.",
        "role": "You are a reader of film reviews.",
        "fields": [{"name": "text", "title": "Review", "type": "text"}],
        "questions": [
            {
                "name": "sentiment",
                "title": "How is the review?",
                "type": "label",
                "labels": [
                    {"name": "negative", "definition": "Advises against it.", "examples": ["A dull film."]},
                    {"name": "positive", "definition": "Speaks well of it.", "counter_examples": ["It tries."]},
                ],
            }
        ],
        "rules": [{"text": "Praise for one actor alone is not praise."}],
    } | changes


def with_labels(*names: str) -> dict:
    made = spec()
    made["questions"][0]["labels"] = [{"name": name} for name in names]
    return made
