"""The list of what waits for a lead: why each waits, by which labels people differ, where it stands, what follows."""

import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Assignment, Item
from annotation.queue.actions.checks import into_doubt
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.review import waiting as module
from annotation.review.waiting import Waiting, Wanted, Why, pair_as_text
from generation.models import Origin, Sample
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db

FLAGGED = "/projects/reviews/review/flagged/"


@pytest.fixture
def items(queue) -> list[Item]:
    """Ten items, the newest first."""
    return list(Item.objects.order_by("-pk"))


@pytest.fixture
def waits(annotator, annotator2):
    """`waits(item, "positive", "negative")`: two people said so, and it waits for a lead."""

    def wait(item, *labels) -> Item:
        for person, label in zip((annotator, annotator2), labels, strict=False):
            answer(person, item.sample, label, resolve=False)
        Item.objects.filter(pk=item.pk).update(state=Item.State.FLAGGED, answers=len(labels), answers_needed=2)
        return item

    return wait


def rows(project, **wanted) -> list[int]:
    return [row.pk for row in Waiting(project, Wanted(**wanted)).rows]


def whys(project) -> dict:
    return {row.pk: row.why for row in Waiting(project, Wanted()).rows}


class TestWhy:
    def test_answers_that_differ(self, project, items, waits):
        assert whys(project) == {} != whys_after(project, waits(items[0], "positive", "negative"), [Why.DIFFER])

    def test_nobody_left_to_ask(self, project, items, waits):
        waits(items[0], "positive")
        assert whys(project) == {items[0].pk: [Why.ALONE]}

    def test_a_persons_flag_and_five_skips(self, project, items, annotator):
        flag(assignment=hand_out(project=project, user=annotator), reason="in Finnish")
        [flagged] = whys(project)
        assert whys(project)[flagged] == [Why.FLAGGED]
        Assignment.objects.filter(item=flagged).update(state=Assignment.State.SKIPPED)
        first = Assignment.objects.get(item=flagged)
        for i in range(4):
            first.pk, first.lease = None, f"lease-{i}"
            first.save(force_insert=True)
        assert whys(project)[flagged] == [Why.SKIPPED]

    def test_a_text_that_somebody_revised(self, project, items, waits, codebook):
        codebook.questions.create(
            position=1, name="text_revised", type="text", options={"starts_from": "text", "revises": True}
        )
        waits(items[0], "positive", "positive")
        given = items[0].annotations.latest("pk")
        given.answers = {**given.answers, "text_revised": "Better."}
        given.save()
        assert whys(project) == {items[0].pk: [Why.REVISED]}

    @pytest.mark.scaled
    @pytest.mark.parametrize(
        ("other", "why"),
        [
            ({"n": 1, "sentiment": "positive"}, [Why.AGREED]),
            ({"sentiment": "positive", "n": "1"}, [Why.DIFFER]),
            ({"sentiment": "positive", "n": [1]}, [Why.DIFFER]),
            ({"sentiment": "positive"}, [Why.DIFFER]),
            ({"sentiment": "positive", "n": 1, "text_revised": "Better."}, [Why.REVISED]),
        ],
        ids=["in another order", "as text", "several", "not asked yet", "beside a revision"],
    )
    def test_answers_differ_by_what_they_say(self, project, items, waits, codebook, other, why):
        options = {"starts_from": "text", "revises": True}
        codebook.questions.create(position=1, name="text_revised", type="text", options=options)
        waits(items[0], "positive", "positive")
        for given, answers in zip(items[0].annotations.all(), ({"sentiment": "positive", "n": 1}, other), strict=True):
            items[0].annotations.filter(pk=given.pk).update(answers=answers)
        assert whys(project) == {items[0].pk: why}

    def test_what_the_rules_send_to_a_lead_though_all_agree(self, project, items, waits):
        waits(items[0], "positive", "positive")
        assert whys(project) == {items[0].pk: [Why.AGREED]}

    def test_a_check_whose_reference_a_model_contradicts(self, project, items, annotator):
        Sample.objects.filter(pk=items[0].sample_id).update(origin=Origin.GOLD, reference="positive")
        Item.objects.filter(pk=items[0].pk).update(state=Item.State.GOLD, stream="gold")
        into_doubt(Item.objects.filter(pk=items[0].pk))
        assert whys(project) == {items[0].pk: [Why.REFERENCE]}

    def test_every_reason_is_named(self):
        assert not [why for why in Why if "other" in why.value or "nother" in why.label]

    def test_an_answer_taken_back_counts_for_none(self, project, items, waits):
        waits(items[0], "positive", "negative")
        given = items[0].annotations.latest("pk")
        items[0].annotations.filter(pk=given.pk).update(undone_at=given.created_at)
        Item.objects.filter(pk=items[0].pk).update(answers=1)
        assert whys(project) == {items[0].pk: [Why.ALONE]}


def whys_after(project, item, why) -> dict:
    assert whys(project) == {item.pk: why}
    return whys(project)


