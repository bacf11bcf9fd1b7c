"""Comments on samples: who may read them when, who is told, and that nothing of it is written over."""

import pytest
from django.core.exceptions import ValidationError

from annotation.comments.actions import MOST_IN_A_THREAD, say
from annotation.comments.threads import count_unread, thread_of
from annotation.models import Annotation, Assignment, Comment, Mention
from annotation.queue.actions.answer import submit
from annotation.queue.actions.correct import correct
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.undo import reveal, undo
from annotation.queue.mentions import mention_in_answer
from generation.access import project_for
from generation.models import Event, Role

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

GOOD = {"sentiment": "positive"}
HOSTILE = "<script>alert(1)</script> \"'> @anna \u202eevil\u200b {{ 7*7 }}"


@pytest.fixture
def sample(queue):
    return queue[0]


@pytest.fixture
def address(sample) -> str:
    return f"/projects/reviews/samples/{sample.pk}/"


@pytest.fixture
def held(project, queue, annotator) -> Assignment:
    return hand_out(project=project, user=annotator)


def hand_out_again(user) -> Assignment:
    return Assignment.objects.get(user=user, state=Assignment.State.HELD)


def texts(user, sample) -> list[str]:
    return [one.text for one in thread_of(user, project_for(user, "reviews"), sample.pk).entries]


def unread(user) -> int:
    return count_unread(user, project_for(user, "reviews"))


# -- writing -----------------------------------------------------------------------------------------------------------
def test_a_comment_stands_under_its_sample_with_its_author(sample, address, signed_in, lead):
    browser = signed_in(lead)
    reply = browser.post(f"{address}comments/", {"text": " Is this \r\n sarcasm? "})
    assert (reply.status_code, reply["Location"]) == (302, f"{address}#comments")
    assert Comment.objects.get().text == "Is this \n sarcasm?"
    page = browser.get(address).text
    assert "sarcasm?" in page
    assert "lena" in page[page.index('id="comments"') :]


def test_the_fragment_is_a_fragment(sample, address, signed_in, lead):
    reply = signed_in(lead).post(f"{address}comments/", {"text": "Hm"}, headers={"HX-Request": "true"})
    assert "<html" not in reply.text
    assert reply.text.lstrip().startswith('<section class="card" id="comments"')


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5001, "a\x00b"])
def test_what_cannot_be_taken_is_refused_and_stands_there_to_be_mended(sample, address, signed_in, lead, text):
    reply = signed_in(lead).post(f"{address}comments/", {"text": text}, headers={"HX-Request": "true"})
    assert reply.status_code == 422
    assert 'role="alert"' in reply.text
    assert not Comment.objects.exists()


def test_hostile_text_is_shown_as_text(sample, address, signed_in, lead, annotator):
    browser = signed_in(lead)
    browser.post(f"{address}comments/", {"text": HOSTILE})
    page = browser.get(address).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert '<span class="mention">@anna</span>' in page
    assert "{{ 7*7 }}" in page


def test_korean_is_kept_as_it_is(sample, project, lead):
    say(project=project, sample=sample, author=lead, text="이 문장은 반어법 같아요 @anna")
    assert texts(lead, sample) == ["이 문장은 반어법 같아요 @anna"]
    assert Mention.objects.get().user.get_username() == "anna"


def test_the_same_words_sent_twice_are_said_once(sample, project, lead):
    for _time in range(2):
        say(project=project, sample=sample, author=lead, text="Twice @anna")
    assert (Comment.objects.count(), Mention.objects.count()) == (1, 1)


def test_a_thread_has_an_end(sample, project, lead):
    Comment.objects.bulk_create(
        Comment(project=project, sample=sample, author=lead, text=f"{place}") for place in range(MOST_IN_A_THREAD)
    )
    with pytest.raises(ValidationError, match="At most 500"):
        say(project=project, sample=sample, author=lead, text="one more")


