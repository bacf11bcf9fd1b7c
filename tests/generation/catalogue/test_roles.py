from dataclasses import replace

from generation.catalogue.roles import RECIPE
from tests.generation.catalogue.driving import context_of, distinct_2, run
from tests.generation.catalogue.worlds import FILLER, World


class InCharacter(World):
    """Writes as the role in its prompt asks, and now and then says so."""

    def fill(self, ask, rng):
        fields = super().fill(ask, rng)
        if "values" in ask.schema["properties"]:
            return {"values": ["film critic", "night nurse", "bus driver", "student", "retired teacher"]}
        role = next((line[6:] for line in ask.messages[1]["content"].splitlines() if line.startswith("Role: ")), "")
        slip = f"As a {role}, I must add " if role and rng.random() < 0.3 else ""
        return {"text": slip + accent(fields["text"], role)}


def accent(text: str, role: str) -> str:
    """Everybody has small words of their own."""
    return " ".join(f"{word}{len(role)}" if word in FILLER else word for word in text.split())


def test_every_role_is_heard_and_no_text_speaks_of_its_own():
    made = run(RECIPE, context_of(RECIPE, 60), InCharacter())
    assert {dict(draw.conditions)["role"] for draw, _c in made.accepted} == {
        "film critic", "night nurse", "bus driver", "student", "retired teacher",
    }  # fmt: skip
    assert not any(text.startswith("As a") for text in made.texts)
    assert any(said[-1].gate == "role_phrase" for _d, _c, said in made.rows)


def test_without_the_gate_roles_leak():
    careless = replace(RECIPE, verify=tuple(part for part in RECIPE.verify if part.name != "role_phrase"))
    made = run(careless, context_of(RECIPE, 60), InCharacter())
    assert sum(text.startswith("As a") for text in made.texts) > 0.1 * len(made.texts)


def test_a_pool_varies_more_than_one_role():
    pool = run(RECIPE, context_of(RECIPE, 90), InCharacter(collapse=0.9))
    one = run(RECIPE, context_of(RECIPE, 90), OneRole(collapse=0.9))
    assert distinct_2(pool.texts) > 1.1 * distinct_2(one.texts)


class OneRole(InCharacter):
    def fill(self, ask, rng):
        return {"values": ["student"]} if "values" in ask.schema["properties"] else super().fill(ask, rng)
