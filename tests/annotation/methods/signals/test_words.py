import subprocess
import sys

from annotation.methods.signals.registry import SIGNALS
from annotation.methods.signals.words import SUSPICION, WORDS


def test_every_signal_has_words():
    assert set(WORDS) == {*SIGNALS, SUSPICION}
    assert SIGNALS["neighbours"].name == "Similar texts differ"


def test_the_words_need_no_science():
    code = "import sys; import annotation.methods.signals.words; print('pandas' in sys.modules, 'numpy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]
