"""Which rows a version keeps: what a lead may choose, in one place for page, API and command line."""

import hashlib
from dataclasses import asdict, dataclass, fields

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.curation.target import check_shares
from annotation.methods.duplicates.words import PEOPLE, RULES
from annotation.methods.weighting.words import WORDS

#: The ways to weigh. Where one aims at a target, that is the project's texts that no model wrote.
WEIGHTS = WORDS
NO_SWITCHES = ("min_probability", "filter_set", "weights", "target_shares", "keep_one")


@dataclass(frozen=True)
class Filters:
    """Choices of a version; the defaults keep every labelled row that nothing speaks against."""

    machine_labels: bool = True  # False: only rows that a person answered or that came with a reference
    min_probability: float | None = None  # of machine-labelled rows: some source gives their label at least this
    needs_person: bool = False  # also rows that wait for a person's decision
    drop_flagged: bool = True
    deduplicate: bool = False  # one row of each group of near-duplicates whose labels do not differ
    keep_one: str = ""  # which, one of RULES; empty: what people answered
    filter_set: int | None = None  # the number of a kept pipeline, which the other choices go before
    weights: str = ""  # how the rows are weighed for who trains on them, one of WEIGHTS; it leaves no row out
    target_shares: dict[str, float] | None = None  # label -> share of what the student will meet; None: not known

    def as_json(self) -> dict:
        return asdict(self)

    @property
    def rule(self) -> str:
        """Which row of a group of near-duplicates stays; "" where all do."""
        return (self.keep_one or PEOPLE) if self.deduplicate else ""

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(orjson.dumps(self.as_json(), option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def filters_from(values: dict | None) -> Filters:
    """Filters from JSON; a ValidationError names what is unknown or out of range."""
    values = values or {}
    known = {field.name for field in fields(Filters)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValidationError(
            _("Unknown filter: %(names)s. Known: %(known)s.")
            % {"names": ", ".join(unknown), "known": ", ".join(sorted(known))}
        )
    for name, value in values.items():
        if name not in NO_SWITCHES and not isinstance(value, bool):
            raise ValidationError(_("%(name)s is true or false.") % {"name": name})
    minimum = values.get("min_probability")
    if minimum is not None and not _is_share(minimum):
        raise ValidationError(_("min_probability is a number from 0 to 1."))
    number = values.get("filter_set")
    if number is not None and (not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**31):
        raise ValidationError(_("filter_set is the number of a filter set, or null."))
    weights = values.get("weights", "")
    if weights not in ("", *WEIGHTS):
        raise ValidationError(_("weights is empty or one of: %(known)s.") % {"known": ", ".join(WEIGHTS)})
    check_shares(values.get("target_shares"), weights)
    keep_one = values.get("keep_one", "")
    if keep_one not in ("", *RULES):
        raise ValidationError(_("keep_one is empty or one of: %(known)s.") % {"known": ", ".join(RULES)})
    if keep_one and values.get("deduplicate") is False:
        raise ValidationError(_("keep_one says which near-duplicate stays: leave deduplicate out, or set it to true."))
    return Filters(**values | ({"deduplicate": True} if keep_one else {}))


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


#: Why a row was left out, in the order in which the reasons are asked; a row counts under its first.
DROPPED = {
    "discarded": gettext_lazy("discarded by people"),
    "unlabelled": gettext_lazy("no label yet"),
    "unknown_label": gettext_lazy("label not in this codebook"),
    "rejected": gettext_lazy("rejected by a gate or a person"),
    "flagged": gettext_lazy("flagged in review"),
    "needs_person": gettext_lazy("waits for a person's decision"),
    "machine_label": gettext_lazy("labelled by a model alone"),
    "improbable": gettext_lazy("label less probable than the minimum"),
    "filtered": gettext_lazy("left out by the filter set"),
    "duplicate": gettext_lazy("near-duplicate of a row that is kept"),
}
