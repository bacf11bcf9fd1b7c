import subprocess
import sys

from generation.methods.measures.words import DOWN, MEASURES, UP
from generation.runs.comparing import COMPARED


def test_every_measure_says_what_it_is_and_which_way_is_better():
    assert all(measure.title and measure.line.endswith(".") for measure in MEASURES.values())
    assert len({measure.title for measure in MEASURES.values()}) == len(MEASURES)
    assert MEASURES["coverage"].better == UP
    assert MEASURES["self_bleu"].better == DOWN


def test_every_measure_is_shown_beside_those_of_other_runs():
    assert set(COMPARED) == set(MEASURES)


def test_pages_can_name_the_measures_without_the_science():
    code = "import sys, generation.methods.measures.words; print(*{'numpy', 'scipy', 'sklearn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
