"""What came of a try: computed by the worker from its runs' rows and people's answers, and stored with it."""

from django.db import transaction
from django.utils import timezone

from annotation.methods.trials.verdict import GO, whole
from annotation.models import Half, Trial, TrialSplit
from annotation.trials.actions.one_question import report_of_question
from annotation.trials.actions.pairing import Heard
from annotation.trials.frames import answers_seen, trials_of
from annotation.trials.questions import apart, asked_alone, judged_by
from annotation.trials.standing import Stage, standing
from generation import audit


def reckon(trial_id: int) -> None:
    """Store what came of a try. Again, with the same answers, it stores the same again; a verdict is never changed."""
    found = Trial.objects.select_related("split__project").filter(pk=trial_id).first()
    if found is None:
        return
    trial = trials_of(found.split.project).get(pk=trial_id)
    if not may_be_reckoned(trial):
        return
    seen, report = answers_seen(trial), report_of(trial)
    with transaction.atomic():
        current = Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
        if current.reported_at and current.half == Half.HELD_OUT:
            return
        current.report, current.reported_at = report | {"answers_seen": seen}, timezone.now()
        if current.half == Half.HELD_OUT:
            current.verdict = report["whole"]
            TrialSplit.objects.filter(pk=trial.split_id).update(spent_at=current.reported_at)
            told = {name: report[name] for name in ("rests_on", "compared")}
            told |= {"verdict": current.verdict, "candidate": trial.candidate.fingerprint[:12]}
            audit.record(
                actor=trial.created_by,
                verb="trial.judged",
                project=trial.split.project,
                subject=f"try {trial.pk}",
                **told,
            )
        current.save(update_fields=["report", "reported_at", "verdict"])


def may_be_reckoned(trial: Trial) -> bool:
    if trial.reported_at:
        return trial.half == Half.DEVELOPMENT
    return standing(trial).stage == Stage.RECKONING


def report_of(trial: Trial) -> dict:
    """All that the page shows, as JSON: the question that leads at the top, the others in `questions`, each as
    `report_of_question` tells it; `apart` are those that cannot be compared. `whole` is the verdict on all of them
    together, `go` whether it is one."""
    heard = Heard(trial)
    first, *others = [report_of_question(heard, question) for question in judged_by(trial)]
    verdict = whole([one["verdict"] for one in (first, *others)]) if trial.half == Half.HELD_OUT else ""
    return first | {
        "questions": others,
        "apart": [] if asked_alone(trial.candidate_run) else apart(trial.split.base, trial.candidate),
        "whole": verdict,
        "go": verdict == GO,
        "simulated": trial.base_run.simulated or trial.candidate_run.simulated,
    }
