"""What people did, for looking at attention: their answers in order, gold checks, suggestions they saw, an audit."""

from collections.abc import Collection

import pandas as pd
from django.db.models import F

from annotation.certificate.frames import removals
from annotation.curation.quality import audited_snapshot
from annotation.effects.anchors import compared
from annotation.effects.frames import answers_given
from annotation.effects.known import Known
from annotation.methods.certificate.estimate import estimate
from annotation.methods.effects.sessions import sessions
from annotation.models import Annotation, Item, RetiredCheck, Stream
from generation.methods.estimates import Share, is_enough
from generation.models import Project, Sample

#: Answers looked at, the newest: what somebody did a year ago says nothing of today.
NEWEST = 20_000
CHUNK = 2000


def answers_in_order(project: Project) -> pd.DataFrame:
    """(assignment, item, person, at, seconds, label, codebook, stands, together, session, position, truth, words).

    Positions count answers that were taken back, too; `truth` is missing where nothing is known.
    """
    given = answers_given(project).tail(NEWEST).reset_index(drop=True)
    table = given.join(sessions(given)).join(Known.of(project).beside(given)[["truth"]])
    return table.assign(words=table["item"].map(words_of(table["item"].unique())))


def words_of(items: Collection[int]) -> dict[int, int]:
    """{item: words of its text}; parts are split at spaces, so scripts without any count few."""
    found, items = {}, [int(item) for item in items]
    for start in range(0, len(items), CHUNK):
        rows = Sample.objects.filter(item__in=items[start : start + CHUNK]).values_list("item", "fields")
        found |= {item: _count(fields) for item, fields in rows.iterator()}
    return found


def _count(value) -> int:
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    return sum(map(_count, value)) if isinstance(value, list) else 0


def gold_answers(project: Project) -> pd.DataFrame:
    """(item, sample, person, right) of the checks that stand; items in doubt, or retired as wrong, check nobody."""
    checks = Annotation.objects.valid().filter(project=project, stream=Stream.GOLD, item__state=Item.State.GOLD)
    checks = checks.exclude(item__in=RetiredCheck.objects.void().values("item"))
    names = ("item", "item__sample", "user__username", "label", "item__sample__reference")
    table = pd.DataFrame.from_records(
        list(checks.order_by("pk").values_list(*names)), columns=["item", "sample", "person", "label", "reference"]
    )
    return table.assign(right=table["label"] == table["reference"]).drop(columns=["label", "reference"])


def suggestions_seen(project: Project) -> pd.DataFrame:
    """(person, changed): answers that had the model's label in sight from the start."""
    table = compared(project, answers_given(project), Known.of(project))
    seen = table[table["shown"].astype(bool) & ~table["passed_on"].astype(bool)]
    return pd.DataFrame({"person": seen["person"], "changed": seen["label"] != seen["suggested"]})


def wrong_labels(project: Project) -> Share | None:
    """The audited share of wrong labels of the models; None without an audit of twenty settled rows."""
    snapshot = audited_snapshot(project)
    if snapshot is None or not snapshot.size:
        return None
    share = estimate(snapshot.size, [row.removal for row in removals(snapshot.items.all())], level=0.95)
    return share if is_enough(share.as_json()) else None


def samples_of(items: Collection[int]) -> dict[int, int]:
    return dict(Item.objects.filter(pk__in=items).values_list("pk", F("sample")))
