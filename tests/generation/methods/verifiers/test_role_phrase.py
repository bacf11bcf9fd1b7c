from dataclasses import replace

import pytest

from generation.methods.conditions import Dimension, Scope, Value
from tests.generation.methods.verifiers.judging import SPEC, Frozen, verdict

POOL = Scope((Dimension("role", values=(Value("a retired train driver from Leeds"), Value("영화 평론가"))),))


@pytest.mark.parametrize(
    "text",
    [
        "As a film critic, I laughed.",
        "The plot is thin. Speaking as a seasoned critic I would skip it.",
        "I, as a critic, must object.",
        "I'm a film critic and this bored me.",
        "Being honest: I am an old and tired critic.",
        "Critic I am not paid to be, but as critic I must warn you.",
        "As a critic who has seen everything, nothing surprised me.",
    ],
)
def test_a_writer_who_claims_the_role_is_turned_away(text):
    assert verdict("role_phrase", text) == ("reject", "claims its role")


@pytest.mark.parametrize(
    "text",
    [
        "Every film critic loved it, and so did I.",
        "As a child, I loved trains.",
        "I am no critic, but this is weak.",
        "As a film it works. The critic next to me slept.",
        "As a study of a critic, it works.",
        "I asked a critic.",
        "She works as a critic for a large paper.",
        "As a friend of the critic, I paid nothing.",
        "I was bored by every single critic.",
        "As most of us know, a critic is no judge.",
    ],
)
def test_a_text_may_speak_of_the_role(text):
    assert verdict("role_phrase", text)[0] == "accept"


def test_all_roles_of_the_pool_count():
    pool = Frozen(scope=POOL)
    assert verdict("role_phrase", "As a train driver, I know the line.", context=pool)[0] == "reject"
    assert verdict("role_phrase", "영화 평론가로서 저는 이 영화를 추천합니다.", context=pool)[0] == "reject"
    assert verdict("role_phrase", "평론가들이 좋아한 영화입니다.", context=pool)[0] == "accept"
    assert verdict("role_phrase", "As a train driver, I know the line.")[0] == "accept"


def test_without_a_role_nothing_is_claimed():
    assert verdict("role_phrase", "As a critic, I laughed.", context=Frozen(spec=replace(SPEC, role="")))[0] == "accept"