# -- withdrawing -------------------------------------------------------------------------------------------------------
def test_a_withdrawn_comment_says_so_and_nothing_else(sample, project, address, signed_in, annotator, lead):
    comment = say(project=project, sample=sample, author=lead, text="I was wrong @anna")
    browser = signed_in(lead)
    browser.post(f"/projects/reviews/comments/{comment.pk}/withdraw/")
    page = browser.get(address).text
    assert "I was wrong" not in page
    assert "Withdrawn." in page
    assert Comment.objects.get().text == "I was wrong @anna"
    assert unread(annotator) == 0
    assert Event.objects.get().verb == "comment.withdrawn"


def test_a_lead_withdraws_anybodys_and_others_only_their_own(sample, project, signed_in, annotator, annotator2, lead):
    comment = say(project=project, sample=sample, author=annotator, text="Rude")
    address = f"/projects/reviews/comments/{comment.pk}/withdraw/"
    assert signed_in(annotator2).post(address).status_code == 403
    assert signed_in(lead).post(address).status_code == 302
    assert Comment.objects.get().withdrawn_at


# -- who is told when --------------------------------------------------------------------------------------------------
def test_an_annotator_reads_what_others_say_once_their_own_answer_stands(project, held, lead, annotator):
    sample = held.item.sample
    say(project=project, sample=sample, author=lead, text="Clearly positive @anna")
    assert (texts(annotator, sample), unread(annotator)) == ([], 0)
    answer = submit(assignment=held, answers=GOOD)
    assert (texts(annotator, sample), unread(annotator)) == ([], 0)  # it may still be taken back
    reveal(annotation=answer)
    assert (texts(annotator, sample), unread(annotator)) == (["Clearly positive @anna"], 1)


def test_a_page_of_an_item_to_be_asked_looks_alike_whether_others_spoke_or_not(
    project, held, lead, annotator, signed_in
):
    sample = held.item.sample
    address = f"/projects/reviews/samples/{sample.pk}/"

    def thread() -> str:
        page = signed_in(annotator).get(address).text
        part = page[page.index('id="comments"') :]
        return part[: part.index("<form")]

    before = thread()
    say(project=project, sample=sample, author=lead, text="Clearly positive")
    assert thread() == before


def test_a_lead_who_is_asked_blind_reads_it_after_their_answer(project, queue, lead, annotator):
    held = hand_out(project=project, user=lead, stream="active")
    Assignment.objects.filter(pk=held.pk).update(blind=True)
    say(project=project, sample=held.item.sample, author=annotator, text="negative, @lena")
    assert (texts(lead, held.item.sample), unread(lead)) == ([], 0)


def test_ones_own_words_are_always_there(project, held, annotator, lead):
    sample = held.item.sample
    say(project=project, sample=sample, author=annotator, text="What is a flick?")
    assert texts(annotator, sample) == ["What is a flick?"]


def test_a_mention_that_may_not_be_read_yet_names_no_sample_and_stays_unread(project, held, lead, annotator, signed_in):
    say(project=project, sample=held.item.sample, author=lead, text="Clearly positive @anna")
    browser = signed_in(annotator)
    page = browser.get("/projects/reviews/mentions/").text
    assert "Clearly positive" not in page
    assert "ten answers later" in page
    assert "Where it cannot wait, ask lena." in page
    assert 'href="/projects/reviews/review/"' in page.split("ten answers later")[1], "and what one can do"
    assert f"/samples/{held.item.sample_id}/" not in page
    browser.post("/projects/reviews/mentions/seen/", {"until": str(Mention.objects.get().pk)})
    assert Mention.objects.get().seen_at is None


# -- answers' comments -------------------------------------------------------------------------------------------------
def test_the_comment_of_an_answer_is_the_first_of_the_thread_and_names_people(project, held, lead, annotator):
    sample = held.item.sample
    submit(assignment=held, answers=GOOD, comment="Unsure, @lena?")
    say(project=project, sample=sample, author=lead, text="Positive it is.")
    assert texts(lead, sample) == ["Unsure, @lena?", "Positive it is."]
    assert unread(lead) == 1


