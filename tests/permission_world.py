"""What the addresses of the permission table point at: each function makes it and returns the path's arguments."""

from dataclasses import replace
from decimal import Decimal

from annotation.certificate.actions import freeze
from annotation.comments.actions import say as comment_on
from annotation.curation.filters import Filters
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.filters.actions import keep_filter_set
from annotation.filters.steps import steps_from
from annotation.methods.duplicates.words import RULES
from annotation.models import (
    Annotation,
    Assignment,
    DataMap,
    DuplicateGroup,
    DuplicateRow,
    DuplicateSet,
    Enhancement,
    Item,
    Joining,
    MapPart,
    RoutePrices,
    Routing,
    Selection,
    Stream,
)  # fmt: skip
from annotation.queue.actions.answer import submit
from annotation.queue.actions.crews import Rule, set_rules
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, skip
from annotation.queue.actions.retire import retire
from annotation.reports import show
from annotation.trials.actions.reckoning import reckon
from annotation.trials.actions.splitting import draw_split
from annotation.trials.actions.trying import advance, try_draft
from generation.agent.actions.lifecycle import open_plan
from generation.agent.actions.turning import say, stick
from generation.catalogue.agent.turns import Proposal, Requirements
from generation.catalogue.registry import RECIPES
from generation.children import carry_out_open_jobs
from generation.codebooks.actions import save_draft
from generation.codebooks.revisions import revision_of
from generation.endpoints.simulated import simulated_endpoint
from generation.jobs import enqueue
from generation.models import Codebook, Import, Knowledge, Plan, Run, RunState, Sample
from generation.recipe_book import document_of
from generation.recipes.actions import save_document
from generation.recipes.trial import ASK_ONCE
from generation.runs.actions.lifecycle import TOO_DEAR, pause_run, start_run
from tests.annotation.conftest import add_samples
from tests.annotation.making import answered_samples, make_sample


def membership(world) -> dict:
    return {"pk": world.project.memberships.get(user=world.annotator).pk}


def token_of_lead(world) -> dict:
    token, _secret = world.lead.tokens.model.objects.issue(user=world.lead, name="nightly")
    return {"pk": token.pk}


def codebook_version(world) -> dict:
    return {"number": world.codebook.number}


def an_empty_form(world) -> dict:
    return {"do": "save", "seen": revision_of(world.project)}


def an_attribute(world) -> dict:
    attributes = world.project.attributes
    return {"pk": attributes.get_or_create(name="tone", defaults={"title": "Tone"})[0].pk}


def asked_once(world) -> dict:
    return {"pk": enqueue(ASK_ONCE, "1", project=world.project).pk}


def own_recipe(world) -> dict:
    text = document_of(replace(RECIPES["simprompt"], name="mine"))
    save_document(project=world.project, text=text, by=world.lead)
    return {"name": "mine"}


def a_recipe(world) -> dict:
    simulated_endpoint(world.project)
    return {"name": "simprompt"}


def an_import(world) -> dict:
    return {"import_id": Import.objects.create(project=world.project, format="csv").pk}


def some_knowledge(world) -> dict:
    return {"pk": Knowledge.objects.create(project=world.project, kind="documents", name="a.txt", rows=[], count=0).pk}


def endpoint(world) -> dict:
    return {"pk": simulated_endpoint(world.project).pk}


def run(world) -> dict:
    world.run = start_run(
        project=world.project, recipe="simprompt", count=20, endpoint=simulated_endpoint(world.project), by=world.lead
    )
    return {"pk": world.run.pk}


def paused_run(world) -> dict:
    args = run(world)
    pause_run(run=world.run, by=world.lead)
    return args


def plan(world) -> dict:
    """One that waits for an answer to its proposal."""
    made = _plan(world)
    price = {"calls": [10, 12], "usd": [0.01, 0.03], "free": False}
    told = {"alternatives": [{"recipe": "zerogen", "why_not": "Less even."}], "unknown": ["Their tone."]}
    proposal = Proposal("pilot", "simprompt", {"temperature": 0.5}, "It fits.", price=price, whole=price, **told)
    assert say(made.pk, Requirements(most_words=80), number=1)
    assert say(made.pk, proposal, number=2)
    return {"pk": made.pk}


def stuck_plan(world) -> dict:
    made = _plan(world)
    stick(made.pk, TOO_DEAR)
    return {"pk": made.pk}


def _plan(world) -> Plan:
    endpoint = simulated_endpoint(world.project)
    return open_plan(project=world.project, count=20, budget_usd=Decimal(5), endpoint=endpoint, by=world.lead)


def sample(world) -> dict:
    return {"sample_id": make_sample(world.project, "A dull and lifeless film.", "negative", probability=0.8).pk}


def part_of_a_map(world) -> dict:
    drawn = DataMap.objects.create(project=world.project, rows=1, columns=[{"id": "suspicion"}])
    MapPart.objects.create(map=drawn, number=0, rows=1, data=bytes(13))
    return {"pk": drawn.pk, "number": 0}


def selection(world) -> dict:
    kept = Selection.objects.create(project=world.project, name="odd ones", rows=0, created_by=world.lead)
    return {"pk": kept.pk}


def enhancement(world) -> dict:
    made = Enhancement.objects.create(
        project=world.project, method="mckd", question="sentiment", codebook=world.codebook, state="done"
    )
    return {"pk": made.pk}


def routing(world) -> dict:
    prices = RoutePrices.objects.create(project=world.project)
    return {"pk": Routing.objects.create(project=world.project, prices=prices, value=1, state="done").pk}


def joining(world) -> dict:
    return {"pk": Joining.objects.create(project=world.project, state="ready").pk}


