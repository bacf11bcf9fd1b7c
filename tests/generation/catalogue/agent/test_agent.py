"""The planning agent: it finds what is wrong by pilots, stays within its list, and leaves the decision to a person."""

import json
import re
from dataclasses import dataclass, field
from dataclasses import replace as replaced

import pytest

from generation.catalogue.agent.agent import proposed
from generation.catalogue.agent.brief import Requirements
from generation.catalogue.agent.pilot import Pilot, Tried, TryOut, measured, shortfalls
from generation.catalogue.agent.plan import NAME, Change, NotAllowed, Plan
from generation.catalogue.agent.transcript import Differs, recorded, replayed
from generation.catalogue.document import from_yaml
from generation.catalogue.registry import RECIPES
from generation.methods.steps import Answer
from tests.generation.catalogue.driving import LABELS, context_of, run
from tests.generation.catalogue.test_clingen import Expert
from tests.generation.catalogue.worlds import World

KNOWN = {name: RECIPES[name] for name in ("simprompt", "attrprompt", "clingen")}
BRIEF = "Two hundred news texts of 30 to 80 words, all three topics."


@dataclass
class Staff:
    """Analyst, planner and critic who read their prompts and follow simple rules of thumb."""

    first: str = "simprompt"
    least: int = 30
    most: int = 80
    odd: list = field(default_factory=list)  # changes that are proposed before any sensible one
    asked: list = field(default_factory=list)

    def __call__(self, ask) -> Answer:
        self.asked.append(ask)
        user, wanted = ask.messages[-1]["content"], ask.schema["properties"]
        if ask.step.startswith("analyst"):
            said = dict.fromkeys(wanted, 0) | {"samples": 200, "least_words": self.least, "most_words": self.most}
            said |= {"accepted": 0.5, "labels": 1.0, "length": 0.9}
        elif ask.step.startswith("planner"):
            said = {"reason": "simple", "recipe": self.first}
        else:
            said = dict(
                zip(("setting", "value", "reason"), self.odd.pop(0) if self.odd else self.change(user), strict=True)
            )
        return Answer(said, json.dumps(said))

    def change(self, user: str) -> tuple[str, str, str]:
        missed = json.loads(re.search(r"It misses: (.+)", user).group(1))
        measures = json.loads(re.search(r"Its last pilot: (.+)", user).group(1))
        if "labels" in missed and "mention" in measures["turned_away"]:
            return "mention", "false", f"the topic check turns away {measures['missing_labels']}"
        if "length" in missed and "- lengths (" in user:
            return "lengths", "30 to 80", "one band, the one that is wanted"
        if "length" in missed:
            return "recipe", "attrprompt", "it asks for a length"
        return "", "", ""


class Sulking(Expert):
    """Never names the topic of one label."""

    def fill(self, ask, rng):
        fields = super().fill(ask, rng)
        if "text" in fields and ask.messages[-1]["content"].endswith("Label: Tech"):
            topic = re.search(r"about this: (.+)", ask.messages[-1]["content"]).group(1)
            fields["text"] = fields["text"].replace(topic, "it")
        return fields


def pilots_of(world, cost: float = 0.01):
    def pilot(request: TryOut) -> Pilot:
        recipe = from_yaml(request.document)
        made = run(recipe, context_of(recipe, request.samples), world)
        tried = [
            Tried(
                one.text,
                one.labels[0].label if one.labels else "",
                said[-1].gate if said[-1].action == "reject" else "",
            )
            for _draw, one, said in made.rows
        ]
        return Pilot(tried, cost)

    return pilot


def script(budget: float | None = None):
    return proposed(BRIEF, LABELS, KNOWN, budget)


