"""Logit suppression: words that a run has worn out are forbidden, and temperature is a condition.

Chung, Kamar, Amershi 2023 (arXiv 2306.04140). Texts grow more varied and labels less right, which is why labels that a
second reading doubts go to people. The paper biases the logits of tokens; that is one choice, for endpoints that tell
the ids of their tokens. Elsewhere the words are named in the prompt, each as often as its share says.
"""

from generation.catalogue.conditions.datatune import OTHERWISE
from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import HEADER_TOKENS, QUESTION, TEMPERATURE, TOP_P, max_tokens
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

RECIPE = Recipe(
    name="logit-suppression",
    title=_("Worn words"),
    summary=_("Forbids each text some of the words that earlier texts used most, at several temperatures."),
    when=_("When wording repeats itself and you do not want to think of conditions. People check doubtful labels."),
    cites=("arXiv 2306.04140",),
    params=(
        QUESTION,
        Param("most", "int", 100, _("Words to watch"), _("The commonest ones; 0 forbids nothing."), 0, 500),
        Param(
            "strength",
            "float",
            1.0,
            _("Strength"),
            _("1 forbids a word that stands in a third of the texts to a third of the next ones."),
            0,
            10,
        ),
        Param(
            "by",
            "choice",
            "prompt",
            _("How words are suppressed"),
            _("By logits only where the endpoint tells the ids of its tokens, as servers of open models do."),
            choices=(("prompt", _("The prompt forbids them")), ("logits", _("Their tokens become less likely"))),
        ),
        Param("temperatures", "text", "0.3, 0.7, 0.9, 1.3", _("Temperatures"), _("With commas between, by chance.")),
        Param("rounds", "int", 5, _("Rounds"), _("After each one words are counted anew."), 1, 20),
        Param(
            "second_reading",
            "bool",
            True,
            _("Read each label again"),
            _("One more call a text; where it gives another label, a person decides."),
        ),
        TOP_P,
        max_tokens(512),
        HEADER_TOKENS,
    ),
    task={"labels": "all", "header_tokens": "$header_tokens"},
    model={"top_p": "$top_p", "max_tokens": "$max_tokens"},
    values=(
        Part(
            "given",
            {"name": "temperature", "title": _("Temperature"), "values": "$temperatures", "most": TEMPERATURE.most},
        ),
        Part("worn_words", {"most": "$most", "strength": "$strength", "by": "$by"}),
    ),
    templates=(
        Template(
            "logit-suppression.write",
            1,
            "{task}",
            "Write one made-up item that has this label.{without}\nLabel: {label}",
        ),
        Template(
            "logit-suppression.read",
            1,
            "{to_label}",
            "Which label has this item?\n\n{written}\n\nThe labels are: {labels}",
        ),
    ),
    plan=Part(
        "steps",
        {
            "steps": [
                {"do": {"tool": "without_words", "reads": {"words": "avoid"}, "gives": "without"}},
                {"ask": {"step": "write", "temperature_of": "temperature", "bias_of": "bias"}},
                {
                    "ask": {
                        "step": "read",
                        "when": "second_reading",
                        "gives": {"read": "label"},
                        "temperature": 0.0,
                        "max_tokens": 60,
                        "optional": True,
                    }
                },
                {"do": {"tool": "agrees_with", "reads": {"label": "label", "other": "read"}, "gives": "agreed"}},
                {"require": {"that": "agreed", "reason": OTHERWISE, "otherwise": "review"}},
                {"item": {"keep": {"avoided": "avoid", "temperature": "temperature"}}},
            ]
        },
    ),
    verify=(Part("format"), Part("refusal"), Part("label_leak"), Part("duplicates", {"near": False})),
    schedule=Part("rounds", {"times": "$rounds"}),
    rows_per_sample=1.2,
)
