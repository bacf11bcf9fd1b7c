"""Trying a draft on the development half, and judging one candidate on the held-out half."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Half, Trial, TrialSplit
from annotation.trials.actions.people import close_half, withdraw_older
from annotation.trials.actions.splitting import check_in_force
from annotation.trials.frames import newest_split, samples_of, trials_of
from annotation.trials.questions import asked_alone, asked_of_models, comparable, knows_all_answers
from annotation.trials.standing import BROKEN_OFF, Stage, is_spent, left_of, standing
from generation import audit
from generation.codebooks.actions import freeze_candidate
from generation.models import Codebook, Endpoint, Project, Run, RunState
from generation.recipes.prices import Price
from generation.runs.actions.lifecycle import check_budget, resume_run
from generation.runs.actions.trying import USUAL, answers_all, price_of_trying, start_trying


def try_draft(
    *, project: Project, endpoint: Endpoint, by, recipe: str = USUAL, params: dict | None = None,
    budget_usd: Decimal | None = None,
) -> Trial:  # fmt: skip
    """Freeze the draft and begin to try it on the development half. The same text tried the same way is the try that is
    there. People are asked no further by earlier drafts. ValidationError says what does not fit. The caller
    enqueues the work."""
    with transaction.atomic():
        split = usable_split(project)
        candidate = freeze_candidate(project=project, author=by)
        _check_questions(split, candidate, recipe)
        withdraw_older(split=split, candidate=candidate, by=by)
        how = {"endpoint": endpoint, "recipe": recipe, "params": params or {}}
        there = trials_of(project).filter(split=split, half=Half.DEVELOPMENT, candidate=candidate, **how).first()
        if there and standing(there).stage != Stage.STOPPED:
            return there
        return _begin(split, Half.DEVELOPMENT, candidate, by, budget_usd, how)


@transaction.atomic
def judge(*, trial: Trial, by, budget_usd: Decimal | None = None) -> Trial:
    """Let the held-out half judge the candidate of a try, once and for all. ValidationError where it has judged.

    From here on nobody is asked about these items, and what was said of them stands: it is what the verdict rests on.
    """
    split = TrialSplit.objects.select_for_update(of=("self",)).select_related("project", "base").get(pk=trial.split_id)
    check_in_force(split)
    if trial.half != Half.DEVELOPMENT or trial.reported_at is None:
        raise ValidationError(_("Wait until the try on the development half is done: it comes first."))
    earlier = trials_of(split.project).filter(split=split, half=Half.HELD_OUT).first()
    how = {"endpoint": trial.endpoint, "recipe": trial.recipe, "params": trial.params}
    if earlier is None:
        close_half(split=split)
        return _begin(split, Half.HELD_OUT, trial.candidate, by, budget_usd, how)
    if earlier.candidate_id != trial.candidate_id or standing(earlier).stage != Stage.STOPPED:
        told = _(
            "The held-out items have judged a candidate already: a second judgement on the same items would be too "
            "kind. Draw new items that no try has used."
        )
        raise ValidationError(told)
    return _begin_again(earlier, by, budget_usd)


def usable_split(project: Project) -> TrialSplit:
    """The newest split, of the version in force; ValidationError where there is none."""
    split = newest_split(project)
    if split is None:
        raise ValidationError(_("Draw the items first: a part of those that people have answered."))
    split.project = project
    check_in_force(split)
    return split


def price_of(
    *, split: TrialSplit, half: str, candidate: Codebook, endpoint: Endpoint, recipe: str, params: dict
) -> tuple[Price, Price | None]:
    """What the candidate's labels will cost, and what the base's will; None where these are there already."""
    samples = samples_of(split, half)
    how = {"project": split.project, "recipe": recipe, "samples": samples, "endpoint": endpoint}
    asked = {"recipe": recipe, "params": params}
    candidates = price_of_trying(codebook=candidate, params=_of(split, candidate, **asked), **how)
    if _labelled_by_base(split, half, asked | {"endpoint": endpoint}):
        return candidates, None
    return candidates, price_of_trying(codebook=split.base, params=_of(split, split.base, **asked), **how)


def _begin(split: TrialSplit, half: str, candidate: Codebook, by, budget_usd: Decimal | None, how: dict) -> Trial:
    check_budget(budget_usd)
    base_run = _labelled_by_base(split, half, how)
    trial = Trial.objects.create(
        split=split, half=half, candidate=candidate, budget_usd=budget_usd, created_by=by, base_run=base_run, **how
    )
    told = {"half": half, "candidate": candidate.fingerprint[:12], "endpoint": how["endpoint"].name}
    audit.record(actor=by, verb="trial.begun", project=split.project, subject=f"try {trial.pk}", **told)
    if base_run is None:
        _start_base(trial, by)
    return _reread(trial)


def _begin_again(trial: Trial, by, budget_usd: Decimal | None) -> Trial:
    """The same candidate on the same items, after its runs were broken off: nobody has seen what came of them."""
    check_budget(budget_usd)
    trial.base_run, trial.candidate_run, trial.budget_usd = None, None, budget_usd
    how = {"endpoint": trial.endpoint, "recipe": trial.recipe, "params": trial.params}
    trial.base_run = _labelled_by_base(trial.split, trial.half, how)
    trial.save(update_fields=["base_run", "candidate_run", "budget_usd"])
    if trial.base_run is None:
        _start_base(trial, by)
    return _reread(trial)


def _start_base(trial: Trial, by) -> None:
    trial.base_run = _start(trial, trial.split.base, by, trial.budget_usd)
    trial.save(update_fields=["base_run"])


def _start(trial: Trial, codebook: Codebook, by, budget_usd: Decimal | None) -> Run:
    split = trial.split
    return start_trying(
        project=split.project,
        recipe=trial.recipe,
        params=_of(split, codebook, recipe=trial.recipe, params=trial.params),
        codebook=codebook,
        samples=samples_of(split, trial.half),
        endpoint=trial.endpoint,
        seed=split.seed,  # of both: nothing but the codebook differs
        by=by,
        budget_usd=budget_usd,
    )


@transaction.atomic
def advance(*, trial: Trial) -> Trial:
    """Begin with the candidate's labels once the base's are there, with what is left of the budget. As often as one
    likes: whoever comes second finds it begun."""
    Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    trial = _reread(trial)
    ready = trial.base_run and trial.base_run.state == RunState.DONE and trial.candidate_run is None
    if not ready or trial.reported_at or is_spent(trial):
        return trial
    trial.candidate_run = _start(trial, trial.candidate, trial.created_by, left_of(trial))
    trial.save(update_fields=["candidate_run"])
    return trial


@transaction.atomic
def go_on(*, trial: Trial, by, budget_usd: Decimal | None = None) -> Trial:
    """Go on with a try that waits, with a higher budget where one is given. The caller enqueues the work."""
    Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    trial = _reread(trial)
    now = standing(trial)
    if now.stage not in (Stage.PAUSED, Stage.SPENT):
        raise ValidationError(_("This try does not wait for anything."))
    check_budget(budget_usd)
    if budget_usd is not None:
        trial.budget_usd = budget_usd
        trial.save(update_fields=["budget_usd"])
    if is_spent(trial):
        raise ValidationError({"budget_usd": _("This budget is already spent.")})
    if now.stage == Stage.PAUSED:
        left = None if budget_usd is None else left_of(trial) + now.run.cost_usd + now.run.lost_usd
        resume_run(run=now.run, by=by, budget_usd=left)
    return advance(trial=trial)


def _labelled_by_base(split: TrialSplit, half: str, how: dict) -> Run | None:
    """The base's labels of these very items, asked the same way: they are paid for, and under way or there."""
    alike = Trial.objects.filter(split=split, half=half, base_run__isnull=False, **how)
    tries = alike.exclude(base_run__state__in=BROKEN_OFF).select_related("base_run").order_by("pk")
    question = _of(split, split.base, recipe=how["recipe"], params=how["params"])["question"]
    trial = next((one for one in tries if asked_alone(one.base_run) == question), None)
    if trial is None:
        return None
    asked, now = trial.base_run.asked, how["endpoint"].facts()  # it may have been edited since
    return trial.base_run if all(asked[name] == now[name] for name in ("base_url", "model")) else None


def _of(split: TrialSplit, codebook: Codebook, *, recipe: str, params: dict) -> dict:
    """The settings of a run, and which question it asks: all at once, where there are several with answers of people to
    hold them against and the recipe asks so; else the one that leads."""
    is_only = [one.name for one in asked_of_models(codebook)] == [split.question]
    several = not is_only and answers_all(split.project, recipe) and knows_all_answers(split)
    return {**params, "question": "" if several else split.question}


def _check_questions(split: TrialSplit, candidate: Codebook, recipe: str) -> None:
    """One question at least that a model is asked is in both, and asked in the same kind."""
    found = {one.name for one in comparable(split.base, candidate)}
    alone = _of(split, candidate, recipe=recipe, params={})["question"]
    if not found or (alone and alone not in found):
        raise ValidationError(
            _(
                "The draft shares no question with version %(number)d, or asks it in another kind: what people "
                "answered does not speak of it."
            )
            % {"number": split.base.number}
        )


def _reread(trial: Trial) -> Trial:
    return trials_of(trial.split.project).get(pk=trial.pk)
