from generation.methods.draws import derive
from generation.methods.steps import Answer, Ask, Draw, asked_all, drive


def test_only_what_did_not_fit_is_asked_again_and_told_why():
    seen = []

    def model(ask: Ask) -> Answer:
        seen.append(ask)
        if ask.step == "b":
            return Answer(None, text="{", problem="malformed", detail="answer.text is missing")
        return Answer({"step": ask.step})

    asks = [Ask(step, ({"role": "user", "content": step},)) for step in "abc"]
    answers = drive(asked_all(asks), model)
    assert [answer.fields["step"] for answer in answers] == ["a", "b~repair", "c"]
    assert seen[-1].messages[1] == {"role": "assistant", "content": "{"}
    assert "answer.text is missing" in seen[-1].messages[2]["content"]


def test_a_refusal_is_not_asked_again():
    answers = drive(asked_all([Ask("a", ())]), lambda _ask: Answer(None, problem="refused"))
    assert answers[0].problem == "refused"


def test_nothing_asked_is_nothing_answered():
    assert drive(asked_all([]), lambda _ask: Answer({})) == []


def test_a_draw_goes_to_json_and_back():
    draw = Draw({"topic": "World"}, (("style", "formal"),), demonstrations=("7",), extra={"band": [30, 80]})
    assert Draw.from_json(draw.to_json()) == draw


def test_seeds_differ_by_every_part_and_stay_in_range():
    seeds = [derive(1, "call", 1, index, step) for index in range(100) for step in ("write", "write~length")]
    assert len(set(seeds)) == 200
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert derive(1, "call", 11, 1) != derive(1, "call", 1, 11)
    assert derive(1, "call", 1) == 1596189941
