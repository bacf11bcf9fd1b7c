"""The filters of a version as command-line options."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotation.curation.filters import WEIGHTS, Filters, filters_from
from annotation.curation.target import TAKES_SHARES
from annotation.filters.frames import set_named
from annotation.methods.duplicates.words import RULES
from generation.models import Project


def add_filter_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--people-only", action="store_true", help="only rows answered by a person or given with a reference")
    add("--min-probability", type=float, help="of machine labels: some source gives the label at least this")
    add("--needs-person", action="store_true", help="also rows that wait for a person's decision")
    add("--keep-flagged", action="store_true", help="also rows that were flagged in review")
    add("--deduplicate", action="store_true", help="one row of each group of near-duplicates")
    add("--keep-one", default="", metavar="RULE", help=f"which: {', '.join(RULES)}; implies --deduplicate")
    add("--filters", default="", metavar="SET", help="a kept filter set, by its number or name")
    add("--weights", default="", metavar="METHOD", help=f"a column of weights for training: {', '.join(WEIGHTS)}")
    add(
        "--target-share", action="append", default=[], metavar="LABEL=SHARE",
        help=f"for {TAKES_SHARES}: how common a label is where the student will be used, 0 to 1; once a label",
    )  # fmt: skip


def filters_of(project: Project, options: dict) -> Filters:
    return filters_from(
        {
            "machine_labels": not options["people_only"],
            "min_probability": options["min_probability"],
            "needs_person": options["needs_person"],
            "drop_flagged": not options["keep_flagged"],
            "deduplicate": options["deduplicate"] or bool(options["keep_one"]),
            "keep_one": options["keep_one"],
            "filter_set": _number(project, options["filters"]),
            "weights": options["weights"],
            "target_shares": _shares(options["target_share"]),
        }
    )


def _number(project: Project, name: str) -> int | None:
    if not name:
        return None
    found = set_named(project, name)
    if found is None:
        raise ValidationError(_("There is no filter set “%(name)s”.") % {"name": name[:80]})
    return found.number


def _shares(told: list[str]) -> dict[str, float] | None:
    """The label is what stands before the last sign: it may have one itself."""
    shares: dict[str, float] = {}
    for one in told:
        label, _sign, share = one.rpartition("=")
        try:
            shares[label] = float(share)
        except ValueError as problem:
            told_so = {"given": one[:80]}
            raise ValidationError(
                _("Say a label and its share: --target-share LABEL=0.1, not %(given)s.") % told_so
            ) from problem
    return shares or None