def own_comment(world) -> dict:
    """An annotator's; a lead may withdraw it, too."""
    about = Sample.objects.get(pk=sample(world)["sample_id"])
    return {"pk": comment_on(project=world.project, sample=about, author=world.annotator, text="Hm.").pk}


def lane(world) -> dict:
    rule = Rule("metadata", "language", "ko", "korean")
    return {"pk": set_rules(project=world.project, rules=[rule], lead=world.lead)[0].pk}


def figures_job(world) -> dict:
    return {"pk": show(world.project, "dashboard").job.pk}


def a_name(world) -> dict:
    return {"username": world.annotator.get_username()}


def lease_of_lead(world) -> dict:
    add_samples(world.project, 3)
    return {"lease": _held(world).lease}


def skip_of_lead(world) -> dict:
    add_samples(world.project, 3)
    return {"lease": skip(assignment=_held(world)).lease}


def flag_of_lead(world) -> dict:
    add_samples(world.project, 3)
    return {"lease": flag(assignment=_held(world)).lease}


def answer_to_lease(world) -> dict:
    held = _held(world)
    return {"sample": held.item.sample_id, "lease": held.lease, "answers": {"sentiment": "negative"}}


def answer_of_lead(world) -> dict:
    add_samples(world.project, 3)
    return {"pk": submit(assignment=_held(world), answers={"sentiment": "negative"}).pk}


def _held(world) -> Assignment:
    held = Assignment.objects.filter(user=world.lead, state=Assignment.State.HELD).first()
    return held or hand_out(project=world.project, user=world.lead)


def dataset_version(world) -> dict:
    if not world.project.samples.exists():
        sample(world)
    cut = open_version(project=world.project, filters=Filters(), note="", by=world.lead)
    enqueue_cut(cut)
    carry_out_open_jobs()
    return {"number": cut.number}


def a_filter_set(world) -> dict:
    kept = keep_filter_set(project=world.project, by=world.lead, name="", steps=steps_from([{"filter": "length"}]))
    return {"number": kept.number}


def a_duplicate_group(world) -> dict:
    found = DuplicateSet.objects.create(project=world.project, rows=1, groups=1)
    about = sample(world)["sample_id"]
    rules = dict.fromkeys(RULES, about)
    group = DuplicateGroup.objects.create(found=found, size=1, keeps=rules)
    DuplicateRow.objects.create(group=group, sample_id=about, place=0, similarity=1)
    return {"pk": group.pk}


def exported_version(world) -> dict:
    return dataset_version(world) | {"form": "jsonl"}


def two_versions(world) -> dict:
    return dataset_version(world) | {"other": dataset_version(world)["number"]}


def flagged_item(world) -> dict:
    item = Assignment.objects.get(lease=lease_of_lead(world)["lease"]).item
    Item.objects.filter(pk=item.pk).update(state=Item.State.FLAGGED)
    return {"pk": item.pk}


def a_check(world) -> dict:
    sample = make_sample(world.project, "A gold one.", origin="gold", reference="positive")
    kept = {"project": world.project, "state": Item.State.GOLD, "stream": Stream.GOLD}
    Item.objects.update_or_create(sample=sample, defaults=kept)
    return {"sample": sample.pk}


def a_retired_check(world) -> dict:
    args = a_check(world)
    retire(item=Item.objects.get(sample=args["sample"]), lead=world.lead, counts=True)
    return args


def flagged_number(world) -> dict:
    return {"item": flagged_item(world)["pk"]}


def a_decision(world) -> dict:
    """The pk of what a lead decided."""
    item = Item.objects.get(pk=flagged_item(world)["pk"])
    codebook = Codebook.objects.current(world.project)
    return {"pk": decide(item=item, lead=world.lead, codebook=codebook, answers={"sentiment": "positive"}).pk}


def flagged_answer(world) -> dict:
    """An item that waits, and an answer that is not there."""
    return flagged_item(world) | {"answer": 10**6}


def answer_of_flagged(world) -> dict:
    """What takes the one answer that the flagged item has."""
    given = Annotation.objects.filter(project=world.project).latest("pk")
    return {"answer": given.pk, "codebook": 1}


def flagged_with_answer(world) -> dict:
    given = Annotation.objects.get(pk=answer_of_lead(world)["pk"])
    Item.objects.filter(pk=given.item_id).update(state=Item.State.FLAGGED)
    return {"item": given.item_id}


def frozen_snapshot(world) -> dict:
    add_samples(world.project, 3)
    freeze(project=world.project, lead=world.lead, risk=0.05, reference_rule="one_blind")
    return {}


def answered_items(world) -> dict:
    """As many as two halves take."""
    told = [(f"Answered, no. {number}", "positive") for number in range(40)]
    answered_samples(world.project, world.annotator, told)
    return {}


def a_draft_to_try(world) -> dict:
    """A draft, the items to try it on, and a model."""
    answered_items(world)
    world.split = draw_split(project=world.project, by=world.lead, development=20, held_out=20, seed=1)
    save_draft(project=world.project, spec=world.codebook.as_spec() | {"purpose": "Another."}, author=world.lead)
    world.endpoint = simulated_endpoint(world.project)
    return {}


def a_try(world) -> dict:
    """One that is done, though no item got a label."""
    a_draft_to_try(world)
    trial = try_draft(project=world.project, endpoint=world.endpoint, by=world.lead)
    for _run in ("base", "candidate"):
        Run.objects.filter(state=RunState.PLANNED).update(state=RunState.DONE)
        advance(trial=trial)
    reckon(trial.pk)
    return {"pk": trial.pk}


def number_of_a_try(world) -> dict:
    return {"number": a_try(world)["pk"]}
