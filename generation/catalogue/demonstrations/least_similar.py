"""Least similar: each prompt shows the seeds that are least like what was generated before, and unlike each other.

After the survey's section on the diversity of data (Long et al. 2024, arXiv 2406.15126). Examples that were imitated
already lead to more of the same; so those come next that nothing generated resembles. What is compared with is a fair
sample of all that the run has accepted, renewed with every batch.
"""

from generation.catalogue.demonstrations.few_shot import ASKED, COPY, SHOWN, VERIFY
from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

RECIPE = Recipe(
    name="least-similar",
    title=_("Least similar examples"),
    summary=_("Shows in each prompt the seeds that are least like what was generated so far, and unlike each other."),
    when=_("When texts grow alike in a long run although you have many varied seeds."),
    cites=("arXiv 2406.15126",),
    params=writing(
        SHOWN,
        Param(
            "relevant_from",
            "float",
            0.0,
            _("Least likeness to the label"),
            _("Seeds below it are never shown. Compared by shared words: 0 shows all of them."),
            0,
            1,
        ),
        COPY,
    ),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    demonstrations=Part("least_similar", {"k": "$demonstrations", "relevant_from": "$relevant_from", "required": True}),
    templates=(Template("least-similar.write", 1, "{task}", ASKED),),
    plan=Part("write"),
    verify=VERIFY,
    rows_per_sample=1.2,
)
