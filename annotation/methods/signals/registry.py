"""The signals: each says in one number what is odd about a row.

Those about the label say how suspicious it is, and suspicion is made of them; those about the text say what is the
matter with it, whoever labelled it. Sparse ones are 0 for most rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from annotation.methods.signals.ambiguity import ambiguity
from annotation.methods.signals.confident_learning import confident_learning
from annotation.methods.signals.consistency import consistency_forms, consistency_runs
from annotation.methods.signals.contamination import contamination
from annotation.methods.signals.evidence import Evidence, Said
from annotation.methods.signals.generation_probability import generation_probability
from annotation.methods.signals.generic import generic
from annotation.methods.signals.graded import llm_quality, llm_toxicity
from annotation.methods.signals.influence import influence
from annotation.methods.signals.label_leak import label_leak
from annotation.methods.signals.language import language
from annotation.methods.signals.learning_dynamics import learning_dynamics
from annotation.methods.signals.length import length
from annotation.methods.signals.llm_confidence import llm_confidence
from annotation.methods.signals.llm_logprob import llm_logprob
from annotation.methods.signals.llm_verbalised import llm_verbalised
from annotation.methods.signals.near_duplicates import near_duplicates
from annotation.methods.signals.neighbours import neighbours
from annotation.methods.signals.personal_data import personal_data
from annotation.methods.signals.second_view import second_view
from annotation.methods.signals.self_confidence import self_confidence
from annotation.methods.signals.source_disagreement import source_disagreement
from annotation.methods.signals.student_disagreement import student_disagreement
from annotation.methods.signals.student_entropy import student_entropy
from annotation.methods.signals.student_margin import student_margin
from annotation.methods.signals.templates import templates
from annotation.methods.signals.toxicity import toxicity
from annotation.methods.signals.variability import variability
from annotation.methods.signals.words import ABOUT, LABEL, WORDS


@dataclass(frozen=True)
class SignalMethod:
    """`about` is words.LABEL or words.TEXT. `sparse`: a row of which it says 0 is not kept."""

    id: str
    name: str
    line: str
    compute: Callable[[Evidence], Said]
    about: str
    sparse: bool


_ALL = (
    self_confidence, student_margin, student_disagreement, student_entropy, second_view, confident_learning,
    learning_dynamics, ambiguity, variability, influence, neighbours, llm_confidence, llm_logprob, llm_verbalised,
    llm_quality, consistency_runs, consistency_forms, source_disagreement, near_duplicates, templates, label_leak,
    generic, length, language, toxicity, llm_toxicity, personal_data, contamination, generation_probability,
)  # fmt: skip
_SPARSE = frozenset(
    ("confident_learning", "near_duplicates", "templates", "label_leak", "generic", "length", "language", "toxicity",
     "personal_data", "contamination")
)  # fmt: skip

SIGNALS = {
    one.__name__: SignalMethod(
        one.__name__, *WORDS[one.__name__], one, about=ABOUT[one.__name__], sparse=one.__name__ in _SPARSE
    )
    for one in _ALL
}
#: Those that read what other sources said of a row.
OF_OPINIONS = ("source_disagreement", "consistency_runs", "consistency_forms")
OF_LABELS = [name for name, signal in SIGNALS.items() if signal.about == LABEL]
