"""Some items are for some people: by skill or by name, in one look at the top of each lane; audits stay uniform."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from annotation.certificate.actions import freeze
from annotation.certificate.frames import removals
from annotation.models import Assignment, AuditDraw, Dispenser, Item, Lane, SnapshotItem, Stream
from annotation.queue import sweeps
from annotation.queue.actions import crews, dispense, draws
from annotation.queue.actions.answer import submit
from annotation.queue.actions.crews import Rule, add_rule, drop_rule, rules_of, set_rules, set_skills
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.actions.lanes import lane_of
from annotation.queue.actions.pull import pull
from generation.models import Codebook, Membership, Origin, Role, Sample, SampleState, User
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

POSITIVE = {"sentiment": "positive"}
KOREAN = Rule("metadata", "language", "ko", "korean")


def member(project, user):
    return Membership.objects.get(project=project, user=user)


@pytest.fixture
def korean(queue, project, lead, annotator):
    """Four of the ten items are Korean, which the first annotator alone knows."""
    ids = [sample.pk for sample in queue[6:]]
    Sample.objects.filter(pk__in=ids).update(metadata={"language": "KO "})
    set_skills(membership=member(project, annotator), words=["Korean"], lead=lead)
    set_rules(project=project, rules=[KOREAN], lead=lead)
    return set(Item.objects.filter(sample__in=ids).values_list("pk", flat=True))


def all_handed(project, user):
    handed = []
    while assignment := hand_out(project=project, user=user):
        handed.append(assignment.item_id)
        submit(assignment=assignment, answers=POSITIVE)
    return handed


def test_who_lacks_the_skill_is_given_the_rest(korean, project, annotator2):
    handed = all_handed(project, annotator2)
    assert len(handed) == 6
    assert not korean & set(handed)


def test_who_has_it_is_given_both_in_the_order_of_the_queue(korean, project, annotator):
    last = max(korean)
    Item.objects.filter(pk=last).update(priority=0.9)
    handed = all_handed(project, annotator)
    assert handed[0] == last
    assert handed[1:] == sorted(handed[1:])
    assert len(handed) == 10


def test_people_can_be_named(queue, project, lead, annotator, annotator2):
    set_rules(project=project, rules=[Rule("field", "text", "Review 3", people=("arno",))], lead=lead)
    assert len(all_handed(project, annotator)) == 9
    assert hand_out(project=project, user=annotator2).item.sample_id == queue[3].pk


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        (Lane(part="metadata", key="team", value="Red"), True),
        (Lane(part="metadata", key="team", value="blue"), False),
        (Lane(part="field", key="title", value="7"), True),
        (Lane(part="label", value="positive"), True),
        (Lane(part="condition", key="tone", value="dry"), True),
        (Lane(part="condition", key="length", value="dry"), False),
    ],
)
def test_what_a_rule_looks_at(rule, matches):
    rule.pk = 5
    sample = {"title": 7}, {"team": " red"}, "positive", {"conditions": [["tone", "dry"]]}
    assert lane_of([rule], *sample) == (5 if matches else 0)


def test_the_first_rule_that_matches_counts(queue, project, lead):
    rules = [Rule("label", "", "positive", "one"), Rule("field", "text", "Review 3", "two")]
    first, _second = set_rules(project=project, rules=rules, lead=lead)
    assert set(Item.objects.values_list("lane", flat=True)) == {first.pk}


def test_what_comes_in_later_goes_by_the_rules_too(korean, project, annotator2):
    add_samples(project, 2, start=50, metadata={"language": "ko"})
    pull(project=project)
    assert len(all_handed(project, annotator2)) == 6


def test_a_gold_check_goes_by_them_as_well(korean, project, policy, annotator, annotator2):
    policy.gold_share = 0.5
    policy.save()
    made = {"label": "", "origin": Origin.GOLD, "reference": "negative", "state": SampleState.ACCEPTED}
    add_samples(project, 1, start=90, metadata={"language": "ko"}, **made)
    assert hand_out(project=project, user=annotator2, stream=Stream.GOLD) is None
    assert hand_out(project=project, user=annotator, stream=Stream.GOLD)


def test_a_skipped_one_waits_for_somebody_who_may_have_it(korean, project, lead, annotator, annotator2):
    Item.objects.exclude(pk__in=korean).delete()
    skip(assignment=hand_out(project=project, user=annotator))
    assert hand_out(project=project, user=annotator2) is None
    set_skills(membership=member(project, annotator2), words=["korean"], lead=lead)
    assert hand_out(project=project, user=annotator2).item_id in korean


def test_nobody_is_waited_for_who_may_not_answer(korean, project, policy, annotator):
    """Two answers are asked where two people may give them."""
    policy.overlap_share = 1.0
    policy.save()
    Item.objects.filter(pk__in=korean).update(priority=0.9)
    assignment = hand_out(project=project, user=annotator)
    assert (assignment.item_id in korean, assignment.item.answers_needed) == (True, 1)


def test_a_difference_among_all_who_may_answer_is_a_leads(korean, project, policy, lead, annotator, annotator2):
    policy.overlap_share = 1.0
    policy.save()
    Item.objects.filter(pk__in=korean).update(priority=0.9)
    set_skills(membership=member(project, annotator2), words=["korean"], lead=lead)
    first = hand_out(project=project, user=annotator)
    submit(assignment=first, answers=POSITIVE)
    second = hand_out(project=project, user=annotator2)
    assert second.item_id == first.item_id
    submit(assignment=second, answers={"sentiment": "negative"})
    assert Item.objects.get(pk=first.item_id).state == Item.State.FLAGGED


def test_rules_that_are_gone_let_go_of_their_items(korean, project, lead, annotator2):
    set_rules(project=project, rules=[], lead=lead)
    assert not Dispenser.objects.get().has_lanes
    assert len(all_handed(project, annotator2)) == 10


def test_a_rule_added_leaves_the_others_where_they_were(korean, project, lead):
    before = Lane.objects.get().pk
    after = [Rule("metadata", "language", "fi", "finnish")]
    set_rules(project=project, rules=[KOREAN, *after], lead=lead)
    assert Lane.objects.first().pk == before
    assert rules_of(project) == [KOREAN, *after]


def test_a_large_queue_follows_by_and_by(korean, project, lead, monkeypatch, annotator2):
    monkeypatch.setattr("annotation.queue.actions.lanes.STEP", 2)
    set_rules(project=project, rules=[], lead=lead)
    assert Dispenser.objects.get().laned_until
    sweeps.apply_all_rules()
    assert Dispenser.objects.get().laned_until is None
    assert set(Item.objects.values_list("lane", flat=True)) == {0}


@pytest.mark.parametrize(
    "rule",
    [
        Rule("metadata", "", "ko", "korean"),
        Rule("metadata", "language", "ko"),
        Rule("metadata", "language", "", "korean"),
        Rule("colour", "language", "ko", "korean"),
        Rule("metadata", "language", "ko", people=("vera",)),
        Rule("metadata", "language", "ko", people=("nobody",)),
    ],
)
def test_a_rule_that_says_nothing_is_refused_and_changes_nothing(korean, project, lead, rule):
    with pytest.raises(ValidationError):
        set_rules(project=project, rules=[KOREAN, rule], lead=lead)
    assert rules_of(project) == [KOREAN]


def test_a_hand_out_asks_no_more_the_larger_the_queue_is(korean, project, annotator):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            hand_out(project=project, user=annotator)
        return len(asked)

    hand_out(project=project, user=annotator)
    few = queries()
    add_samples(project, 200, start=300, metadata={"language": "ko"})
    pull(project=project)
    assert queries() == few


class TestAudits:
    @pytest.fixture(autouse=True)
    def _open(self, korean, project, policy, lead):
        policy.audit_open = True
        policy.save()
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")

    def test_a_draw_goes_by_its_key_whoever_asks_and_waits_for_who_may_have_it(
        self, korean, project, annotator, annotator2, monkeypatch
    ):
        """Uniform from all that is left: no item is passed over because of who happened to ask."""
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
        SnapshotItem.objects.filter(item__in=korean).update(audit_key=1)
        handed = hand_out(project=project, user=annotator2)
        drawn = AuditDraw.objects.get()
        assert drawn.item_id in korean
        assert (handed.stream, handed.item_id in korean) == (Stream.ACTIVE, False)
        waiting = Item.objects.get(pk=drawn.item_id)
        assert (waiting.state, waiting.stream, waiting.answers) == (Item.State.WAITING, Stream.AUDIT, 0)
        theirs = hand_out(project=project, user=annotator)
        assert (theirs.item_id, theirs.stream, theirs.blind) == (drawn.item_id, Stream.AUDIT, True)
        assert theirs.probability == pytest.approx(1 / drawn.remaining)

    def test_who_asks_again_and_again_draws_no_more_than_a_few_for_others(
        self, korean, project, annotator, annotator2, monkeypatch
    ):
        """Or each look at an empty queue would leave one more open, and the bound with it."""
        monkeypatch.setattr(draws, "MOST_FOR_OTHERS", 2)
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
        SnapshotItem.objects.filter(item__in=korean).update(audit_key=1)
        for _look in range(9):
            hand_out(project=project, user=annotator2)
        assert AuditDraw.objects.filter(item__in=korean).count() == 2
        submit(assignment=hand_out(project=project, user=annotator), answers=POSITIVE)
        assert hand_out(project=project, user=annotator2, stream=Stream.AUDIT) is None
        assert AuditDraw.objects.filter(item__in=korean).count() == 3

    def test_the_row_that_comes_next_is_not_read_before_it_is_decided_to_draw(
        self, korean, project, annotator2, monkeypatch
    ):
        monkeypatch.setattr(draws, "MOST_FOR_OTHERS", 1)
        SnapshotItem.objects.filter(item__in=korean).update(audit_key=1)
        assert hand_out(project=project, user=annotator2, stream=Stream.AUDIT) is None
        with CaptureQueriesContext(connection) as asked:
            assert hand_out(project=project, user=annotator2, stream=Stream.AUDIT) is None
        assert AuditDraw.objects.count() == 1
        assert not [query for query in asked if "audit_key" in query["sql"]]

    def test_what_nobody_may_answer_is_a_leads_and_holds_up_no_other_draw(
        self, korean, project, lead, annotator, annotator2, monkeypatch
    ):
        """The certificate counts it as wrong until the lead has decided."""
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
        set_skills(membership=member(project, annotator), words=[], lead=lead)
        first, second = sorted(korean)[:2]
        SnapshotItem.objects.filter(item=first).update(audit_key=1)
        SnapshotItem.objects.filter(item=second).update(audit_key=2)
        SnapshotItem.objects.exclude(item__in=[first, second]).update(audit_key=3)
        third = [hand_out(project=project, user=annotator2) for _ in range(3)][-1]
        assert set(Item.objects.filter(state=Item.State.FLAGGED).values_list("pk", flat=True)) == {first, second}
        assert third.stream == Stream.AUDIT
        assert list(AuditDraw.objects.order_by("removal").values_list("remaining", flat=True))[0] == 10
        drawn = SnapshotItem.objects.filter(item__in=[first, second])
        assert [(taken.removal.audit, taken.removal.loss) for taken in removals(drawn)] == [(True, None)] * 2
        item = Item.objects.select_related("project").get(pk=first)
        decide(item=item, lead=lead, codebook=Codebook.objects.get(), answers=POSITIVE)
        assert {taken.removal.loss for taken in removals(drawn)} == {None, 0.0}

    def test_one_that_waits_for_people_who_are_gone_is_a_leads_once_nothing_is_left(
        self, korean, project, lead, annotator, annotator2, monkeypatch
    ):
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
        SnapshotItem.objects.filter(item__in=korean).update(audit_key=1)
        hand_out(project=project, user=annotator2)
        waiting = Item.objects.get(state=Item.State.WAITING)
        set_skills(membership=member(project, annotator), words=[], lead=lead)
        all_handed(project, annotator2)
        waiting.refresh_from_db()
        assert waiting.state == Item.State.FLAGGED

    def test_the_order_of_draws_is_that_of_the_secret_keys(self, korean, project, annotator, annotator2, monkeypatch):
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
        keys = list(SnapshotItem.objects.order_by("audit_key").values_list("item", flat=True))
        people = [annotator2, annotator2, annotator, annotator2, annotator, annotator]
        for person in people:
            if held := hand_out(project=project, user=person):
                submit(assignment=held, answers=POSITIVE)
        drawn = list(AuditDraw.objects.order_by("removal").values_list("item", flat=True))
        active = set(SnapshotItem.objects.filter(stream=Stream.ACTIVE).values_list("item", flat=True))
        assert drawn == [item for item in keys if item not in active][: len(drawn)]
        removals = list(
            SnapshotItem.objects.exclude(removal=None).order_by("removal").values_list("removal", flat=True)
        )
        assert removals == list(range(1, len(removals) + 1))


class TestRulesOnTheLabel:
    """Whoever is given "what the model called positive" knows what the model said."""

    RULE = Rule("label", "", "positive", "korean")

    @pytest.mark.parametrize(
        "hidden",
        [
            {"suggestion": "hidden"},
            {"suggestion": "asked"},
            {"suggestion": "delayed"},
            {"audit_open": True},
            {"gold_share": 0.1},
        ],
    )
    def test_they_are_refused_where_that_is_hidden(self, korean, project, policy, lead, hidden):
        type(policy).objects.update(**hidden)
        with pytest.raises(ValidationError, match="tells people what a model said"):
            add_rule(project=project, rule=self.RULE, lead=lead)
        assert rules_of(project) == [KOREAN]

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_elsewhere_no_answer_under_them_passes_for_a_blind_one(
        self, korean, project, policy, lead, annotator, annotator2, share, monkeypatch
    ):
        type(policy).objects.update(overlap_share=share)
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)  # where the coin falls for blind
        set_rules(project=project, rules=[self.RULE], lead=lead)
        told = hand_out(project=project, user=annotator)
        assert (told.blind, told.blind_chance) == (False, None)
        set_rules(project=project, rules=[], lead=lead)
        assert hand_out(project=project, user=annotator2).blind

    def test_one_that_was_there_before_can_go_and_bars_no_other(self, korean, project, policy, lead):
        label, _korean = set_rules(project=project, rules=[self.RULE, KOREAN], lead=lead)
        type(policy).objects.update(suggestion="hidden")
        finnish = Rule("metadata", "language", "fi", "finnish")
        add_rule(project=project, rule=finnish, lead=lead)
        drop_rule(lane=label, lead=lead)
        assert rules_of(project) == [KOREAN, finnish]


class TestTwoLeadsAtOnce:
    @pytest.fixture
    def meanwhile(self, project, monkeypatch):
        """Another lead's rule is saved while this one waits for the lock."""
        lock = crews.lock_dispenser

        def late(project):
            Lane.objects.get_or_create(project=project, part="metadata", key="language", value="fi", skill="finnish")
            return lock(project)

        monkeypatch.setattr(crews, "lock_dispenser", late)

    def test_neither_takes_the_others_rule_away(self, korean, project, lead, meanwhile):
        add_rule(project=project, rule=Rule("metadata", "language", "sv", "swedish"), lead=lead)
        assert [rule.value for rule in rules_of(project)] == ["ko", "fi", "sv"]

    def test_nor_by_removing_one(self, korean, project, lead, meanwhile):
        drop_rule(lane=Lane.objects.get(), lead=lead)
        assert [rule.value for rule in rules_of(project)] == ["fi"]

    def test_a_rule_that_names_somebody_who_answers_no_more_bars_nobody(self, korean, project, lead, annotator):
        named = Rule("metadata", "language", "fi", people=(annotator.get_username(),))
        first, _second = set_rules(project=project, rules=[KOREAN, named], lead=lead)
        Membership.objects.filter(user=annotator).update(role=Role.VIEWER)
        drop_rule(lane=first, lead=lead)
        assert rules_of(project) == [named]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_given_each_item_once_and_none_that_is_not_theirs(korean, project, lead, annotator):
    people = [annotator]
    for number in range(7):
        person = User.objects.create_user(f"person-{number}")
        Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
        people.append(person)
    start = threading.Barrier(len(people))

    def work(person):
        start.wait()
        all_handed(project, person)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handed = list(Assignment.objects.values_list("item", "user"))
    assert sorted(item for item, _user in handed) == sorted(Item.objects.values_list("pk", flat=True))
    assert {user for item, user in handed if item in korean} == {annotator.pk}
