"""A try whose items people answer by its draft: its rows made directly, no model asked."""

from django.utils import timezone

from annotation.models import Half, Trial, TrialItem, TrialSplit
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.reckoning import report_of
from annotation.trials.actions.turns import answer as say
from annotation.trials.actions.turns import take
from annotation.trials.frames import answers_seen
from generation.codebooks.actions import freeze_candidate, save_draft
from generation.models import Endpoint, Run
from tests.annotation.making import answer, distinct_text, make_sample

RULE = "Praise for one actor alone is praise."


def make_trial(project, codebook, lead, annotator, *, items=6, held_out=1, done=False) -> Trial:
    """Anna has called every item positive; the draft turns rule R1 round, and adds a label."""
    spec = codebook.as_spec()
    spec["rules"][0]["text"] = RULE
    mixed = {"name": "mixed", "verbalizer": "mixed", "definition": "Both.", "examples": [], "counter_examples": []}
    spec["questions"][0]["labels"].append(mixed)
    save_draft(project=project, spec=spec, author=lead)
    candidate = freeze_candidate(project=project, author=lead)
    split = TrialSplit.objects.create(project=project, base=codebook, question="sentiment", seed=7, created_by=lead)
    for number in range(items):
        sample = make_sample(project, distinct_text(number), "positive", source="gpt")
        answer(annotator, sample, "positive")
        TrialItem.objects.create(split=split, item=sample.item, half=Half.DEVELOPMENT, label="positive")
    for number in range(items, items + held_out):
        sample = make_sample(project, distinct_text(number), "positive")
        answer(annotator, sample, "positive")
        TrialItem.objects.create(split=split, item=sample.item, half=Half.HELD_OUT, label="positive")
    endpoint = Endpoint.objects.create(project=project, name="peer", base_url="http://127.0.0.1:9", model="m")
    trial = Trial.objects.create(
        split=split, candidate=candidate, half=Half.DEVELOPMENT, endpoint=endpoint, recipe="annotate", created_by=lead
    )
    return reported(trial) if done else trial


def reported(trial: Trial) -> Trial:
    """Done, by runs that labelled nothing."""
    for name, codebook in (("base_run", trial.split.base), ("candidate_run", trial.candidate)):
        how = {"endpoint": trial.endpoint, "recipe": "annotate", "purpose": "trial"}
        run = Run.objects.create(project=codebook.project, codebook=codebook, seed=7, count=1, state="done", **how)
        setattr(trial, name, run)
    trial.report = report_of(trial) | {"answers_seen": answers_seen(trial)}
    trial.reported_at = timezone.now()
    trial.save()
    return trial


def draft_answer_of_lead(world) -> dict:
    """An answer that the world's lead gave by a draft."""
    trial = make_trial(world.project, world.codebook, world.lead, world.annotator)
    ask_people(trial=trial, by=world.lead, items=1, people=[world.lead.username])
    turn = take(project=world.project, user=world.lead)
    given = say(project=world.project, user=world.lead, lease=turn.lease, answers={"sentiment": "mixed"})
    return {"pk": given.pk}


def draft_lease_of_lead(world) -> dict:
    """An item that the world's lead holds by a draft."""
    trial = make_trial(world.project, world.codebook, world.lead, world.annotator)
    ask_people(trial=trial, by=world.lead, items=1, people=[world.lead.username])
    return {"lease": take(project=world.project, user=world.lead).lease}


def a_drafts_try(world) -> dict:
    return {"pk": make_trial(world.project, world.codebook, world.lead, world.annotator).pk}


def number_of_a_draft(world) -> dict:
    return {"number": a_drafts_try(world)["pk"]}
