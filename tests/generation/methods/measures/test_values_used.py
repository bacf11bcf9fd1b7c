from random import Random

from generation.methods.conditions import REMOVED, Dimension, Scope, Value
from generation.methods.measures.values_used import as_asked, uneven_use

STYLE = Dimension("style", values=(Value("dry"), Value("warm"), Value("odd", state=REMOVED)))
PLACE = Dimension("place", values=(Value("sea"), Value("hill")))
TOPIC = Dimension("topic", depends_on_label=True, values=(Value("tax", "a"), Value("war", "b")))
SCOPE = Scope((STYLE, PLACE, TOPIC))


def drawn(**counts: int) -> list:
    return [(("style", value),) for value, n in counts.items() for _ in range(n)]


def test_the_least_even_dimension_counts_and_a_value_that_no_sample_has_is_unused():
    assert uneven_use(SCOPE, drawn(dry=20)) == 0.5
    assert uneven_use(SCOPE, drawn(dry=10, warm=10)) == 0
    both = [(("style", value), ("place", "sea")) for value in ("dry", "warm") * 10]
    assert uneven_use(SCOPE, both) == 0.5


def test_with_few_samples_a_value_chance_alone_leaves_some_unused():
    assert uneven_use(SCOPE, drawn(dry=9)) is None
    assert uneven_use(SCOPE, []) is None
    assert uneven_use(Scope(), drawn(dry=50)) is None


def test_a_value_that_gates_turn_away_is_found():
    asked = drawn(dry=200, warm=200)
    assert as_asked(SCOPE, drawn(dry=190, warm=110), asked) < 0.001
    assert as_asked(SCOPE, drawn(dry=151, warm=149), asked) > 0.5


def test_fair_gates_are_hardly_ever_suspected_however_many_dimensions_there_are():
    rng, suspected = Random(1), 0
    for _ in range(200):
        asked = [(("style", rng.choice(["dry", "warm"])), ("place", rng.choice(["sea", "hill"]))) for _ in range(300)]
        suspected += as_asked(SCOPE, [one for one in asked if rng.random() < 0.5], asked) < 0.05
    assert suspected / 200 < 0.05


def test_what_depends_on_the_label_or_has_too_few_samples_is_not_tested():
    topics = [(("topic", "tax"),)] * 90 + [(("topic", "war"),)] * 10
    assert as_asked(SCOPE, topics[:90], topics) is None
    assert as_asked(SCOPE, drawn(dry=3), drawn(dry=4, warm=4)) is None
