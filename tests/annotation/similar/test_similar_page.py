"""The page of items that are alike, and the same by REST."""

import re

import pytest

from annotation.models import Annotation, Assignment, Item
from tests.annotation.conftest import add_samples
from tests.annotation.making import newer_version

PAGE = "/projects/reviews/review/similar/"


@pytest.fixture
def alike(queue, policy):
    """Ten items, five of them alike."""
    policy.batches = True
    policy.save()
    Item.objects.filter(sample__in=queue[:5]).update(cluster=1)
    return queue


def held(user) -> list[Assignment]:
    return list(Assignment.objects.filter(user=user, state="held").exclude(batch="").order_by("pk"))


def send(client, user, *, label="positive", left_out=0, verb="answer", **more):
    mine = held(user)
    data = {"q-sentiment": label, "item": [one.lease for one in mine[left_out:]], "seconds": "20", **more}
    return client.post(f"{PAGE}{mine[0].batch}/{verb}/", data, follow=True)


def test_it_shows_the_texts_with_a_tick_each_and_the_labels_once(alike, annotator, signed_in):
    html = signed_in(annotator).get(PAGE).content.decode()
    assert html.count('name="item"') == 5
    assert html.count('name="q-sentiment" value="positive"') == 1
    for sample in alike[:5]:
        assert sample.fields["text"] in html


def test_it_is_always_blind(alike, annotator, signed_in):
    html = signed_in(annotator).get(PAGE).content.decode()
    assert "The model says" not in html
    assert {one.blind for one in held(annotator)} == {True}


def test_a_reload_shows_the_same_and_the_room_goes_on_with_others(alike, annotator, signed_in):
    client = signed_in(annotator)
    client.get(PAGE)
    mine = held(annotator)
    client.get(PAGE)
    assert [one.pk for one in held(annotator)] == [one.pk for one in mine]
    room = client.get("/projects/reviews/review/").content.decode()
    assert not any(f'data-lease="{one.lease}"' in room for one in mine)
    assert room.count("review-card") >= 2


def test_one_answer_labels_all_but_what_was_left_out(alike, annotator, signed_in):
    client = signed_in(annotator)
    client.get(PAGE)
    answer = send(client, annotator, left_out=2)
    stored = Annotation.objects.all()
    assert [(one.label, round(one.seconds, 2)) for one in stored] == [("positive", 6.67)] * 3
    html = answer.content.decode()
    assert "3 items answered." in html
    assert "What you left out comes to you one by one" in html
    room = client.get("/projects/reviews/review/").content.decode()
    assert sum(f'data-lease="{one.lease}"' in room for one in Assignment.objects.filter(state="held", batch="")) == 2


def test_without_a_label_or_without_an_item_nothing_is_stored_and_what_was_ticked_stays(alike, annotator, signed_in):
    client = signed_in(annotator)
    client.get(PAGE)
    wrong = send(client, annotator, label="", left_out=1)
    ticked = re.findall(r'name="item"[^>]* checked>', wrong.content.decode())
    assert (wrong.status_code, len(ticked)) == (422, 4)
    assert "Choose a label." in wrong.content.decode()
    nothing = send(client, annotator, left_out=5)
    assert nothing.status_code == 422
    assert "Choose at least one item." in nothing.content.decode()
    assert not Annotation.objects.exists()


@pytest.fixture
def asked_anew(alike, annotator, project, lead, signed_in):
    """A browser whose group came anew, under version 2, since its page was opened; the old leases."""
    client = signed_in(annotator)
    client.get(PAGE)
    old = held(annotator)
    newer_version(project, lead)
    client.get(PAGE)  # another tab
    return client, old


def answer_old(client, old: list[Assignment], *, htmx: bool, label="positive"):
    data = {"q-sentiment": label, "item": [one.lease for one in old[2:]], "seconds": "20"}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"{PAGE}{old[0].batch}/answer/", data, headers=headers)


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("label", ["positive", "a label that version 1 never had"])
def test_where_none_could_be_stored_the_group_stays_with_its_ticks_and_says_what_happened(
    asked_anew, annotator, htmx, label
):
    client, old = asked_anew
    reply = answer_old(client, old, htmx=htmx, label=label)
    assert reply.status_code == 422
    assert not Annotation.objects.exists()
    now = held(annotator)
    assert ({one.batch for one in now}, len(now)) == ({old[0].batch}, 5)
    ticked = re.findall(r'name="item" value="([^"]+)"[^>]* checked>', reply.text)
    assert ticked == [one.lease for one in now[2:]], "of the same items, under their new leases"
    if label == "positive":
        told = reply["HX-Trigger"] if htmx else reply.text
        assert "Nothing was stored: version 2 of the codebook came into force meanwhile." in told
        assert "What you left out comes to you" not in told