def test_an_answer_taken_back_takes_its_words_and_its_mention_along(project, held, lead, annotator, signed_in):
    sample = held.item.sample
    undo(annotation=submit(assignment=held, answers=GOOD, comment="Unsure, @lena?"))
    assert (texts(lead, sample), unread(lead)) == ([""], 0)
    assert "Unsure" not in signed_in(lead).get("/projects/reviews/mentions/").text
    assert Annotation.objects.get().comment == "Unsure, @lena?"


def test_a_corrected_comment_tells_who_it_names_now(project, held, lead, annotator):
    answer = submit(assignment=held, answers=GOOD, comment="Unsure")
    correct(annotation=answer, answers=GOOD, comment="Unsure, @lena?")
    assert unread(lead) == 1


def test_a_correction_tells_nobody_twice_and_those_who_are_named_anew(
    project, held, lead, annotator, annotator2, viewer
):
    answer = submit(assignment=held, answers=GOOD, comment="@lena sarcasm?")
    Mention.objects.update(seen_at=answer.created_at)  # she has read it
    again = correct(annotation=answer, answers=GOOD, comment="@lena @vera irony?")
    assert (unread(lead), unread(viewer)) == (0, 1)
    again = correct(annotation=again, answers={"sentiment": "negative"}, comment="irony?")
    again = correct(annotation=again, answers={"sentiment": "negative"}, comment="@lena @vera irony, surely")
    assert (unread(lead), unread(viewer)) == (0, 1), "named again after they were left out"
    assert Mention.objects.standing().filter(user=lead).count() == 1, "it stays in their list"
    undo(annotation=again)
    submit(assignment=hand_out_again(annotator), answers=GOOD, comment="@lena as I said")
    assert unread(lead) == 0


def test_what_somebody_else_says_of_the_same_item_is_told(project, queue, policy, lead, annotator, annotator2):
    policy.overlap_share = 1.0
    policy.save()
    for person in (annotator, annotator2):
        assignment = hand_out(project=project, user=person)
        submit(assignment=assignment, answers=GOOD, comment="@lena hm")
        assert Mention.objects.filter(user=lead, sample=assignment.item.sample_id, seen_at=None).count() == 1
        Mention.objects.update(seen_at=assignment.created_at)
    assert Mention.objects.filter(sample=assignment.item.sample_id).count() == 2


def test_an_answer_that_names_nobody_costs_no_query_more(project, held, django_assert_num_queries):
    answer = submit(assignment=held, answers=GOOD, comment="me@home")
    with django_assert_num_queries(0):
        mention_in_answer(answer)


# -- mentions ----------------------------------------------------------------------------------------------------------
def test_the_lead_is_told_in_the_navigation_until_they_have_read_it(project, sample, lead, annotator, signed_in):
    browser = signed_in(lead)
    entry = 'href="/projects/reviews/mentions/"'
    say(project=project, sample=sample, author=annotator, text="Is it, @lena?")
    home = browser.get("/projects/reviews/").text
    assert "unread" in home[home.index(entry) :][:600]
    page = browser.get("/projects/reviews/mentions/").text
    assert "Is it, @lena?" in page
    assert f'href="/projects/reviews/samples/{sample.pk}/#comments"' in page
    browser.post("/projects/reviews/mentions/seen/", {"until": str(Mention.objects.get().pk)})
    home = browser.get("/projects/reviews/").text
    assert "unread" not in home[home.index(entry) :][:600]


def test_opening_the_thread_reads_it(project, sample, address, lead, annotator, signed_in):
    say(project=project, sample=sample, author=annotator, text="Is it, @lena?")
    browser = signed_in(lead)
    form = f'<input type="hidden" name="sample" value="{sample.pk}">'
    assert form in browser.get(address).text
    asked = {"data": {"sample": str(sample.pk)}, "headers": {"HX-Request": "true"}}
    assert browser.post("/projects/reviews/mentions/seen/", **asked).status_code == 204
    assert unread(lead) == 0
    assert form not in browser.get(address).text


def test_members_alone_are_told_and_nobody_of_themselves(project, sample, lead, annotator, stranger):
    name = stranger.get_username()
    say(project=project, sample=sample, author=lead, text=f"@{name} @lena @anna @nobody")
    assert [one.user for one in Mention.objects.all()] == [annotator]


