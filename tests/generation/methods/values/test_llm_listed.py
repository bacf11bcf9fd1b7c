from generation.methods.steps import Answer
from generation.methods.taskspec import TaskSpec
from generation.methods.values.ambiguity import ambiguous
from generation.methods.values.llm_listed import ask_values_for_label, read_attributes, read_values
from generation.methods.values.similar_labels import ask_similar, read_similar

SPEC = TaskSpec.from_json(
    {
        "fields": [{"name": "text"}],
        "questions": [{"name": "topic", "labels": [{"name": n} for n in ("World", "Sports", "Tech")]}],
    }
)


def yes(*fits: bool) -> list[Answer]:
    return [Answer({"only_this_label": not fit}) for fit in fits]


def test_a_listing_names_the_label_and_what_to_keep_away_from():
    ask = ask_values_for_label("T", "values/topic/Tech", "sub-topic", 10, "Tech", ["World"])
    assert "Label: Tech" in ask.messages[1]["content"]
    assert "none of these: World" in ask.messages[1]["content"]


def test_a_useless_reply_gives_no_values():
    assert read_values(Answer(None, problem="refused"), 10) == []


def test_attributes_that_are_taken_are_left_out():
    rows = [{"name": n, "depends_on_label": n == "Sub-topic"} for n in ("Length", "Sub-topic", "sub-topics", "Style")]
    assert read_attributes(Answer({"attributes": rows}), 4, {"length"}) == [("Sub-topic", True), ("Style", False)]


def test_the_similar_labels_come_from_the_list_given():
    ask = ask_similar("T", SPEC.question(), "World", 1)
    assert ask.schema["properties"]["labels"]["items"]["enum"] == ["Sports", "Tech"]
    assert read_similar(Answer({"labels": ["Tech", "World", "Tech", "Sports"]}), SPEC.question(), "World", 1) == [
        "Tech"
    ]


def test_the_filter_takes_out_at_most_so_many_and_never_all():
    values = [f"v{i}" for i in range(8)]
    assert ambiguous(values, yes(*[True] * 8)) == {"v0", "v1", "v2", "v3", "v4"}
    assert ambiguous(values[:2], yes(True, True)) == {"v0"}
    assert ambiguous(values[:2], [Answer(None, problem="refused"), *yes(True)]) == {"v1"}