class TestChoosing:
    @pytest.fixture(autouse=True)
    def _four(self, items, waits):
        waits(items[0], "positive", "negative")
        waits(items[1], "positive")
        waits(items[2], "neutral", "positive")
        waits(items[3], "negative", "positive")

    def test_by_reason(self, project, items):
        assert rows(project, why="differ") == [items[0].pk, items[2].pk, items[3].pk]
        assert rows(project, why="alone") == [items[1].pk]
        assert rows(project, why="odd") == []

    def test_by_the_two_labels_whoever_gave_which(self, project, items):
        assert rows(project, pair=pair_as_text(["negative", "positive"])) == [items[0].pk, items[3].pk]
        assert rows(project, pair="}{") == []

    def test_the_page_offers_what_there_is_with_its_numbers(self, signed_in, lead):
        page = signed_in(lead).get(FLAGGED).text
        assert "Answers differ (3)" in page
        assert "Nobody left to ask (1)" in page
        assert "negative – positive (2)" in page
        assert "Skipped five times" not in page

    def test_a_step_keeps_the_choice(self, project, items, signed_in, lead):
        page = signed_in(lead).get(f"{FLAGGED}?why=differ").text
        assert f'rel="next" href="?why=differ&amp;item={items[2].pk}#item"' in page
        assert "1 of 3" in page

    @pytest.mark.parametrize("choice", ["pair=" + "x" * 5000, "item=-1", "item=" + "9" * 40, "item=²"])
    def test_a_choice_that_was_edited_shows_what_fits_and_breaks_nothing(self, signed_in, lead, choice):
        assert signed_in(lead).get(f"{FLAGGED}?{choice}").status_code == 200

    def test_where_none_fits_the_page_says_so(self, signed_in, lead):
        page = signed_in(lead).get(f"{FLAGGED}?why=skipped").text
        assert "None of those that wait fits" in page
        assert "Show all" in page


class TestFromItemToItem:
    @pytest.fixture
    def three(self, items, waits):
        return [waits(item, "positive", "negative") for item in items[:3]]

    def test_the_newest_comes_first_and_each_has_its_place(self, signed_in, lead, three):
        client = signed_in(lead)
        assert client.get(FLAGGED).context["item"] == three[0]
        page = client.get(f"{FLAGGED}?item={three[1].pk}")
        assert (page.context["item"], page.context["place"]) == (three[1], 2)
        assert "2 of 3" in page.text

    def test_a_decision_leads_to_the_next_and_from_the_last_to_the_one_before(self, signed_in, lead, three):
        client = signed_in(lead)
        said = {"codebook": "1", "q-sentiment": "negative", "rule": "R1"}
        query = "?why=differ"
        reply = client.post(f"{FLAGGED}{three[1].pk}/decide/{query}", said)
        assert reply["Location"] == f"{FLAGGED}?why=differ&item={three[2].pk}#item"
        reply = client.post(f"{FLAGGED}{three[2].pk}/decide/{query}", said)
        assert reply["Location"] == f"{FLAGGED}?why=differ&item={three[0].pk}#item"
        reply = client.post(f"{FLAGGED}{three[0].pk}/return/{query}")
        assert (reply.status_code, reply["Location"]) in [(302, f"{FLAGGED}?why=differ"), (409, None)]

    def test_one_that_waits_no_more_gives_way_to_the_next(self, signed_in, lead, three):
        Item.objects.filter(pk=three[1].pk).update(state=Item.State.ANSWERED)
        assert signed_in(lead).get(f"{FLAGGED}?item={three[1].pk}").context["item"] == three[2]

    def test_the_list_goes_on_by_key(self, project, items, waits, monkeypatch):
        monkeypatch.setattr(module, "BLOCK", 2)
        five = [waits(item, "positive", "negative").pk for item in items[:5]]
        found = Waiting(project, Wanted())
        assert [row.pk for row in found.block(five[3])] == five[2:4]
        assert found.blocks_beside(five[3]) == (five[0], five[4])
        assert found.blocks_beside(five[0]) == (None, five[2])

    def test_however_many_wait_it_looks_at_the_newest(self, project, items, waits, signed_in, lead, monkeypatch):
        monkeypatch.setattr(module, "MOST", 3)
        for item in items[:5]:
            waits(item, "positive", "negative")
        found = Waiting(project, Wanted())
        assert (found.total, found.more) == (3, True)
        assert "1 of more than 3" in signed_in(lead).get(FLAGGED).text

    def test_long_answers_are_not_read_to_list_them(self, project, items, waits):
        for place, item in enumerate(items):
            waits(item, "positive", "positive")
            for given in item.annotations.all():
                answers = {**given.answers, "why": f"{given.pk if place else 0} " + "long " * 20_000}
                item.annotations.filter(pk=given.pk).update(answers=answers)
        tracemalloc.start()
        found = whys(project)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [*found.values()] == [[Why.AGREED], *[[Why.DIFFER]] * 9]
        assert peak < 1_000_000  # bytes; the answers are two million

    def test_more_items_cost_no_more_queries(self, project, items, waits, signed_in, lead):
        waits(items[0], "positive", "negative")
        client = signed_in(lead)
        client.get(FLAGGED)

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(FLAGGED)
            return len(queries)

        one = cost()
        for item in items[1:]:
            waits(item, "positive", "negative")
        assert cost() == one