def test_ignored_lengths_are_found_and_mended_within_three_pilots():
    proposal, _transcript = recorded(script(), Staff(), pilots_of(World()))
    assert (proposal.stopped, proposal.missed) == ("met", {})
    assert [one.measures["length"] >= 0.9 for one in proposal.pilots] == [False, False, True]
    assert [one.change.setting for one in proposal.pilots[1:]] == ["recipe", "lengths"]
    assert from_yaml(proposal.document).clean({})["lengths"] == "30 to 80"


def test_a_missing_label_is_found_by_the_gate_that_turns_it_away():
    proposal, _transcript = recorded(script(), Staff("clingen", 0, 0), pilots_of(Sulking()))
    first, second = proposal.pilots
    assert first.measures["missing_labels"] == ["Tech"]
    assert first.measures["turned_away"]["mention"]["Tech"] > 0
    assert second.missed == {}
    assert "Tech" in second.change.reason


def test_without_its_critic_the_defect_stays():
    silent = Staff(odd=[("", "", "")])
    proposal, _transcript = recorded(script(), silent, pilots_of(World()))
    assert proposal.stopped == "no_change"
    assert proposal.missed["length"] > 0.5


def test_the_transcript_replays_to_the_same_recipe_and_asks_nobody():
    proposal, transcript = recorded(script(), Staff(), pilots_of(World()))
    stored = json.loads(json.dumps(transcript))
    assert replayed(script(), stored) == proposal
    with pytest.raises(Differs):
        replayed(proposed("Another brief.", LABELS, KNOWN), stored)


def test_pilots_stop_where_a_twentieth_of_the_budget_is_spent():
    proposal, _transcript = recorded(script(budget=0.3), Staff(), pilots_of(World(), cost=0.02))
    assert (proposal.stopped, len(proposal.pilots)) == ("budget", 1)
    assert proposal.missed


def test_two_pilots_that_are_no_better_are_the_last():
    odd = [("temperature", str(n / 10), "who knows") for n in range(1, 9)]
    proposal, _transcript = recorded(script(), Staff(odd=odd), pilots_of(World()))
    assert (proposal.stopped, len(proposal.pilots)) == ("no_better", 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("tempature", "1", "x"), "There is no setting 'tempature'"),
        (("temperature", "7", "x"), "from 0 to 2"),
        (("temperature", "warm", "x"), "temperature: "),
        (("question", "other", "x"), "There is no setting 'question'"),
        (("recipe", "my-own-code", "x"), "There is no recipe 'my-own-code'"),
    ],
)
def test_what_is_not_on_the_list_is_refused_and_said_back(change, said):
    with pytest.raises(NotAllowed, match=said):
        Plan("simprompt").changed(Change(*change), KNOWN)
    staff = Staff(odd=[change])
    proposal, _transcript = recorded(script(), staff, pilots_of(World()))
    assert proposal.stopped == "met"
    second = next(ask for ask in staff.asked if ask.step == "critic/1/2")
    assert said in second.messages[-1]["content"]


def test_a_proposal_is_a_document_that_reads_back_and_no_run():
    document = Plan("attrprompt", {"temperature": 0.3}).document(KNOWN)
    recipe = from_yaml(document)
    assert (recipe.name, recipe.clean({})["temperature"]) == (NAME, 0.3)
    with pytest.raises(NotAllowed):
        Plan("attrprompt", {"temperature": 9}).document(KNOWN)


def test_measures_say_where_texts_went():
    wanted = Requirements(least_words=2, most_words=3)
    pilot = Pilot([Tried("a b", "World"), Tried("a b c d e f", "World"), Tried("x", "Tech", "mention")])
    measures = measured(pilot, LABELS, wanted)
    assert measures["accepted"] == pytest.approx(2 / 3)
    assert (measures["length"], measures["missing_labels"]) == (0.5, ["Sports", "Tech"])
    assert set(shortfalls(measures, wanted.bars)) == {"labels", "length"}
    assert measured(Pilot([]), LABELS, wanted)["accepted"] == 0.0
    assert replaced(wanted, most_words=0).bars.keys() == {"accepted", "labels"}
