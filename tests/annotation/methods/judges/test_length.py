import numpy as np
import pandas as pd

from annotation.methods.judges.length import FEW_OF_A_THIRD, by_length


def items(lengths, equal) -> pd.DataFrame:
    return pd.DataFrame({"item": range(len(lengths)), "length": lengths, "equal": equal})


def test_a_model_that_fails_on_long_texts():
    lengths = np.arange(1, 91)
    thirds, difference = by_length(items(lengths, lengths <= 60))
    assert [(one.low, one.high, one.equal.n) for one in thirds] == [(1, 30, 30), (31, 60, 30), (61, 90, 30)]
    assert difference.value == -1
    assert difference.high < 0


def test_texts_of_one_length_are_never_apart():
    thirds, difference = by_length(items([10] * 60, [True] * 60))
    assert [(one.low, one.high, one.equal.n) for one in thirds] == [(10, 10, 60)]
    assert (difference.value, difference.reason) == (None, FEW_OF_A_THIRD)


def test_few_items_say_why_there_is_nothing():
    thirds, difference = by_length(items(range(30), [True] * 30))
    assert len(thirds) == 3
    assert difference.reason == FEW_OF_A_THIRD
    assert by_length(items([], []))[0] == ()
