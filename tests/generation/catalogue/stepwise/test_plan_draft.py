"""Texts in parts: what contradicts is written again, with what depends on it, and nothing else."""

import re
from random import Random

import pytest

from generation.catalogue.stepwise.plan_draft import RECIPE
from generation.methods.allocators import Wanted
from generation.methods.steps import drive
from tests.generation.catalogue.driving import context_of, run, set_up
from tests.generation.catalogue.problems import Solver, user

PARTS = ("opening", "journey", "storm", "ending")
DEPENDS = {"opening": [], "journey": ["opening"], "storm": [], "ending": ["journey"]}


class Author(Solver):
    """Forgets the hero's name in one of four parts; a reader sees it."""

    slips = 0.25

    def plan(self, ask, rng):
        made = [{"name": n, "goal": f"the {n}", "must_mention": f"{n} day", "depends_on": DEPENDS[n]} for n in PARTS]
        return {"sketch": made}

    def part(self, ask, rng, slips=None):
        name = re.search(r"Part: (\w+)", user(ask)).group(1)
        hero = "Bob" if rng.random() < (self.slips if slips is None else slips) else "Ada"
        seen = " ".join(str(rng.randint(1, 10**6)) for _ in range(12))
        return {"written": f"On the {name} day {hero} went on and saw {seen}."}

    def rewrite(self, ask, rng):
        return self.part(ask, rng, slips=0.1)

    def check(self, ask, rng):
        told = re.search(r"\{.*\}", user(ask)).group()
        wrong = re.findall(r'"(\w+)": "[^"]*Bob', told)
        return {"contradictions": [{"part": name, "problem": "the hero is called Ada"} for name in wrong]}


def coherent(made) -> float:
    return sum("Bob" not in one.text for _draw, one in made.accepted) / len(made.accepted)


def test_texts_contradict_themselves_less_than_without_rewriting():
    refined, drafts = (run(RECIPE, context_of(RECIPE, 60, rewrites=n), Author()) for n in (2, 0))
    assert coherent(refined) > 0.9
    assert coherent(drafts) < 0.6


def test_what_is_left_contradicting_goes_to_a_person():
    made = run(RECIPE, context_of(RECIPE, 60, rewrites=0), Author())
    assert all(bool(one.review) == ("Bob" in one.text) for _draw, one in made.accepted)


@pytest.mark.parametrize(
    ("fault", "again"),
    [("opening", ["opening", "journey", "ending"]), ("storm", ["storm"]), ("ending", ["ending"]), ("", [])],
)
def test_only_the_faulty_part_and_what_depends_on_it_is_written_again(fault, again):
    class Careful(Author):
        slips = 0

        def part(self, ask, rng, slips=None):
            said = super().part(ask, rng, slips=0)
            name = re.search(r"Part: (\w+)", user(ask)).group(1)
            return {"written": said["written"].replace("Ada", "Bob") if name == fault else said["written"]}

        def rewrite(self, ask, rng):
            return Author.part(self, ask, rng, slips=0)

    prepared = set_up(RECIPE, context_of(RECIPE, 1), Careful())
    [draw] = prepared.propose(Wanted(1), Random(1)).draws
    [one] = drive(prepared.row(draw), Careful())
    assert (one.kept["rewritten"] or []) == again
    assert [step for step in one.steps if "rewrite" in step] == [f"rewrite/1/{i + 1}" for i in range(len(again))]
    checks = [step for step in one.steps if step.startswith("check")]
    assert len(checks) == (2 if again else 1)  # it ends as soon as nothing contradicts


class Watched(Author):
    """Keeps what it was asked, with its answers."""

    def __init__(self):
        super().__init__()
        self.heard: list[tuple[str, str, dict]] = []

    def __call__(self, ask):
        answer = super().__call__(ask)
        self.heard.append((ask.step.split("/")[0], user(ask), answer.fields))
        return answer


def test_a_part_is_told_what_it_is_for_what_stands_before_it_and_what_is_wrong():
    author = Watched()
    made = run(RECIPE, context_of(RECIPE, 12), author)
    assert {dict(one.kept["plan"][0])["name"] for _draw, one in made.accepted} == {"opening"}
    before: list[str] = []
    for step, told, said in author.heard:
        if step == "plan":
            before = []
            assert re.search(r"in \d\S* parts", told)
        elif step in ("part", "rewrite"):
            name = re.search(r"Part: (\w+)", told).group(1)
            assert f"the {name}" in told
            assert f"{name} day" in told
        if step == "part":
            assert all(text in told for text in before)
            assert all(other in told for other in PARTS)
            before.append(said["written"])
        if step == "rewrite":
            assert re.search(r"What is wrong with it: \w+", told)
            assert sum(f"On the {other} day" in told for other in PARTS) == len(PARTS)
        assert step == "check" or re.search(r"Label: \w+$", told)
    assert {step for step, _told, _said in author.heard} == {"plan", "part", "check", "rewrite"}


def test_the_parts_one_after_the_other_are_the_sample():
    for _draw, one in run(RECIPE, context_of(RECIPE, 10), Author()).accepted:
        assert one.text == "\n\n".join(one.kept["parts"][name] for name in PARTS)


def test_a_part_that_forgets_what_it_must_mention_is_written_again():
    class Forgetful(Author):
        slips = 0

        def part(self, ask, rng, slips=None):
            said = super().part(ask, rng, slips=0)["written"]
            return {"written": said.replace("storm day", "day") if "rewrite" not in ask.step else said}

    made = run(RECIPE, context_of(RECIPE, 5), Forgetful())
    assert {tuple(one.kept["rewritten"]) for _draw, one in made.accepted} == {("storm",)}
