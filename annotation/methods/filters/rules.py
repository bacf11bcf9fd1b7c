"""What a pipeline is put together from: the presets, and any signal with a threshold. Standard library only."""

from dataclasses import dataclass
from functools import cached_property

from annotation.methods.filters.scales import BEYOND, SCALES, step_of
from annotation.methods.filters.words import WORDS
from annotation.methods.signals import words as signals
from generation.methods.translatable import gettext_noop as _

FROM, ABOVE, BELOW, UP_TO = "from", "above", "below", "up_to"
SIGNAL = "signal:"

#: Of the label: rows whose label a person or a reference gave stay, for these say nothing of that label.
LABEL, TEXT = signals.LABEL, signals.TEXT

DOUBT = _(
    "Measured on generated reviews: leaving out what a student doubts cost a student 1 to 4 points, more than losing "
    "as many rows by chance. Much of it is right, and yet to be learned."
)
HARM = _("Measured on generated reviews: it cost a student half a point to 1.3 points, more than chance did.")
LENGTH = _("Measured on generated reviews: dropping the outer twentieths by length cost a student up to 1.9 points.")
NO_SELECTION = _("A selection of this project with 10,000 rows at most: draw round points of the map, or choose one.")
NOT_SCORED = _("No row has been scored yet.")
LITTLE = _("Measured on generated reviews: it dropped few rows and changed a student by less than half a point.")
_DOUBTING = (
    "suspicion", "wrong_probability", "self_confidence", "student_margin", "student_disagreement", "student_entropy",
    "second_view", "learning_dynamics", "ambiguity", "variability", "neighbours",
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A condition on one number of a row.

    `side`: rows `from` the threshold on are dropped, or those `above`, `below` or `up_to` it. `scale`: where thresholds
    may stand (scales.SCALES); "verdict" has none, the worker decided. `shown`: the signal whose histogram a person
    sees; the threshold stands on it where `shown` is what the rule goes by. `reason`: an English sentence with places
    for %(score)s and %(threshold)s. With the scale "selection" the threshold is the number of a selection, and each
    selection has a column of its own: 1 for its rows, 0 for the others.
    """

    id: str
    title: str
    line: str
    reason: str
    about: str
    paper: str = ""
    scale: str = "share"
    side: str = FROM
    default: float = 0.5
    shown: str = ""
    warning: str = ""
    needs: str = ""

    @property
    def is_fixed(self) -> bool:
        return self.scale == "verdict"

    @property
    def names_selection(self) -> bool:
        return self.scale == "selection"

    @property
    def usual(self) -> float | None:
        """The threshold of somebody who names none; None where there is none, or where it has to be named."""
        return None if self.is_fixed or self.names_selection else self.default

    def column(self, at: float | None) -> str:
        """The name of the column that it is decided by."""
        return column_of_selection(at) if self.names_selection else self.id

    @property
    def histogram(self) -> str:
        return self.shown or self.id

    @property
    def edges(self) -> tuple[float, ...]:
        return SCALES["verdict" if self.names_selection else self.scale]

    @cached_property
    def on_axis(self) -> bool:
        """Whether the threshold can be set on the histogram itself."""
        return not self.is_fixed and not self.names_selection and self.histogram == self.id

    def step(self, at: float | None) -> int | None:
        """The place of a threshold on the scale; None where none can stand there."""
        return 1 if self.is_fixed or self.names_selection else None if at is None else step_of(self.scale, at)

    def drops(self, step: int) -> bytes:
        """A table for `bytes.translate`: 255 for the bytes of rows that a threshold at `step` drops, 0 for others."""
        fails = {
            FROM: lambda byte: byte >= step,
            ABOVE: lambda byte: byte > step,
            BELOW: lambda byte: byte < step,
            UP_TO: lambda byte: byte <= step,
        }[self.side]
        return bytes(255 if byte < BEYOND and fails(byte) else 0 for byte in range(256))


def column_of_selection(number: float | None) -> str:
    return f"selection:{number}"


def _preset(name: str, reason: str, about: str = LABEL, **others) -> Rule:
    title, line, paper, _takes = WORDS[name]
    told = {"title": title, "line": line, "paper": paper}
    return Rule(id=name, reason=reason, about=about, **told | others)


_STUDENT = {"needs": _("A score of the student, with two labels or more.")}
_LOWEST_TENTH = _STUDENT | {"side": UP_TO, "default": 0.1}
_VERDICT = _STUDENT | {"scale": "verdict"}
_WORDS = {"scale": "words", "warning": LENGTH}

_PRESETS = (
    _preset(
        "self_confidence",
        _("The student's doubt is %(score)s: among the most doubted %(threshold)s of its label, or below chance."),
        **_LOWEST_TENTH, shown="signal:self_confidence", warning=DOUBT,
    ),
    _preset(
        "margin",
        _("The student's margin stands at %(score)s: among the %(threshold)s of its label farthest to another one."),
        **_LOWEST_TENTH, shown="signal:student_margin", warning=DOUBT,
    ),
    _preset(
        "confident_learning",
        _("Two ways of pruning take the label for wrong (the student's margin stands at %(score)s)."),
        **_VERDICT | {"needs": _("A score that says so; older ones do not. Score again.")},
        shown="signal:student_margin", warning=LITTLE,
    ),
    _preset(
        "confident_learning_noise_rate",
        _("Confident learning takes the label for wrong (the student's margin stands at %(score)s)."),
        **_VERDICT, shown="signal:student_margin", warning=LITTLE,
    ),
    _preset(
        "cllm",
        _("Over its training the student gave the label little (doubt %(score)s), without wavering."),
        **_STUDENT, scale="half", side=UP_TO, default=0.2, shown="signal:learning_dynamics", warning=LITTLE,
    ),
    _preset(
        "progen",
        _("It raises the loss on other rows (rank %(score)s of its label), among the worst %(threshold)s."),
        **_LOWEST_TENTH, shown="signal:influence", warning=HARM,
    ),
    _preset(
        "supergen",
        _("Its text is less likely than %(score)s of its label and length; the likeliest %(threshold)s stay."),
        side=ABOVE, shown="signal:generation_probability",
        needs=signals.NEEDS["generation_probability"],
    ),
    _preset(
        "regen",
        _("A student that has not seen the row prefers another label."),
        **_VERDICT, shown="signal:student_disagreement", warning=DOUBT,
    ),
    _preset(
        "alpagasus",
        _("Graded %(score)s, below %(threshold)s."),
        TEXT, scale="grade", side=BELOW, default=4.5,
        needs=_("A model that was asked for grades (Signals), or a number `grade` from 0 to 5 that rows came with."),
    ),
    _preset(
        "near_duplicates",
        _("Nearly the same text stands in the set once already."),
        TEXT, scale="verdict", shown="signal:near_duplicates",
    ),
    _preset(
        "length",
        _("It has %(score)s words, fewer than %(threshold)s."),
        TEXT, **_WORDS, title=_("Length, at least"), line=_("Drops texts that are too short."), side=BELOW, default=3.0,
    ),
    Rule(
        "length_most", _("Length, at most"), _("Drops texts that are too long."),
        _("It has %(score)s words, more than %(threshold)s."),
        TEXT, **_WORDS, side=ABOVE, default=300.0,
    ),
    _preset(
        "language",
        _("It reads like another language than most texts (%(score)s)."),
        TEXT, line=_("Drops texts in another language than most."), needs=NOT_SCORED,
    ),
    _preset(
        "label_leak",
        _("The text gives its label away (%(score)s, above %(threshold)s)."),
        TEXT, side=ABOVE, needs=NOT_SCORED,
    ),
    _preset(
        "contamination",
        _("The text, or most of it, stands in a benchmark (%(score)s, above %(threshold)s)."),
        TEXT, side=ABOVE, needs=signals.NEEDS["contamination"],
    ),
)  # fmt: skip

REASON = _("It stands at %(score)s; rows from %(threshold)s on are left out.")


def _signal(name: str) -> Rule:
    title, line = signals.WORDS[name]
    about = signals.ABOUT.get(name, LABEL)
    warning = DOUBT if name in _DOUBTING else ""
    needs = NOT_SCORED if name in signals.LOOK_EVERYWHERE else signals.NEEDS.get(name, "")
    default = 0.95 if name in ("suspicion", "influence", "generation_probability") else 0.5
    return Rule(SIGNAL + name, title, line, REASON, about, default=default, warning=warning, needs=needs)


_CHOSEN = (
    Rule(
        "without_selection", _("Leave out a selection"),
        _("Drops the rows that somebody picked out, on the map or by their numbers."),
        _("It is in selection %(threshold)s."), TEXT, scale="selection", needs=NO_SELECTION,
    ),
    Rule(
        "only_selection", _("Keep only a selection"),
        _("Drops all rows but those that somebody picked out, on the map or by their numbers."),
        _("It is not in selection %(threshold)s."), TEXT, scale="selection", side=BELOW, needs=NO_SELECTION,
    ),
)  # fmt: skip

CHOSEN = {rule.id: rule for rule in _CHOSEN}
PRESETS = {rule.id: rule for rule in _PRESETS}
SIGNALS = {SIGNAL + name: _signal(name) for name in signals.WORDS}
RULES = PRESETS | CHOSEN | SIGNALS
