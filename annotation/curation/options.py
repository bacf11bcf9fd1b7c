"""The filters of a version as command-line options."""

from argparse import ArgumentParser

from annotation.curation.filters import Filters, filters_from


def add_filter_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--people-only", action="store_true", help="only rows answered by a person or given with a reference")
    add("--min-probability", type=float, help="of machine labels: some source gives the label at least this")
    add("--needs-person", action="store_true", help="also rows that wait for a person's decision")
    add("--keep-flagged", action="store_true", help="also rows that were flagged in review")
    add("--deduplicate", action="store_true", help="one row a label of each group of near-duplicates")


def filters_of(options: dict) -> Filters:
    return filters_from(
        {
            "machine_labels": not options["people_only"],
            "min_probability": options["min_probability"],
            "needs_person": options["needs_person"],
            "drop_flagged": not options["keep_flagged"],
            "deduplicate": options["deduplicate"],
        }
    )
