"""Small projects that ask what the demo does not: to mark pieces of a text, and to mend an answer."""

from docs.pictures.served import Site

MARKING = {
    "name": "Names in reviews",
    "purpose": "Find which product and which shop a review speaks of.",
    "fields": [{"name": "text", "title": "Review", "type": "text"}],
    "questions": [
        {
            "name": "names", "title": "Mark each name", "type": "spans",
            "labels": [
                {"name": "product", "definition": "What was bought, as it is called.", "examples": ["the Aria kettle"]},
                {"name": "shop", "definition": "Where it was bought.", "examples": ["Harbour & Sons"]},
            ],
        },
        {
            "name": "mood", "title": "How content is the writer?", "type": "rating",
            "options": {"low_word": "not at all", "high_word": "very"},
        },
    ],
    "rules": [{"id": "R1", "text": "A brand belongs to the product; a market place is a shop."}],
}  # fmt: skip
MARKED = "I bought the Aria kettle at Harbour & Sons. It boils in two minutes, and the lid has never leaked."

MENDING = {
    "name": "Answers to customers",
    "purpose": "Bring answers of a model into the words that a colleague would send.",
    "fields": [
        {"name": "question", "title": "Customer", "type": "text"},
        {"name": "answer", "title": "Draft", "type": "long_text"},
    ],
    "questions": [
        {
            "name": "usable", "title": "Can it be sent?", "type": "label",
            "labels": [
                {"name": "as it is", "definition": "Right, kind and complete."},
                {"name": "once mended", "definition": "Right in substance, wrong in a detail or in tone."},
                {"name": "not at all", "definition": "Wrong in substance."},
            ],
        },
        {
            "name": "mended", "title": "Mend the answer", "type": "text", "required": False,
            "options": {"starts_from": "answer"}, "when": {"question": "usable", "answers": ["once mended"]},
        },
    ],
}  # fmt: skip
MENDED = {
    "question": "My parcel came with the lamp broken. What now?",
    "answer": "We are sorry. Send the lamp back at your own cost and we will refund it within 30 days.",
}


def make_rooms(site: Site) -> None:
    """Both projects, with one item each and Anna among their people."""
    for project, fields in ((MARKING, {"text": MARKED}), (MENDING, MENDED)):
        slug = site.post("lena", "projects", project)["slug"]
        site.post("lena", f"projects/{slug}/members", {"username": "anna", "role": "annotator"})
        site.post("lena", f"projects/{slug}/samples", [fields])
