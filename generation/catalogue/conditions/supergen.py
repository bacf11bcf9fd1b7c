"""SuperGen: the wording of the request is a condition too, and of many texts the likeliest stay.

Meng, Huang, Zhang, Han 2022 (arXiv 2202.04538). Each text is asked for in one of several wordings, drawn by chance.
Several times as many are written as are wanted; those stay that the model itself found likeliest, compared only with
texts of the same label and wording, and a fifth by chance, because what is likeliest is bland.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

WORDINGS = {
    "plain": "Write one made-up item that has this label.\nLabel: {label}",
    "agreed": "Somebody wrote an item, and all who read it agreed on its label. Write that item.\nLabel: {label}",
    "record": "Fill in this record as it would be found in real life.\nThe item: …\nLabel: {label}",
    "case": "Show one case that nobody would doubt, in the words of the person concerned.\nLabel: {label}",
    "collected": "While you were collecting items of one kind you came across this one. Write it down.\nLabel: {label}",
}
CHOICE = (
    Param(
        "over",
        "float",
        3.0,
        _("Texts to write for each that stays"),
        _("The paper writes 3 to 12; each one costs a call."),
        1,
        12,
    ),
    Param(
        "by_chance",
        "float",
        0.2,
        _("Share that stays by chance"),
        _("The others are the likeliest; where the endpoint gives no probabilities, all stay by chance."),
        0,
        1,
    ),
    Param(
        "unranked",
        "text",
        "",
        _("Labels without ranking"),
        _("Names with commas between, such as “neutral”: of these, all stay by chance."),
    ),
)
CHOSEN = {"over": "$over", "by_chance": "$by_chance", "cell": "wording", "unranked": "$unranked"}

RECIPE = Recipe(
    name="supergen",
    title=_("SuperGen"),
    summary=_(
        "Asks in several wordings, writes more than you want, and keeps the texts that the model finds likeliest."
    ),
    when=_("When you have nothing but the labels and can spend several calls on each text; needs token probabilities."),
    cites=("arXiv 2202.04538", "arXiv 2211.03044"),
    params=writing(*CHOICE),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    values=(Part("given", {"name": "wording", "title": _("Wording"), "values": ", ".join(WORDINGS)}),),
    templates=tuple(Template(f"supergen.write_{name}", 1, "{task}", text) for name, text in WORDINGS.items()),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "write", "variant": "wording", "variants": list(WORDINGS), "likelihood": True}},
                {"item": {"keep": {"score": "write_likelihood"}}},
            ]
        },
    ),
    verify=(Part("format"), Part("refusal"), Part("label_leak"), Part("duplicates")),
    schedule=Part("score_top", CHOSEN),
    rows_per_sample=1.2,
)
