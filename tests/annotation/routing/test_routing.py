"""Who decides about which label: prices, the frontier, and a point of it carried out."""

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db.models import Count

from annotation.enhance.asking import start_enhancement, use
from annotation.machine.asking import enqueue_score
from annotation.machine.frames import drawn_and_settled, undecided
from annotation.methods.routing.learned import OpinionSeen
from annotation.models import Enhancement, Item, RoutePrices, Routing, Selected, Selection, Signal
from annotation.queue.actions.pull import TOP
from annotation.routing.actions import route_rows
from annotation.routing.asking import TASK, carry_out, prices_in_force, routes, set_prices
from annotation.routing.frames import known_rows
from annotation.routing.labelling import ask_a_model
from annotation.routing.opinions import answered_rows, routed_rows
from annotation.routing.report import routes_report
from annotation.routing.undoing import give_up
from generation.children import carry_out_open_jobs
from generation.models import Endpoint, Event, Job, LabelSource, MachineLabel, Sample, SampleState
from tests.annotation.enhance.conftest import truth
from tests.annotation.making import machine_label
from tests.annotation.routing.conftest import ROWS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


def frontier(project) -> dict:
    routes(project)
    carry_out_open_jobs()
    return routes(project).data


def carried_out(project, value, lead) -> Routing:
    made = carry_out(project=project, value=value, by=lead)
    carry_out_open_jobs()
    made.refresh_from_db()
    assert (made.state, made.error) == ("done", "")
    return made


def test_the_frontier_goes_from_nothing_spent_to_few_labels_wrong(project, scored):
    found = frontier(project)
    assert found["rows"] == ROWS - 80
    assert found["basis"] == "drawn"
    costs, errors = [p["cost"] for p in found["points"]], [p["error"] for p in found["points"]]
    assert costs == sorted(costs)
    assert errors == sorted(errors, reverse=True)
    assert costs[0] == 0
    assert errors[-1] < 0.02 < found["error_now"]
    assert all(sum(point["routes"].values()) == found["rows"] for point in found["points"])
    assert found["points"][0]["judged"]["n"] == 80


def test_a_student_that_was_right_where_the_model_erred_is_taken_for_nothing(project, scored):
    found = frontier(project)
    assert found["student"]["seen"] >= 10
    assert found["points"][0]["routes"]["student"] > 0
    assert found["points"][0]["error"] < found["error_now"]


def test_prices_decide_how_many_people_are_asked(project, scored, lead):
    carried = {}
    for wage in (1, 1000):
        set_prices(project=project, by=lead, wage=wage)
        carried[wage] = carried_out(project, 1.0, lead).told["routes"]["person"]
    assert carried[1] > carried[1000]
    assert RoutePrices.objects.count() == 2  # nothing is written over


def test_carried_out_people_are_asked_first_and_the_students_labels_are_proposed(project, scored, lead, annotator):
    before = dict(Sample.objects.values_list("pk", "current_label"))
    set_prices(project=project, by=lead, wage=100, seconds=60)
    both = [point for point in frontier(project)["points"] if point["routes"]["person"] and point["routes"]["student"]]
    made = carried_out(project, both[0]["value"], lead)
    chosen = set(made.people.selected.values_list("sample", flat=True))
    assert len(chosen) == made.people.rows == made.told["routes"]["person"] > 0
    assert set(Item.objects.filter(priority__gte=TOP).values_list("sample", flat=True)) == chosen
    assert made.labels.method == Enhancement.ROUTED
    proposed = MachineLabel.objects.filter(source=made.labels.source)
    nobody = proposed.exclude(sample__label_source=LabelSource.PERSON)
    assert nobody.count() == made.labels.changed == made.told["routes"]["student"] > 0
    assert not proposed.standing().exists()
    assert dict(Sample.objects.values_list("pk", "current_label")) == before
    assert Event.objects.filter(verb="routing.asked").count() == 1


def test_people_are_asked_about_the_likeliest_to_be_wrong_first_and_scoring_keeps_it_so(project, scored, lead):
    set_prices(project=project, by=lead, wage=1, seconds=1)
    MachineLabel.objects.filter(source="student").delete()
    chosen = set(carried_out(project, 1.0, lead).people.selected.values_list("sample", flat=True))
    enqueue_score(project)
    carry_out_open_jobs()
    suspicion = dict(Signal.objects.filter(name="suspicion").values_list("sample", "value"))
    asked = Item.objects.filter(priority__gte=TOP).order_by("-priority", "id").values_list("sample", flat=True)
    assert set(asked) == chosen
    told = [suspicion[sample] for sample in asked]
    assert np.corrcoef(told, range(len(told)))[0, 1] < -0.9


