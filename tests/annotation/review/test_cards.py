"""What the templates of the questions are given."""

from django.http import QueryDict
from django.template import Context, Template

from annotation.review.forms import AnswerForm, posted_answers
from annotation.review.views.cards import places_of, questions_of
from generation.methods.taskspec import TaskSpec

LABELS = [{"name": "person"}, {"name": "place"}]
FIELDS = {"text": "Anna", "one": "First", "two": "Second", "three": "Third"}


def spec(*questions: dict) -> TaskSpec:
    return TaskSpec.from_json({"fields": [{"name": name} for name in FIELDS], "questions": list(questions)})


def shown(task: TaskSpec, posted: str = "", lease: str = "lease") -> list[dict]:
    form = AnswerForm(QueryDict(posted) if posted else None, spec=task, lease=lease)
    return questions_of(task, form, FIELDS, lease)


def ranking(*fields: str) -> dict:
    return {"name": "best", "type": "ranking", "options": {"fields": list(fields)}}


def test_every_candidate_stands_first_before_some_people_and_the_same_lease_shows_the_same_order():
    task = spec(ranking("one", "two", "three"))
    firsts = {min(places, key=places.get) for places in (places_of(task, f"lease-{i}") for i in range(40))}
    assert firsts == {"one", "two", "three"}
    assert places_of(task, "lease-7") == places_of(task, "lease-7")


def test_candidates_of_two_questions_stand_in_the_same_order():
    task = spec(ranking("one", "two"), {**ranking("two", "one"), "name": "safer"})
    for lease in ("a", "b", "c", "d"):
        first, second = shown(task, lease=lease)
        assert [one["name"] for one in first["candidates"]] == [one["name"] for one in second["candidates"]]


def test_of_two_a_tie_has_one_value_whichever_stands_left():
    task = spec(ranking("one", "two"))
    ties = {shown(task, lease=f"lease-{i}")[0]["choices"][1]["value"] for i in range(20)}
    assert ties == {"one=two"}


def test_what_was_sent_stands_there_again():
    task = spec(
        {"name": "kind", "type": "multi_label", "labels": LABELS, "options": {"least": 0}},
        {"name": "names", "type": "spans", "labels": LABELS},
        {"name": "fixed", "type": "text", "options": {"starts_from": "one"}},
    )
    kind, names, fixed = shown(task, "q-kind=place&q-names-none=1&q-fixed=Else")
    assert [label["chosen"] for label in kind["labels"]] == [False, True]
    assert names["none"]
    assert (fixed["text"], fixed["start"]) == ("Else", "First")


def test_the_box_of_a_text_that_is_corrected_holds_all_of_it():
    fixed = {"name": "fixed", "type": "text", "options": {"starts_from": "one", "most": 3}}
    new = {"name": "new", "type": "text", "options": {"most": 3}}
    assert [one["most"] for one in shown(spec(fixed, new))] == [len(FIELDS["one"]), 3]


def test_nothing_to_mark_is_an_answer_and_an_empty_field_is_none():
    task = spec({"name": "names", "type": "spans", "labels": LABELS})
    assert posted_answers(task, QueryDict("q-names=&q-names-none=1")) == {"names": []}
    assert posted_answers(task, QueryDict("q-names=")) == {}


def test_every_character_of_a_text_reaches_the_page_as_it_is_counted():
    text = "a\r\nb <i>\r"
    assert Template("{% load exact %}{{ text|exact }}").render(Context({"text": text})) == "a&#13;\nb &lt;i&gt;&#13;"


def test_more_than_twenty_labels_have_nine_buttons_and_the_rest_a_list_with_what_was_chosen_beside_the_nine():
    names = [f"l{i}" for i in range(21)]
    labels = [{"name": name} for name in names] + [{"name": "<b>", "verbalizer": '"loud"'}]
    [many] = shown(spec({"name": "kind", "labels": labels}), "q-kind=l15")
    assert [label["name"] for label in many["labels"]] == names[:9]
    assert (many["many"], many["picked"]) == (22, ["l15"])
    assert "<option>l9</option>" in many["far"]
    assert '<option data-also="&quot;loud&quot;">&lt;b&gt;</option>' in many["far"]
    [some] = shown(spec({"name": "kind", "labels": labels[:20]}))
    assert (len(some["labels"]), some["many"], some["far"]) == (20, 20, "")


def test_a_browser_without_scripts_sends_further_labels_beside_the_buttons():
    labels = [{"name": f"l{i}"} for i in range(30)]
    one = spec({"name": "kind", "labels": labels})
    assert posted_answers(one, QueryDict("q-kind-more=l20")) == {"kind": "l20"}
    assert posted_answers(one, QueryDict("q-kind=l1&q-kind-more=")) == {"kind": "l1"}
    assert posted_answers(one, QueryDict("q-kind=l1&q-kind-more=l20")) == {"kind": ["l1", "l20"]}, "refused by its kind"
    several = spec({"name": "kind", "type": "multi_label", "labels": labels})
    assert posted_answers(several, QueryDict("q-kind=l1&q-kind-more=l20&q-kind-more=l21")) == {
        "kind": ["l1", "l20", "l21"]
    }
