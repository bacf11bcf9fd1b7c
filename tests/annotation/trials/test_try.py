"""A draft is tried on items that people have answered: what it changes is measured, and nothing else is touched."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from annotation.models import Half, Resolution, Trial, TrialAnswer, TrialSplit
from annotation.trials import sweeps
from annotation.trials.actions.reckoning import reckon
from annotation.trials.actions.splitting import draw_split
from annotation.trials.actions.trying import advance, go_on, judge, price_of, try_draft
from annotation.trials.asking import RECKON
from annotation.trials.standing import SMALLEST, Stage, cost_of, standing
from generation.codebooks.actions import freeze_candidate, publish, save_draft
from generation.models import Codebook, Endpoint, Job, MachineLabel, Run, Sample
from generation.runs.actions.lifecycle import SMALLEST_BUDGET, cancel_run
from generation.runs.actions.worker import work_on
from tests.annotation.making import answer, make_sample
from tests.annotation.trials.conftest import carry_out

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tried(project, lead, split, endpoint, better_draft):
    def make(*definition, **more):
        better_draft(*definition)
        return carry_out(try_draft(project=project, endpoint=endpoint, by=lead, **more))

    return make


def test_a_better_draft_is_seen_to_be_better(split, tried):
    trial = tried()
    report = trial.report
    assert standing(trial).stage == Stage.DONE
    assert report["compared"] == report["items"] == 30
    assert report["after"]["accuracy"]["value"] == 1.0
    assert report["before"]["accuracy"]["value"] < 0.95
    assert report["difference"]["low"] > 0
    assert report["counts"]["before"] == 0
    fixed = [row for row in report["rows"] if row["side"] == "fixed"]
    assert len(fixed) == report["counts"]["after"]
    assert {tuple(row["wanted"]) for row in fixed} == {("negative", "negative")}
    assert report["after"]["labels"][0]["f1"] == 1.0
    assert (report["by_candidate"], trial.verdict) == (0, "")


def test_nothing_that_labels_are_read_from_knows_of_it(project, tried, better_draft):
    before = [list(model.objects.order_by("pk").values()) for model in (Sample, Resolution, MachineLabel)]
    tried()
    assert [list(model.objects.order_by("pk").values()) for model in (Sample, Resolution, MachineLabel)] == before
    assert Codebook.objects.current(project).number == 1


def test_a_second_draft_asks_for_its_own_labels_alone(project, lead, tried):
    first = tried()
    second = tried("The reviewer advises against the film, or a parcel was late, or came late.")
    assert second.base_run == first.base_run
    assert second.candidate != first.candidate
    assert Run.objects.count() == 3
    assert cost_of(second) == second.candidate_run.cost_usd < cost_of(first)


def test_the_same_draft_tried_the_same_way_is_the_same_try(project, lead, endpoint, tried):
    first = tried()
    assert try_draft(project=project, endpoint=endpoint, by=lead) == first
    assert Run.objects.count() == 2


def test_the_price_of_both_is_known_before_either_begins(project, lead, split, endpoint, better_draft, tried):
    better_draft()
    candidate = freeze_candidate(project=project, author=lead)
    how = {"split": split, "half": Half.DEVELOPMENT, "endpoint": endpoint, "recipe": "annotate", "params": {}}
    theirs, base = price_of(candidate=candidate, **how)
    assert theirs.calls[0] == base.calls[0] == 30
    assert base.usd[0] > 0
    assert not Run.objects.exists()
    tried()
    assert price_of(candidate=candidate, **how)[1] is None


def test_one_budget_holds_both_runs(project, lead, endpoint, tried):
    trial = tried(budget_usd=1)
    assert trial.candidate_run.budget_usd == 1 - trial.base_run.cost_usd


def test_what_is_too_little_for_a_run_is_a_spent_budget():
    assert SMALLEST == SMALLEST_BUDGET


def test_a_try_whose_budget_is_spent_goes_on_with_a_higher_one(project, lead, endpoint, tried):
    trial = tried(budget_usd=Decimal("0.002"))
    assert standing(trial).stage in (Stage.PAUSED, Stage.SPENT)
    with pytest.raises(ValidationError):
        go_on(trial=trial, by=lead, budget_usd=0)
    trial = carry_out(go_on(trial=trial, by=lead, budget_usd=1))
    assert standing(trial).stage == Stage.DONE
    assert cost_of(trial) <= 1


def test_examples_that_tell_the_model_its_answer_are_left_out(project, codebook, lead, split, endpoint, better_draft):
    spec = codebook.as_spec()
    told = split.items.filter(half=Half.DEVELOPMENT).first().item.sample.fields["text"]
    spec["questions"][0]["labels"][0]["examples"].append(told)
    save_draft(project=project, spec=spec, author=lead)
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert trial.report["left_out"]["shown"] == 1
    assert trial.report["compared"] == 29


def test_people_s_answers_under_the_draft_are_what_it_is_held_against(project, annotator, tried):
    trial = tried()
    item = trial.split.items.filter(half=Half.DEVELOPMENT, label="negative").first()
    TrialAnswer.objects.create(
        item=item, codebook=trial.candidate, user=annotator, answers={"sentiment": "positive"}, label="positive"
    )
    reckon(trial.pk)
    trial.refresh_from_db()
    report, row = trial.report, next(row for row in trial.report["rows"] if row["item"] == item.pk)
    assert (report["by_candidate"], row["wanted"], row["by_candidate"]) == (1, ["negative", "positive"], True)
    assert report["after"]["accuracy"]["value"] == pytest.approx(29 / 30)
    assert (report["people"]["changed"], report["people"]["n"]) == (1, 1)


def test_the_held_out_half_judges_once(project, lead, annotator, tried):
    first, second = tried(), tried("The reviewer advises against the film; a parcel that was late, or came late.")
    judged = carry_out(judge(trial=first, by=lead))
    assert (judged.half, judged.verdict) == (Half.HELD_OUT, Trial.Verdict.GO)
    assert all(one["passed"] for one in judged.report["checks"])
    assert TrialSplit.objects.get().spent_at
    for trial in (first, second):
        with pytest.raises(ValidationError, match="have judged a candidate already"):
            judge(trial=trial, by=lead)
    reckon(judged.pk)
    assert Trial.objects.get(pk=judged.pk).reported_at == judged.reported_at


def test_what_falls_short_is_no_go(project, lead, tried):
    judged = carry_out(judge(trial=tried("The reviewer advises against it."), by=lead))
    assert judged.verdict == Trial.Verdict.NO_GO
    assert not all(one["passed"] for one in judged.report["checks"])


def test_a_judgement_that_was_broken_off_may_begin_again_for_the_same_draft(project, lead, tried):
    first, second = tried(), tried("The reviewer advises against the film; a parcel that was late, or came late.")
    judged = judge(trial=first, by=lead)
    cancel_run(run=judged.base_run)
    with pytest.raises(ValidationError):
        judge(trial=second, by=lead)
    again = carry_out(judge(trial=first, by=lead))
    assert (again.pk, again.verdict) == (judged.pk, Trial.Verdict.GO)


def test_a_published_version_ends_what_its_items_are_good_for(project, lead, endpoint, tried, better_draft):
    trial = tried()
    publish(codebook=Codebook.objects.get(published_at=None), author=lead)
    better_draft("Something else again.")
    with pytest.raises(ValidationError, match="drawn under version 1"):
        try_draft(project=project, endpoint=endpoint, by=lead)
    with pytest.raises(ValidationError, match="drawn under version 1"):
        judge(trial=trial, by=lead)


def test_a_try_under_way_outlives_the_publication(project, lead, split, endpoint, better_draft):
    better_draft()
    trial = try_draft(project=project, endpoint=endpoint, by=lead)
    publish(codebook=Codebook.objects.get(published_at=None), author=lead)
    assert standing(carry_out(trial)).stage == Stage.DONE


def test_advancing_twice_begins_once(project, lead, split, endpoint, better_draft):
    better_draft()
    trial = try_draft(project=project, endpoint=endpoint, by=lead)
    assert advance(trial=trial).candidate_run is None
    work_on(trial.base_run.pk)
    begun = advance(trial=trial)
    assert advance(trial=trial).candidate_run == begun.candidate_run
    assert Run.objects.count() == 2


def test_new_items_are_needed_after_a_judgement(project, lead, annotator, tried):
    carry_out(judge(trial=tried(), by=lead))
    with pytest.raises(ValidationError, match="0 items that no try has used"):
        draw_split(project=project, by=lead, development=20, held_out=20)
    for number in range(20):
        answer(annotator, make_sample(project, f"Another one, no. {number}"), "positive")
    again = draw_split(project=project, by=lead, development=20, held_out=20, seed=3)
    held_out = set(again.items.filter(half=Half.HELD_OUT).values_list("item", flat=True))
    assert not held_out & set(TrialSplit.objects.last().items.values_list("item", flat=True))


def test_too_few_items_are_refused_with_what_to_do(project, codebook, lead, annotator):
    for number in range(39):
        answer(annotator, make_sample(project, f"No. {number}"), "positive")
    with pytest.raises(ValidationError, match="let people answer more items first"):
        draw_split(project=project, by=lead, development=20, held_out=20)
    with pytest.raises(ValidationError, match="Between 20 and 1000"):
        draw_split(project=project, by=lead, development=19, held_out=20)


def test_only_blind_settled_answers_are_drawn(project, codebook, lead, annotator, annotator2):
    for number in range(40):
        answer(annotator, make_sample(project, f"No. {number}"), "positive", blind=number > 0, resolve=number > 1)
    with pytest.raises(ValidationError, match="38 items have a settled blind answer"):
        draw_split(project=project, by=lead, development=20, held_out=20)


def test_the_worker_s_sweep_takes_a_try_from_run_to_run_and_asks_for_the_report(
    project, lead, split, endpoint, better_draft, monkeypatch
):
    monkeypatch.setitem(sweeps._looked, "at", float("-inf"))
    better_draft()
    trial = try_draft(project=project, endpoint=endpoint, by=lead)
    assert sweeps.advance_tries() == 0
    for codebook in (split.base, trial.candidate):
        Run.objects.filter(codebook=codebook).update(state="done")
        monkeypatch.setitem(sweeps._looked, "at", float("-inf"))
        assert sweeps.advance_tries() == 1
    assert [job.key for job in Job.objects.filter(task=RECKON)] == [str(trial.pk)]


@pytest.mark.parametrize("state", ["cancelled", "failed", "paused", "running"])
def test_the_sweep_takes_no_second_look_at_a_try_whose_run_was_stopped_or_goes_on(
    project, lead, split, endpoint, better_draft, monkeypatch, django_assert_num_queries, state
):
    better_draft()
    trial = try_draft(project=project, endpoint=endpoint, by=lead)
    Run.objects.filter(pk=trial.base_run_id).update(state="done")
    assert sweeps.step(trial)
    Run.objects.filter(codebook=trial.candidate).update(state=state)
    monkeypatch.setitem(sweeps._looked, "at", float("-inf"))
    with django_assert_num_queries(1):
        assert sweeps.advance_tries() == 0


def test_it_works_with_recorded_output_of_a_real_model(project, lead, split, better_draft, replay):
    peer = Endpoint.objects.create(project=project, name="recorded", base_url=replay.url, model="m", timeout_s=5)
    better_draft()
    trial = carry_out(try_draft(project=project, endpoint=peer, by=lead))
    assert standing(trial).stage == Stage.DONE
    assert trial.report["compared"] > 20
    assert not trial.report["simulated"]
