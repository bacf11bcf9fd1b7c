"""The annotator's room, as a page and as fragments."""

import re

import pytest

from annotation.models import Annotation, Assignment, Item, Stream
from annotation.queue.actions import dispense, handback
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.frames import held_by
from generation.models import Event, Sample
from tests.annotation.conftest import add_samples
from tests.annotation.queue.test_hand_out import expire

pytestmark = pytest.mark.django_db

ROOM = "/projects/reviews/review/"
HTMX = {"HX-Request": "true"}


def post(client, path, data=None, htmx=True):
    return client.post(f"{ROOM}{path}", data or {}, headers=HTMX if htmx else {})


def held(user, project):
    return list(held_by(user, project))


def answer(client, assignment, label="negative", **more):
    return post(client, f"items/{assignment.lease}/answer/", {"q-sentiment": label, **more})


def test_the_page_shows_an_item_beside_the_codebook_and_has_the_next_ready(queue, project, signed_in, annotator):
    page = signed_in(annotator).get(ROOM).content.decode()
    assert "Review 0" in page
    assert "Review 1" in page
    assert "The reviewer advises against the film." in page
    assert "Praise for one actor alone" in page
    assert page.count('class="card review-card"') == 2
    assert page.count(" hidden>") >= 1
    assert len(held(annotator, project)) == 2


