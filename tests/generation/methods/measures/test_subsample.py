from hypothesis import given
from hypothesis import strategies as st

from generation.methods.measures.subsample import subsample


@given(st.lists(st.integers()), st.integers(0, 30), st.integers(0, 5))
def test_it_draws_so_many_rows_in_their_order(rows, size, seed):
    places = subsample(range(len(rows)), size=size, random_state=seed)
    assert len(places) == min(size, len(rows))
    assert places == sorted(set(places))


def test_a_seed_gives_the_same_rows_and_another_seed_others():
    rows = list(range(10_000))
    assert subsample(rows, size=50, random_state=3) == subsample(rows, size=50, random_state=3)
    assert subsample(rows, size=50, random_state=3) != subsample(rows, size=50, random_state=4)
