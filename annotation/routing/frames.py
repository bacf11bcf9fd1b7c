"""A project's rows as methods/routing reads them. Needs pandas: worker only."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.db.models import Avg, Count

from annotation.machine.frames import drawn_and_settled, machine_labels, samples_frame, undecided
from annotation.methods.effects.times import measured, median_time
from annotation.methods.routing.learned import OpinionSeen, opinion_seen, student_seen
from annotation.methods.routing.routes import Prices, Rows
from annotation.methods.signals.words import WRONG
from annotation.models import Annotation, RoutePrices, Signal
from generation.models import Call, MachineLabel, Project, RunPurpose
from generation.models.machine import ENHANCED, STUDENT

CHUNK = 10_000
NEWEST = 5000  # answers, and calls, that times and prices are measured on


@dataclass(frozen=True)
class Known:
    """What routes are made from.

    samples, given, student : (N,) rows with a label of a model and a chance that it is wrong, which nobody has
        answered; the label in use, and the student's. rows : what is known of them.
    drawn : the same of n rows that chance had drawn and people answered. wrong, student_right : (n,), what they say.
    """

    samples: np.ndarray
    given: np.ndarray
    rows: Rows
    student: np.ndarray
    opinion: OpinionSeen
    student_seen: int
    drawn: Rows
    wrong: np.ndarray
    student_right: np.ndarray


def known_rows(project: Project, question: str) -> Known:
    """All that routes are made from, in a handful of queries."""
    samples, _others = samples_frame(project, question)
    table = samples.set_index("sample")[["label", "answer", "reference"]]
    table = table.join(_student(project, question)).join(_risk(project))
    table["other"] = _second_opinions(project, question).reindex(table.index)
    table["drawn"] = table.index.isin(drawn_and_settled(project))
    table = table[table["label"].notna() & table["risk"].notna()]
    numbers = _numbers(table[["label", "student", "other", "answer"]])
    given, preferred, other, truth = numbers
    drawn = table["drawn"].to_numpy(dtype=bool)
    sure = table["sure"].to_numpy(dtype=float)
    chances, seen = student_seen(sure, preferred, given, truth)
    rows = Rows(np.clip(table["risk"].to_numpy(dtype=float), 0, 1), chances, other >= 0)
    open_rows = (table["answer"].isna() & table["reference"].isna()).to_numpy() & ~table.index.isin(undecided(project))
    answered = (truth >= 0) & drawn
    return Known(
        samples=table.index.to_numpy(dtype=np.int64)[open_rows],
        rows=_only(rows, open_rows),
        given=table["label"].to_numpy(dtype=object)[open_rows],
        student=table["student"].to_numpy(dtype=object)[open_rows],
        opinion=opinion_seen(given, other, truth, drawn),
        student_seen=seen,
        drawn=_only(rows, answered),
        wrong=(given != truth)[answered],
        student_right=(preferred == truth)[answered],
    )


def _second_opinions(project: Project, question: str) -> pd.Series:
    """What the second model said. Labels that an enhancement proposed are no opinion, nor is the one they replaced."""
    said = machine_labels(project, question)
    said = said[~said["source"].astype(str).str.startswith(ENHANCED)]
    return said[said.duplicated("sample")].drop_duplicates("sample").set_index("sample")["label"]


def _only(rows: Rows, kept: np.ndarray) -> Rows:
    return Rows(rows.risk[kept], rows.student[kept], rows.asked[kept])


def _numbers(table: pd.DataFrame) -> list[np.ndarray]:
    """One numbering of labels for all columns; -1 where there is none."""
    codes, _names = pd.factorize(pd.concat([table[name] for name in table], ignore_index=True))
    return np.split(codes, table.shape[1])


def _student(project: Project, question: str) -> pd.DataFrame:
    said = MachineLabel.objects.standing().filter(sample__project=project, question=question, source=STUDENT)
    rows = said.values_list("sample_id", "label", "probability").iterator(chunk_size=CHUNK)
    return pd.DataFrame(rows, columns=["sample", "student", "sure"]).set_index("sample")


def _risk(project: Project) -> pd.Series:
    stored = Signal.objects.filter(project=project, name=WRONG).values_list("sample_id", "value")
    return pd.Series(dict(stored.iterator(chunk_size=CHUNK)), dtype=float, name="risk")


def prices_of(prices: RoutePrices) -> Prices:
    return Prices(person=prices.answer, again=prices.call, person_error=prices.person_error)


def measured_prices(project: Project) -> dict:
    """What an answer and a call took in this project, of the newest 5,000 of each: {seconds, seconds_n, call, call_n};
    None where there is nothing to measure."""
    answers = Annotation.objects.valid().of_items().filter(project=project, seconds__isnull=False).order_by("-pk")
    times = measured(np.array(answers.values_list("seconds", flat=True)[:NEWEST], dtype=float))
    calls = Call.objects.filter(run__project=project, run__purpose=RunPurpose.ANNOTATE, error="", cached=False)
    newest = calls.order_by("-pk").values("pk")[:NEWEST]
    call = Call.objects.filter(pk__in=newest).aggregate(mean=Avg("cost_usd"), n=Count("pk"))
    return {
        "seconds": median_time(times).value,
        "seconds_n": len(times),
        "call": None if call["mean"] is None else float(call["mean"]),
        "call_n": call["n"],
    }
