"""The audit that routes are judged by: which rows left its snapshot, in order. Needs numpy and pandas: worker only."""

import numpy as np

from annotation.certificate.frames import with_decision
from annotation.curation.quality import audited_snapshot
from annotation.methods.routing.judging import Audit
from annotation.models import Stream
from annotation.routing.frames import Known
from generation.models import Project, SampleState


def audit_of(project: Project, known: Known) -> Audit | None:
    """None while nothing was drawn.

    Rows that people discarded are none of it, as they are none that is routed: no label fits them. What is settled is
    what the certificate counts as settled; a row that waits for another person is still to be.
    """
    snapshot = audited_snapshot(project)
    if snapshot is None:
        return None
    rows = snapshot.items.exclude(item__sample__state=SampleState.REJECTED)
    taken = with_decision(rows.filter(removal__isnull=False)).order_by("removal")
    log = list(taken.values_list("item__sample", "stream", "settled"))
    place = {sample: number for number, sample in enumerate(known.of_answered.index)}
    return Audit(
        population=rows.count(),
        drawn=np.array([stream == Stream.AUDIT for _sample, stream, _settled in log], dtype=bool),
        places=np.array([place.get(sample, -1) if settled else -1 for sample, _stream, settled in log], dtype=int),
        answered=known.answered,
    )
