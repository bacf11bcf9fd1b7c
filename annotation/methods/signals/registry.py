"""The signals: each says in one number how suspicious a row is."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from annotation.methods.signals.evidence import Evidence
from annotation.methods.signals.llm_confidence import llm_confidence
from annotation.methods.signals.neighbours import neighbours
from annotation.methods.signals.second_view import second_view
from annotation.methods.signals.self_confidence import self_confidence
from annotation.methods.signals.source_disagreement import source_disagreement
from annotation.methods.signals.student_disagreement import student_disagreement
from annotation.methods.signals.words import WORDS


@dataclass(frozen=True)
class SignalMethod:
    id: str
    name: str
    line: str
    compute: Callable[[Evidence], pd.Series]


_ALL = (self_confidence, second_view, student_disagreement, neighbours, llm_confidence, source_disagreement)

SIGNALS = {signal.__name__: SignalMethod(signal.__name__, *WORDS[signal.__name__], signal) for signal in _ALL}