def test_a_reload_shows_what_the_person_already_holds(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    client.get(ROOM)
    assert Assignment.objects.count() == 2


def test_an_answer_brings_only_the_items_that_the_page_lacks(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first, second = held(annotator, project)
    reply = answer(client, first, have=second.lease, seconds="7.5").content.decode()
    assert "<html" not in reply
    assert reply.count("review-card") == 1
    assert "Review 2" in reply
    assert "Review 1" not in reply
    assert f'data-held="{second.lease},' in reply
    assert Annotation.objects.get().seconds == 7.5


def test_it_works_without_a_script(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first = held(annotator, project)[0]
    reply = post(client, f"items/{first.lease}/answer/", {"q-sentiment": "negative"}, htmx=False)
    assert (reply.status_code, reply["Location"]) == (302, ROOM)
    assert "Your last answer" in client.get(ROOM).content.decode()


def test_a_flag_that_stands_puts_the_undo_key_at_rest_until_the_next_answer(
    queue, project, codebook, signed_in, annotator, lead
):
    client = signed_in(annotator)
    client.get(ROOM)
    key = 'data-key="Ctrl+z"'
    assert key in answer(client, held(annotator, project)[0]).text
    flagged = held(annotator, project)[0]
    assert key in post(client, f"items/{flagged.lease}/flag/", {"reason": "unreadable"}).text
    flagged.item.refresh_from_db()
    decide(item=flagged.item, lead=lead, codebook=codebook, answers={"sentiment": "negative"})
    stands = post(client, f"items/{flagged.lease}/unflag/")
    assert stands.status_code == 409
    assert "your flag stands" in stands["HX-Trigger"]
    assert "Your last answer" in stands.text
    assert key not in stands.text
    assert key in answer(client, held(annotator, project)[0]).text


def test_when_nothing_is_left_what_was_flagged_is_told(queue, project, signed_in, annotator, lead):
    client = signed_in(annotator)
    client.get(ROOM)
    flagged = held(annotator, project)
    Item.objects.filter(state=Item.State.OPEN).update(state=Item.State.ANSWERED)
    for one in flagged:
        page = post(client, f"items/{one.lease}/flag/", {"reason": "unreadable"}).text
    told = "2 items that you flagged wait for a lead, who decides them or sends them back to the queue."
    assert told in page
    assert told in client.get(ROOM).text
    Item.objects.filter(state=Item.State.FLAGGED).update(state=Item.State.ANSWERED)
    assert "that you flagged" not in client.get(ROOM).text


class TestUndoWalksBack:
    @pytest.fixture
    def client(self, queue, project, signed_in, annotator):
        client = signed_in(annotator)
        client.get(ROOM)
        return client

    def undo(self, client, page: str) -> str:
        """Press what stands beside what was done last."""
        return post(client, re.search(rf'action="{ROOM}([^"]*/(?:undo|unskip|unflag)/)"', page).group(1)).text

    def shown(self, page: str) -> str:
        return re.search(r'data-again="([^"]*)"', page).group(1)

    def test_over_answers_skips_and_flags_one_after_the_other(self, client, project, annotator):
        first, second = held(annotator, project)
        answer(client, first)
        post(client, f"items/{second.lease}/skip/")
        third, fourth = held(annotator, project)
        post(client, f"items/{third.lease}/flag/", {"reason": "unreadable"})
        page = answer(client, fourth).text
        for before in (fourth, third, second, first):
            page = self.undo(client, page)
            assert Assignment.objects.get(lease=self.shown(page)).item == before.item
        assert 'data-key="Ctrl+z"' not in page
        assert not Annotation.objects.valid().exists()

    def test_a_skip_names_its_item_and_one_that_stands_is_not_offered_again(
        self, client, project, annotator, annotator2
    ):
        first, second = held(annotator, project)
        answer(client, first)
        page = post(client, f"items/{second.lease}/skip/").text
        assert f"You skipped item {second.item.number}." in page
        Item.objects.exclude(pk=second.item_id).filter(state="open").delete()
        assert hand_out(project=project, user=annotator2).item_id == second.item_id
        page = self.undo(client, page)
        assert "You skipped" not in page
        assert "Your last answer" in page

    def test_a_flag_names_its_item(self, client, project, annotator):
        first = held(annotator, project)[0]
        page = post(client, f"items/{first.lease}/flag/").text
        assert f"You flagged item {first.item.number} for a lead." in page
        assert self.shown(self.undo(client, page))

    def test_after_a_closed_tab_what_was_taken_back_comes_first_the_newest_of_all(self, client, project, annotator):
        first, second = held(annotator, project)
        page = [answer(client, one).text for one in (first, second)][-1]
        for _time in range(2):
            page = self.undo(client, page)
        shown = [card.assignment.item_id for card in client.get(ROOM).context["cards"]]
        assert shown[:2] == [first.item_id, second.item_id]


def test_the_sidebars_count_comes_with_each_answer(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    reply = answer(client, held(annotator, project)[0]).text
    assert re.search(r'id="open-items">\d+<', reply)


def test_a_missing_label_gives_the_card_back_with_the_reason(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first = held(annotator, project)[0]
    for htmx in (True, False):
        reply = post(client, f"items/{first.lease}/answer/", {"comment": "Hm."}, htmx=htmx)
        assert reply.status_code == 422
        assert "Choose a label." in reply.content.decode()
        assert "Hm." in reply.content.decode()


def test_a_lease_that_went_away_says_so_and_goes_on(queue, project, signed_in, annotator, annotator2):
    client = signed_in(annotator)
    client.get(ROOM)
    first, second = held(annotator, project)
    expire(first)
    dispense.hand_out(project=project, user=annotator2)
    reply = answer(client, first, have=second.lease)
    assert reply.status_code == 409
    assert "no longer yours" in reply["HX-Trigger"]
    assert not Annotation.objects.exists()


def test_a_second_tab_that_says_something_else_of_an_answered_item_is_told(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first = held(annotator, project)[0]
    assert [answer(client, first, comment="Hm.").status_code for _tab in range(2)] == [200, 200]
    other = answer(client, first, comment="Hm, @lena?")
    assert other.status_code == 409
    assert "another comment or rule" in other["HX-Trigger"]
    assert Annotation.objects.get().comment == "Hm."


@pytest.mark.parametrize(("way", "said"), [("skip", {}), ("flag", {"reason": "unreadable"})])
def test_what_was_passed_on_and_is_sent_again_is_done_once(queue, project, signed_in, annotator, way, said):
    """As after a lost receipt. Something else that was done with the item meanwhile is not overwritten."""
    client = signed_in(annotator)
    client.get(ROOM)
    first = held(annotator, project)[0]
    for _time in range(2):
        assert post(client, f"items/{first.lease}/{way}/", said).status_code == 200
    assert Event.objects.filter(verb="item.flagged").count() == (way == "flag")
    other = {"skip": "flag", "flag": "skip"}[way]
    assert post(client, f"items/{first.lease}/{other}/", said).status_code == 409


def test_an_expired_sign_in_is_told_apart_from_an_answer(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first = held(annotator, project)[0]
    client.logout()
    assert answer(client, first).status_code == 401
    assert not Annotation.objects.exists()
    client.force_login(annotator)
    assert answer(client, first).status_code == 200


def test_skip_and_flag_bring_the_next_item(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first, second = held(annotator, project)
    post(client, f"items/{first.lease}/skip/", {"have": second.lease})
    post(client, f"items/{second.lease}/flag/", {"reason": "in Finnish"})
    states = dict(Item.objects.values_list("sample__external_id", "state"))
    assert (states["row-0"], states["row-1"]) == (Item.State.WAITING, Item.State.FLAGGED)


def test_undo_shows_the_item_again_first(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first, second = held(annotator, project)
    answer(client, first, have=second.lease)
    pk = Annotation.objects.get().pk
    reply = post(client, f"answers/{pk}/undo/", {"have": ",".join(a.lease for a in held(annotator, project))})
    again = held(annotator, project)[-1]
    assert f'data-again="{again.lease}"' in reply.content.decode()
    page = client.get(f"{ROOM}?first={again.lease}").content.decode()
    assert page.index("Review 0") < page.index("Review 1")


def test_what_was_taken_back_stands_in_the_form_again_to_be_changed(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first, second = held(annotator, project)
    answer(client, first, have=second.lease, comment="Half of it is irony.")
    pk = Annotation.objects.get().pk
    reply = post(client, f"answers/{pk}/undo/", {"have": second.lease}).content.decode()
    again = held(annotator, project)[-1]
    for page in (reply, client.get(f"{ROOM}?first={again.lease}").content.decode()):
        card = page[page.index(f'id="item-{again.lease}"') :].split("</article>")[0]
        assert re.search(r'value="negative"[^>]* checked', card)
        assert "Half of it is irony.</textarea>" in card
        assert card.count("checked") == 1
    page = client.get(f"{ROOM}?first={second.lease}").content.decode()
    assert page.index(f'id="item-{second.lease}"') < page.index(f'id="item-{again.lease}"')
    assert "irony" not in page[page.index(f'id="item-{second.lease}"') :].split("</article>")[0]


def test_the_models_label_is_hidden_until_asked_for_and_then_the_answer_stands(
    queue, policy, project, signed_in, annotator
):
    policy.suggestion = "hidden"
    policy.save()
    client = signed_in(annotator)
    assert 'class="suggestion' not in client.get(ROOM).content.decode()
    answer(client, held(annotator, project)[0])
    pk = Annotation.objects.get().pk
    reply = post(client, f"answers/{pk}/reveal/").content.decode()
    assert "The model said of it" in reply
    assert "positive" in reply
    assert "undo" not in reply
    assert "your answer stands" in post(client, f"answers/{pk}/undo/")["HX-Trigger"]


def test_nothing_on_the_page_tells_an_audit_item_from_another(queue, project, signed_in, annotator, monkeypatch):
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)  # all blind
    client = signed_in(annotator)
    client.get(ROOM)
    one = page_of(client, held(annotator, project)[0])
    Assignment.objects.update(stream=Stream.AUDIT)
    assert page_of(client, held(annotator, project)[0]) == one


def page_of(client, assignment) -> str:
    page = client.get(f"{ROOM}?first={assignment.lease}").content.decode()
    card = page[page.index("<article") : page.index("</article>")]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", card)


def test_hostile_text_is_shown_as_text(project, codebook, policy, signed_in, annotator):
    sample = add_samples(project, 1)[0]
    Sample.objects.filter(pk=sample.pk).update(fields={"text": "<script>alert(1)</script>"})
    pull(project=project)
    page = signed_in(annotator).get(ROOM).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_an_empty_queue_says_why(project, codebook, signed_in, annotator):
    assert "nothing to review yet" in signed_in(annotator).get(ROOM).content.decode()


def test_a_project_without_codebook_says_so(project, signed_in, annotator):
    assert "codebook is not published yet" in signed_in(annotator).get(ROOM).content.decode()


def test_a_finished_queue_says_thank_you(queue, project, signed_in, annotator):
    Item.objects.update(state=Item.State.ANSWERED)
    assert "Every item has its answer" in signed_in(annotator).get(ROOM).content.decode()
    Item.objects.filter(sample=queue[0]).update(state=Item.State.HELD)
    assert "with other people" in signed_in(annotator).get(ROOM).content.decode()


def test_an_answer_makes_few_queries(queue, project, signed_in, annotator, django_assert_max_num_queries):
    client = signed_in(annotator)
    client.get(ROOM)
    first, second = held(annotator, project)
    with django_assert_max_num_queries(40):
        answer(client, first, have=second.lease)


def test_a_skip_takes_a_reason_and_needs_none(queue, project, signed_in, annotator):
    client = signed_in(annotator)
    client.get(ROOM)
    first, second = held(annotator, project)
    post(client, f"items/{first.lease}/skip/", {"reason": " not my language <b>한국어</b> "})
    post(client, f"items/{second.lease}/skip/")
    for assignment in (first, second):
        assignment.refresh_from_db()
    assert (first.state, first.reason) == ("skipped", "not my language <b>한국어</b>")
    assert (second.state, second.reason) == ("skipped", "")


def test_a_skip_says_what_became_of_the_item(queue, project, signed_in, annotator, monkeypatch):
    client = signed_in(annotator)
    client.get(ROOM)
    first, second = held(annotator, project)
    said = post(client, f"items/{first.lease}/skip/")
    assert "the item goes to somebody else, if there is anybody." in said["HX-Trigger"]
    monkeypatch.setattr(handback, "MOST_PASSES", 1)
    said = post(client, f"items/{second.lease}/skip/")
    assert "a lead decides this item now" in said["HX-Trigger"]


@pytest.mark.parametrize("htmx", [True, False])
def test_a_reason_that_is_too_long_or_no_text_skips_nothing_and_says_so(queue, project, signed_in, annotator, htmx):
    client = signed_in(annotator)
    client.get(ROOM)
    first = held(annotator, project)[0]
    for wrong in ("x" * 501, "a\x00b"):
        said = post(client, f"items/{first.lease}/skip/", {"reason": wrong}, htmx=htmx)
        told = said["HX-Trigger"] if htmx else client.get(ROOM).text
        assert "At most 500 plain characters." in told
    first.refresh_from_db()
    assert first.state == "held"
    post(client, f"items/{first.lease}/skip/", {"reason": "x" * 500})
    first.refresh_from_db()
    assert (first.state, len(first.reason)) == ("skipped", 500)