@pytest.mark.parametrize("htmx", [True, False])
def test_where_the_items_went_to_others_it_says_that_nothing_was_stored(alike, annotator, annotator2, signed_in, htmx):
    client = signed_in(annotator)
    client.get(PAGE)
    old = held(annotator)
    Assignment.objects.filter(user=annotator).update(state="expired")
    Item.objects.update(state="open")
    signed_in(annotator2).get(PAGE)
    reply = answer_old(client, old, htmx=htmx)
    told = reply["HX-Trigger"] if htmx else client.get(PAGE).text
    assert reply.status_code == (409 if htmx else 302)
    assert "Nothing was stored. This item is no longer yours" in told
    assert "What you left out comes to you" not in told
    assert not Annotation.objects.exists()


def test_those_that_could_not_be_stored_are_counted(alike, annotator, signed_in):
    client = signed_in(annotator)
    client.get(PAGE)
    mine = held(annotator)
    Assignment.objects.filter(pk=mine[0].pk).update(state="expired")
    data = {"q-sentiment": "positive", "item": [one.lease for one in mine]}
    told = client.post(f"{PAGE}{mine[0].batch}/answer/", data, follow=True).text
    assert "4 items answered." in told
    assert "1 item could not be stored." in told
    assert "What you left out comes to you" not in told


def test_a_script_gets_the_next_group_with_what_changed_beside_it(alike, annotator, signed_in):
    client = signed_in(annotator)
    client.get(PAGE)
    mine = held(annotator)
    data = {"q-sentiment": "positive", "item": [one.lease for one in mine]}
    for said in ("5 items answered.", "5 items answered."):  # its receipt may have been lost
        reply = client.post(f"{PAGE}{mine[0].batch}/answer/", data, headers={"HX-Request": "true"})
        assert (reply.status_code, said in reply["HX-Trigger"]) == (200, True)
        for part in ('id="review-after"', 'id="similar-work"', 'id="review-progress"', 'id="open-items"'):
            assert reply.text.count(part) == 1
        assert "<html" not in reply.text
    assert Annotation.objects.count() == 5


def test_sent_twice_it_is_done_once(alike, annotator, signed_in):
    client = signed_in(annotator)
    client.get(PAGE)
    mine = held(annotator)
    data = {"q-sentiment": "positive", "item": [one.lease for one in mine]}
    for _ in range(2):
        client.post(f"{PAGE}{mine[0].batch}/answer/", data)
    assert Annotation.objects.count() == 5


def test_undo_brings_the_group_back(alike, annotator, signed_in):
    client = signed_in(annotator)
    client.get(PAGE)
    batch = held(annotator)[0].batch
    send(client, annotator)
    assert f"{PAGE}{batch}/undo/" in client.get(PAGE).content.decode()
    back = client.post(f"{PAGE}{batch}/undo/", follow=True)
    assert "5 answers taken back." in back.content.decode()
    assert {one.batch for one in held(annotator)} == {batch}
    assert len(held(annotator)) == 5


def test_items_that_do_not_belong_together_go_to_the_room_and_others_back_to_the_queue(alike, annotator, signed_in):
    client = signed_in(annotator)
    client.get(PAGE)
    assert send(client, annotator, verb="apart").redirect_chain[-1][0] == "/projects/reviews/review/"
    assert Assignment.objects.filter(state="held", batch="").count() == 5
    Assignment.objects.all().delete()
    Item.objects.update(state="open")
    client.get(PAGE)
    send(client, annotator, verb="return")
    assert not held(annotator)


