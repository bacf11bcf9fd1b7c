"""A person's own answers: searched, and corrected however old they are; what was said before is kept."""

import pytest
from django.urls import reverse

from annotation.models import Afterwards, Annotation, Assignment, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.correct import correct
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.undo import reveal, undo
from annotation.queue.refusals import Decided, Seen, TooOld, Undone, WithALead
from annotation.review import own_answers as module
from annotation.review.forms import posted_answers
from annotation.review.own_answers import as_posted
from generation.methods.taskspec import TaskSpec
from tests.annotation.test_all_kinds import ANSWERS, QUESTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]
LIST = reverse("annotation:review-answers", args=["reviews"])


@pytest.fixture
def answers(queue, project, annotator, codebook):
    while assignment := hand_out(project=project, user=annotator):
        number = assignment.item.sample.fields["text"].split()[-1]
        submit(assignment=assignment, answers={"sentiment": "negative"}, comment=f"note {number}")
    return sorted(Annotation.objects.all(), key=lambda answer: answer.item.sample.fields["text"])


def fresh(answer: Annotation) -> Annotation:
    return Annotation.objects.select_related("project", "assignment", "item__sample", "user").get(pk=answer.pk)


def pages(client, query: str) -> list[str]:
    """The texts of all pages that follow each other."""
    found, address = [], f"{LIST}?{query}"
    while address:
        response = client.get(address)
        found += [answer.item.sample.fields["text"] for answer in response.context["answers"]]
        older = response.context["pager"].older
        address = f"{LIST}?{older}" if older else ""
    return found


class TestSearching:
    def test_it_finds_words_of_item_answer_and_comment_in_any_case(self, answers, signed_in, annotator):
        client = signed_in(annotator)
        assert pages(client, "q=REVIEW+3") == ["Review 3"]
        assert pages(client, "q=note+2") == ["Review 2"]
        assert pages(client, "q=3+review+negat") == ["Review 3"]
        assert pages(client, "q=%22Review+2%22") == ["Review 2"]
        assert pages(client, "q=%222+Review%22") == []
        assert len(pages(client, "q=negat")) == len(answers)
        assert pages(client, "q=nowhere") == []

    def test_it_finds_an_item_by_its_number_which_each_row_bears(self, answers, signed_in, annotator, annotator2):
        item = answers[2].item
        assert pages(signed_in(annotator), f"q=Item+{item.number}") == [item.sample.fields["text"]]
        assert pages(signed_in(annotator2), f"q={item.number}") == []
        assert f"Item {item.number}" in signed_in(annotator).get(LIST).text

    def test_pages_follow_each_other_without_a_gap(self, answers, signed_in, annotator, monkeypatch):
        monkeypatch.setattr(module, "PAGE", 2)
        monkeypatch.setattr(module, "LOOK", 3)
        newest_first = sorted(answers, key=lambda answer: -answer.pk)
        texts = [answer.item.sample.fields["text"] for answer in newest_first]
        assert pages(signed_in(annotator), "") == texts
        assert pages(signed_in(annotator), "q=Review") == texts
        assert pages(signed_in(annotator), "q=Review+0") == ["Review 0"]

    def test_a_label_narrows_it_down(self, answers, signed_in, annotator):
        correct(annotation=answers[1], answers={"sentiment": "positive"})
        assert pages(signed_in(annotator), "label=positive") == ["Review 1"]

    def test_nobody_sees_anothers(self, answers, signed_in, lead):
        client = signed_in(lead)
        assert pages(client, "") == []
        assert client.get(reverse("annotation:review-correct", args=["reviews", answers[0].pk])).status_code == 404

    def test_it_asks_as_often_for_many_answers_as_for_few(
        self, answers, signed_in, annotator, django_assert_max_num_queries
    ):
        client = signed_in(annotator)
        client.get(LIST)  # a published codebook is read once a process
        with django_assert_max_num_queries(15):
            client.get(LIST)


