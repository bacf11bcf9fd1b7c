"""A statement built once gives what Django gives that builds it each time."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import DateTimeField, F, Q
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generation.models import Event, Membership, Project, Sample
from synthlab.prepared import Given, Prepared, PreparedInsert, PreparedUpdate, together
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


def in_another_thread(work) -> list:
    """With a connection of its own, as a second request has it."""
    given = []

    def run():
        given.append(work())
        connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return given


def test_an_instance_is_read_with_its_related_rows(project, lead, annotator, django_assert_num_queries):
    by_slug = Prepared(
        lambda: Membership.objects.filter(user=Given("user"), project__slug=Given("slug")).select_related("project")
    )
    for person in (lead, annotator):
        with django_assert_num_queries(1):
            found = by_slug.first(user=person.pk, slug=project.slug)
            assert found.project == project
        asked = Membership.objects.get(user=person, project=project)
        names = [field.attname for field in Membership._meta.concrete_fields]
        assert [getattr(found, name) for name in names] == [getattr(asked, name) for name in names]
    assert by_slug.first(user=lead.pk, slug="another") is None


def test_an_instance_carries_what_was_annotated(project, lead):
    named = Prepared(
        lambda: (
            Membership.objects.filter(user=Given("user")).select_related("project").annotate(who=F("user__username"))
        )
    )
    found = named.first(user=lead.pk)
    assert (found.who, found.project, found.role) == (lead.username, project, "lead")


def test_a_missing_related_row_is_none(project):
    with_policy = Prepared(lambda: Project.objects.filter(pk=Given("pk")).select_related("review_policy"))
    assert not hasattr(with_policy.first(pk=project.pk), "review_policy")


def test_json_times_and_truth_come_back_as_such(project):
    add_samples(project, 2, simulated=True)
    columns = ("id", "fields", "simulated", "created_at")
    rows = Prepared(lambda: Sample.objects.filter(project=Given("project")).order_by("id").values_list(*columns))
    flat = Prepared(lambda: Sample.objects.filter(project=Given("project")).order_by("id").values_list("pk", flat=True))
    assert rows.all(project=project.pk) == list(Sample.objects.order_by("id").values_list(*columns))
    assert flat.all(project=project.pk) == list(Sample.objects.order_by("id").values_list("pk", flat=True))
    assert rows.all(project=project.pk)[0][2] is True


def test_a_time_is_given_with_its_field_and_a_value_may_stand_twice(project, lead):
    event = Event.objects.create(project=project, actor=lead, verb="tried")
    known = Prepared(
        lambda: Event.objects.filter(
            Q(created_at__lt=Given("until", DateTimeField())) | Q(pk=Given("pk")) | Q(subject=Given("pk"))
        ).values_list("pk", flat=True)
    )
    second = timedelta(seconds=1)
    assert known.all(until=event.created_at + second, pk="0") == [event.pk]
    assert known.all(until=event.created_at - second, pk="0") == []
    assert known.all(until=event.created_at - second, pk=str(event.pk)) == [event.pk]


def test_a_row_is_locked_in_a_transaction_alone(project):
    """Outside of one the lock would be gone before it is of use: Django refuses that, though not on SQLite."""
    locked = Prepared(lambda: Project.objects.select_for_update().filter(pk=Given("pk")))
    with transaction.atomic():
        assert locked.first(pk=project.pk) == project
    with pytest.raises(TransactionManagementError):
        locked.first(pk=project.pk)


def test_hostile_text_stays_a_value(project):
    by_name = Prepared(lambda: Project.objects.filter(name=Given("name")).values_list("pk", flat=True))
    for text in ("' OR 1=1 --", "100 % %s", '"; DROP TABLE generation_project; --'):
        assert by_name.all(name=text) == []
        Project.objects.filter(pk=project.pk).update(name=text)
        assert by_name.all(name=text) == [project.pk]


def test_the_query_is_built_once_for_all_threads(project):
    built = []

    def make():
        built.append(1)
        return Project.objects.filter(slug=Given("slug"))

    by_slug = Prepared(make)
    assert by_slug.first(slug=project.slug) == project
    assert in_another_thread(lambda: by_slug.first(slug=project.slug)) == [project]
    assert built == [1]


def test_an_update_sets_what_is_given_and_counts_the_rows(project):
    first, second = add_samples(project, 2)
    write = PreparedUpdate(
        lambda: Sample.objects.filter(pk=Given("sample"), project=project.pk), "answers", "current_label", "external_id"
    )
    assert write(sample=first.pk, answers={"a": "ü"}, current_label="100 %", external_id=None) == 1
    assert write(sample=0, answers={}, current_label="", external_id=None) == 0
    first.refresh_from_db()
    assert (first.answers, first.current_label, first.external_id) == ({"a": "ü"}, "100 %", None)
    second.refresh_from_db()
    assert (second.answers, second.current_label, second.external_id) == ({}, "positive", "row-1")


def test_an_insert_stores_what_create_stores(project, lead):
    add = PreparedInsert(Event)
    detail = {"n": [1, None, "ü"]}
    new = add(Event(project=project, actor=lead, verb="added", detail=detail))
    again = add(Event(verb="added"))
    made = Event.objects.create(project=project, actor=lead, verb="added", detail=detail)
    assert new.pk < again.pk < made.pk
    assert new.created_at < again.created_at <= timezone.now()
    stored = Event.objects.filter(project=project, actor=lead, verb="added", subject="").order_by("id")
    assert [(event.pk, event.detail, event.created_at) for event in stored] == [
        (event.pk, detail, event.created_at) for event in (new, made)
    ]
    new.verb = "changed"
    new.save()
    assert Event.objects.count() == 3


def test_after_a_refused_insert_the_transaction_can_only_be_undone(project, lead):
    add = PreparedInsert(Membership)
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            add(Membership(project=project, user=lead, role="lead"))
        assert connection.needs_rollback
        transaction.set_rollback(True)


def test_writes_that_go_together_are_all_carried_out_and_tell_what_came_of_each(project, lead):
    sample, _other = add_samples(project, 2)
    relabel = PreparedUpdate(lambda: Sample.objects.filter(pk=Given("sample")), "current_label")
    add, counted = PreparedInsert(Event), []
    events = [Event(project=project, actor=lead, verb=verb, detail={"100 %": "; ü"}) for verb in ("first", "second")]
    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        together(
            relabel.of(counted, sample=sample.pk, current_label="it's; 100 %"),
            add.of(events[0]),
            relabel.of(counted, sample=0, current_label=""),
            add.of(events[1]),
        )
    sample.refresh_from_db()
    assert (sample.current_label, counted) == ("it's; 100 %", [1, 0])
    assert [
        (event.verb, event.detail) for event in Event.objects.filter(verb__in=["first", "second"]).order_by("pk")
    ] == [
        ("first", {"100 %": "; ü"}),
        ("second", {"100 %": "; ü"}),
    ]
    written = [query for query in seen.captured_queries if "UPDATE" in query["sql"] or "INSERT" in query["sql"]]
    assert len(written) == (4 if connection.vendor == "sqlite" else 1)


def test_of_writes_that_go_together_none_stays_where_one_is_refused(project, lead):
    add, relabel = PreparedInsert(Membership), PreparedUpdate(lambda: Project.objects.filter(pk=Given("pk")), "name")
    with pytest.raises(IntegrityError), transaction.atomic():
        together(relabel.of(pk=project.pk, name="changed"), add.of(Membership(project=project, user=lead, role="lead")))
    project.refresh_from_db()
    assert project.name != "changed"
