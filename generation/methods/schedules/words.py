"""What schedules report of a round, in words for people. Imports no schedule: pages need no numpy."""

from dataclasses import dataclass

from generation.methods.translatable import gettext_noop as _

COUNT, SHARE = "count", "percent"  # a number, a share from 0 to 1
BY_NAME = "by name"  # {name: count}, the highest first
IDS = "ids"  # samples by their ids: how many they are
MEAN = "mean"  # {id: share}: the mean of the shares


@dataclass(frozen=True)
class Word:
    """A key of a report: what it is called, how its value is shown, and the key of the count that it is a part of."""

    title: str
    kind: str = COUNT
    of: str = ""


#: By the key in a schedule's `report`, in the order of the page.
REPORTED: dict[str, Word] = {
    "learned_from": Word(_("Samples that the student learned from")),
    "right_of_used": Word(_("Student right on the gold samples that rounds start from"), SHARE),
    "right_of_unused": Word(_("Student right on the gold samples that no round sees"), SHARE),
    "errors_by_label": Word(_("Its errors on the first of these, by label"), BY_NAME),
    "shown_from": Word(_("Samples that examples are chosen from")),
    "distinct_of_first": Word(_("Variety, measured by the first round's"), SHARE),
    "labelled": Word(_("Labelled so far")),
    "clean": Word(_("Clean labels"), of="labelled"),
    "changed": Word(_("Labels changed in the round before"), of="labelled"),
    "asked_again": Word(_("Labels to ask for again")),
    "ambiguous": Word(_("Ambiguous seeds")),
    "groups": Word(_("Groups of like seeds to write from")),
    "asked": Word(_("Samples that people were asked about"), IDS),
    "explained": Word(_("Seeds with an explanation")),
    "recovered": Word(_("Explanations that lead back to their label, on average"), MEAN),
}
