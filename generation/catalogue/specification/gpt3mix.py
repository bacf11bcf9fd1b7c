"""GPT3Mix: from a few real items of different labels a new one, then its label, as the mixture that it is.

Yoo, Park, Kang, Lee, Park 2021 (arXiv 2104.08826). The text is written before the label, so that the label follows from
it. What is kept is the distribution over labels: read from the probabilities of the answer's tokens, or, where the
endpoint tells none, from a vote.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

WRITE = Template(
    "gpt3mix.write",
    1,
    "{task}",
    "{demonstrations}Write one more item of this kind, between the examples rather than like one of them; then say "
    "which label it has.\nThe labels are: {labels}",
)
VOTE = Template("gpt3mix.vote", 1, "{to_label}", "Which label has this item?\n\n{written}\n\nThe labels are: {labels}")
SHARES = {"shares": "write_shares", "votes": "vote", "label": "label", "labels": "labels"}

RECIPE = Recipe(
    name="gpt3mix",
    title=_("GPT3Mix"),
    summary=_("Mixes two or more of your labelled items into a new one, and says how much of each label it has."),
    when=_("To augment a small labelled set with texts between the labels. Few labels: each prompt names them all."),
    cites=("arXiv 2104.08826",),
    params=writing(
        Param("demonstrations", "int", 2, _("Examples in the prompt"), _("Seeds of all labels, by chance."), 2, 8),
        Param(
            "soft_labels",
            "bool",
            True,
            _("Keep the distribution over labels"),
            _("Votes are asked for only where the endpoint gives no probabilities."),
        ),
        Param("votes", "int", 5, _("Votes"), _("Calls for each text, where there are no probabilities."), 2, 20),
    ),
    task={"header_tokens": "$header_tokens"},
    allocator=Part("open"),
    demonstrations=Part("mixed_label", {"k": "$demonstrations", "required": True}),
    templates=(WRITE, VOTE),
    plan=Part(
        "steps",
        {
            "steps": [
                {
                    "ask": {
                        "step": "write",
                        "gives": {"fields": "item", "label": "label"},
                        "probability_of": "label",
                    }
                },
                {"do": {"tool": "tells_apart", "reads": {"shares": "write_shares"}, "gives": "told"}},
                {"do": {"tool": "as_data", "reads": {"fields": "fields"}, "gives": "written"}},
                {
                    "ask": {
                        "step": "vote",
                        "gives": {"vote": "label"},
                        "times": "$votes",
                        "when": "soft_labels",
                        "unless": "told",
                        "optional": True,
                        "temperature": 1.0,
                        "max_tokens": 60,
                    }
                },
                {
                    "do": {
                        "tool": "soft_label",
                        "reads": SHARES,
                        "gives": "soft",
                        "when": "soft_labels",
                        "needed": False,
                    }
                },
                {
                    "item": {
                        "label": "label",
                        "probability": "soft.of_label",
                        "keep": {"soft_label": "soft.shares", "soft_label_source": "soft.source"},
                    }
                },
            ]
        },
    ),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("label_leak"),
        Part("demonstration_copy"),
        Part("duplicates", {"near": False}),
    ),
    rows_per_sample=1.2,
)
