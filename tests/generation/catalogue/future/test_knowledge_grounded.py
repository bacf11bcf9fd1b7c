"""Written from facts: rare entities come too, and what contradicts the facts is dropped."""

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from random import Random

from generation.catalogue.future.knowledge_grounded import RECIPE
from generation.methods.steps import Answer
from tests.generation.catalogue.driving import context_of, run
from tests.generation.catalogue.test_simulated import Simulated

TOWNS, LANDS = [f"Town {i}" for i in range(60)], [f"Land {i}" for i in range(12)]


def facts() -> tuple[dict, ...]:
    """Every town lies in one land; a few towns are in most of the other facts."""
    rows = [
        {"subject": town, "relation": "lies in", "object": LANDS[i % 12], "source": "atlas"}
        for i, town in enumerate(TOWNS)
    ]
    for i, town in enumerate(TOWNS):
        rows += [
            {"subject": town, "relation": "known for", "object": f"thing {i}-{n}", "object_type": "literal"}
            for n in range(1200 // (i + 1) ** 2)
        ]
    return tuple(row | {"subject_type": "town"} for row in rows)


@dataclass
class Traveller:
    """Tells the facts of its prompt; now and then moves a town to another land, or adds what nobody knows."""

    moves: float = 0.15
    adds: float = 0.15
    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if "claims" in ask.schema["properties"]:
            names = ("subject", "relation", "object")
            found = re.findall(r"\[(.+?) ~ (.+?) ~ (.+?)\]", user)
            said = {"claims": [dict(zip(names, one, strict=True)) for one in found]}
        else:
            told = re.findall(r"^\d+\. (.+) \| (.+) \| (.+)$", user, re.MULTILINE)
            moved = [
                (s, r, rng.choice(LANDS) if r == "lies in" and rng.random() < self.moves else o) for s, r, o in told
            ]
            moved += [("Nobody", "said", f"so {i}") for i in range(9)] if rng.random() < self.adds else []
            own = " ".join(str(rng.random()) for _ in range(3 * len(moved)))  # two texts are never near-duplicates
            said = {"text": f"{own} " + " ".join(f"[{s} ~ {r} ~ {o}]" for s, r, o in moved)}
        return Answer(said, json.dumps(said))


def written(model, count: int = 120, known=None, **params):
    params = {"complete": "lies in", "type": "town", "most_facts": 20, **params}
    return run(RECIPE, replace(context_of(RECIPE, count, **params), triples=known or facts(), seed=9), model).accepted


def wrong(made) -> float:
    """The share of claims that a table of the lands says are false."""
    lies = {row["subject"]: row["object"] for row in facts() if row["relation"] == "lies in"}
    told = [pair for _d, one in made for pair in re.findall(r"\[(Town \d+) ~ lies in ~ (.+?)\]", one.text)]
    return sum(lies[town] != land for town, land in told) / len(told)


def test_what_contradicts_the_facts_is_dropped():
    made = written(Traveller())
    assert wrong(made) < 0.02
    assert all(not one.kept["claims"]["contradicted"] for _d, one in made)


def test_unchecked_it_stays():
    assert wrong(written(Traveller(), check=False)) > 0.05


def test_a_relation_that_is_not_complete_contradicts_nothing():
    assert wrong(written(Traveller(), complete="")) > 0.05


def test_too_many_claims_that_nobody_knows_drop_a_text():
    assert not any("Nobody" in one.text for _d, one in written(Traveller(moves=0), most_facts=3, count=40))
    assert any(
        "Nobody" in one.text for _d, one in written(Traveller(moves=0), most_facts=3, count=40, most_unknown=1.0)
    )


def test_rare_entities_come_as_often_as_well_known_ones():
    def rarest(alpha: float) -> int:
        uses = Counter(one.kept["entity"] for _d, one in written(Traveller(0, 0), alpha=alpha, most_facts=3))
        return sum(uses[town] for town in TOWNS[-6:])

    assert rarest(1.0) >= 5 * max(rarest(0.0), 1)


def test_each_sample_lists_its_facts_and_their_sources():
    for draw, one in written(Traveller(0, 0), count=10):
        assert one.kept["facts"] == draw.extra["facts"]
        assert one.kept["sources"] in ([], ["atlas"])
        assert all(one.kept["entity"] in fact for fact in one.kept["facts"])


def test_a_text_is_asked_for_about_its_entity_and_its_claims_in_the_words_of_the_facts():
    asked, model = [], Traveller(0, 0)
    made = written(lambda ask: asked.append(ask) or model(ask), count=5)
    told = ["\n".join(message["content"] for message in ask.messages) for ask in asked]
    writes, claims = [text for text in told if "Facts:" in text], [text for text in told if "List every claim" in text]
    assert all(any(f"about this: {one.kept['entity']}\n" in text for text in writes) for _draw, one in made)
    for _draw, one in made:
        relations = {fact.split(" | ")[1] for fact in one.kept["facts"]}
        named = [re.search(r"use its name: (.*)\. What", text).group(1) for text in claims if one.text in text]
        assert named
        assert all(set(text.split(", ")) >= relations for text in named)


def test_without_facts_it_says_so_before_anything_is_asked():
    assert RECIPE.prepare(context_of(RECIPE, 5)).bars.what == "triples"


def test_it_fills_a_run_on_the_simulated_model():
    assert len(written(Simulated(), count=8)) == 8
