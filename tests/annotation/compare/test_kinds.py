"""Questions that take no label: how people and models agree on them, by rule and by label, and where they differ."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.compare import differences
from annotation.models import Annotation, Resolution
from generation.children import carry_out_open_jobs
from generation.models import Label, MachineLabel, Question
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]

ADDRESS = "/api/v1/projects/reviews/compare"
MARK = "<script>alert(1)</script>"


def span(start, end, label="person"):
    return {"start": start, "end": end, "label": label}


#: kind -> pairs of answers, a model's and a person's, one an item.
GIVEN = {
    "multi_label": [(["person"], ["person"]), (["person", "place"], ["place"]), ([], []), (["place"], ["person"])],
    "rating": [(5, 5), (4, 5), (2, 5), (1, 1)],
    "ranking": [([["a"], ["b"]], [["a"], ["b"]]), ([["b"], ["a"]], [["a"], ["b"]]), ([["a", "b"]], [["a", "b"]])],
    "text": [("It rained.", "It  rained."), ("It rained a lot.", "It snowed a lot."), ("12", "12"), ("12", "13")],
    "spans": [([span(0, 4)], [span(0, 4)]), ([span(0, 4)], [span(0, 2)]), ([], [span(2, 3, "place")]), ([], [])],
}
#: kind -> the share of equal answers, and what else is told, worked out by hand.
TOLD = {
    "multi_label": (2 / 4, {"jaccard": (1 + 1 / 2 + 1 + 0) / 4}),
    "rating": (2 / 4, {"within_one": 3 / 4, "difference": -4 / 4}),
    "ranking": (2 / 3, {"same_order": 2 / 3, "tau": (1 - 1) / 2}),
    "text": (2 / 4, {"similarity": None}),
    "spans": (2 / 4, {"exact_f1": 2 / 5, "overlap_f1": 4 / 5}),
}
KINDS = pytest.mark.parametrize("kind", GIVEN)


@pytest.fixture
def ask(codebook):
    """`ask("rating")`: the codebook's one question is of that kind."""

    def asked(kind: str) -> Question:
        codebook.questions.all().delete()
        options = {"fields": ["a", "b"]} if kind == "ranking" else {}
        question = Question.objects.create(codebook=codebook, position=0, name="q", title="Which?", type=kind)
        question.options = options
        question.save()
        for place, name in enumerate(["person", "place"] if kind in ("multi_label", "spans") else []):
            Label.objects.create(question=question, position=place, name=name, verbalizer=name)
        return question

    return asked


@pytest.fixture
def item(project, annotator):
    """`item(5, 4)`: an item that gpt gave 5 and anna 4; `rules` are those that gpt and she named."""
    count = 0

    def made(model, person, *, rules=("", ""), blind=True, source="gpt"):
        nonlocal count
        count += 1
        sample = make_sample(project, distinct_text(count))
        sample.fields = {"text": f"Anna {MARK} {count}", "a": "one", "b": "two"}
        sample.save()
        if model is not None:
            MachineLabel.objects.create(
                sample=sample, question="q", source=source, value=model, rule=rules[0], codebook_number=1
            )
        if person is not None:
            said = answer(annotator, sample, "", rule=rules[1], blind=blind)
            Annotation.objects.filter(pk=said.pk).update(answers={"q": person}, label="")
            Resolution.objects.filter(item=sample.item).update(answers={"q": person}, label="")
        return sample

    return made


@pytest.fixture
def compared(ask, item, api_client, viewer):
    def told(kind: str) -> dict:
        ask(kind)
        for model, person in GIVEN[kind]:
            item(model, person)
        return report(api_client(viewer))

    return told


def report(client) -> dict:
    client.get(ADDRESS)
    carry_out_open_jobs()
    [question] = client.get(ADDRESS).json()["questions"]
    return question


def page(client, name="compare", **query):
    return client.get(reverse(f"annotation:{name}", args=["reviews"]), query)


def items_of(client, **query) -> list[int]:
    asked = {"codebook": 1, "question": "q", "left": "gpt", **query}
    return [one["sample"] for one in client.get(f"{ADDRESS}/items", asked).json()["items"]]


@KINDS
def test_the_share_of_equal_answers_and_what_the_kind_tells_beside_it(kind, compared):
    [pair] = compared(kind)["pairs"]
    same, figures = TOLD[kind]
    assert (pair["left"], pair["right"], pair["blind"]["n"]) == ("gpt", "human", len(GIVEN[kind]))
    assert pair["blind"]["value"] == pytest.approx(same)
    found = {one["id"]: one["value"] for one in pair["blind"]["figures"]}
    assert found.keys() == figures.keys()
    for id, value in figures.items():
        assert value is None or found[id] == pytest.approx(value)


