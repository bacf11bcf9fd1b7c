"""What a run's samples are like: measured while it runs, kept, and compared with other runs on one page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from generation.children import carry_out_open_jobs
from generation.methods.content import content_hash
from generation.models import Job, Origin, Run, RunMeasures, RunState, Sample
from generation.runs.actions.lifecycle import resume_run
from generation.runs.actions.measuring import ask_when_due
from generation.runs.actions.worker import work_on
from generation.runs.comparing import compared, lines_of
from generation.runs.frames.runs import MEASURE
from generation.runs.frames.settings import with_titles
from generation.runs.measures import measure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def finished(start, endpoint_at, simulated):
    endpoint = endpoint_at(simulated)

    def make(**more):
        run = start(endpoint, **more)
        work_on(run.pk)
        carry_out_open_jobs()
        run.refresh_from_db()
        return run

    return make


def test_a_run_is_measured_at_its_end(finished):
    run = finished(recipe="simprompt", count=30)
    look = run.measures.get()
    assert look.accepted == 30
    assert look.data["balance"] == pytest.approx(1.0)
    assert 0 < look.data["distinct"] < 1
    assert look.data["coverage"] is None  # nothing but the label is drawn


def test_pairs_of_conditions_that_are_covered_are_counted(finished):
    run = finished(recipe="attrprompt", count=40)
    assert 0 < run.measures.get().data["coverage"] <= 1


def test_texts_are_held_against_those_that_people_gave(finished, seeds, project):
    run = finished(recipe="simprompt", count=30)
    look = run.measures.get().data
    assert (look["leak"], look["duplicate_share"]) == (0, 0)
    assert 0 < look["vocabulary_overlap"] < 1
    assert 0 < look["length_distance"] <= 1
    copied = seeds[min(seeds)].fields["text"] + " It was so in each and every other way."
    for number, one in enumerate(run.samples.all()):
        fields = {"text": copied if number % 2 else f"{copied} Really."}
        Sample.objects.filter(pk=one.pk).update(fields=fields, content_hash=content_hash(fields | {"n": str(number)}))
    run.measures.all().delete()
    look = measure(run).data
    assert (look["leak"], look["duplicate_share"]) == (1, 29 / 30)


def test_without_any_given_text_nothing_is_said_of_copies(finished):
    run = finished(recipe="simprompt", count=10)
    assert "leak" not in run.measures.get().data


def test_values_that_gates_prefer_are_told_from_those_that_were_asked_for(finished, project, codebook):
    run = finished(recipe="attrprompt", count=120)
    look = run.measures.get().data
    assert 0 <= look["gini"] < 0.5
    assert 0 < look["marginal_test"] <= 1


def test_while_a_look_waits_it_is_not_rung_for_again_until_the_run_ends(finished):
    run = finished(recipe="simprompt", count=60)
    run.measures.all().delete()
    assert ask_when_due(run.pk)
    job = Job.objects.get(task=MEASURE, state=Job.State.OPEN)
    ask_when_due(run.pk)
    assert Job.objects.get(pk=job.pk).sent_at == job.sent_at
    ask_when_due(run.pk, ended=True)
    assert Job.objects.get(pk=job.pk).sent_at > job.sent_at


@pytest.fixture
def writes():
    """Give a run samples of its own, so many in all, as if it had accepted them."""

    def make(run: Run, count: int) -> None:
        more = range(run.samples.count(), count)
        fields = [{"text": f"A film of {i} minutes."} for i in more]
        made = [Sample(project=run.project, run=run, fields=one, content_hash=content_hash(one)) for one in fields]
        Sample.objects.bulk_create(made)
        Run.objects.filter(pk=run.pk).update(accepted=count)

    return make


def test_it_is_asked_for_at_fifty_and_whenever_there_are_twice_as_many(start, endpoint_at, simulated, writes):
    run, due = start(endpoint_at(simulated)), []
    for written in (49, 50, 99, 100, 199, 200):
        writes(run, written)
        due.append(ask_when_due(run.pk))
        RunMeasures.objects.get_or_create(run=run, accepted=written if due[-1] else 0, defaults={"data": {}})
        Job.objects.all().delete()
    assert due == [False, True, False, True, False, True]


def test_a_run_that_writes_nothing_is_never_measured(start, endpoint_at, simulated, unlabelled):
    """Each look would begin a process that finds nothing, and be due again at once."""
    run = start(endpoint_at(simulated), recipe="annotate", count=1000)
    Run.objects.filter(pk=run.pk).update(accepted=320)
    assert not ask_when_due(run.pk)
    assert not ask_when_due(run.pk, ended=True)
    assert not Job.objects.filter(task=MEASURE).exists()


def test_labels_of_samples_that_were_there_do_not_count(start, endpoint_at, simulated, writes):
    run = start(endpoint_at(simulated))
    writes(run, 50)
    Run.objects.filter(pk=run.pk).update(accepted=400)
    assert ask_when_due(run.pk)
    carry_out_open_jobs()
    assert run.measures.get().accepted == 50
    assert not ask_when_due(run.pk)
    writes(run, 60)
    assert not ask_when_due(run.pk)
    assert ask_when_due(run.pk, ended=True)


def test_a_student_of_the_samples_is_tested_on_gold(finished, project, codebook):
    texts = {"positive": "a wonderful, moving and funny film", "negative": "a dull, lifeless and tedious film"}
    rows = [({"text": f"{text} {i}"}, label) for i in range(30) for label, text in texts.items()]
    Sample.objects.bulk_create(
        Sample(project=project, origin=Origin.GOLD, fields=fields, content_hash=content_hash(fields), reference=label)
        for fields, label in rows
    )
    run = finished(recipe="simprompt", count=60)
    look = run.measures.get().data
    assert 20 <= look["student_gold"] <= 40  # the half that no recipe is shown
    assert 0 <= look["student"] <= 1


class TestOnTheirWay:
    """A run that has ended and is not measured yet says that its measures come, and shows them without a reload."""

    SAID = "Its measures are on their way."

    @pytest.fixture
    def panel(self, start, endpoint_at, simulated, signed_in, lead):
        run = start(endpoint_at(simulated), count=12)
        work_on(run.pk)
        client = signed_in(lead)
        return lambda: client.get(reverse("generation:run-panel", args=["reviews", run.pk])).content.decode()

    def test_it_is_said_until_they_are_there(self, panel):
        assert self.SAID in panel()
        assert "every 2s" in panel()
        carry_out_open_jobs()
        assert self.SAID not in panel()
        assert "every 2s" not in panel()
        assert "Measured at 12 accepted samples." in panel()

    def test_right_after_the_end_they_are_not_asked_for_yet(self, panel):
        Job.objects.filter(task=MEASURE).delete()
        assert self.SAID in panel()

    def test_where_nobody_measures_nothing_is_promised(self, panel):
        Job.objects.filter(task=MEASURE).delete()
        Run.objects.update(finished_at=timezone.now() - timedelta(minutes=1))
        assert self.SAID not in panel()

    def test_a_run_that_wrote_nothing_has_none_to_come(self, panel):
        Job.objects.filter(task=MEASURE).delete()
        Sample.objects.all().delete()
        assert self.SAID not in panel()


def told_of(page: str, title: str) -> str:
    """The figure that stands behind a name, without the name's help."""
    text = " ".join(re.sub(r"<[^>]+>", " ", page.split(f">{title}<")[1]).split())
    return re.search(r"(?<!\S)(–|[\d.]+%?)(?!\S)", text)[0]


