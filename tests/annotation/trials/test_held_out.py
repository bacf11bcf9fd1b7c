"""People answer the half that judges a draft by this draft, and no lead sees what they say before it has judged."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from annotation.models import Dispenser, DraftTurn, Half, Trial, TrialAnswer
from annotation.queue.draft_turns import draft_waits
from annotation.queue.refusals import AskedNoMore, HasJudged
from annotation.trials.actions.people import ask_people, close_half, not_asked, withdraw
from annotation.trials.actions.turns import answer, correct, flag, skip, take, undo, undo_flag, undo_skip
from annotation.trials.people import flags_of, progress_of, read_items
from generation.models import Event, Membership, Role, Sample
from synthlab.api import api
from tests.annotation.datasets.conftest import cut  # noqa: F401 - a fixture
from tests.annotation.trials.drafting import make_trial
from tests.test_permissions import all_patterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(project, codebook, lead, annotator):
    return make_trial(project, codebook, lead, annotator, held_out=4, done=True)


@pytest.fixture
def ask(trial, lead):
    return lambda items=4, **more: ask_people(trial=trial, by=lead, items=items, half=Half.HELD_OUT, **more)


@pytest.fixture
def say(project):
    def answered(user, label="mixed", **more):
        turn = take(project=project, user=user)
        return answer(project=project, user=user, lease=turn.lease, answers={"sentiment": label}, **more)

    return answered


def judging(trial) -> Trial:
    """What begins to judge, without its runs."""
    close_half(split=trial.split)
    names = ("split", "candidate", "endpoint", "recipe", "created_by")
    return Trial.objects.create(half=Half.HELD_OUT, **{name: getattr(trial, name) for name in names})


@pytest.mark.parametrize(("end", "undone"), [(skip, undo_skip), (flag, undo_flag)])
def test_what_is_passed_on_and_taken_back_is_told_to_nobody_and_stands_once_the_half_judges(
    trial, ask, annotator2, project, end, undone
):
    ask(people=[annotator2.username])
    whose = {"project": project, "user": annotator2}
    turn = end(lease=take(**whose).lease, **whose)
    again = undone(lease=turn.lease, **whose)
    assert not Event.objects.filter(verb__in=["skip.undone", "flag.undone"]).exists()
    ended = end(lease=again.lease, **whose)
    judging(trial)
    with pytest.raises(HasJudged):
        undone(lease=ended.lease, **whose)


def test_people_are_asked_about_the_held_out_items_alone(trial, ask, annotator2, project):
    assert {turn.place.half for turn in ask(3)} == {Half.HELD_OUT}
    assert draft_waits(annotator2, project)
    assert take(project=project, user=annotator2).place.half == Half.HELD_OUT
    assert not_asked(trial, Half.HELD_OUT).count() == 1
    assert not_asked(trial).count() == 6
    event = Event.objects.get(verb="trial.held_out_asked")
    assert (event.subject, event.detail) == (f"try {trial.pk}", {"items": 3, "answers": 1, "people": []})


def test_no_lead_answers_what_judges_the_draft(trial, ask, lead, admin, annotator2, project):
    with pytest.raises(ValidationError, match="Leads answer no held-out items"):
        ask(1, people=["lena"])
    with pytest.raises(ValidationError, match="are no leads"):
        ask(1, each=3)  # anna and arno; lena leads
    ask(4)
    for user in (lead, admin):
        assert take(project=project, user=user) is None
        assert not draft_waits(user, project)


def test_who_is_made_a_lead_with_an_item_in_hand_answers_it_no_more(trial, ask, annotator2, project):
    ask(1)
    turn = take(project=project, user=annotator2)
    Membership.objects.filter(user=annotator2).update(role=Role.LEAD)
    with pytest.raises(Exception, match="no longer yours"):
        answer(project=project, user=annotator2, lease=turn.lease, answers={"sentiment": "mixed"})


def test_who_gave_the_answer_before_is_asked_where_nobody_but_leads_is_left(trial, ask, annotator, annotator2, project):
    ask(1)
    assert take(project=project, user=annotator) is None
    skip(project=project, user=annotator2, lease=take(project=project, user=annotator2).lease)
    assert take(project=project, user=annotator) is not None


def test_it_is_asked_after_the_development_half_and_before_the_judgement(trial, ask, lead):
    Trial.objects.filter(pk=trial.pk).update(reported_at=None)
    trial.refresh_from_db()
    with pytest.raises(ValidationError, match="it comes first"):
        ask()
    Trial.objects.filter(pk=trial.pk).update(reported_at="2026-01-01T00:00:00Z")
    trial.refresh_from_db()
    judged = judging(trial)
    with pytest.raises(ValidationError, match="have begun to judge"):
        ask()
    with pytest.raises(ValidationError, match="Ask on the page of the try on the development half"):
        ask_people(trial=judged, by=lead, items=1, half=Half.HELD_OUT)


def test_a_lead_is_told_how_many_are_answered_and_nothing_else(trial, ask, say, annotator, annotator2, project):
    ask(4, each=2)
    say(annotator2, "mixed"), say(annotator2, "negative"), say(annotator, "positive")
    flag(project=project, user=annotator2, lease=take(project=project, user=annotator2).lease, reason="odd")
    now = progress_of(trial, Half.HELD_OUT)
    assert (now.items, now.asked, now.answered, now.answers) == (4, 4, 2, 3)
    assert (now.waiting, now.held, now.passed_on) == (4, 0, 1)
    assert read_items(trial) == []
    assert flags_of(trial) == []
    judged = judging(trial)
    assert read_items(judged) == []
    assert flags_of(judged) == []
    Trial.objects.filter(pk=judged.pk).update(reported_at="2026-01-01T00:00:00Z")
    judged.refresh_from_db()
    assert sorted(len(read.answers) for read in read_items(judged)) == [1, 2]
    assert [turn.reason for turn in flags_of(judged)] == ["odd"]


def test_what_waits_is_withdrawn_half_by_half(trial, ask, say, lead, annotator2, project):
    ask_people(trial=trial, by=lead, items=2)
    ask(4)
    assert withdraw(trial=trial, by=lead, half=Half.HELD_OUT) == 4
    assert DraftTurn.objects.filter(state="open").count() == 2
    assert Event.objects.filter(verb="trial.held_out_withdrawn").exists()
    assert len(ask(4)) == 4  # may be asked anew


def test_once_it_begins_to_judge_answers_stand_and_no_other_is_taken(trial, ask, say, annotator2, project, signed_in):
    ask(3)
    given = say(annotator2)
    in_hand = take(project=project, user=annotator2)
    own = reverse("annotation:draft-answers", args=["reviews"])
    assert "Correct" in signed_in(annotator2).get(own).text
    judging(trial)
    assert "stands: its item judges the draft" in signed_in(annotator2).get(own).text
    with pytest.raises(AskedNoMore):
        answer(project=project, user=annotator2, lease=in_hand.lease, answers={"sentiment": "mixed"})
    with pytest.raises(HasJudged):
        undo(answer=given, project=project)
    with pytest.raises(HasJudged):
        correct(answer=given, project=project, answers={"sentiment": "negative"})
    assert take(project=project, user=annotator2) is None
    assert TrialAnswer.objects.valid().get() == given


def test_another_draft_has_answers_of_its_own(trial, ask, say, annotator2):
    ask(1)
    say(annotator2)
    other = type(trial.candidate).objects.get(published_at=None)
    other.pk, other.number, other.fingerprint = None, None, "another"
    other.save()
    trial.candidate = other
    assert progress_of(trial, Half.HELD_OUT).answered == 0
    assert not_asked(trial, Half.HELD_OUT).count() == 4


def test_the_page_counts_and_asks(trial, lead, annotator2, say, signed_in):
    address = reverse("annotation:trial-people", args=["reviews", trial.pk])
    client = signed_in(lead)
    assert "Answered: 0 of 4 held-out items" in client.get(address).text
    assert client.post(address, {"items": 4, "half": "held_out"}).status_code == 302
    assert {turn.place.half for turn in DraftTurn.objects.all()} == {Half.HELD_OUT}
    say(annotator2)
    text = client.get(address).text
    assert "Answered: 1 of 4 held-out items; answers in all: 1." in text
    assert "0 answers to 0 items" in text  # of the development half
    refused = client.post(address, {"items": 4, "half": "held_out"})
    assert refused.status_code == 422
    assert "0 items of the held-out half were not asked yet; 4 are asked for" in refused.text
    client.post(reverse("annotation:trial-withdraw", args=["reviews", trial.pk]), {"half": "held_out"})
    assert not DraftTurn.objects.filter(state="open").exists()
    said = signed_in(lead).get(reverse("annotation:trial-people", args=["reviews", judging(trial).pk])).text
    assert "The answers are shown once this half has judged the draft." in said


def test_rest_counts_and_asks(trial, lead, annotator2, say, api_client):
    root, client = f"/api/v1/projects/reviews/tries/{trial.pk}/people", api_client(lead)

    def post(path="", **body):
        return client.post(root + path, body, content_type="application/json")

    assert (post(items=3, half="held_out").status_code, post(items=1, half="both").status_code) == (201, 422)
    say(annotator2)
    told = client.get(root).json()
    assert (told["half"], told["items"], told["rows"], told["flags"]) == ("development", 0, [], [])
    assert told["held_out"] == {
        "items": 4, "asked": 3, "answered": 1, "answers": 1, "waiting": 2, "held": 0, "passed_on": 0, "basis": "both",
        "labels": [{"label": "positive", "items": 4, "counts": 4, "too_few": True}],
    }  # fmt: skip
    assert post("/withdraw", half="held_out").json() == {"withdrawn": 2}


# -- the walk ----------------------------------------------------------------------------------------------------------
FLEETING = re.compile(r"[A-Za-z0-9_-]{20,}|\d\d:\d\d(:\d\d)?(\.\d+)?|\d+\.\d+ ms")


def addresses(ids: list[int]) -> list[str]:
    """Every page and every read of the API, with each of these numbers wherever an address takes one."""
    found = []
    for name, pattern in all_patterns():
        kinds = {key: type(kind).__name__ for key, kind in pattern.pattern.converters.items()}
        for number in ids if "IntConverter" in kinds.values() else ids[:1]:
            given = {key: number if kind == "IntConverter" else str(number) for key, kind in kinds.items()}
            try:
                found.append(reverse(name, kwargs=given | ({"slug": "reviews"} if "slug" in given else {})))
            except NoReverseMatch:
                continue
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items():
        if "get" not in methods:
            continue
        for number in ids:
            one = "/api/v1/" + re.sub(r"\{[^}]+\}", str(number), path.replace("{slug}", "reviews")).lstrip("/")
            found.append(one + ("?format=jsonl" if one.endswith("/export") else ""))
    return list(dict.fromkeys(found))


def seen_by(client, everything: list[str]) -> dict[str, str]:
    """What each address answers, as a page and as a fragment; nothing of it stays."""
    found = {}
    for address in everything:
        for headers in ({},) if address.startswith("/api/") else ({}, {"HX-Request": "true"}):
            with transaction.atomic():
                response = client.get(address, headers=headers)
                body = b"".join(response.streaming_content) if response.streaming else response.content
                transaction.set_rollback(True)
            found[f"{address} {headers}"] = f"{response.status_code} {FLEETING.sub('*', body.decode(errors='replace'))}"
    return found


def assert_nothing_depends_on_what_was_said(client, everything: list[str]) -> None:
    """With other labels, rules, comments and reasons every address answers the very same."""
    with transaction.atomic():
        first = seen_by(client, everything)
        assert not [address for address, body in first.items() if "marked-" in body]
        given = {"label": "positive", "answers": {"sentiment": "positive"}, "rule": "", "comment": "otherwise"}
        TrialAnswer.objects.update(**given)
        DraftTurn.objects.filter(state="flagged").update(reason="otherwise")
        again = seen_by(client, everything)
        assert [address for address in first if first[address] != again[address]] == []
        transaction.set_rollback(True)


@pytest.fixture
def answered(trial, ask, say, annotator, annotator2, project, cut):  # noqa: F811
    """Held-out items with answers and a flag of people, and a version of the dataset to be exported."""
    Dispenser.objects.update_or_create(project=project, defaults={"pulled_until": Sample.objects.latest("pk").pk})
    cut()
    ask(4, each=2)
    for user, label in ((annotator2, "mixed"), (annotator2, "negative"), (annotator, "mixed")):
        say(user, label, rule="R1", comment="marked-comment")
    flag(project=project, user=annotator2, lease=take(project=project, user=annotator2).lease, reason="marked-reason")
    return [trial.pk, TrialAnswer.objects.first().item.item.sample_id]


def test_no_page_fragment_read_or_export_tells_a_lead_what_was_said(answered, lead, signed_in, api_client):
    everything = addresses(answered)
    assert len(everything) > 150
    pages = [address for address in everything if not address.startswith("/api/")]
    assert_nothing_depends_on_what_was_said(signed_in(lead), pages)
    assert_nothing_depends_on_what_was_said(api_client(lead), everything[len(pages) :])


@pytest.mark.parametrize("begun", [False, True])
def test_nor_a_viewer_nor_while_the_judgement_is_under_way(answered, trial, lead, viewer, signed_in, api_client, begun):
    ids = [*answered, judging(trial).pk] if begun else answered
    pages = [address for address in addresses(ids) if "/tries/" in address]
    reads = [address for address in pages if address.startswith("/api/")]
    for person in (lead, viewer):
        assert_nothing_depends_on_what_was_said(signed_in(person), [one for one in pages if one not in reads])
        assert_nothing_depends_on_what_was_said(api_client(person), reads)
