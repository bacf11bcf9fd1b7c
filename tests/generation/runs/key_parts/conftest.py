"""A project of each kind with all that recipes work on, and runs of a recipe on it, with its key part or without."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import timezone

from generation.catalogue.registry import RECIPES
from generation.llm import simulator
from generation.methods.content import content_hash
from generation.models import (
    Codebook,
    Endpoint,
    Knowledge,
    Label,
    LabelSource,
    Origin,
    Project,
    Question,
    Rule,
    Run,
    RunState,
    Sample,
    SampleState,
)
from generation.recipe_book import document_of
from generation.recipes.actions import save_document
from generation.runs.actions import rounds
from generation.runs.actions.lifecycle import resume_run, start_run
from generation.runs.actions.worker import work_on
from generation.runs.prepared import prepared
from tests.generation.catalogue import projects
from tests.generation.catalogue.projects import SMALL
from tests.generation.runs.key_parts.key_part import KeyPart

#: Recipes that need another codebook than one of a text and its label.
KIND_OF = {
    "supergen-pairs": "pairs",
    "preference-pairs": "preferences",
    "synthie": "extraction",
    "clingen-entities": "extraction",
    "clingen-pairs": "pairs",
    **dict.fromkeys(("ultrachat", "ultrachat-writing", "ultrachat-material", "camel"), "dialogue"),
    **dict.fromkeys(
        ("tinystories-instruct", "lab", "self-instruct", "ada-instruct", "evol-instruct", "unnatural-instructions"),
        "instruction",
    ),
    **dict.fromkeys(("oss-instruct", "orca", "explore-instruct", "lab-knowledge"), "instruction"),
    **dict.fromkeys(
        ("exercises", "self-prompting", "chain-of-thought", "symgen", "determlr", "symgen-programs"), "problems"
    ),
    **dict.fromkeys(("metamath", "synthetic-prompting", "tool-verified"), "problems"),
}


@pytest.fixture
def project_of(lead) -> Callable[[str], Project]:
    """Store a project of a kind."""

    def make(kind: str, slug: str, documents: tuple[dict, ...] = ()) -> Project:
        project = Project.objects.create(slug=slug, name=slug, created_by=lead)
        world = projects.full(kind)
        _publish(project, lead, world.spec)
        rows = [(demo.fields, Origin.SEED, demo.labels["verdict"], demo.known) for demo in world.seeds]
        rows += [(demo.fields, Origin.GOLD, demo.labels["verdict"], {}) for demo in world.gold]
        rows += [(item.fields, Origin.UNLABELLED, "", {}) for item in world.items]
        Sample.objects.bulk_create(_sample(project, *row) for row in rows)
        for kind_of, told in (("documents", documents or world.documents), ("triples", world.facts)):
            Knowledge.objects.create(project=project, kind=kind_of, name=kind_of, rows=list(told), count=len(told))
        return project

    return make


def _publish(project: Project, lead, spec) -> None:
    fields = [{"name": field.name} for field in spec.fields]
    told = {"purpose": spec.purpose, "role": spec.role, "fields": fields, "published_at": timezone.now()}
    codebook = Codebook.objects.create(project=project, number=1, created_by=lead, published_by=lead, **told)
    question = Question.objects.create(codebook=codebook, position=0, name="verdict", title="What is it?")
    for position, label in enumerate(spec.question().labels):
        known = {"name": label.name, "verbalizer": label.verbalizer, "definition": label.definition}
        Label.objects.create(question=question, position=position, **known)
    for position, rule in enumerate(spec.rules):
        Rule.objects.create(codebook=codebook, position=position, key=rule.id, text=rule.text)


def _sample(project: Project, fields: dict, origin: str, label: str, known: dict) -> Sample:
    return Sample(
        project=project,
        fields=fields,
        content_hash=content_hash(fields),
        origin=origin,
        reference=label,
        current_label=label,
        label_source=LabelSource.REFERENCE if label else "",
        metadata=known,
    )


@pytest.fixture
def finished(lead, simulated, project_of, monkeypatch) -> Callable[..., Run]:
    """Run a recipe to its end in a project of its own, with its key part or with that switched off."""
    # Rounds are prepared in this process: a child would not see the tests' database.
    monkeypatch.setattr(rounds, "_in_child", _here)

    def make(recipe: str, key: KeyPart, *, off: bool = False, kind: str = "") -> Run:
        simulated.turn(**({"label_noise": 0.0} | key.knobs))
        for place, value in key.model.items():
            monkeypatch.setattr(f"{simulator.__name__}.{place}", value)
        project = project_of(kind or KIND_OF.get(recipe, "classification"), "off" if off else "on", key.documents)
        endpoint = Endpoint.objects.create(
            project=project, name="peer", base_url=simulated.url, model="m", concurrency=8, timeout_s=5
        )
        params = SMALL.get(recipe, {}) | key.settings | (key.without if off else {})
        if off and key.off:
            recipe = _without_it(recipe, key, project, lead)
        asked = {"count": key.count, "params": params, "seed": 7, "least_yield": 0}
        return _ended(start_run(project=project, recipe=recipe, endpoint=endpoint, by=lead, **asked))

    return make


def _here(run: Run, what: str) -> None:
    act = {"prepare": rounds.prepare_here, "choose": rounds.choose_here}[what]
    act(run, prepared(run))


def _without_it(recipe: str, key: KeyPart, project: Project, lead) -> str:
    copy = replace(key.off(RECIPES[recipe]), name=f"{recipe}-off")
    save_document(project=project, text=document_of(copy), by=lead)
    return copy.name


def _ended(run: Run) -> Run:
    work_on(run.pk)
    run.refresh_from_db()
    if run.state == RunState.PAUSED and "People label" in run.reason:
        _people_answer(run)
        resume_run(run=run)
        return _ended(run)
    return run


def _people_answer(run: Run) -> None:
    asked = Sample.objects.filter(project=run.project_id, state=SampleState.NEEDS_PERSON)
    label = run.codebook.questions.get().labels.first().name
    asked.update(current_label=label, label_source=LabelSource.PERSON, state=SampleState.ACCEPTED)
