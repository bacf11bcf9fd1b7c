"""What each promise of a series takes of the risk that all of them share."""

import pytest

from annotation.methods.certificate.family import share_of_family


def test_the_shares_of_the_first_five():
    shares = [share_of_family(0.05, number) for number in range(1, 6)]
    assert shares == pytest.approx([0.030396, 0.007599, 0.003377, 0.001900, 0.001216], abs=5e-7)


@pytest.mark.parametrize("risk", [0.01, 0.05, 0.1, 0.5])
def test_they_add_up_to_no_more_than_the_risk_however_many_there_are(risk):
    total = sum(share_of_family(risk, number) for number in range(1, 20_001))
    assert 0.9999 * risk < total < risk


@pytest.mark.parametrize("number", [0, -1])
def test_there_is_no_promise_before_the_first(number):
    with pytest.raises(ValueError, match="from one"):
        share_of_family(0.05, number)
