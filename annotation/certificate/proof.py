"""Everything that a stranger needs to compute a version's certificate again, in one archive.

No numpy: web processes stream it. It tells the state of when the version's rows were chosen, so the same version gives
the same bytes; publishing the seed later adds what had to be secret until then.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson
from django.db.models import OuterRef, Subquery

from annotation.certificate.again import as_of, drawn_rows, loss_of, recheck_of
from annotation.certificate.frames import log_of
from annotation.certificate.risks import Tails
from annotation.certificate.standing import standings
from annotation.methods.certificate import bets
from annotation.methods.certificate.audit_keys import order_keys
from annotation.methods.certificate.removal import removal
from annotation.methods.certificate.tail_sizes import CUTS
from annotation.methods.exports.columns import Column
from annotation.methods.exports.csv import csv
from annotation.methods.exports.zipped import zipped
from annotation.models import DatasetVersion, Recheck, Resolution, Snapshot, SnapshotItem, Stream
from generation.encryption import opened

CHUNK = 2000
RECOMPUTE = Path(bets.__file__).with_name("recompute.py")
POPULATION = (Column("item", "integer"), Column("sample", "integer"), Column("external_id"), Column("label"))
POPULATION += (Column("taken_in", "integer"),)
ORDER = (Column("risk"), Column("order_key", "integer"))  # with procedure B
TAIL = (Column("tail", "integer"),)
LOG = (Column("removal", "integer"), Column("item", "integer"), Column("stream"), Column("label"))
LOG += (
    Column("remaining", "integer"),
    Column("wrong_before", "integer"),
    Column("loss", "integer"),
    Column("settled_at"),
)
ROWS = (Column("sample", "integer"), Column("label"), Column("source"), Column("counts_as"), Column("again"))
POOL = (Column("item", "integer"), Column("sample", "integer"), Column("label"))
DRAWS = (Column("draw", "integer"), Column("item", "integer"), Column("stream"), Column("remaining", "integer"))
DRAWS += (Column("loss", "integer"),)

DESIGN = (
    "The rows of population.csv and their labels were frozen, with the risk, before the first audit draw. "
    "log.csv has every row that was handed out to people since, in that order. A row of the stream audit was drawn "
    "uniformly from the rows that had not been handed out: it is the one with the smallest key, BLAKE2b (8 bytes, "
    "keyed by the seed) of its item's id as decimal digits, shifted right by one bit; other rows were chosen. "
    "Audit rows were answered blind; loss is 1 where the frozen label is not the reference label, 0 where it is, "
    "empty while the row is open, which counts as 1 in every later step and is never subtracted."
)
FORMULA = (
    "Against each hypothesis 'm frozen labels are wrong' a wealth is kept that begins with 1, split into bets t with "
    "the shares given here. Before audit draw s, with r rows left (remaining) and K errors before it (wrong_before), "
    "p = (m - K) / r; each part is multiplied by 1 + (1 - t)(p - X) / (1 - p), X the loss. m is ruled out once the "
    "wealth has ever reached 1 / risk, or p > 1. U is the largest m that is not ruled out, B = U - errors found. In "
    "rows.csv at most min(rows that count as frozen, B + those of them found wrong too late) of the frozen and all "
    "unspoken ones are wrong; that sum over the rows is the label error. A label has the same by its rows of the log, "
    "at the risk slice_risk."
)
TAIL_FORMULA = (
    "Procedure B: the rows of population.csv are in the order of risk, ties by order_key (BLAKE2b, 8 bytes, keyed by "
    "the seed, of order: and the item's id, shifted right by one bit), then by item. Tails are the first 1/50, 2/50, "
    "... of them, rounded up. Against 'more than floor(limit N) labels of this tail are wrong' the wealth of the "
    "bound is kept with m = floor(limit N) + 1 and the rows, draws and errors of that tail alone; a tail is refuted "
    "once the wealth has ever reached 1 / risk, p > 1, or too many of its rows were found right. The accepted tail is "
    "the largest such that it and all smaller ones are refuted; log.csv has for each row the size of the smallest "
    "tail that holds it. In rows.csv at most min(frozen rows of the tail, floor(limit N) - errors found in it + those "
    "found too late) are wrong, and all frozen rows above it, and all unspoken ones; that sum over the rows is the "
    "label error."
)
AGAIN = (
    "Reviewing stopped at ended_at: log.csv is of that moment. The rows that people had settled then, but those that a "
    "lead decided, are in reviewed.csv with their labels. again.csv has those that were asked again, of somebody else "
    "and blind: each is the one with the smallest key, BLAKE2b (8 bytes, keyed by the seed) of again: and its item's "
    "id, shifted right by one bit; loss is 1 where another label stands since. The bound is as above at the risk "
    "again.risk. In rows.csv at most min(rows of the pool, that bound) of the settled rows are wrong, and all that "
    "are apart. Errors found in log.csv may be false: at most false_finds = min(errors found in log.csv, losses of 1 "
    "in again.csv + the bound of the pool + again.revised); so many more of the frozen rows may be wrong. "
    "With the unspoken ones that is again.error, with confidence 1 - risk - again.risk."
)


def lacks_proof(version: DatasetVersion) -> bool:
    """Whether its card has no number to compute again: no audit speaks of its rows, or an earlier release cut it."""
    promise = version.card.get("certificate") or {}
    return "label_hash" not in promise or promise.get("error") is None


def proof(version: DatasetVersion) -> Iterator[bytes]:
    """The archive; memory holds one chunk of rows."""
    number = version.card["certificate"]["snapshot"]
    snapshot = Snapshot.objects.select_related("codebook").get(project=version.project, number=number)
    hashes: dict[str, str] = {}
    is_tail = snapshot.procedure == Snapshot.Procedure.TAIL
    files = (
        ("population.csv", csv(_population(snapshot), POPULATION + ORDER if is_tail else POPULATION)),
        ("log.csv", csv(_log(snapshot, version), LOG + TAIL if is_tail else LOG)),
        ("rows.csv", csv((_row(row) for row in standings(version, snapshot)), ROWS)),
        *_of_people(snapshot, version),
    )
    return zipped(
        [
            *((name, _hashed(name, pieces, hashes)) for name, pieces in files),
            ("recompute.py", [RECOMPUTE.read_bytes()]),
            ("certificate.json", _certificate(version, snapshot, hashes)),
        ]
    )


def _of_people(snapshot: Snapshot, version: DatasetVersion) -> Iterator[tuple[str, Iterable[bytes]]]:
    if recheck := recheck_of(snapshot, version.chosen_at):
        yield "reviewed.csv", csv(_pool(recheck), POOL)
        yield "again.csv", csv(_draws(recheck, version), DRAWS)


def _pool(recheck: Recheck) -> Iterator[dict]:
    rows = recheck.rows.order_by("item").values_list("item", "item__sample", "label")
    for item, sample, label in rows.iterator(chunk_size=CHUNK):
        yield {"item": item, "sample": sample, "label": _exactly(label)}


def _draws(recheck: Recheck, version: DatasetVersion) -> Iterator[dict]:
    """Rows that are open are not named before the seed is published, as in the log."""
    for row in drawn_rows(recheck, version.chosen_at).iterator(chunk_size=CHUNK):
        loss = loss_of(row).loss
        named = loss is not None or recheck.snapshot.published_seed
        yield {
            "draw": row.draw,
            "item": row.item_id if named else None,
            "stream": str(Stream.AUDIT),
            "remaining": recheck.size - row.draw + 1,
            "loss": None if loss is None else int(loss),
        }


def _exactly(label: str) -> str:
    """With one apostrophe more where it begins with one: the script takes one away."""
    return f"'{label}" if label.startswith("'") else label


def _hashed(name: str, pieces: Iterable[bytes], hashes: dict[str, str]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    hashes[name] = digest.hexdigest()


def _certificate(version: DatasetVersion, snapshot: Snapshot, hashes: dict[str, str]) -> Iterator[bytes]:
    """Written last, when the hashes of the other files are known."""
    promise = version.card["certificate"]
    again = {"again": AGAIN} if promise.get("again") else {}
    tail = {"formula": TAIL_FORMULA, "cuts": CUTS, "limit": snapshot.limit, "risk_hash": snapshot.risk_hash}
    told = {
        "project": version.project.slug,
        "version": version.number,
        "version_hash": version.hash,
        "rows": version.rows,
        "as_of": version.chosen_at.isoformat(),
        "design": DESIGN,
        **again,
        **({"tail": tail} if snapshot.limit is not None else {}),
        "bound": {"formula": FORMULA, "risk": snapshot.risk, "bets": bets.BETS, "shares": bets.SHARES},
        "snapshot": {
            "number": snapshot.number,
            "size": snapshot.size,
            "frozen_at": snapshot.frozen_at.isoformat(),
            "ended_at": snapshot.ended_at.isoformat() if again else None,
            "procedure": snapshot.procedure,
            "codebook": snapshot.codebook.number,
            "reference": promise["reference"],
            "label_hash": snapshot.label_hash,
            "seed_commitment": snapshot.seed_commitment,
            "seed": snapshot.published_seed or None,
        },
        "files": hashes,
        "promise": promise,
    }
    yield orjson.dumps(told, option=orjson.OPT_INDENT_2)


def _population(snapshot: Snapshot) -> Iterator[dict]:
    """In the order of their ids; `taken_in` is the order of the hash of the labels."""
    last, names = 0, ("item", "item__sample", "item__sample__external_id", "label", "pk", "risk")
    seed = opened(snapshot.seed_encrypted)
    rows = SnapshotItem.objects.filter(snapshot=snapshot).order_by("item")
    while chunk := list(rows.filter(item__gt=last).values_list(*names)[:CHUNK]):
        last = chunk[-1][0]
        keys = order_keys(seed, [row[0] for row in chunk])
        for (*row, risk), key in zip(chunk, keys, strict=True):
            told = dict(zip((column.name for column in POPULATION), row, strict=True))
            yield told | {"label": _exactly(told["label"]), "risk": repr(risk), "order_key": key}


def _log(snapshot: Snapshot, version: DatasetVersion) -> Iterator[dict]:
    """A row that is open is not named before the seed is published: who is asked must not know that it is an audit."""
    names = ("removal", "item", "stream", "label", "settled", "decided", "settled_at", "risk")
    wrong, tail = 0, version.card["certificate"].get("tail")
    tails = tail and Tails(snapshot, tail["ends"])
    for place, row in enumerate(_settled_log(snapshot, version).values_list(*names).iterator(chunk_size=CHUNK)):
        number, item, stream, label, settled, decided, at, risk = row
        loss = removal(audit=True, given=label, reference=decided if settled else None).loss
        yield {
            "removal": number,
            "item": item if settled or snapshot.published_seed else None,
            "stream": stream if stream == Stream.AUDIT else Stream.ACTIVE,
            "label": _exactly(label),
            "remaining": snapshot.size - place,
            "wrong_before": wrong,
            "loss": None if loss is None else int(loss),
            "settled_at": at.isoformat() if settled else None,
            "tail": tails and tails.of(item, risk),
        }
        wrong += 1 if loss is None else int(loss)


def _settled_log(snapshot: Snapshot, version: DatasetVersion):
    at = as_of(snapshot, version.chosen_at)
    by_then = Resolution.objects.filter(item=OuterRef("item"), created_at__lte=at)
    newest = by_then.order_by("-pk").values("created_at")[:1]
    return log_of(snapshot.items.all(), at).annotate(settled_at=Subquery(newest))


def _row(row) -> dict:
    told = {"sample": row.sample, "label": _exactly(row.label), "source": row.source}
    return told | {"counts_as": str(row.counts_as), "again": str(row.again or "")}
