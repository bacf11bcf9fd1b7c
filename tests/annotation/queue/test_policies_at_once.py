"""All rules at once, eight people at the same moment: gold, an audit, three answers, some items for some people."""

import pytest
from django.db.models import Count

from annotation.certificate.actions import freeze
from annotation.models import Annotation, Assignment, AuditDraw, Item, ReviewPolicy, Snapshot, SnapshotItem, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.crews import Rule, set_rules
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from generation.models import Membership, Origin, Role, User
from tests.annotation.conftest import add_samples
from tests.annotation.queue.test_collisions import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]

ABLE = ("person-0", "person-1", "person-2")


@pytest.fixture
def crowd(project, codebook):
    people = [User.objects.create_user(f"person-{number}") for number in range(8)]
    for person in people:
        Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
    ReviewPolicy.objects.create(
        project=project, overlap_share=0.3, overlap_people=3, done_when="all", gold_share=0.2, audit_share=0.5
    )
    add_samples(project, 30)
    add_samples(project, 10, start=30, metadata={"language": "ko"})
    add_samples(project, 5, start=90, label="", origin=Origin.GOLD, reference="positive")
    while pull(project=project):
        pass
    rule = Rule("metadata", "language", "ko", people=ABLE)
    set_rules(project=project, rules=[rule], lead=people[0])
    freeze(project=project, lead=people[0], risk=0.05, reference_rule="one_blind")
    return people


def test_nothing_collides_nothing_is_stuck_and_the_audit_has_no_gap(crowd, project):
    def work(person):
        idle = 0
        while idle < 3:  # a coin may have asked for a check where none is left
            if assignment := hand_out(project=project, user=person):
                submit(assignment=assignment, answers={"sentiment": "positive"})
            idle = 0 if assignment else idle + 1

    at_once(crowd, work)
    for person in crowd:  # answers that waited for somebody else
        work(person)
    states = set(Item.objects.values_list("state", flat=True))
    assert states == {Item.State.ANSWERED, Item.State.GOLD}
    checks = Assignment.objects.filter(stream=Stream.GOLD).values("item", "user").annotate(n=Count("pk"))
    assert {check["n"] for check in checks} == {1}
    others = Annotation.objects.exclude(stream=Stream.GOLD)
    assert others.filter(item__lane__gt=0).exclude(user__username__in=ABLE).count() == 0
    assert others.values("item", "user").annotate(n=Count("pk")).filter(n__gt=1).count() == 0
    assert not Annotation.objects.filter(blind=False).exists()
    removals = list(SnapshotItem.objects.order_by("removal").values_list("removal", flat=True))
    assert removals == list(range(1, 41))
    assert Snapshot.objects.get().removals == 40
    assert {draw.removal: draw.remaining for draw in AuditDraw.objects.all()} == {
        draw.removal: 41 - draw.removal for draw in AuditDraw.objects.all()
    }