def test_a_mention_is_its_persons_business_alone(project, sample, lead, annotator, viewer, signed_in):
    say(project=project, sample=sample, author=annotator, text="Is it, @lena?")
    assert "Is it" not in signed_in(viewer).get("/projects/reviews/mentions/").text


@pytest.mark.parametrize("until", ["", "x", "9" * 30, "-1", "²"])
def test_nonsense_marks_nothing_as_read(project, sample, lead, annotator, signed_in, until):
    say(project=project, sample=sample, author=annotator, text="@lena")
    assert signed_in(lead).post("/projects/reviews/mentions/seen/", {"until": until}).status_code == 302
    assert unread(lead) == 1


def test_names_complete_among_other_members_whatever_the_case(
    project, lead, annotator, annotator2, stranger, signed_in
):
    browser, address = signed_in(annotator2), "/projects/reviews/comments/names/"
    found = browser.get(address, {"q": "AN"}).text
    assert 'data-name="anna"' in found
    assert "lena" not in found
    assert f'data-name="{annotator2.get_username()}"' not in browser.get(address).text, "nobody calls themselves"
    assert stranger.get_username() not in browser.get(address).text
    assert browser.get(address, {"q": "%_"}).text.strip() == ""


# -- by REST -----------------------------------------------------------------------------------------------------------
def test_by_rest_one_writes_reads_withdraws_and_is_told(project, sample, lead, viewer, annotator, api_client):
    base, about = "/api/v1/projects/reviews", f"/api/v1/projects/reviews/samples/{sample.pk}/comments"
    json = {"content_type": "application/json"}
    made = api_client(annotator).post(about, {"text": "Is it, @lena?"}, **json)
    assert made.status_code == 201
    mine = api_client(lead)
    (said,) = mine.get(about).json()["items"]
    assert (said["author"], said["text"], said["withdrawn"]) == ("anna", "Is it, @lena?", False)
    told = mine.get(f"{base}/mentions").json()
    assert (told["unread"], told["items"][0]["sample"], told["items"][0]["by"]) == (1, sample.pk, "anna")
    assert mine.post(f"{base}/mentions/seen", {"until": told["items"][0]["id"]}, **json).json() == {"read": 1}
    assert mine.get(f"{base}/mentions").json()["unread"] == 0
    gone = api_client(annotator).post(f"{base}/comments/{said['comment']}/withdraw").json()
    assert (gone["text"], gone["withdrawn"]) == ("", True)
    assert api_client(viewer).post(about, {"text": "I"}, **json).status_code == 403
    assert mine.post(about, {"text": " "}, **json).status_code == 422
    assert mine.post(about, {"text": "x", "colour": "red"}, **json).status_code == 422


def test_by_rest_what_is_hidden_is_hidden(project, held, lead, annotator, api_client):
    say(project=project, sample=held.item.sample, author=lead, text="Clearly positive @anna")
    client = api_client(annotator)
    told = client.get(f"/api/v1/projects/reviews/samples/{held.item.sample_id}/comments").json()
    assert told == {"items": [], "next": None, "hidden": True}
    (mention,) = client.get("/api/v1/projects/reviews/mentions").json()["items"]
    assert (mention["text"], mention["sample"], mention["hidden"]) == ("", None, True)


# -- cost --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("many", [1, 40])
def test_the_queries_do_not_grow(
    project, queue, sample, lead, annotator, signed_in, django_assert_max_num_queries, many
):
    for number in range(many):
        say(project=project, sample=queue[number % 5], author=annotator, text=f"{number} @lena")
    browser = signed_in(lead)
    with django_assert_max_num_queries(4):
        assert unread(lead) == many
    with django_assert_max_num_queries(13):
        browser.get("/projects/reviews/mentions/")
    with django_assert_max_num_queries(6):
        texts(lead, sample)


def test_with_nothing_unread_the_count_is_one_query(project, lead, codebook, django_assert_num_queries):
    member = project_for(lead, "reviews")
    with django_assert_num_queries(1):
        count_unread(lead, member)
    assert member.my_role == Role.LEAD
