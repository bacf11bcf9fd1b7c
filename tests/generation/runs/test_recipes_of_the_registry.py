"""Every recipe that there is, on the database and over HTTP: it ends, it can be replayed, and it says what it is of."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from generation.catalogue.registry import RECIPES
from generation.methods.content import content_hash
from generation.models import (
    Call,
    Codebook,
    IngredientUse,
    Knowledge,
    Label,
    LabelSource,
    Origin,
    Question,
    Rule,
    Run,
    RunState,
    Sample,
    SampleState,
)
from generation.runs.actions import rounds
from generation.runs.actions.lifecycle import resume_run, start_run
from generation.runs.actions.replay import replay
from generation.runs.actions.worker import work_on
from generation.runs.prepared import prepared
from tests.generation.catalogue import projects
from tests.generation.catalogue.projects import SMALL

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = 6
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
#: They keep what is best of a round, or what they can find: fewer than were asked for is as it should be.
MAY_GIVE_FEWER = {"alice", "regen", "s3", "vote-k", "wanli"}


@pytest.fixture
def made_of(project, lead):
    """Store a project of a kind, with all that recipes may work on."""

    def make(kind: str) -> None:
        world = projects.full(kind)
        _publish(project, lead, world.spec)
        rows = [(demo.fields, Origin.SEED, demo.labels["verdict"], demo.known) for demo in world.seeds]
        rows += [(demo.fields, Origin.GOLD, demo.labels["verdict"], {}) for demo in world.gold]
        rows += [(item.fields, Origin.UNLABELLED, "", {}) for item in world.items]
        Sample.objects.bulk_create(
            Sample(
                project=project,
                fields=fields,
                content_hash=content_hash(fields),
                origin=origin,
                reference=label,
                current_label=label,
                label_source=LabelSource.REFERENCE if label else "",
                metadata=known,
            )
            for fields, origin, label, known in rows
        )
        for kind_of, told in (("documents", world.documents), ("triples", world.facts)):
            Knowledge.objects.create(project=project, kind=kind_of, name=kind_of, rows=list(told), count=len(told))

    return make


def _publish(project, lead, spec) -> None:
    fields = [{"name": field.name} for field in spec.fields]
    told = {"purpose": spec.purpose, "role": spec.role, "fields": fields, "published_at": timezone.now()}
    codebook = Codebook.objects.create(project=project, number=1, created_by=lead, published_by=lead, **told)
    question = Question.objects.create(codebook=codebook, position=0, name="verdict", title="What is it?")
    for position, label in enumerate(spec.question().labels):
        known = {"name": label.name, "verbalizer": label.verbalizer, "definition": label.definition}
        Label.objects.create(question=question, position=position, **known)
    for position, rule in enumerate(spec.rules):
        Rule.objects.create(codebook=codebook, position=position, key=rule.id, text=rule.text)


@pytest.fixture
def begin(project, lead, simulated, endpoint_at):
    """Start a small run on a project of that kind."""

    def make(recipe: str) -> Run:
        endpoint = endpoint_at(simulated)
        params = SMALL.get(recipe, {})
        return start_run(project=project, recipe=recipe, count=COUNT, endpoint=endpoint, by=lead, params=params, seed=7)

    return make


@pytest.fixture
def here(monkeypatch):
    """Rounds are prepared in this process: a child would not see the tests' database."""

    def work(run: Run, what: str) -> None:
        act = {"prepare": rounds.prepare_here, "choose": rounds.choose_here}[what]
        act(run, prepared(run))

    monkeypatch.setattr(rounds, "_in_child", work)


def finished(run: Run) -> Run:
    work_on(run.pk)
    run.refresh_from_db()
    if run.state == RunState.PAUSED and "People label" in run.reason:
        asked = Sample.objects.filter(state=SampleState.NEEDS_PERSON)
        label = Label.objects.first().name
        asked.update(current_label=label, label_source=LabelSource.PERSON, state=SampleState.ACCEPTED)
        resume_run(run=run)
        return finished(run)
    return run


@pytest.mark.parametrize("recipe", RECIPES)
def test_it_ends_can_be_replayed_and_knows_what_it_is_of(recipe, made_of, here, simulated, begin):
    made_of(KIND_OF.get(recipe, "classification"))
    simulated.turn(label_noise=0.0)
    run = finished(begin(recipe))
    assert run.state == RunState.DONE, run.reason
    assert run.accepted > 0
    assert run.accepted >= COUNT or recipe in MAY_GIVE_FEWER
    _every_request_can_be_rebuilt(run)
    _each_ingredient_leads_to_its_samples(run)


def _every_request_can_be_rebuilt(run: Run) -> None:
    found = [one for row in run.rows.all() for one in replay(row)]
    assert len(found) == Call.objects.filter(run=run, error="").count()
    assert [one for one in found if not one.equal] == []
    assert found or run.recipe == "regen"  # it finds passages, and asks nobody


def _each_ingredient_leads_to_its_samples(run: Run) -> None:
    """By one query an ingredient; what a row was drawn with is among the ingredients of each of its samples."""
    accepted = run.rows.filter(round__gt=0, accepted__gt=0)
    for row in accepted:
        draw = row.condition
        names = {f"value:{name}={value}"[:400] for name, value in draw["conditions"]}
        names |= {f"shown:{one}" for one in draw["demonstrations"]}
        samples = set(row.samples.values_list("pk", flat=True)) or {row.source_id} - {None}
        for name in names:
            assert samples <= _made_of(run, name), name
    if Call.objects.filter(run=run, row__round__gt=0, error="").exists():
        name = IngredientUse.objects.filter(ingredient__name__startswith="template:").values_list("ingredient__name")[0]
        assert _made_of(run, name[0])


def _made_of(run: Run, name: str) -> set[int]:
    uses = IngredientUse.objects.filter(ingredient__project=run.project_id, ingredient__name=name)
    return set(uses.values_list("sample", flat=True))


@pytest.mark.parametrize(
    ("recipe", "why"),
    [
        ("supergen-pairs", "no field for “premise”"),
        ("preference-pairs", "no field for “instruction”"),
        ("ultrachat", ""),
    ],
)
def test_what_cannot_give_a_sample_here_is_refused_before_it_costs_anything(recipe, why, made_of, begin):
    made_of("classification" if why else "pairs")
    with pytest.raises(ValidationError, match=why or "no field for “conversation”"):
        begin(recipe)
    assert not Run.objects.exists()
