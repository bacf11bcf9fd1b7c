"""S3: write a seed set from reasons, then more of what a student of it still gets wrong on gold samples.

Wang, Zhou and Sachan 2023 (arXiv 2310.13671). The copy check compares with every gold text that the student is judged
by, so that none of them comes back as data.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

REASONS = {
    "name": "reason",
    "title": _("Reason"),
    "what": "reasons why an item could have this label, each something that would be found in the item",
    "count": "$reasons",
    "per_label": True,
}
WRITE = Template(
    "s3.write",
    1,
    "{task}",
    "Write one item that has this label for this reason: {reason}\nFirst say in one sentence how the item will show "
    "it, then write the item.\nLabel: {label}",
)
EXTRAPOLATE = Template(
    "s3.extrapolate",
    1,
    "{task}",
    "A classifier gets the item below wrong. Write another item of the same kind, as difficult and with the "
    "same label, but about other particulars and in other words. First say in one sentence what makes it hard.\n\n"
    "The item: {parent}\n\nLabel: {label}",
)
ANSWER = {"explanation": "text", "fields": "item"}

RECIPE = Recipe(
    name="s3",
    title=_("S3: learn from a student's errors"),
    summary=_(
        "Writes a first set from reasons for each label, trains a small student on it, and writes more of what the "
        "student still gets wrong on your gold samples."
    ),
    when=_("When you have some hundred gold samples, and data written without them misses part of what is real."),
    second=_("Writes what the student still gets wrong, from its errors; the first one writes the first set."),
    cites=("arXiv 2310.13671",),
    params=writing(
        listed("reasons", 10, _("Reasons to list for each label"), 50),
        Param(
            "seed_share",
            "float",
            0.5,
            _("Share of the first set"),
            _("What is left is written in the rounds after it, one item for each error at most."),
            0.05,
            0.95,
        ),
        Param("rounds", "int", 2, _("Rounds after the first set"), _("Published with 2."), 1, 10),
        Param(
            "additions",
            "int",
            5,
            _("Items for one gold sample, at most"),
            _("In all rounds together; keeps the data from copying the gold set."),
            1,
            100,
        ),
        Param(
            "errors",
            "bool",
            True,
            _("Start from errors"),
            _("Off: from gold samples by chance, to see what the errors are worth."),
        ),
        temperature=0.9,
    ),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    model={"temperature": "$temperature", "top_p": "$top_p", "max_tokens": "$max_tokens"},
    values=(Part("enumerated", REASONS),),
    allocator=Part("noted", {"otherwise": "deficit_greedy", "turns": 2}),
    templates=(WRITE, EXTRAPOLATE),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "write", "gives": ANSWER, "unless": "parent"}},
                {"ask": {"step": "extrapolate", "model": "second", "gives": ANSWER, "when": "parent"}},
                {"item": {"keep": {"explanation": "explanation"}}},
            ]
        },
    ),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("demonstration_copy", {"rouge_l": 0.8}),
        Part("label_leak"),
        Part("duplicates"),
    ),
    schedule=Part(
        "extrapolation",
        {"times": "$rounds", "seed_share": "$seed_share", "additions": "$additions", "errors": "$errors"},
    ),
    rows_per_sample=1.2,
)