@KINDS
def test_an_answer_with_a_suggestion_in_sight_counts_among_all_and_not_among_the_blind(
    kind, ask, item, api_client, viewer
):
    ask(kind)
    for place, (model, person) in enumerate(GIVEN[kind]):
        item(model, person, blind=place > 0)
    [pair] = report(api_client(viewer))["pairs"]
    n, same = len(GIVEN[kind]), round(TOLD[kind][0] * len(GIVEN[kind]))
    assert (pair["answered"]["n"], pair["blind"]["n"]) == (n, n - 1)
    assert pair["blind"]["value"] == pytest.approx((same - 1) / (n - 1))  # the first are the same


@KINDS
def test_a_rule_has_the_share_of_equal_answers_where_any_party_named_it(kind, ask, item, api_client, viewer):
    ask(kind)
    one, two, *rest = GIVEN[kind]  # the same, and not
    item(*one, rules=("R1", ""))
    item(*two, rules=("", "R1"))
    item(*one)
    [rule] = [rule for rule in report(api_client(viewer))["three"]["gpt"]["rules"] if rule["key"] == "R1"]
    [pair] = rule["pairs"]
    assert (rule["items"], pair["blind"]["n"], pair["blind"]["value"]) == (2, 2, 1 / 2)
    assert pair["blind"]["low"] < 1 / 2 < pair["blind"]["high"]


@KINDS
def test_it_opens_the_items_where_they_differ_and_no_others(kind, ask, item, api_client, viewer):
    ask(kind)
    samples = [(item(model, person).pk, model, person) for model, person in GIVEN[kind]]
    differ = [pk for pk, model, person in samples if str(model).split() != str(person).split()]
    assert items_of(api_client(viewer), differ=True) == differ[::-1]  # the newest first


@KINDS
def test_the_pages_stand_and_nothing_of_an_answer_is_markup(kind, compared, signed_in, lead):
    compared(kind)
    client = signed_in(lead)
    told = page(client)
    assert told.status_code == 200
    assert "Where they differ" in told.text
    found = page(client, "compare-items", codebook=1, question="q", left="gpt", differ=1)
    assert found.status_code == 200
    assert len(found.context["rows"]) == len(
        [1 for pair in GIVEN[kind] if str(pair[0]).split() != str(pair[1]).split()]
    )
    assert MARK not in told.text + found.text


@KINDS
def test_two_models_are_compared_on_all_rows_of_both(kind, ask, item, api_client, viewer):
    ask(kind)
    samples = [(item(model, None), other) for model, other in GIVEN[kind]]
    for sample, other in samples:
        MachineLabel.objects.create(sample=sample, question="q", source="llama", value=other, codebook_number=1)
    client, asked = api_client(viewer), {"question": "q", "left": "gpt", "right": "llama"}
    client.get(ADDRESS, asked)
    carry_out_open_jobs()
    pair = client.get(ADDRESS, asked).json()
    assert pair["all"]["value"] == pytest.approx(TOLD[kind][0])
    assert pair["all"]["n"] == len(GIVEN[kind])
    assert len(items_of(client, right="llama", differ=True)) == round((1 - TOLD[kind][0]) * len(GIVEN[kind]))


@KINDS
def test_two_people_are_compared_too(kind, ask, item, api_client, lead, annotator2):
    ask(kind)
    for model, person in GIVEN[kind]:
        sample = item(None, person)
        said = answer(annotator2, sample, "", resolve=False)
        Annotation.objects.filter(pk=said.pk).update(answers={"q": model}, label="")
    client, asked = api_client(lead), {"question": "q", "left": f"person:{annotator2}", "right": "person:anna"}
    client.get(ADDRESS, asked)
    carry_out_open_jobs()
    pair = client.get(ADDRESS, asked).json()
    assert (pair["blind"]["value"], pair["blind"]["n"]) == (pytest.approx(TOLD[kind][0]), len(GIVEN[kind]))


def test_a_text_of_digits_stays_a_text(ask, item, api_client, viewer):
    """A database may give it back as a number."""
    ask("text")
    item("12", "12")
    item("true", "true")
    [pair] = report(api_client(viewer))["pairs"]
    assert (pair["blind"]["value"], pair["blind"]["n"]) == (1, 2)


def test_of_several_labels_each_says_what_both_named_and_what_one_did(compared, api_client, viewer):
    rows = {row["label"]: row["pairs"][0]["blind"] for row in compared("multi_label")["three"]["gpt"]["labels"]}
    assert {name: (row["both"], row["left"], row["right"]) for name, row in rows.items()} == {
        "person": (1, 1, 1),
        "place": (1, 1, 0),
    }
    assert rows["place"]["value"] == pytest.approx(2 / 3)
    assert len(items_of(api_client(viewer), differ=True, label="person")) == 2
    assert len(items_of(api_client(viewer), differ=True, label="place")) == 1


