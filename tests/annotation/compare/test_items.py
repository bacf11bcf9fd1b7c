"""The items behind a number: what model, people and student said, by which rule, and why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotation.models import Half, Resolution, TrialItem, TrialSplit
from generation.models import Codebook, MachineLabel
from tests.annotation.compare.conftest import with_comment
from tests.annotation.making import newer_version

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(signed_in, viewer):
    def asked(user=viewer, **query):
        query = {"codebook": 1, "question": "sentiment", "left": "gpt"} | query
        return signed_in(user).get(reverse("annotation:compare-items", args=["reviews"]), query)

    return asked


@pytest.fixture
def disputed(item):
    sample = item(gpt=("positive", "R1"), anna=("negative", "R2"), student="negative")
    told = {"quote": "wonderful, just wonderful", "rationale": "Praise of the whole film."}
    MachineLabel.objects.filter(sample=sample, source="gpt").update(**told)
    with_comment(sample, "She means the opposite.")
    return sample


def test_the_models_rule_quote_and_reason_stand_beside_the_persons(disputed, look):
    [row] = look(row="positive", column="negative").context["rows"]
    [model], [person], student = row["said"].models, row["said"].people, row["said"].student
    assert (model.label, model.rule, model.rule_text) == ("positive", "R1", "Praise for one actor alone is not praise.")
    assert (model.quote, model.comment) == ("wonderful, just wonderful", "Praise of the whole film.")
    assert (person.who, person.label, person.rule, person.comment) == (
        "anna",
        "negative",
        "R2",
        "She means the opposite.",
    )
    assert (student.label, student.probability) == ("negative", 0.7)
    text = look(row="positive", column="negative").text
    for words in ("wonderful, just wonderful", "Praise of the whole film.", "She means the opposite.", "0.70", "Irony"):
        assert words in text


def test_a_rule_leads_to_the_items_where_any_party_named_it(disputed, item, look, annotator2):
    agreed = item(gpt=("positive", ""), anna=("positive", "R1"))
    item(gpt=("positive", "R2"), anna=("positive", ""))
    undecided = item(anna=("positive", ""), others=[(annotator2, ("negative", "R1"))])
    shown = [row["sample"] for row in look(rule="R1").context["rows"]]
    assert shown == [disputed, undecided, agreed]  # the disputed ones first


def test_two_labels_lead_to_the_items_that_were_given_both(disputed, item, look, annotator2):
    item(gpt=("positive", "R1"), anna=("positive", ""))
    among = item(anna=("positive", ""), others=[(annotator2, ("negative", ""))])
    found = look(one="negative", other="positive").context["rows"]
    assert [row["sample"] for row in found] == [disputed, among]
    assert len(found[1]["said"].people) == 2


def test_a_rule_of_two_models_leads_to_where_they_differ(disputed, item, look):
    item(gpt=("positive", "R1"), student="positive")
    unanswered = item(gpt=("positive", "R1"), student="negative")
    shown = [row["sample"] for row in look(rule="R1", right="student").context["rows"]]
    assert shown == [unanswered, disputed]


def test_a_leads_decision_stands_among_peoples_words(disputed, look, lead):
    Resolution.objects.create(
        item=disputed.item, label="positive", answers={"sentiment": "positive"}, rule="lead", settles=True,
        codebook=Codebook.objects.current(disputed.project), decided_by=lead, reason="I asked the author.",
    )  # fmt: skip
    [row] = look(rule="R1").context["rows"]
    assert [(one.who, one.label, one.decided) for one in row["said"].people] == [
        ("anna", "negative", False),
        ("lena", "positive", True),
    ]
    assert row["said"].holds == "positive"
    assert "I asked the author." in look(rule="R1").text


def test_what_is_hostile_is_shown_as_text(disputed, look):
    with_comment(disputed, "<script>alert(1)</script>")
    MachineLabel.objects.filter(source="gpt").update(quote="<img src=x>")
    text = look(rule="R1").text
    assert "&lt;script&gt;" in text
    assert "<img src=x>" not in text


def test_a_lead_adds_an_edge_rule_from_the_items_that_teach_it(disputed, look, lead, signed_in, project):
    assert 'id="lesson"' in look(lead, rule="R1").text
    sent = {"into": "rule", "text": "Irony is read as its opposite.", "label": "negative", "question": "sentiment"}
    signed_in(lead).post(reverse("generation:codebook-lesson", args=["reviews"]), sent)
    draft = Codebook.objects.get(project=project, published_at=None)
    assert [(rule.key, rule.label) for rule in draft.rules.all()][-1] == ("R3", "negative")
    assert 'id="lesson"' not in look(rule="R1").text  # a viewer teaches nothing


@pytest.mark.parametrize(
    "query", [{"rule": "R1"}, {"one": "negative", "other": "positive"}, {"row": "positive", "column": "negative"}]
)
def test_more_items_cost_no_more_queries(disputed, item, signed_in, viewer, annotator2, query):
    client, address = signed_in(viewer), reverse("annotation:compare-items", args=["reviews"])
    asked = {"codebook": 1, "question": "sentiment", "left": "gpt"} | query

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address, asked)
        return len(seen)

    few = cost()
    for _ in range(20):
        item(gpt=("positive", "R1"), anna=("negative", "R2"), others=[(annotator2, ("negative", ""))])
    assert (cost(), few <= 16) == (few, True)


@pytest.fixture
def held_out(disputed, codebook, lead):
    """The disputed item is to judge a draft."""
    split = TrialSplit.objects.create(
        project=disputed.project, base=codebook, question="sentiment", seed=1, created_by=lead
    )
    TrialItem.objects.create(split=split, item=disputed.item, half=Half.HELD_OUT, label="negative")
    return split


@pytest.mark.parametrize(
    "query", [{"rule": "R1"}, {"one": "negative", "other": "positive"}, {"row": "positive", "column": "negative"}]
)
def test_what_is_held_out_to_judge_a_draft_is_shown_to_nobody_who_may_write_one(held_out, item, look, lead, query):
    shown = item(gpt=("positive", "R1"), anna=("negative", ""))
    page = look(lead, **query)
    assert [row["sample"] for row in page.context["rows"]] == [shown]
    assert "1 item here is held out to judge a draft" in page.text


def test_where_all_are_held_out_nothing_is_said_to_have_changed(held_out, look):
    text = look(rule="R1").text
    assert "held out to judge a draft" in text
    assert "No item is here any more" not in text


def test_it_is_shown_once_it_has_judged(held_out, disputed, look):
    TrialSplit.objects.update(spent_at=timezone.now())
    page = look(rule="R1")
    assert [row["sample"] for row in page.context["rows"]] == [disputed]
    assert "held out" not in page.text


def test_it_is_shown_once_it_can_judge_no_more(held_out, disputed, look, lead, project):
    newer_version(project, lead)
    assert [row["sample"] for row in look(rule="R1").context["rows"]] == [disputed]


def test_the_other_half_is_there_to_be_looked_at(held_out, disputed, look):
    TrialItem.objects.update(half=Half.DEVELOPMENT)
    assert [row["sample"] for row in look(rule="R1").context["rows"]] == [disputed]


def test_by_rest_too_what_is_held_out_is_not_told(held_out, ask):
    told = ask(rule="R1").json()
    assert (told["items"], told["held_out"]) == ([], 1)


@pytest.fixture
def ask(api_client, viewer):
    def asked(user=viewer, **query):
        query = {"codebook": 1, "question": "sentiment", "left": "gpt"} | query
        return api_client(user).get("/api/v1/projects/reviews/compare/items", query)

    return asked


def test_the_pages_of_a_rule_go_on_where_the_first_ends(item, look):
    made = [item(gpt=("positive", "R1"), anna=("positive" if i % 2 else "negative", "")) for i in range(60)]
    page = look(rule="R1")
    further = look(**dict(part.split("=") for part in page.context["pager"].older.split("&")))
    shown = [row["sample"] for row in page.context["rows"] + further.context["rows"]]
    assert shown == made[::2] + made[1::2]


def test_rest_tells_the_same(disputed, ask):
    [told] = ask(rule="R1").json()["items"]
    assert (told["sample"], told["holds"]) == (disputed.pk, "negative")
    assert told["models"][0] | {"probability": None} == {
        "who": "gpt", "label": "positive", "answer": "positive", "rule": "R1", "comment": "Praise of the whole film.",
        "quote": "wonderful, just wonderful", "probability": None, "blind": True, "decided": False, "simulated": False,
    }  # fmt: skip
    assert (told["people"][0]["who"], told["people"][0]["rule"], told["student"]["label"]) == ("anna", "R2", "negative")


def test_rest_goes_on_page_by_page(item, ask):
    made = [item(gpt=("positive", "R1"), anna=("negative", "")).pk for _ in range(5)]
    first = ask(rule="R1", limit=3).json()
    rest = ask(rule="R1", limit=3, cursor=first["next"]).json()
    assert [one["sample"] for one in first["items"] + rest["items"]] == made
    assert rest["next"] is None


def test_rest_looks_through_a_stretch_of_two_models_at_a_time(item, ask, monkeypatch):
    monkeypatch.setattr("annotation.compare.frames.STRETCH", 2)
    made = [item(gpt=("positive", "R1"), student="negative").pk for _ in range(5)]
    found, under = [], None
    while True:
        page = ask(right="student", row="positive", column="negative", **({"under": under} if under else {})).json()
        found += [one["sample"] for one in page["items"]]
        if (under := page["under"]) is None:
            break
    assert found == made[::-1]


@pytest.mark.parametrize("wrong", [{"codebook": 9}, {"question": "x"}])
def test_rest_knows_no_other_comparison(disputed, ask, wrong):
    assert ask(**wrong).status_code == 404


@pytest.mark.parametrize("wrong", [{"cursor": "x"}, {"limit": 0}, {"under": "x"}, {"codebook": "one"}])
def test_rest_refuses_what_it_cannot_read(disputed, ask, wrong):
    assert ask(**{"rule": "R1"} | wrong).status_code == 422


def test_an_annotator_opens_no_items(disputed, ask, annotator):
    assert ask(annotator, rule="R1").status_code == 403


class TestARuleThatALeadNamed:
    """A rule's items are those where any party named it: a lead who decides is one."""

    @pytest.fixture
    def decided(self, item, lead):
        def decide(rule, label="negative", **said):
            sample = item(**said)
            return sample, Resolution.objects.create(
                item=sample.item, label=label, answers={"sentiment": label}, rule="lead", settles=True, reason="Clear.",
                codebook=Codebook.objects.current(sample.project), decided_by=lead, named_rule=rule,
            )  # fmt: skip

        return decide

    def test_its_items_are_counted_and_listed(self, decided, item, look, three):
        answered, _ = decided("R1", gpt=("positive", ""), anna=("positive", "R2"), student="positive")
        unanswered, _ = decided("R1", gpt=("positive", ""), student="negative")
        item(gpt=("positive", ""), anna=("positive", ""))
        first, second = three()["rules"]
        assert (first["items"], second["items"]) == (2, 1)
        assert {row["sample"] for row in look(rule="R1").context["rows"]} == {answered, unanswered}
        assert [row["sample"] for row in look(rule="R2").context["rows"]] == [answered]

    def test_it_stands_beside_the_decision_with_its_text(self, decided, look):
        decided("R1", anna=("negative", ""))
        [row] = look(rule="R1").context["rows"]
        said = row["said"].people[-1]
        assert (said.rule, said.rule_text, said.comment) == (
            "R1",
            "Praise for one actor alone is not praise.",
            "Clear.",
        )

    def test_so_are_the_models_rules_of_an_item_that_a_lead_alone_decided(self, decided, look, three):
        sample, _ = decided("", gpt=("positive", "R1"))
        assert three()["rules"][0]["items"] == 1
        assert [row["sample"] for row in look(rule="R1").context["rows"]] == [sample]

    def test_a_decision_that_holds_no_more_names_nothing(self, decided, look, three):
        sample, first = decided("R1", gpt=("negative", ""), anna=("negative", ""))
        first.pk, first.named_rule = None, "R2"
        first.save()
        assert [rule["items"] for rule in three()["rules"]] == [0, 1]
        assert look(rule="R1").context["rows"] == []

    def test_one_of_another_question_names_nothing_here(self, decided, look, three):
        _, one = decided("R1", gpt=("negative", ""), anna=("negative", ""))
        Resolution.objects.filter(pk=one.pk).update(answers={"tone": "calm"})
        assert three()["rules"][0]["items"] == 0
        assert look(rule="R1").context["rows"] == []
