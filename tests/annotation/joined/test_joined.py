"""Several answers joined by a method that a lead chose: what holds, on what it rests, what it never touches."""

import random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from annotation.joined import actions
from annotation.joined.asking import propose, take_back, use
from annotation.joined.sweeps import join_new_answers
from annotation.models import (
    Annotation,
    Item,
    Joining,
    Recheck,
    RecheckRow,
    Resolution,
    Snapshot,
    Stream,
)
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.settle import settle
from generation.children import carry_out_open_jobs
from generation.models import Event, Membership, Role, Sample, SampleState, User
from tests.annotation.making import answer, distinct_text, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture
def third(project) -> User:
    person = User.objects.create_user("cara")
    Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
    return person


def asked_of(project, number: int, said: dict, *, stream=Stream.OVERLAP, blind=True) -> Sample:
    """An item that these people answered, settled as the queue settles it."""
    sample = make_sample(project, distinct_text(number), "positive", source="peer")
    for person, label in said.items():
        answer(person, sample, label, stream=stream, blind=blind, resolve=False)
    Item.objects.filter(pk=sample.item.pk).update(answers_needed=len(said), stream=stream)
    item = Item.objects.select_related("sample", "project").get(pk=sample.item.pk)
    settle(item=item)
    return sample


@pytest.fixture
def crowd(project, codebook, annotator, annotator2, third):
    """Sixty items of known truth: anna right with .95, arno with .9, cara says what is right in every second one."""
    chance, found = random.Random(5), {}
    for n in range(60):
        right = ("positive", "negative")[n % 2]
        said = {
            annotator: right if chance.random() < 0.95 else OTHER[right],
            annotator2: right if chance.random() < 0.9 else OTHER[right],
            third: chance.choice(["positive", "negative"]),
        }
        found[asked_of(project, n, said)] = right
    return found


@pytest.fixture
def outvoted(project, crowd, annotator, annotator2, third):
    """Two who guess outvote the one who is nearly always right."""
    fourth = User.objects.create_user("dora")
    Membership.objects.create(project=project, user=fourth, role=Role.ANNOTATOR)
    chance = random.Random(8)
    for n in range(100, 140):
        right = ("positive", "negative")[n % 2]
        asked_of(project, n, {annotator: right, annotator2: right, fourth: chance.choice(list(OTHER))})
    return asked_of(project, 200, {annotator: "negative", third: "positive", fourth: "positive"})


def joined_by(project, lead, **rule) -> Joining:
    made = propose(project=project, by=lead, **{"method": "one_coin", "confidence": 0.8, **rule})
    carry_out_open_jobs()
    use(joining=Joining.objects.get(pk=made.pk), by=lead)
    carry_out_open_jobs()
    return Joining.objects.get(pk=made.pk)


def newest(sample) -> Resolution:
    return Resolution.objects.filter(item=sample.item).latest("pk")


def test_it_is_told_before_anything_changes(outvoted, project, lead):
    before = Resolution.objects.count()
    made = propose(project=project, by=lead, method="one_coin", confidence=0.8)
    carry_out_open_jobs()
    made.refresh_from_db()
    assert made.state == "ready"
    assert Resolution.objects.count() == before
    assert sum(made.told["outcome"].values()) == 101
    assert {"sample": outvoted.pk, "before": "positive", "label": "negative", "way": "join"}.items() <= next(
        change for change in made.told["changes"] if change["sample"] == outvoted.pk
    ).items()


def test_the_one_who_is_right_is_believed_against_two_who_guess(outvoted, project, lead):
    assert newest(outvoted).rule == "majority"
    rule = joined_by(project, lead)
    assert rule.state == "used"
    held = newest(outvoted)
    assert (held.rule, held.label, held.settles, held.joining) == ("joined", "negative", True, rule)
    assert held.joined["method"] == "one_coin"
    assert held.joined["confidence"] >= 0.8
    assert held.joined["models"] == []
    assert held.joined["of"] == sorted(outvoted.item.annotations.values_list("pk", flat=True))
    outvoted.refresh_from_db()
    assert (outvoted.current_label, outvoted.label_source) == ("negative", "person")


def test_it_never_speaks_of_a_row_that_is_asked_again_to_see_what_people_got_wrong(outvoted, project, codebook, lead):
    pool = Recheck.objects.create(
        snapshot=Snapshot.objects.create(project=project, number=1, codebook=codebook, risk=0.05), risk=0.05
    )
    RecheckRow.objects.create(
        recheck=pool, item=outvoted.item, label="positive", key=1, draw=1, drawn_at=timezone.now()
    )
    rule = joined_by(project, lead)
    assert rule.told["left_out"]["audited"] == 1
    assert newest(outvoted).rule == "majority"


