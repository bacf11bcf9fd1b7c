"""SuperGen for pairs of texts: a real first text, and for every label a second one that goes on from it.

Meng, Huang, Zhang, Han 2022 (arXiv 2202.04538). The first text is one of the project's unlabelled samples. The paper
steers how much of it comes back by its decoder; a chat endpoint cannot, so copies are turned away instead.
"""

from generation.catalogue.conditions.supergen import CHOICE, CHOSEN
from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

WORDINGS = {
    "continued": "Go on with one sentence, so that the two together have this label.",
    "said": "Somebody read this and said one sentence. Whoever hears both gives them this label. Write what was said.",
    "other": "Write one sentence to stand beside it. The pair is a clear case of this label.",
}
FIRST = "\nThe first text:\n{item}\nLabel: {label}"

RECIPE = Recipe(
    name="supergen-pairs",
    title=_("SuperGen for pairs"),
    summary=_("Takes your unlabelled texts as the first of a pair and writes a second one for every label."),
    when=_("For questions about two texts, such as whether one follows from the other; needs unlabelled first texts."),
    cites=("arXiv 2202.04538",),
    params=writing(
        FIELDS,
        *CHOICE,
        Param("copied", "int", 8, _("Words in a row"), _("Second texts that copy so many are dropped."), 3, 50),
    ),
    task={"header_tokens": "$header_tokens"},
    values=(Part("given", {"name": "wording", "title": _("Wording"), "values": ", ".join(WORDINGS)}),),
    allocator=Part("items_by_label"),
    templates=tuple(
        Template(f"supergen-pairs.write_{name}", 1, "{task}", text + FIRST) for name, text in WORDINGS.items()
    ),
    plan=Part(
        "steps",
        {
            "steps": [
                {
                    "ask": {
                        "step": "write",
                        "variant": "wording",
                        "variants": list(WORDINGS),
                        "gives": {"second": "text"},
                        "likelihood": True,
                    }
                },
                {"do": {"tool": "longest_run", "reads": {"left": "premise", "right": "second"}, "gives": "run"}},
                {"do": {"tool": "below", "reads": {"value": "run", "most": "copied"}, "gives": "own"}},
                {"require": {"that": "own", "reason": _("copies the first text")}},
                {
                    "item": {
                        "fields": {"premise": "premise", "hypothesis": "second"},
                        "apart": True,
                        "keep": {"score": "write_likelihood"},
                    }
                },
            ]
        },
    ),
    verify=(Part("format"), Part("refusal"), Part("label_leak"), Part("duplicates", {"near": False})),
    schedule=Part("score_top", CHOSEN),
    rows_per_sample=1.2,
)
