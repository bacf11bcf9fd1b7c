"""ClinGen for pairs: the first text is written before the label is known, so it gives nothing away."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from random import Random

from generation.catalogue.clingen_pairs import ABOUT, RECIPE
from generation.methods.parts import Part
from generation.methods.steps import Answer, Demonstration
from generation.methods.taskspec import TaskSpec
from generation.methods.templates import Template
from tests.generation.catalogue.driving import context_of, run

LABELS = ("follows", "contradicts", "open")
CUES = dict(zip(LABELS, ("surely", "never", "perhaps"), strict=True))
SPEC = TaskSpec.from_json(
    {
        "purpose": "Say whether one text follows from another.",
        "fields": [{"name": "premise"}, {"name": "hypothesis"}],
        "questions": [{"name": "relation", "labels": [{"name": name} for name in LABELS]}],
    }
)
AT_ONCE = Template(
    "clingen-pairs.write", 1, "{task}", f"Write both texts of a pair {ABOUT}{{demonstrations}}Label: {{label}}"
)


@dataclass
class Author:
    """Puts the cue of the label that its prompt asks for into all that it writes; knows only the prompt."""

    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        user, wanted = ask.messages[-1]["content"], ask.schema["properties"]
        if "values" in wanted:
            return Answer({"values": ["heart valve", "knee joint", "left lung"]})
        label = re.search(r"^Label: (\w+)$", user, re.MULTILINE)
        topic = re.search(r"is about this: (.+)", user)
        cue = CUES[label[1]] if label else Random(self.asked).choice(list(CUES.values()))
        return Answer({name: f"{topic[1] if topic else ''} {cue} {name} {self.asked}.".strip() for name in wanted})


def written(recipe=RECIPE, count: int = 90):
    return run(recipe, replace(context_of(recipe, count), spec=SPEC), Author()).accepted


def given_away(made, field: str) -> float:
    """How often the label can be guessed from one field, by the label that its cue stands beside most."""
    seen: dict[str, Counter] = {}
    for _draw, one in made:
        cue = next(cue for cue in CUES.values() if cue in one.fields[field])
        seen.setdefault(cue, Counter())[one.labels[0].label] += 1
    return sum(max(counts.values()) for counts in seen.values()) / len(made)


def test_the_first_text_does_not_tell_the_label_and_the_second_answers_to_it():
    made = written()
    assert len(made) >= 90
    assert given_away(made, "premise") < 0.5
    assert given_away(made, "hypothesis") == 1


def test_written_at_once_it_does():
    both = {"ask": {"step": "write", "gives": {"premise": "text", "hypothesis": "text"}}}
    fields = {"item": {"fields": {"premise": "premise", "hypothesis": "hypothesis"}}}
    recipe = replace(RECIPE, plan=Part("steps", {"steps": [both, fields]}), templates=(AT_ONCE,))
    assert given_away(written(recipe), "premise") == 1


def prompts(support=()) -> tuple[list, list]:
    """What is asked for first texts and for second ones."""
    seen = []

    class Watched(Author):
        def __call__(self, ask):
            seen.append(ask)
            return super().__call__(ask)

    run(RECIPE, replace(context_of(RECIPE, 3), spec=SPEC, support=support), Watched())
    return tuple([ask for ask in seen if ask.step == step] for step in ("premise", "hypothesis"))


def test_the_second_prompt_holds_the_first_text_as_data():
    firsts, seconds = prompts()
    assert len(firsts) == len(seconds) >= 3
    assert all("Label:" not in ask.messages[-1]["content"] for ask in firsts)
    assert all("<premise>\n" in ask.messages[-1]["content"] for ask in seconds)


def test_the_second_prompt_shows_seeds_of_its_label_and_the_first_none():
    fields = {label: {"premise": f"{label} before", "hypothesis": f"{label} after"} for label in LABELS}
    seeds = tuple(Demonstration(label, fields[label], {"relation": label}) for label in LABELS)
    firsts, seconds = prompts(seeds)
    assert not any(f"{label} after" in ask.messages[-1]["content"] for ask in firsts for label in LABELS)
    for ask in seconds:
        user = ask.messages[-1]["content"]
        wanted = re.search(r"^Label: (\w+)", user, re.MULTILINE)[1]
        assert [label for label in LABELS if f"{label} after" in user] == [wanted]


def test_every_first_text_mentions_its_topic_unless_it_need_not():
    class Forgetful(Author):
        """Writes a first text of something else, now and then."""

        def __call__(self, ask):
            said = super().__call__(ask)
            return (
                Answer({"premise": f"Never case {self.asked}."}) if ask.step == "premise" and self.asked % 3 else said
            )

    def forgotten(**params) -> int:
        made = run(RECIPE, replace(context_of(RECIPE, 20, **params), spec=SPEC), Forgetful()).accepted
        return sum(dict(draw.conditions)["topic"] not in one.fields["premise"] for draw, one in made)

    assert forgotten() == 0
    assert forgotten(mention=False) > 0
