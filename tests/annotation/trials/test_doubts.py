"""A new version puts some answers in doubt; people are asked again about as many as a lead wants."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotation.models import Annotation, AuditDraw, Dispenser, Item, Resolution, Snapshot, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.trials import doubts
from annotation.trials.actions.asking_again import ask_again
from annotation.trials.doubts import doubts_of
from annotation.trials.frames import answered_items
from generation.codebooks.actions import publish, save_draft
from generation.codebooks.cells import Cell
from generation.models import Codebook, Event, MachineLabel, Sample
from tests.annotation.making import answer, machine_label

pytestmark = pytest.mark.django_db


def with_definition(codebook, place, text):
    questions = codebook.as_spec()["questions"]
    questions[0]["labels"][place]["definition"] = text
    return questions


def doubted(project):
    found = doubts_of(project, Codebook.objects.current(project))
    return found, sorted(Item.objects.get(pk=pk).sample.fields["text"] for pk in found.items)


def test_a_label_that_means_something_else_now_is_in_doubt(project, codebook, said, published):
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    found, texts = doubted(project)
    assert texts == ["Dull.", "Grey.", "Long."]
    assert (found.questions[0].labels, found.contradicted, found.earlier) == ({"negative": 3}, 0, 1)


def test_so_is_what_a_rule_decided_that_changed(project, codebook, said, published):
    published(rules=[{"id": "R1", "text": "Praise for one actor alone is praise.", "label": ""}])
    found, texts = doubted(project)
    assert (texts, found.rules) == (["Its one actor shines."], {"R1": 1})


def test_and_a_label_that_a_rule_speaks_of(project, codebook, said, published):
    rules = [*codebook.as_spec()["rules"], {"id": "", "text": "Warm is not good.", "label": "positive"}]
    published(rules=rules)
    assert doubted(project)[1] == ["Its one actor shines.", "Warm."]


def test_and_the_labels_that_a_rule_about_all_labels_names(project, codebook, said, published):
    rules = [*codebook.as_spec()["rules"], {"id": "", "text": "“Positive” wants a word of praise.", "label": ""}]
    published(rules=rules)
    found, texts = doubted(project)
    assert (texts, found.questions[0].labels) == (["Its one actor shines.", "Warm."], {"positive": 2})
    assert found.of_no_label == ()


def test_a_rule_that_names_no_label_puts_nothing_in_doubt_and_the_page_says_so(
    project, codebook, said, published, signed_in, lead
):
    made = published(rules=[*codebook.as_spec()["rules"], {"id": "", "text": "Read to the end.", "label": ""}])
    key = made.rules.latest("pk").key
    found, texts = doubted(project)
    assert (texts, found.of_no_label) == ([], (key,))
    page = signed_in(lead).get("/projects/reviews/codebooks/doubts/").text
    assert f"Rule {key} is about all labels and names none" in page


def test_and_what_a_model_says_otherwise_by_the_new_version(project, codebook, said, published):
    published(purpose="Decide anew.")
    assert doubted(project)[1] == []
    machine_label(said["Warm."], "negative", source="peer #1", codebook_number=2)
    machine_label(said["Dull."], "positive", source="peer #0", codebook_number=1)
    found, texts = doubted(project)
    assert (texts, found.contradicted) == (["Warm."], 1)


def test_that_no_model_has_spoken_is_told_apart_from_none_that_differs(
    project, codebook, said, published, signed_in, lead
):
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    page = signed_in(lead).get(f"/projects/{project.slug}/codebooks/doubts/").text
    assert "No model has answered any of them by this version yet" in page
    assert "A model answers otherwise" not in page
    machine_label(said["Warm."], "positive", source="peer #1", codebook_number=2)
    page = signed_in(lead).get(f"/projects/{project.slug}/codebooks/doubts/").text
    assert "A model answers otherwise by this version (1 item has a model&#x27;s answer)" in page
    assert doubted(project)[0].questions[0].heard == 1


class TestACellOfTheComparison:
    CELL = "codebook=1&question=sentiment&left=peer&right=human&row=positive&column=negative"

    @pytest.fixture
    def proposed(self, project, codebook, said, lead):
        """A rule that names no label, proposed for what a model called positive and people negative."""
        machine_label(said["Dull."], "positive", source="peer", codebook_number=1)
        machine_label(said["Grey."], "negative", source="peer", codebook_number=1)
        machine_label(said["Warm."], "positive", source="peer", codebook_number=1)

        def make(query=self.CELL):
            rules = [*codebook.as_spec()["rules"], {"id": "", "text": "Read to the end.", "label": ""}]
            spec = codebook.as_spec() | {"rules": rules}
            return save_draft(project=project, spec=spec, author=lead, cell=Cell.of(query))

        return make

    def test_its_items_are_in_doubt_once_the_change_that_was_proposed_for_it_is_published(
        self, project, proposed, lead
    ):
        publish(codebook=proposed(), author=lead)
        found, texts = doubted(project)
        assert texts == ["Dull."]
        assert found.questions[0].cells == {"positive / negative": 1}
        assert found.questions[0].items == 1

    def test_saved_again_it_is_kept_once_and_a_later_version_forgets_it_not(self, project, proposed, lead):
        proposed()
        draft = proposed()
        assert [one.query for one in draft.proposed_for.all()] == [Cell.of(self.CELL).query]
        spec = publish(codebook=draft, author=lead).as_spec() | {"purpose": "Decide anew."}
        publish(codebook=save_draft(project=project, spec=spec, author=lead), author=lead)
        assert doubted(project)[1] == ["Dull."]

    def test_what_the_model_says_anew_by_the_new_version_takes_it_from_the_cell_no_more(self, project, proposed, lead):
        publish(codebook=proposed(), author=lead)
        MachineLabel.objects.filter(source="peer").update(replaced_at=timezone.now())
        assert doubted(project)[1] == ["Dull."]

    @pytest.mark.parametrize(
        "query",
        [
            "codebook=1&question=sentiment&rule=R1",
            "codebook=1&question=sentiment&left=peer&right=student&row=positive&column=negative",
            "codebook=7&question=sentiment&left=peer&right=human&row=positive&column=negative",
            "codebook=x&question=nothing&left=peer&right=human&row=positive&column=negative",
        ],
    )
    def test_what_is_no_cell_of_people_and_a_model_puts_nothing_in_doubt(self, project, proposed, lead, query):
        publish(codebook=proposed(query), author=lead)
        assert doubted(project)[1] == []

    def test_page_and_items_name_the_reason(self, project, proposed, lead, signed_in):
        publish(codebook=proposed(), author=lead)
        told = "A change was proposed for the cell positive / negative of Compare (model / people)"
        client = signed_in(lead)
        page = client.get("/projects/reviews/codebooks/doubts/").text
        assert told in page
        assert told in client.get("/projects/reviews/codebooks/doubts/items/").text

    def test_the_editor_sends_it_along(self, project, codebook, said, lead, signed_in):
        client, edit = signed_in(lead), "/projects/reviews/codebooks/edit/"
        html = client.get(f"{edit}?cell={quote(self.CELL)}&begin=1").text
        sent = dict(re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"[^>]*?value="([^"]*)"', html))
        sent |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', html))
        sent = {name: unescape(value) for name, value in sent.items()} | {"do": "save"}
        client.post(edit, sent)
        assert Codebook.objects.get(published_at=None).proposed_for.get().query == Cell.of(self.CELL).query


def test_nothing_is_in_doubt_without_a_new_version(project, said):
    assert doubted(project)[1] == []


def test_they_come_back_and_the_old_answer_holds_until_then(project, codebook, said, published, lead, annotator2):
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    Dispenser.objects.create(project=project, pulled_until=Sample.objects.latest("pk").pk)
    before = Annotation.objects.count(), Resolution.objects.count()
    assert ask_again(project=project, by=lead, count=10, codebook=2) == 3
    assert Item.objects.filter(state=Item.State.WAITING).count() == 3
    assert (Annotation.objects.count(), Resolution.objects.count()) == before
    assert Sample.objects.filter(current_label="negative", label_source="person").count() == 3
    assert Event.objects.filter(verb="trial.asked_again").get().detail["n"] == 3
    again = hand_out(user=annotator2, project=project)
    assert again.item.sample.current_label == "negative"
    assert again.blind
    submit(assignment=again, answers={"sentiment": "positive"})
    item = Item.objects.select_related("sample").get(pk=again.item_id)
    assert (item.state, item.sample.current_label) == (Item.State.ANSWERED, "positive")
    assert item.annotations.valid().count() == 2
    assert doubted(project)[1] == []


def test_no_more_than_asked_for_and_the_contradicted_ones_first(project, codebook, said, published, lead):
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    machine_label(said["Long."], "positive", source="peer #1", codebook_number=2)
    assert ask_again(project=project, by=lead, count=1, codebook=2) == 1
    assert Item.objects.get(state=Item.State.WAITING).sample.fields["text"] == "Long."
    assert len(doubted(project)[1]) == 2


def test_what_an_audit_drew_stays_as_it_is(project, codebook, said, published, lead):
    item = said["Dull."].item
    snapshot = Snapshot.objects.create(
        project=project, number=1, codebook=codebook, seed_commitment="x", seed_encrypted="x"
    )
    AuditDraw.objects.create(snapshot=snapshot, item=item, removal=1, remaining=3)
    Item.objects.filter(pk=said["Grey."].item.pk).update(stream=Stream.AUDIT)
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    assert doubted(project)[1] == ["Long."]


def test_a_version_that_came_in_between_is_looked_at_first(project, codebook, said, published, lead):
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    with pytest.raises(ValidationError, match="Version 2 is in force by now"):
        ask_again(project=project, by=lead, count=5, codebook=1)
    with pytest.raises(ValidationError, match="Between 1 and 10000"):
        ask_again(project=project, by=lead, count=0, codebook=2)


def test_the_page_tells_the_number_before_and_asks_then(
    project, codebook, said, published, lead, signed_in, api_client
):
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    path, client = "/projects/reviews/codebooks/doubts/", signed_in(lead)
    assert path in client.get("/projects/reviews/codebooks/").content.decode()
    assert "data-total>3<" in client.get(path).content.decode()
    told = api_client(lead).get("/api/v1/projects/reviews/doubts").json()
    assert told == {
        "codebook": 2, "earlier": 1, "rules": {}, "contradicted": 0, "total": 3, "looked_at": 5, "more": False,
        "questions": [
            {"question": "sentiment", "labels": {"negative": 3}, "cells": {}, "asked": 0, "contradicted": 0, "heard": 0,
             "items": 3}
        ],
    }  # fmt: skip
    assert client.post(path, {"count": 2, "codebook": 2}, follow=True).status_code == 200
    assert Item.objects.filter(state=Item.State.WAITING).count() == 2
    sent = {"count": 5, "codebook": 2}
    asked = api_client(lead).post("/api/v1/projects/reviews/doubts", sent, content_type="application/json")
    assert asked.json() == {"asked": 1}
    left = client.get(path).content.decode()
    assert "Nothing is in doubt" in left
    assert "2 settled answers under earlier versions were looked at" in left


def test_it_proposes_to_ask_about_those_that_a_model_contradicts(project, codebook, said, published, lead, signed_in):
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    proposed = re.compile(r'name="count" value="(\d+)"')
    path, client = "/projects/reviews/codebooks/doubts/", signed_in(lead)
    assert proposed.findall(client.get(path).text) == ["3"]
    machine_label(said["Long."], "positive", source="peer #1", codebook_number=2)
    assert proposed.findall(client.get(path).text) == ["1"]


def test_the_page_says_so_where_there_was_nothing_to_look_at(project, codebook, said, lead, signed_in):
    page = signed_in(lead).get("/projects/reviews/codebooks/doubts/").content.decode()
    assert "No settled answer was given under an earlier version" in page


def test_the_page_tells_of_how_many_when_it_looks_at_the_newest_alone(
    project, codebook, said, published, lead, signed_in, monkeypatch
):
    monkeypatch.setattr("annotation.trials.doubts.MOST", 2)
    published(questions=with_definition(codebook, 1, "The reviewer recommends the film."))
    page = signed_in(lead).get("/projects/reviews/codebooks/doubts/").content.decode()
    assert "data-total>2<" in page
    assert "The newest 2 settled answers were looked at" in page


def test_nobodys_next_item_waits_while_it_is_reckoned(project, codebook, said, published, lead):
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    Dispenser.objects.create(project=project)
    with CaptureQueriesContext(connection) as asked:
        ask_again(project=project, by=lead, count=3, codebook=2)
    told = [query["sql"] for query in asked]
    locked = next(i for i, sql in enumerate(told) if "annotation_dispenser" in sql)
    assert any("annotation_resolution" in sql for sql in told[:locked])
    assert not any("annotation_resolution" in sql or "machinelabel" in sql for sql in told[locked:])


def test_what_was_answered_while_it_was_reckoned_is_not_asked_again(
    project, codebook, said, published, lead, annotator2, monkeypatch
):
    book = published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))

    def slowly(*args):
        found = doubts_of(*args)
        answer(annotator2, said["Dull."], "negative", codebook=book)
        return found

    monkeypatch.setattr("annotation.trials.actions.asking_again.doubts_of", slowly)
    assert ask_again(project=project, by=lead, count=5, codebook=2) == 2
    assert said["Dull."].item.pk not in Item.objects.filter(state=Item.State.WAITING).values_list("pk", flat=True)


def test_what_a_lead_decided_by_a_rule_that_changed_is_in_doubt(project, codebook, said, published, lead):
    Resolution.objects.create(
        item=said["Warm."].item, label="positive", answers={"sentiment": "positive"}, rule="lead", named_rule="R1",
        settles=True, codebook=codebook, decided_by=lead,
    )  # fmt: skip
    published(rules=[{"id": "R1", "text": "Praise for one actor alone is praise.", "label": ""}])
    assert doubted(project)[1] == ["Its one actor shines.", "Warm."]


def test_a_tries_items_are_told_by_the_rule_that_decided_them(project, codebook, said, lead):
    decided = {"label": "positive", "answers": {"sentiment": "positive"}, "rule": "lead", "settles": True}
    for text, rule in (("Warm.", "R1"), ("Its one actor shines.", "")):
        item = said[text].item
        Resolution.objects.create(item=item, codebook=codebook, decided_by=lead, named_rule=rule, **decided)
    told = answered_items(project, codebook)
    assert {text: told[said[text].item.pk].rule for text in ("Warm.", "Its one actor shines.", "Dull.")} == {
        "Warm.": "R1",
        "Its one actor shines.": "R1",
        "Dull.": "",
    }


# -- a version that only adds a question -------------------------------------------------------------------------------
TOPIC = {
    "name": "topic", "title": "What is it about?", "type": "label",
    "labels": [{"name": name, "definition": name} for name in ("plot", "actors")],
}  # fmt: skip


@pytest.fixture
def contradicted(codebook, said, published):
    """By version 2 a model says otherwise of two."""
    published(questions=with_definition(codebook, 1, "The reviewer recommends the film."))
    for text in ("Dull.", "Grey."):
        machine_label(said[text], "positive", source="gpt", codebook_number=2)
    return said


def with_topic(project) -> list[dict]:
    return [*Codebook.objects.current(project).as_spec()["questions"], TOPIC]


def test_what_a_model_says_otherwise_stays_in_doubt(contradicted, project, published):
    assert doubted(project)[0].contradicted == 2
    published(questions=with_topic(project))
    found, _texts = doubted(project)
    assert (found.codebook.number, found.contradicted) == (3, 2)
    assert {one.question: one.contradicted for one in found.questions} == {"sentiment": 2, "topic": 0}


def test_but_not_beside_an_answer_to_a_version_that_asks_the_same(contradicted, project, published, annotator):
    answer(annotator, contradicted["Dull."], "negative")  # by version 2
    assert doubted(project)[0].contradicted == 1
    published(questions=with_topic(project))
    assert doubted(project)[0].contradicted == 1


def test_an_older_version_is_asked_only_of_what_no_newer_one_says(contradicted, project, published, monkeypatch):
    for name in ("topic", "topic_of_it"):  # versions 3 and 4
        published(questions=[*Codebook.objects.current(project).as_spec()["questions"], TOPIC | {"name": name}])
    machine_label(contradicted["Dull."], "positive", source="other", codebook_number=3)
    asked, said_now = [], doubts._said_now

    def looked_at(project, book, samples):
        asked.append((book.number, len(samples)))
        return said_now(project, book, samples)

    monkeypatch.setattr(doubts, "_said_now", looked_at)
    assert doubted(project)[0].contradicted == 2
    assert asked == [(4, 5), (3, 5), (2, 4)]
    asked.clear()
    for text in ("Grey.", "Long.", "Warm.", "Its one actor shines."):
        machine_label(contradicted[text], "positive", source="other", codebook_number=3)
    assert doubted(project)[0].contradicted == 3
    assert asked == [(4, 5), (3, 5)]


@pytest.mark.parametrize("changed", ["label", "rule"])
def test_what_models_said_to_another_text_counts_no_more(contradicted, project, codebook, published, changed):
    if changed == "label":
        published(questions=with_definition(codebook, 0, "The reviewer warns of it."))
    else:
        rules = [*Codebook.objects.current(project).as_spec()["rules"], {"id": "R9", "text": "A new one.", "label": ""}]
        published(questions=Codebook.objects.current(project).as_spec()["questions"], rules=rules)
    assert doubted(project)[0].contradicted == 0


def test_the_version_in_force_leads_to_the_answers_in_doubt(codebook, said, published, signed_in, lead, viewer):
    link = "/projects/reviews/codebooks/doubts/"
    assert link not in signed_in(lead).get("/projects/reviews/codebooks/1/").text.partition("<main")[2]
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."))
    page = lambda user, number: signed_in(user).get(f"/projects/reviews/codebooks/{number}/").text.partition("<main")[2]  # noqa: E731
    assert link in page(lead, 2)
    assert link not in page(lead, 1)
    assert link not in page(viewer, 2)