def test_it_says_why_there_is_nothing_and_the_room_leads_there_only_where_it_is_allowed(
    alike, policy, annotator, signed_in
):
    client = signed_in(annotator)
    assert PAGE in client.get("/projects/reviews/review/").content.decode()
    Item.objects.update(cluster=None)
    assert "No two items that are alike" in client.get(PAGE).content.decode()
    policy.batches = False
    policy.save()
    assert "answered one by one" in client.get(PAGE).content.decode()
    assert PAGE not in client.get("/projects/reviews/review/").content.decode()


def test_somebody_else_s_group_is_nobody_s_business(alike, annotator, lead, signed_in):
    signed_in(annotator).get(PAGE)
    mine = held(annotator)
    answer = signed_in(lead).post(
        f"{PAGE}{mine[0].batch}/answer/", {"q-sentiment": "positive", "item": [mine[0].lease]}, follow=True
    )
    assert "no longer yours" in answer.content.decode()
    assert not Annotation.objects.exists()


def test_the_page_asks_as_little_for_eight_items_as_for_two(alike, annotator, signed_in, django_assert_max_num_queries):
    client = signed_in(annotator)
    client.get(PAGE)
    with django_assert_max_num_queries(13):
        client.get(PAGE)


def test_by_rest_a_group_is_taken_answered_and_taken_back(alike, annotator, api_client):
    client = api_client(annotator)
    taken = client.post("/api/v1/projects/reviews/queue/similar").json()
    leases = [item["lease"]["token"] for item in taken["items"]]
    assert len(leases) == 5
    address = f"/api/v1/projects/reviews/queue/similar/{taken['batch']}"
    body = {"leases": leases[:4], "answers": {"sentiment": "negative"}, "seconds": 8}
    done = client.post(f"{address}/answers", body, content_type="application/json").json()
    assert (len(done["annotations"]), done["refused"]) == (4, {})
    assert len(client.post(f"{address}/undo").json()["annotations"]) == 4
    wrong = client.post(f"{address}/answers", {**body, "answers": {}}, content_type="application/json")
    assert wrong.status_code == 422
    assert client.post("/api/v1/projects/reviews/queue/similar").status_code == 204


def test_by_rest_it_is_refused_where_the_lead_does_not_allow_it(alike, policy, annotator, api_client):
    policy.batches = False
    policy.save()
    assert api_client(annotator).post("/api/v1/projects/reviews/queue/similar").status_code == 409


def test_a_lead_allows_it_by_page_and_by_rest(queue, policy, lead, signed_in, api_client):
    page = signed_in(lead).get("/projects/reviews/settings/review/").content.decode()
    assert 'name="batches"' in page
    assert "checked" not in page.split('name="batches"')[1].split(">")[0], "off until a lead wants it"
    api_client(lead).patch("/api/v1/projects/reviews/policy", {"batches": True}, content_type="application/json")
    policy.refresh_from_db()
    assert policy.batches


def test_hostile_text_is_text(alike, project, annotator, signed_in):
    add_samples(project, 1, start=50)
    sample = alike[0]
    sample.fields = {"text": "<script>alert(1)</script>"}
    sample.save()
    assert "<script>alert(1)" not in signed_in(annotator).get(PAGE).content.decode()


def test_a_group_that_is_taken_back_comes_before_the_next_one_with_the_label_it_had(alike, annotator, signed_in):
    Item.objects.filter(sample__in=alike[5:8]).update(cluster=2)
    client = signed_in(annotator)
    client.get(PAGE)
    batch = held(annotator)[0].batch
    send(client, annotator)
    assert held(annotator)[0].batch != batch
    answer = client.post(f"{PAGE}{batch}/undo/", follow=True)
    html = answer.content.decode()
    assert html.count('name="item"') == 5
    assert f'data-lease="{batch}"' in html
    assert re.search(r'name="q-sentiment" value="positive"[^>]* checked', html)
    assert f'data-lease="{batch}"' not in client.get(PAGE).content.decode(), (
        "the older lease first, where none is asked for"
    )
    assert f'data-lease="{batch}"' not in client.get(f"{PAGE}?first=nothing").content.decode()


def test_nobody_sees_the_group_of_somebody_else(alike, annotator, annotator2, signed_in):
    signed_in(annotator).get(PAGE)
    batch = held(annotator)[0].batch
    theirs = signed_in(annotator2).get(f"{PAGE}?first={batch}").content.decode()
    assert f'data-lease="{batch}"' not in theirs