def test_taken_back_it_leaves_a_row_waiting_that_is_asked_again(outvoted, project, codebook, lead):
    rule = joined_by(project, lead)
    pool = Recheck.objects.create(
        snapshot=Snapshot.objects.create(project=project, number=1, codebook=codebook, risk=0.05), risk=0.05
    )
    RecheckRow.objects.create(
        recheck=pool, item=outvoted.item, label="negative", key=1, draw=1, drawn_at=timezone.now()
    )
    Item.objects.filter(pk=outvoted.item.pk).update(state="waiting", answers_needed=4)
    take_back(joining=rule, by=lead)
    carry_out_open_jobs()
    item = Item.objects.get(pk=outvoted.item.pk)
    assert (item.state, item.answers_needed) == ("waiting", 4)


def test_nothing_is_overwritten_and_it_can_be_taken_back(outvoted, project, lead):
    history = list(Resolution.objects.order_by("pk").values())
    labels = dict(Sample.objects.values_list("pk", "current_label"))
    states = dict(Item.objects.values_list("pk", "state"))
    rule = joined_by(project, lead)
    assert list(Resolution.objects.order_by("pk").values())[: len(history)] == history
    take_back(joining=rule, by=lead)
    carry_out_open_jobs()
    rule.refresh_from_db()
    assert rule.state == "back"
    assert dict(Sample.objects.values_list("pk", "current_label")) == labels
    assert dict(Item.objects.values_list("pk", "state")) == states
    assert newest(outvoted).rule == "majority"
    verbs = set(Event.objects.filter(project=project, verb__startswith="joining.").values_list("verb", flat=True))
    assert verbs == {"joining.asked", "joining.used", "joining.applied", "joining.taken_back", "joining.undone"}


def test_twice_changes_nothing_and_says_nothing(outvoted, project, lead):
    rule = joined_by(project, lead)
    before, lines = Resolution.objects.count(), Event.objects.count()
    from annotation.joined.asking import ask

    ask(rule)
    carry_out_open_jobs()
    assert (Resolution.objects.count(), Event.objects.count()) == (before, lines)


def test_killed_between_two_of_its_transactions_it_goes_on_and_doubles_nothing(outvoted, project, lead, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 10)
    made = propose(project=project, by=lead, method="one_coin", confidence=0.8)
    carry_out_open_jobs()
    rule = use(joining=Joining.objects.get(pk=made.pk), by=lead)
    real, calls = actions._free, []

    def cut_off(rows):
        calls.append(rows)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(rows)

    monkeypatch.setattr(actions, "_free", cut_off)
    with pytest.raises(KeyboardInterrupt):
        carry_out_open_jobs()
    written = Resolution.objects.filter(joining=rule).count()
    assert written == 30
    assert Joining.objects.get(pk=rule.pk).changed == 30
    monkeypatch.setattr(actions, "_free", real)
    carry_out_open_jobs()
    rule.refresh_from_db()
    told = Resolution.objects.filter(joining=rule)
    assert rule.state == "used"
    assert told.count() == told.values("item").distinct().count() > 30
    assert Event.objects.get(verb="joining.applied").detail["items"] == told.count()


def test_audit_items_keep_the_reference_rule_and_checks_their_label(
    outvoted, project, lead, annotator, annotator2, third
):
    audited = asked_of(project, 300, {annotator: "negative", third: "positive", annotator2: "positive"}, stream="audit")
    check = make_sample(project, distinct_text(301), reference="positive")
    for person in (annotator, annotator2, third):
        answer(person, check, "negative", stream=Stream.GOLD, resolve=False)
    Item.objects.filter(pk=check.item.pk).update(state=Item.State.GOLD, answers=3)
    rule = joined_by(project, lead)
    assert rule.told["left_out"]["audited"] == 1
    assert newest(audited).rule == "majority"
    assert not Resolution.objects.filter(joining=rule, item__in=[audited.item, check.item]).exists()
    assert Item.objects.get(pk=check.item.pk).state == Item.State.GOLD


def test_a_lead_who_decided_is_not_overruled(outvoted, project, lead, codebook):
    Resolution.objects.create(
        item=outvoted.item, label="positive", answers={"sentiment": "positive"}, rule="lead", decided_by=lead,
        settles=True, codebook=codebook,
    )  # fmt: skip
    rule = joined_by(project, lead)
    assert newest(outvoted).rule == "lead"
    assert rule.told["left_out"]["own_rule"] == 1


def test_below_the_confidence_one_more_person_is_asked_by_the_queue_itself(outvoted, project, lead, annotator2):
    rule = joined_by(project, lead, confidence=0.999, most=4)
    held = newest(outvoted)
    assert (held.rule, held.label, held.settles) == ("open", "", False)
    item = Item.objects.get(pk=outvoted.item.pk)
    assert (item.state, item.answers_needed) == ("waiting", 4)
    Item.objects.exclude(pk=item.pk).filter(state="waiting").update(state="answered")
    given = hand_out(project=project, user=annotator2)
    assert given.item_id == item.pk
    submit(assignment=given, answers={"sentiment": "negative"})
    Joining.objects.update(applied_at="2020-01-01T00:00:00Z")
    assert join_new_answers() == 1
    carry_out_open_jobs()
    item.refresh_from_db()
    told = newest(outvoted)
    assert len(told.joined["of"]) == 4
    assert (told.rule, item.state) in [("joined", "answered"), ("open", "flagged")], "four people are the most"
    assert rule.most == 4