class TestCorrecting:
    def test_the_new_answer_holds_and_the_old_one_is_kept(self, answers, signed_in, annotator):
        first = answers[0]
        address = reverse("annotation:review-correct", args=["reviews", first.pk])
        page = signed_in(annotator).get(address).content.decode()
        assert 'value="negative" required checked' in page
        sent = signed_in(annotator).post(address, {"q-sentiment": "positive", "comment": "I misread it."})
        assert sent.url == LIST
        first.refresh_from_db()
        newest = Annotation.objects.valid().get(item=first.item)
        assert first.undone_at is not None
        assert (newest.label, newest.comment, newest.blind) == ("positive", "I misread it.", first.blind)
        first.item.sample.refresh_from_db()
        assert first.item.sample.current_label == "positive"
        assert first.item.resolutions.latest("pk").label == "positive"

    def test_what_is_wrong_stands_at_its_question_and_changes_nothing(self, answers, signed_in, annotator):
        address = reverse("annotation:review-correct", args=["reviews", answers[0].pk])
        refused = signed_in(annotator).post(address, {"q-sentiment": "maybe"})
        assert refused.status_code == 422
        assert "no label “maybe”" in refused.content.decode()
        assert Annotation.objects.valid().filter(label="negative").count() == len(answers)

    def test_what_was_typed_is_still_there_where_the_answer_stands(self, answers, signed_in, annotator):
        address = reverse("annotation:review-correct", args=["reviews", answers[0].pk])
        reveal(annotation=answers[0])
        refused = signed_in(annotator).post(address, {"q-sentiment": "positive", "comment": "I misread its end."})
        page = refused.content.decode()
        assert refused.status_code == 409
        assert "your answer stands" in page
        assert "I misread its end." in page
        assert 'value="positive" required checked' in page

    def test_the_same_again_is_no_correction(self, answers):
        again = correct(annotation=answers[0], answers=answers[0].answers, comment=answers[0].comment)
        assert again == answers[0]
        assert Annotation.objects.count() == len(answers)

    def test_one_whose_reply_was_lost_is_sent_again_and_taken_as_stored(self, answers, signed_in, annotator):
        address = reverse("annotation:review-correct", args=["reviews", answers[0].pk])
        sent = {"q-sentiment": "positive", "comment": "I misread it."}
        client = signed_in(annotator)
        assert [client.post(address, sent).status_code for _again in range(2)] == [302, 302]
        assert Annotation.objects.count() == len(answers) + 1
        assert client.post(address, sent | {"comment": "Another word."}).status_code == 409
        assert client.post(address, sent | {"rule": "R1"}).status_code == 409
        undo(annotation=fresh(Annotation.objects.latest("pk")))
        assert client.post(address, sent).status_code == 409  # it stood, and was taken back since

    def test_an_answer_that_stands_is_not_corrected(self, answers, lead, project):
        reveal(annotation=answers[0])
        with pytest.raises(Seen):
            correct(annotation=answers[0], answers={"sentiment": "positive"})
        Resolution.objects.create(item=answers[1].item, label="positive", rule=Resolution.Rule.LEAD, decided_by=lead)
        with pytest.raises(Decided):
            correct(annotation=answers[1], answers={"sentiment": "positive"})
        correct(annotation=answers[2], answers={"sentiment": "positive"})
        with pytest.raises(Undone):
            correct(annotation=answers[2], answers={"sentiment": "negative"})

    def test_an_old_answer_is_corrected_and_is_blind_no_longer(self, answers, monkeypatch):
        monkeypatch.setattr("annotation.queue.frames.LAST_ANSWERS", 1)
        oldest, newest = min(answers, key=lambda one: one.pk), max(answers, key=lambda one: one.pk)
        Annotation.objects.update(blind=True)
        Assignment.objects.update(blind=True)
        assert correct(annotation=fresh(newest), answers={"sentiment": "positive"}).blind
        assert not correct(annotation=fresh(oldest), answers={"sentiment": "positive"}).blind

    @pytest.mark.parametrize("of", ["audit", "overlap", "gold"])
    def test_what_others_rely_on_is_not_corrected_once_its_item_could_be_read(self, answers, monkeypatch, of):
        monkeypatch.setattr("annotation.queue.frames.LAST_ANSWERS", 1)
        oldest = min(answers, key=lambda one: one.pk)
        Annotation.objects.filter(pk=oldest.pk).update(stream=of)
        with pytest.raises(TooOld):
            correct(annotation=fresh(oldest), answers={"sentiment": "positive"})
        Annotation.objects.filter(pk=oldest.pk).update(stream="active")
        Item.objects.filter(pk=oldest.item_id).update(answers_needed=2)
        with pytest.raises(TooOld):
            correct(annotation=fresh(oldest), answers={"sentiment": "positive"})

    def test_what_a_lead_decides_now_is_not_corrected(self, answers):
        Item.objects.filter(pk=answers[0].item_id).update(state=Item.State.FLAGGED)
        with pytest.raises(WithALead):
            correct(annotation=answers[0], answers={"sentiment": "positive"})

    def test_who_holds_the_item_goes_on_holding_it(self, answers):
        Item.objects.filter(pk=answers[0].item_id).update(state=Item.State.HELD, answers_needed=2)
        correct(annotation=answers[0], answers={"sentiment": "positive"})
        assert Item.objects.get(pk=answers[0].item_id).state == Item.State.HELD

    def test_it_works_by_rest(self, answers, api_client, annotator):
        path = f"/api/v1/projects/reviews/annotations/{answers[0].pk}/correct"
        body = {"answers": {"sentiment": "positive"}}
        sent = api_client(annotator).post(path, body, content_type="application/json")
        assert sent.status_code == 201
        assert Annotation.objects.get(pk=sent.json()["id"]).label == "positive"
        again = api_client(annotator).post(path, body, content_type="application/json")
        assert (again.status_code, again.json()) == (201, sent.json())
        other = {"answers": {"sentiment": "negative"}}
        assert api_client(annotator).post(path, other, content_type="application/json").status_code == 409


def test_an_answer_of_any_kind_stands_in_its_form_as_it_was_given():
    fields = [{"name": "text"}, {"name": "other"}]
    spec = TaskSpec.from_json({"fields": fields, "questions": QUESTIONS})
    posted = posted_answers(spec, as_posted(spec, Annotation(answers=ANSWERS)))
    assert posted == ANSWERS | {"stars": "0"}


def test_where_nobody_is_told_what_the_model_said_an_answer_stays_open_to_correction(answers, policy):
    policy.reveal_after = Afterwards.NEVER
    policy.save()
    assert correct(annotation=answers[0], answers={"sentiment": "positive"}).label == "positive"