def test_spans_of_each_label_are_counted_exactly_and_where_they_overlap(compared, api_client, viewer):
    rows = {row["label"]: row["pairs"][0]["blind"] for row in compared("spans")["three"]["gpt"]["labels"]}
    assert (rows["person"]["value"], rows["person"]["overlap"]["value"]) == (2 / 4, 1)
    assert (rows["place"]["value"], rows["place"]["overlap"]["value"]) == (0, 0)
    assert len(items_of(api_client(viewer), differ=True, label="place")) == 1


def test_ratings_stand_in_a_table_whose_cells_open_their_items(compared, signed_in, lead, api_client, viewer):
    [pair] = compared("rating")["pairs"]
    assert ["2", "5", 1] in pair["cells"]
    assert "kappa" in pair["blind"]
    assert len(items_of(api_client(viewer), row="2", column="5")) == 1
    text = page(signed_in(lead)).text
    assert "Weighted kappa" in text
    assert "row=2&amp;column=5" in text


def test_kappa_of_ratings_is_told_of_blind_answers_alone(compared, signed_in, lead):
    compared("rating")
    kappa = page(signed_in(lead)).context["matrices"][0]["figures"][-1]
    assert [cell is None for cell in kappa["cells"]] == [False, True]


def test_the_answers_can_be_read_side_by_side_with_what_differs_marked(ask, item, signed_in, lead):
    client = signed_in(lead)

    def shown(kind, model, person):
        ask(kind)
        MachineLabel.objects.all().delete()
        item(model, person)
        [row] = page(client, "compare-items", codebook=1, question="q", left="gpt", differ=1).context["rows"]
        return row["said"].people[0].shown

    several = shown("multi_label", ["person"], ["place"])
    assert (several["given"], several["missing"]) == ([{"name": "place", "differs": True}], ["person"])
    assert shown("rating", 2, 5)["step"] == "+3"
    ranked = shown("ranking", [["a"], ["b"]], [["b"], ["a"]])
    assert [[one["name"] for one in tier] for tier in ranked["tiers"]] == [["b"], ["a"]]
    pieces = shown("text", "It rained a lot.", "It snowed a lot.")["pieces"]
    assert [(one.op, one.text) for one in pieces if one.op != "same"] == [("removed", "rained"), ("added", "snowed")]
    marked = shown("spans", [span(0, 4)], [span(0, 4, "place")])
    assert (marked["marks"][0]["text"], marked["marks"][0]["label"]) == ("Anna", "place")
    assert marked["missing"][0]["label"] == "person"


def test_a_long_search_goes_on_where_it_ended(ask, item, api_client, viewer, monkeypatch):
    monkeypatch.setattr(differences, "LOOK", 3)
    ask("rating")
    oldest = item(1, 5)
    for _ in range(4):
        item(3, 3)
    client, asked = api_client(viewer), {"codebook": 1, "question": "q", "left": "gpt", "differ": True}
    first = client.get(f"{ADDRESS}/items", asked).json()
    assert (first["items"], first["next"]) == ([], None)
    then = client.get(f"{ADDRESS}/items", {**asked, "under": first["under"]}).json()
    assert [one["sample"] for one in then["items"]] == [oldest.pk]
    assert then["under"] is None


def test_the_items_cost_no_more_queries_with_more_of_them(ask, item, signed_in, lead):
    ask("spans")
    client = signed_in(lead)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, "compare-items", codebook=1, question="q", left="gpt", differ=1)
        return len(seen)

    item([span(0, 4)], [])
    few = cost()
    for _ in range(30):
        item([span(0, 4)], [])
    assert cost() == few


def test_two_very_long_texts_are_not_told_apart_word_by_word(ask, item, signed_in, lead):
    ask("text")
    item("start " + "rain " * 20_000 + "end", "start " + "snow " * 20_000 + "end")
    found = page(signed_in(lead), "compare-items", codebook=1, question="q", left="gpt", differ=1)
    pieces = found.context["rows"][0]["said"].people[0].shown["pieces"]
    assert [one.op for one in pieces] == ["same", "removed", "added", "same"]
    assert sum(len(one.text) for one in pieces) < 2_000


def test_two_models_tell_of_each_label_what_both_gave_and_what_one_did(ask, item, api_client, signed_in, lead):
    ask("multi_label")
    for model, other in GIVEN["multi_label"]:
        sample = item(model, None)
        MachineLabel.objects.create(sample=sample, question="q", source="llama", value=other, codebook_number=1)
    client, asked = signed_in(lead), {"question": "q", "source": "gpt", "other": "llama"}
    page(client, **asked)
    carry_out_open_jobs()
    page(client, **asked)  # which asks for the pair
    carry_out_open_jobs()
    text = page(client, **asked).text
    assert "both 1, alone 1 and 0" in text
    assert "only blind answers count" not in text