def test_a_measure_has_one_name_and_one_unit_on_the_run_s_page_and_beside_others(finished, signed_in, lead):
    run = finished(recipe="attrprompt", count=40)
    client = signed_in(lead)
    own = client.get(reverse("generation:run-detail", args=["reviews", run.pk])).content.decode()
    beside = client.get(reverse("generation:run-compare", args=["reviews"], query={"run": run.pk})).content.decode()
    for title in ("Pairs of conditions covered", "Different phrases", "Self-BLEU", "Conditions kept"):
        assert told_of(own, title) == told_of(beside, title)
    assert told_of(own, "Conditions kept").endswith("%")


class TestSideBySide:
    @pytest.fixture
    def runs(self, finished):
        return [finished(recipe="simprompt", count=40), finished(recipe="attrprompt", count=40)]

    def test_the_page_shows_the_same_measures_of_each(self, runs, signed_in, lead, project):
        address = reverse("generation:run-compare", args=["reviews"], query={"run": [run.pk for run in runs]})
        page = signed_in(lead).get(address)
        assert [run.pk for run in page.context["runs"]] == [run.pk for run in runs]
        lines = {line.title: line for line in page.context["lines"]}
        assert lines["Accepted"].values == [40, 40]
        assert lines["Requests for a sample"].values[1] > lines["Requests for a sample"].values[0]
        assert lines["Requests for a sample"].best == {0}
        assert lines["Pairs of conditions covered"].values[0] is None

    def test_what_drifts_with_the_number_of_texts_has_no_best_run_among_runs_of_differing_size(self, runs, finished):
        sizes = [*runs, finished(recipe="simprompt", count=10)]
        even, uneven = ({line.title: line for line in lines_of(these)} for these in (sizes[:2], sizes))
        assert even["Vocabulary"].best
        assert not uneven["Vocabulary"].best
        assert not uneven["Self-BLEU"].best
        assert uneven["Requests for a sample"].best

    def test_each_line_says_what_is_better_and_where_sizes_differ_why_none_is_marked(self, runs, finished):
        sizes = [*runs, finished(recipe="simprompt", count=10)]
        even, uneven = ({line.title: line for line in lines_of(these)} for these in (sizes[:2], sizes))
        assert even["Vocabulary"].way == "More is better."
        assert even["Similarity within a label"].way == "Less is better."
        assert even["Names its label"].way == "Neither more nor less is better by itself."
        assert even["Accepted"].way == ""
        assert uneven["Vocabulary"].way.startswith("None is marked: it is counted on 10 to 40 samples")
        low, high = re.search(r"counted on (\d+) to ([\d,]+) words", uneven["Different phrases"].way).groups()
        assert int(low) < int(high.replace(",", ""))
        assert not uneven["Different phrases"].best
        assert uneven["Requests for a sample"].way == "Less is better."

    def test_on_a_phone_each_value_stands_under_its_run_s_name(self, runs, signed_in, lead):
        address = reverse("generation:run-compare", args=["reviews"], query={"run": [run.pk for run in runs]})
        page = signed_in(lead).get(address).content.decode()
        for run in with_titles(runs):
            assert run.title != run.recipe
            assert page.count(f'data-label="{run.title} #{run.pk}"') == len(lines_of(runs))

    def test_without_numbers_the_newest_runs_show(self, runs, project):
        assert [run.pk for run in compared(project, [])] == [run.pk for run in reversed(runs)]

    def test_its_queries_do_not_grow_with_the_runs_samples(self, runs, project, django_assert_max_num_queries):
        with django_assert_max_num_queries(3):
            lines_of(compared(project, [run.pk for run in runs]))

    def test_runs_of_others_are_not_shown(self, runs, signed_in, stranger):
        assert signed_in(stranger).get(reverse("generation:run-compare", args=["reviews"])).status_code == 404

    def test_the_api_gives_all_looks(self, runs, api_client, lead):
        answer = api_client(lead).get(f"/api/v1/projects/reviews/runs/{runs[0].pk}/measures").json()
        assert [(look["accepted"], look["measures"]["samples"]) for look in answer["items"]] == [(40, 40)]


def test_a_run_that_hardly_gives_anything_pauses_and_asks(start, endpoint_at, simulated):
    simulated.turn(rate_refusal=0.3)
    run = start(endpoint_at(simulated), count=600, least_yield=0.9)
    work_on(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.PAUSED
    assert "candidates are accepted" in run.reason
    assert 0 < run.accepted < 600


def test_resumed_it_goes_on_to_the_end(start, endpoint_at, simulated, lead):
    simulated.turn(rate_refusal=0.3)
    run = start(endpoint_at(simulated), count=600, least_yield=0.9)
    work_on(run.pk)
    run.refresh_from_db()
    resume_run(run=run, by=lead)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 600)