def test_or_a_lead_decides_where_that_is_the_rule(outvoted, project, lead):
    joined_by(project, lead, confidence=0.999, below="lead")
    assert newest(outvoted).rule == "open"
    assert Item.objects.get(pk=outvoted.item.pk).state == Item.State.FLAGGED
    outvoted.refresh_from_db()
    assert outvoted.state == SampleState.NEEDS_PERSON


def test_new_answers_are_joined_by_themselves_once_a_minute_at_most(outvoted, project, lead, annotator, annotator2):
    joined_by(project, lead)
    fresh = asked_of(project, 400, {annotator: "negative", annotator2: "negative"})
    assert join_new_answers() == 0, "its last time is less than a minute ago"
    Joining.objects.update(applied_at="2020-01-01T00:00:00Z")
    assert join_new_answers() == 1
    carry_out_open_jobs()
    assert newest(fresh).rule == "joined"
    Joining.objects.update(applied_at="2020-01-01T00:00:00Z")
    assert join_new_answers() == 0, "nothing has come since"


def test_an_answer_withdrawn_half_way_is_not_what_a_label_rests_on(outvoted, project, lead, monkeypatch):
    """It is taken back after the rule was reckoned and before its row is written."""
    real = actions._free

    def first_withdrawn(rows):
        Annotation.objects.filter(item=outvoted.item, user__username="anna").update(undone_at="2026-01-01T00:00:00Z")
        return real(rows)

    monkeypatch.setattr(actions, "_free", first_withdrawn)
    joined_by(project, lead)
    assert newest(outvoted).rule == "majority"


def test_models_join_where_a_lead_says_so_and_such_a_label_settles_nothing(outvoted, project, lead):
    for sample in Sample.objects.all():
        machine_label(sample, "negative", source="second")
    rule = joined_by(project, lead, with_models=True)
    assert rule.told["models"] == ["peer", "second"]
    held = newest(outvoted)
    assert held.rule == "joined"
    assert held.joined["models"] == ["model: peer", "model: second"]
    assert not held.settles, "LLM agreement is no human reference"


def test_answers_that_saw_a_suggestion_are_no_voices(project, codebook, lead, annotator, annotator2):
    for n in range(10):
        asked_of(project, n, {annotator: "positive", annotator2: "negative"}, blind=False)
    made = propose(project=project, by=lead)
    carry_out_open_jobs()
    made.refresh_from_db()
    assert made.told["reason"] == "Nobody has answered yet."


def test_where_nothing_can_be_joined_it_says_why_and_cannot_be_used(project, codebook, lead, annotator):
    asked_of(project, 1, {annotator: "positive"})
    made = propose(project=project, by=lead)
    carry_out_open_jobs()
    made.refresh_from_db()
    assert made.told["reason"].startswith("One annotator alone")
    with pytest.raises(ValidationError, match="One annotator alone"):
        use(joining=made, by=lead)


def test_before_any_answer_it_is_refused(project, codebook, lead):
    with pytest.raises(ValidationError, match="Nobody has answered yet"):
        propose(project=project, by=lead)


@pytest.mark.parametrize("rule", [{"method": "majority"}, {"confidence": 0.2}, {"confidence": 1.5}, {"most": 1}])
def test_a_rule_out_of_bounds_is_refused(crowd, project, lead, rule):
    with pytest.raises(ValidationError):
        propose(project=project, by=lead, **rule)


def test_another_rule_takes_the_place_of_the_one_in_use(outvoted, project, lead):
    first = joined_by(project, lead)
    second = joined_by(project, lead, method="dawid_skene")
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "used")
    assert newest(outvoted).joining == second


def test_how_right_it_is_is_told_on_audit_rows_and_checks(outvoted, project, lead, annotator, annotator2, third):
    for n in range(500, 530):
        right = ("positive", "negative")[n % 2]
        check = make_sample(project, distinct_text(n), reference=right)
        for person, said in ((annotator, right), (annotator2, right), (third, OTHER[right])):
            answer(person, check, said, stream=Stream.GOLD, resolve=False)
        Item.objects.filter(pk=check.item.pk).update(state=Item.State.GOLD)
    asked_of(project, 600, {annotator: "negative", annotator2: "negative"}, stream="audit")
    made = propose(project=project, by=lead, method="one_coin", confidence=0.8)
    carry_out_open_jobs()
    made.refresh_from_db()
    known = {one["of"]: one for one in made.told["known"]}
    assert known["checks"]["n"] == 30
    assert known["checks"]["before"]["value"] == 1
    assert known["checks"]["after"]["low"] < known["checks"]["after"]["value"] <= 1
    assert known["audit"]["n"] == 1
