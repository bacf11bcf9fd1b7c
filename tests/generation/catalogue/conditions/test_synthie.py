"""SynthIE: rare facts come as soon as common ones, and a text says its facts, all of them and nothing else."""

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from random import Random

from generation.catalogue.conditions.synthie import RECIPE
from generation.methods.measures.gini import gini
from generation.methods.steps import Answer
from generation.methods.taskspec import TaskSpec
from generation.methods.values.fact_sets import told
from generation.methods.values.graph import from_rows
from tests.generation.catalogue.driving import context_of, run
from tests.generation.catalogue.switching import without
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.methods.values.facts import skewed

SPEC = TaskSpec.from_json(
    {
        "purpose": "Extract facts.",
        "role": "an archivist",
        "fields": [{"name": "text"}, {"name": "triples"}],
        "questions": [{"name": "fits", "labels": [{"name": "yes"}, {"name": "no"}]}],
    }
)
KNOWN = skewed(facts=2000)
ROWS = tuple(
    dict(zip(("subject", "relation", "object"), told(KNOWN, fact).split(" | "), strict=True))
    for fact in KNOWN.facts.values()
)


@dataclass
class Scribe:
    """Leaves facts out and adds some; reads texts without a mistake, from its prompt alone."""

    forgets: float = 0.1
    adds: float = 0.1
    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng, user, wanted = Random(self.asked), ask.messages[-1]["content"], ask.schema["properties"]
        facts = re.findall(r"^\d+\. (.+) \| (.+) \| (.+)$", user, re.MULTILINE)
        claims = re.findall(r"\[(.+?) ~ (.+?) ~ (.+?)\]", user)
        if "text" in wanted:
            kept = [fact for fact in facts if rng.random() >= self.forgets]
            kept += [("Somebody", "invented", "something")] if rng.random() < self.adds else []
            said = {"text": " ".join(f"[{s} ~ {r} ~ {o}]" for s, r, o in kept) or "nothing"}
        elif "judged" in wanted:
            said = {"judged": [{"number": i, "stated": fact in claims} for i, fact in enumerate(facts, start=1)]}
        else:
            said = {"claims": [dict(zip(("subject", "relation", "object"), one, strict=True)) for one in claims]}
        return Answer(said, json.dumps(said))


def written(model, count: int = 100, **params):
    context = replace(context_of(RECIPE, count, **params), spec=SPEC, triples=ROWS)
    return run(RECIPE, context, model).accepted


def relations(made) -> Counter:
    return Counter(line.split(" | ")[1] for _draw, one in made for line in one.fields["triples"].splitlines())


def faults(made) -> tuple[float, float]:
    """The share of facts that their text leaves out, and of claims beyond the facts."""
    left = added = facts = claims = 0
    for _draw, one in made:
        listed = one.fields["triples"].splitlines()
        said = [" | ".join(c) for c in re.findall(r"\[(.+?) ~ (.+?) ~ (.+?)\]", one.fields["text"])]
        left, facts = left + sum(fact not in said for fact in listed), facts + len(listed)
        added, claims = added + sum(claim not in listed for claim in said), claims + len(said)
    return left / facts, added / claims


def test_relations_are_used_far_more_evenly_than_the_facts_have_them():
    of_graph = Counter(row["relation"] for row in ROWS)
    made = relations(written(Scribe(0, 0)))
    assert gini(made[name] for name in of_graph) < 0.4 * gini(of_graph.values())


def use_of_rarest(**params) -> float:
    """How often the rarest fifth of the relations is used, of what an even use would give."""
    rarest = [name for name, _n in Counter(row["relation"] for row in ROWS).most_common()[-4:]]
    made = relations(written(Scribe(0, 0), **params))
    return sum(made[name] for name in rarest) / len(rarest) / (sum(made.values()) / 20)


def test_evening_out_reaches_the_rarest_relations():
    assert use_of_rarest() > 0.8
    assert use_of_rarest(alpha=0.0) < 0.5


def test_what_is_accepted_states_its_facts_and_nothing_else():
    left, added = faults(written(Scribe()))
    assert left <= 0.05
    assert added <= 0.05


def test_what_only_adds_is_turned_away_too_and_not_so_without_that_requirement():
    assert faults(written(Scribe(0, 0.3))) == (0, 0)
    context = replace(context_of(RECIPE, 100), spec=SPEC, triples=ROWS)
    assert faults(run(without(RECIPE, "claims more than its facts"), context, Scribe(0, 0.3)).accepted)[1] > 0.05


def test_without_the_check_texts_leave_out_and_add():
    left, added = faults(written(Scribe(), check=False))
    assert left > 0.05
    assert added > 0.02


def test_the_structure_is_stored_with_the_text_its_claims_and_its_sources():
    sourced = tuple(row | {"source": f"table of {row['relation']}"} for row in ROWS)
    context = replace(context_of(RECIPE, 3), spec=SPEC, triples=sourced)
    [(draw, one), *_rest] = run(RECIPE, context, Scribe(0, 0)).accepted
    assert one.fields["triples"].splitlines() == one.kept["facts"] == draw.extra["facts"]
    relations = {line.split(" | ")[1] for line in one.kept["facts"]}
    assert set(from_rows(ROWS).relations) >= relations
    assert {*one.kept["sources"]} == {f"table of {relation}" for relation in relations}
    assert len(one.kept["claims"]) == len(one.kept["facts"])


def test_without_facts_it_says_so_before_anything_is_asked():
    assert RECIPE.prepare(replace(context_of(RECIPE, 5), spec=SPEC)).bars.what == "triples"


def test_it_fills_a_run_on_the_simulated_model():
    made = written(Simulated(), count=12)
    assert len(made) == 12
