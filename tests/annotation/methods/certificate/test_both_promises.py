"""Two bounds in one: frozen labels that nobody settled, and what people themselves got wrong, simulated."""

import numpy as np
import pytest

from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.false_finds import false_finds
from annotation.methods.certificate.removal import Removal

ROWS, WRONG, RISK, RISK_OF_PEOPLE = 200, 24, 0.05, 0.05
REVIEWED = 110
LOOKS = (5, 10, 20, 35, 50, 80, 110)  # at the second promise, after so many rows were asked again


class People:
    """Each row has a right label, a model's and the one that people say of it when they are first asked.

    Where the queue chose the row they say the model's label of half of all wrong rows, for they saw it; and of so many
    rows (`spoiled`) they say a wrong label where the model was right. Of audit rows they err only where `audits_err`.
    """

    def __init__(self, seed: int, *, audits_err: bool, spoiled: float = 1 / 8):
        self.rng = np.random.default_rng(seed)
        self.wrong = np.zeros(ROWS, dtype=bool)
        self.wrong[self.rng.choice(ROWS, WRONG, replace=False)] = True
        self.misses = self.rng.random(ROWS) < 0.5
        self.spoils = self.rng.random(ROWS) < spoiled
        self.audits_err = audits_err

    def reviewed(self) -> tuple[list[Removal], np.ndarray, np.ndarray]:
        """The log until reviewing stops, which rows are left, and of which people's label is wrong."""
        left, log, wrong_of_people = np.ones(ROWS, dtype=bool), [], np.zeros(ROWS, dtype=bool)
        for _turn in range(REVIEWED):
            audit = self.rng.random() < 0.6
            # The queue clears right rows first: the worst for whoever takes its rows for a sample.
            row = self.rng.choice(np.flatnonzero(left)) if audit else np.argmax(left * (2 - self.wrong))
            left[row] = False
            says_wrong, errs = self._said(row, audit)
            log.append(Removal(bool(audit), float(says_wrong)))
            wrong_of_people[row] = errs
        return log, left, wrong_of_people

    def _said(self, row: int, audit: bool) -> tuple[bool, bool]:
        """Whether they give another label than the model's, and whether their label is wrong."""
        if audit and not self.audits_err:
            return bool(self.wrong[row]), False
        errs = self.misses[row] if self.wrong[row] else self.spoils[row]
        return bool(self.wrong[row] ^ errs), bool(errs)

    def wrong_by_audits(self) -> np.ndarray:
        """Of which rows an audit would say that the model's label is wrong."""
        return np.array([self._said(row, True)[0] for row in range(ROWS)])


def ever_broken(
    people: People, *, counts_people=True, risk_of_people=RISK_OF_PEOPLE, first_is_known=False, doubts_finds=True
) -> bool:
    """`first_is_known`: in the place of the first bound the true number, so that only the second can be broken."""
    log, left, wrong_of_people = people.reviewed()
    of_models = int((people.wrong_by_audits() & left).sum())
    first = of_models if first_is_known else bound(ROWS, log, risk=RISK).remaining
    finds, adds_false = sum(int(row.loss) for row in log), doubts_finds and counts_people and not first_is_known
    pool = np.flatnonzero(~left)
    order = people.rng.permutation(pool)
    for asked in LOOKS:
        again = [Removal(True, float(wrong_of_people[row])) for row in order[:asked]]
        second = bound(len(pool), again, risk=risk_of_people).remaining if counts_people else 0
        still = int(wrong_of_people[order[asked:]].sum())  # what was found is mended
        found = int(wrong_of_people[order[:asked]].sum())
        false = false_finds(finds, found_again=found, left_wrong=second, apart=0) if adds_false else 0
        if of_models + still > first + false + second:
            return True
    return False


def share(runs: int, *, audits_err=False, spoiled=1 / 8, **how) -> float:
    lives = (People(seed, audits_err=audits_err, spoiled=spoiled) for seed in range(runs))
    return np.mean([ever_broken(people, **how) for people in lives])


@pytest.mark.parametrize("spoiled", [1 / 8, 0.8])
@pytest.mark.parametrize("audits_err", [False, True])
def test_both_together_hold_at_their_risks_sum_where_people_err(audits_err, spoiled):
    """Where audits err too, the frozen labels are held against what audits would say: that is their reference."""
    runs, risk = 150, RISK + RISK_OF_PEOPLE
    broken = share(runs, audits_err=audits_err, spoiled=spoiled)
    assert broken <= risk + 3 * np.sqrt(risk * (1 - risk) / runs)


def test_right_labels_that_people_spoil_would_break_the_sum_of_both_bounds_alone():
    """Each of them is a find of the first log, which nobody takes back when asking again mends the row."""
    assert share(100, spoiled=0.8, doubts_finds=False) > 0.3


def test_the_second_alone_holds_at_its_own_risk():
    runs, risk = 300, RISK_OF_PEOPLE
    broken = share(runs, audits_err=True, first_is_known=True)
    assert broken <= risk + 3 * np.sqrt(risk * (1 - risk) / runs)


def test_a_second_risk_of_nearly_one_promises_too_much():
    assert share(100, audits_err=True, first_is_known=True, risk_of_people=0.9) > 0.3


def test_the_first_promise_alone_does_not_count_what_people_got_wrong():
    """The negative control: its bound is below what is wrong in all."""
    assert share(100, audits_err=True, counts_people=False) > 0.2


def test_nobody_asked_again_means_that_all_settled_rows_may_be_wrong():
    assert bound(40, [], risk=RISK_OF_PEOPLE).remaining == 40
