"""UltraChat: dialogues about every leaf of a tree of topics, by two sides that speak in turn.

Ding et al. 2023 (arXiv 2305.14233), the first of its sectors, questions about the world; the others are in
ultrachat_writing.py and ultrachat_material.py. The set-up grows the tree; every leaf gets the same number of dialogues.
One prompt writes the opening, one plays the user, who is a person of a list, one the assistant, for three to seven
rounds; a run's second model is the person, for each side was another model in the publication. A dialogue is cut where
a side plays the other's part, repeats itself, or only politeness is left; it is never padded.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

LEAF = {
    "name": "leaf",
    "title": _("Topic"),
    "what": "topics that people talk about with an assistant",
    "root": "$about",
    "depth": "$depth",
    "children": "$children",
}
PERSONA = {
    "name": "persona",
    "title": _("Person"),
    "what": "kinds of people who ask an assistant something, each with a manner of speaking",
    "count": "$personas",
}
PERSON_IS_SECOND = _("Plays the person, from the first message on; the first model plays the assistant.")
OPENING = Template(
    "ultrachat.opening",
    1,
    "{task}",
    "Write the first message that this person sends to an assistant: {persona}\nIt is about: {leaf}\nAsk for something "
    "definite, or bring something up, as this person would. The message alone.",
)


def sides(recipe: str, about: str) -> tuple[Template, Template]:
    """The prompts of the two sides: the person, and the assistant. `about` is what they talk about, as a slot or so."""
    person = (
        f"You are not an assistant. You are this person: {{persona}}. You talk with an assistant about: {about}\n"
        "Each of your turns is short and leads on: ask further, doubt, give a particular, or turn to something near. "
        "Never answer in the assistant's place, and do not thank."
    )
    helper = "{task}\nYou are a helpful assistant. Answer the person's last turn."
    return (
        Template(f"{recipe}.user", 1, person, "I am the assistant. What would you like to know?"),
        Template(f"{recipe}.assistant", 1, helper, ""),
    )


TURNS = {
    "user": "user",
    "assistant": "assistant",
    "opening": "first",
    "least": "$least",
    "most": "$most",
    "keep": 2,
    "user_model": "second",
}


def talk(*begins: dict, keep: tuple[str, ...] = ()) -> Part:
    """The plan of a dialogue: steps that make the person's `first` message, then the two speak in turn."""
    kept = {name: name for name in ("ended", "rounds", *keep)}
    item = {"fields": {"conversation": "conversation"}, "keep": kept}
    return Part("steps", {"steps": [*begins, {"turns": TURNS}, {"item": item}]})


def talking(*own: Param, rounds: tuple[int, int], longest: int) -> tuple[Param, ...]:
    """The settings of a dialogue: a sector's own, how many rounds it has, and those that all have."""
    least, most = rounds
    return writing(
        *own,
        Param("least", "int", least, _("Fewest rounds"), _("A round is a turn of each side."), 2, 20),
        Param("most", "int", most, _("Most rounds"), "", 2, 20),
        FIELDS,
        longest=longest,
    )


PERSONAS = listed("personas", 8, _("Kinds of people"), 50)

RECIPE = Recipe(
    name="ultrachat",
    title=_("UltraChat"),
    summary=_("Grows a tree of topics and writes dialogues about every leaf: a person and an assistant, in turn."),
    when=_("For dialogues of several turns that cover a field evenly."),
    second=PERSON_IS_SECOND,
    cites=("arXiv 2305.14233",),
    params=talking(
        Param("about", "text", "", _("About"), _("Root of the tree. Empty: what the codebook is for.")),
        Param("depth", "int", 2, _("Levels of topics"), "", 1, 3),
        listed("children", 6, _("Topics below each"), 12),
        PERSONAS,
        rounds=(3, 7),
        longest=1024,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(Part("topics", LEAF), Part("enumerated", PERSONA)),
    allocator=Part("quota", {"of": "leaf"}),
    templates=(OPENING, *sides("ultrachat", "{leaf}")),
    plan=talk({"ask": {"step": "opening", "model": "second", "gives": {"first": "text"}, "max_tokens": 300}}),
    verify=(Part("format"), Part("refusal"), Part("duplicates", {"near": False})),
    rows_per_sample=1.2,
    reply_tokens=(20, 400),
)
