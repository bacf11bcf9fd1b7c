"""Role pool: each text is written as one of many people who would naturally write such a text.

Z. Li, Zhu, Lu, Yin 2023 (arXiv 2310.07849): the model is put in the position of a person, then asked for a text of a
label. With a pool of roles the role is a condition like any other. A text that speaks of its role is dropped.
"""

from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

RECIPE = Recipe(
    name="roles",
    title=_("Role pool"),
    summary=_("Lists people who would naturally write such texts, and writes each text as one of them."),
    when=_("When texts of one voice would be too alike, as reviews, posts and messages are."),
    cites=("arXiv 2310.07849",),
    params=writing(listed("roles", 15, _("Roles to ask for"), 50)),
    task={"header_tokens": "$header_tokens"},
    values=(
        Part(
            "enumerated",
            {
                "name": "role",
                "title": _("Role"),
                "what": "kinds of people who would naturally write such an item, ordinary people among them",
                "count": "$roles",
            },
        ),
    ),
    templates=(
        Template(
            "roles.write",
            1,
            "Suppose you are this person: {role}.\n{task}",
            "Write one item as you would. Do not say who you are.\nRole: {role}\nLabel: {label}",
        ),
    ),
    plan=Part("write"),
    verify=(Part("format"), Part("refusal"), Part("role_phrase"), Part("duplicates", {"near": False})),
    rows_per_sample=1.1,
)
