"""Every recipe that there is, on the database and over HTTP with the simulated model: it ends, what makes it the method
that it is shows in what was stored and no longer does with that part switched off, each request can be rebuilt, and
each ingredient leads to what it went into.
"""

import pytest
from django.core.exceptions import ValidationError

from generation.catalogue.registry import RECIPES
from generation.models import Call, IngredientUse, Run, RunState
from generation.runs.actions.replay import replay
from tests.generation.runs.key_parts import (
    of_conditions,
    of_demonstrations,
    of_prompts,
    of_rounds,
    of_steps,
    of_tools,
)
from tests.generation.runs.key_parts.seen import Seen

pytestmark = pytest.mark.django_db(transaction=True)

KEY_PARTS = {
    **of_prompts.KEY_PARTS,
    **of_conditions.KEY_PARTS,
    **of_demonstrations.KEY_PARTS,
    **of_steps.KEY_PARTS,
    **of_rounds.KEY_PARTS,
    **of_tools.KEY_PARTS,
}
#: They keep what is best of a round, or what they can find: fewer than were asked for is as it should be.
MAY_GIVE_FEWER = {"alice", "regen", "s3", "vote-k", "wanli"}


def test_every_recipe_has_a_key_part():
    assert set(KEY_PARTS) == set(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_its_key_part_shows_in_what_is_stored_and_not_where_it_is_off(name, finished):
    key = KEY_PARTS[name]
    run = finished(name, key)
    assert run.state == RunState.DONE, run.reason
    assert run.accepted > 0
    assert run.accepted >= key.count or name in MAY_GIVE_FEWER
    _every_request_can_be_rebuilt(run)
    _each_ingredient_leads_to_its_samples(run)
    assert key.holds(Seen(run))
    off = finished(name, key, off=True)
    assert (off.state, off.accepted > 0) == (RunState.DONE, True), off.reason
    assert not key.holds(Seen(off))


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
        ("ultrachat", "no field for “conversation”"),
    ],
)
def test_what_cannot_give_a_sample_here_is_refused_before_it_costs_anything(recipe, why, finished):
    with pytest.raises(ValidationError, match=why):
        finished(recipe, KEY_PARTS[recipe], kind="pairs" if recipe == "ultrachat" else "classification")
    assert not Run.objects.exists()
