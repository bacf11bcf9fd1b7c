import re
import subprocess
import sys

import pytest

from annotation.methods.signals.registry import OF_LABELS, SIGNALS
from annotation.methods.signals.sentences import AGREES, SENTENCES
from annotation.methods.signals.words import ABOUT, LABEL, NEEDS, SUSPICION, TEXT, WORDS


def test_every_signal_has_words_and_a_sentence():
    assert set(SIGNALS) == set(ABOUT) == set(WORDS) - {name for name in WORDS if name not in ABOUT}
    assert SUSPICION in set(WORDS) - set(SIGNALS)
    assert set(WORDS) <= set(SENTENCES)
    assert set(NEEDS) <= set(WORDS)
    assert SIGNALS["neighbours"].name == "Similar texts differ"


def test_suspicion_is_made_of_those_about_the_label():
    assert {signal.about for signal in SIGNALS.values()} == {LABEL, TEXT}
    assert not {"personal_data", "near_duplicates", "length"} & set(OF_LABELS)
    assert {"self_confidence", "influence"} <= set(OF_LABELS)


@pytest.mark.parametrize("sentence", [*SENTENCES.values(), *AGREES.values()])
def test_a_sentence_is_one_sentence(sentence):
    assert sentence.endswith(".")
    assert not re.search(r"\.\s", sentence)


def test_the_words_need_no_science():
    modules = "annotation.methods.signals.words, annotation.methods.signals.sentences, annotation.samples.explained"
    setup = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'synthlab.settings'; django.setup()"
    code = f"import sys; {setup}; import {modules}; print('pandas' in sys.modules, 'scipy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]