def test_a_cheaper_point_takes_back_what_a_dearer_one_asked_people_for(project, scored, lead):
    set_prices(project=project, by=lead, wage=1, seconds=1)
    MachineLabel.objects.filter(source="student").delete()
    dear = carried_out(project, 1.0, lead)
    assert Item.objects.filter(priority__gte=TOP).count() == dear.told["routes"]["person"] > 0
    set_prices(project=project, by=lead, wage=1000, seconds=600)
    assert carried_out(project, 1.0, lead).told["routes"]["person"] == 0
    assert not Item.objects.filter(priority__gte=TOP).exists()
    assert Selection.objects.get(pk=dear.people_id).asked_at is None, "the rows are still there to look at"


def test_answered_rows_are_routed_nowhere(project, scored, lead):
    answered = set(Sample.objects.labelled_by_people().values_list("pk", flat=True))
    made = carried_out(project, 1000.0, lead)
    assert not answered & set(Selected.objects.values_list("sample", flat=True))
    assert made.told["rows"] == ROWS - len(answered)


def test_killed_half_way_it_stores_everything_once(project, scored, lead, monkeypatch):
    from annotation.routing import actions  # noqa: PLC0415 - patched here

    made = carry_out(project=project, value=1.0, by=lead)
    job = Job.objects.get(task=TASK)
    monkeypatch.setattr(actions, "finish", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        route_rows(job)
    assert (Selection.objects.count(), Enhancement.objects.count()) == (1, 1)
    monkeypatch.undo()
    carry_out_open_jobs()
    made.refresh_from_db()
    assert made.state == "done"
    assert (Selection.objects.count(), Enhancement.objects.count()) == (1, 1)
    assert Selected.objects.count() == made.people.rows
    assert nobodys_proposals() == {made.labels.source: made.labels.changed}
    route_rows(job)  # what is done is left alone
    assert Selected.objects.count() == made.people.rows


def test_one_that_is_given_up_half_way_leaves_nothing_and_holds_nobody_up(project, scored, lead, monkeypatch):
    from annotation.routing import actions  # noqa: PLC0415 - patched here

    made = carry_out(project=project, value=1.0, by=lead)
    monkeypatch.setattr(actions, "finish", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        route_rows(Job.objects.get(task=TASK))
    assert proposals()
    give_up(made, "no memory")
    made.refresh_from_db()
    assert (made.state, made.error) == ("failed", "no memory")
    assert not Selection.objects.exists()
    assert not Enhancement.objects.exists()
    assert not proposals()
    start_enhancement(project=project, method="freeal", by=lead)  # nothing stands in its way


def test_labels_that_an_enhancement_replaced_are_no_second_opinion(project, scored, lead):
    use(enhancement=routing_in_use(project, lead), by=lead)
    carry_out_open_jobs()
    known = known_rows(project, "sentiment")
    assert not known.rows.asked.any()
    assert known.opinion == OpinionSeen(None, 0, 0, drawn=False)


def routing_in_use(project, lead) -> Enhancement:
    both = [point for point in frontier(project)["points"] if point["routes"]["student"]]
    return carried_out(project, both[0]["value"], lead).labels


def proposals() -> dict[str, int]:
    labels = MachineLabel.objects.filter(source__startswith="enhanced:")
    return dict(labels.values_list("source").annotate(n=Count("pk")).values_list("source", "n"))


def nobodys_proposals() -> dict[str, int]:
    """Without those of audited rows, which judge the others."""
    labels = MachineLabel.objects.filter(source__startswith="enhanced:").exclude(sample__label_source="person")
    return dict(labels.values_list("source").annotate(n=Count("pk")).values_list("source", "n"))


def test_a_run_once_more_is_asked_about_rows_with_one_opinion_and_one_at_a_time(project, scored, lead, annotator):
    kept = Selection.objects.create(project=project, name="again", rows=3, created_by=lead)
    rows = [s for s in scored if not Sample.objects.filter(pk=s.pk).labelled_by_people().exists()][:3]
    Selected.objects.bulk_create([Selected(selection=kept, sample=row) for row in rows])
    made = Routing.objects.create(
        project=project, prices=RoutePrices.objects.create(project=project), value=1, state="done", again=kept
    )
    assert set(routed_rows(made)) == {row.pk for row in rows}
    machine_label(rows[0], "negative", source="another model")
    assert set(routed_rows(made)) == {row.pk for row in rows[1:]}
    endpoint = Endpoint.objects.create(
        project=project, name="one", base_url="http://127.0.0.1:9/v1", model="m", simulated=True
    )
    run = ask_a_model(project=project, samples=routed_rows(made), endpoint=endpoint, by=lead)
    assert (run.count, run.setup["only"]) == (2, sorted(row.pk for row in rows[1:]))
    with pytest.raises(ValidationError, match="already"):
        ask_a_model(project=project, samples=routed_rows(made), endpoint=endpoint, by=lead)
    with pytest.raises(ValidationError, match="no rows"):
        ask_a_model(project=project, samples=[], endpoint=endpoint, by=lead)


def test_before_anything_is_scored_nothing_is_carried_out(project, codebook, lead):
    with pytest.raises(ValidationError, match="Score first"):
        carry_out(project=project, value=1.0, by=lead)
    assert not Routing.objects.exists()


def test_where_every_row_is_answered_it_is_done_at_once(project, scored, lead):
    Sample.objects.update(label_source="person")
    made = carried_out(project, 1.0, lead)
    assert (made.told["rows"], made.told["error"], made.told["error_before"]) == (0, None, None)


def test_a_further_opinion_counts_once_it_was_seen_on_enough_rows(project, scored, lead):
    assert frontier(project)["opinion"]["opinion"] is None
    assert len(answered_rows(project)) == 80
    for number, sample in enumerate(scored):
        if Sample.objects.filter(pk=sample.pk).labelled_by_people().exists():
            machine_label(sample, truth(number), source="another model")
    assert answered_rows(project) == []
    enqueue_score(project)
    carry_out_open_jobs()
    found = routes_report(project, {})
    assert found["opinion"]["drawn"]
    told = {"model": "another model", "form": "", "imported": True, "run": None}
    assert found["opinion"]["asker"] == told
    assert found["opinion"]["opinion"]["differs_from_wrong"] > 0.8
    assert found["opinion"]["opinion"]["differs_from_right"] < 0.1


def test_rows_for_a_model_become_a_selection_that_a_run_is_started_with(project, scored, lead):
    for number, sample in enumerate(scored):
        if Sample.objects.filter(pk=sample.pk).labelled_by_people().exists():
            machine_label(sample, truth(number), source="another model")
    enqueue_score(project)
    carry_out_open_jobs()
    set_prices(project=project, by=lead, wage=1000, seconds=60, call=0.0001)
    made = carried_out(project, 2.0, lead)
    assert made.again.rows == made.told["routes"]["again"] > 0


def test_nothing_scored_is_said(project, codebook):
    assert frontier(project) | {"seen": 0, "seconds": 0, "made_from": 0} == {
        "rows": 0, "reason": "no_score", "seen": 0, "seconds": 0, "made_from": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "prices", [{"wage": 0}, {"wage": -1}, {"seconds": 0}, {"call": -1}, {"person_error": 0.6}, {"wage": float("nan")}]
)
def test_prices_that_are_none_are_refused_and_change_nothing(project, lead, prices):
    with pytest.raises(ValidationError):
        set_prices(project=project, by=lead, **prices)
    assert prices_in_force(project).pk is None


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_a_value_that_is_none_is_refused(project, codebook, lead, value):
    with pytest.raises(ValidationError):
        carry_out(project=project, value=value, by=lead)
    assert not Routing.objects.exists()


def test_two_are_never_at_work_at_once(project, scored, lead):
    carry_out(project=project, value=1.0, by=lead)
    with pytest.raises(ValidationError, match="already"):
        carry_out(project=project, value=2.0, by=lead)


def test_rows_that_people_answered_and_differ_on_are_not_paid_for_again(project, scored, lead):
    open_row = Sample.objects.filter(pk__in=known_rows(project, "sentiment").samples).select_related("item").first()
    before = len(known_rows(project, "sentiment").rows)
    Item.objects.filter(pk=open_row.item.pk).update(answers=2, state=Item.State.WAITING)
    Sample.objects.filter(pk=open_row.pk).update(state=SampleState.NEEDS_PERSON)
    known = known_rows(project, "sentiment")
    assert len(known.rows) == before - 1
    assert open_row.pk not in known.samples
    assert undecided(project) == {open_row.pk}


def test_a_drawn_row_counts_once_it_is_settled_as_the_audit_counts_it(project, scored):
    before = drawn_and_settled(project)
    Item.objects.filter(sample=min(before)).update(state=Item.State.WAITING)
    assert drawn_and_settled(project) == before - {min(before)}
    assert len(known_rows(project, "sentiment").drawn) == len(before) - 1
