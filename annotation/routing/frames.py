"""A project's rows as methods/routing reads them. Needs pandas: worker only."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.db.models import Count, Sum

from annotation.machine.askers import Asker, asker_of, askers_of_runs
from annotation.machine.frames import drawn_and_settled, late_opinions, machine_labels, samples_frame, undecided
from annotation.methods.effects.times import measured, median_time
from annotation.methods.opinions import further_opinions
from annotation.methods.routing.judging import FOLDS, Answered, crossed
from annotation.methods.routing.learned import ENOUGH, OpinionSeen, opinion_seen, student_seen
from annotation.methods.routing.routes import Prices, Rows
from annotation.methods.signals.words import BEFORE, WRONG
from annotation.models import Annotation, RoutePrices, Signal
from generation.methods.measures.near_duplicates import near_duplicate_groups
from generation.methods.students.student import fold_numbers
from generation.models import Call, Codebook, MachineLabel, Project, RunPurpose
from generation.models.machine import STUDENT

CHUNK = 10_000
NEWEST = 5000  # answers, and calls, that times and prices are measured on


@dataclass(frozen=True)
class Known:
    """What routes are made from.

    samples, given, student : (N,) rows with a label of a model and a chance that it is wrong, which nobody has
        answered; the label in use, and the student's. rows : what is known of them.
    answered : the same of n rows that people answered, as if they had not; `of_answered` (sample, label, student,
        drawn): which these are, and whether chance had drawn them and their answers settled them.
    asker : whose further opinion it is that `opinion` says the worth of; None without any.
    """

    samples: np.ndarray
    given: np.ndarray
    rows: Rows
    student: np.ndarray
    opinion: OpinionSeen
    asker: Asker | None
    student_seen: int
    answered: Answered
    of_answered: pd.DataFrame

    @property
    def drawn(self) -> Answered:
        return self.answered[self.of_answered["drawn"].to_numpy(dtype=bool)]

    @property
    def of_drawn(self) -> pd.DataFrame:
        return self.of_answered[self.of_answered["drawn"].to_numpy(dtype=bool)]


def known_rows(project: Project, question: str) -> Known:
    """All that routes are made from, in a handful of queries."""
    samples, _others = samples_frame(project, question)
    table = samples.set_index("sample")[["text", "label", "answer", "reference"]]
    table = table.join(_student(project, question)).join(_chance(project, WRONG)).join(_chance(project, BEFORE))
    opinions, askers = opinions_beside(project, question)
    asker = _most_seen(opinions, _by_now(project, askers), table)
    table["other"] = opinions[opinions["asker"] == asker].set_index("sample")["label"].reindex(table.index)
    table["heard"] = table.index.isin(opinions["sample"])
    table["late"] = table.index.isin({sample for sample, _source in late_opinions(project, question)})
    table["drawn"] = table.index.isin(drawn_and_settled(project))
    table = table[table["label"].notna() & table[WRONG].notna()]
    given, preferred, other, truth = _numbers(table[["label", "student", "other", "answer"]])
    drawn, sure = table["drawn"].to_numpy(dtype=bool), table["sure"].to_numpy(dtype=float)
    chances, seen = student_seen(sure, preferred, given, truth)
    open_rows = (table["answer"].isna() & table["reference"].isna()).to_numpy() & ~table.index.isin(undecided(project))
    risk = np.clip(table[WRONG].to_numpy(dtype=float), 0, 1)
    return Known(
        samples=table.index.to_numpy(dtype=np.int64)[open_rows],
        rows=Rows(risk, chances, table["heard"].to_numpy(dtype=bool))[open_rows],
        given=table["label"].to_numpy(dtype=object)[open_rows],
        student=table["student"].to_numpy(dtype=object)[open_rows],
        opinion=opinion_seen(given, other, truth, drawn),
        asker=None if asker is None else askers[asker],
        student_seen=seen,
        answered=_as_if_open(table, given, preferred, other, truth)[truth >= 0],
        of_answered=table.loc[truth >= 0, ["label", "student", "drawn"]],
    )


def _as_if_open(
    table: pd.DataFrame, given: np.ndarray, preferred: np.ndarray, other: np.ndarray, truth: np.ndarray
) -> Answered:
    """All rows of the table; of those without an answer nothing that is said here holds."""
    answered, late = truth >= 0, table["late"].to_numpy(dtype=bool)
    fold = np.full(len(table), -1)
    groups = near_duplicate_groups(table.loc[answered, "text"].fillna("").tolist())
    fold[answered] = fold_numbers((given != truth)[answered], groups, folds=FOLDS)
    drawn, sure = table["drawn"].to_numpy(dtype=bool), table["sure"].to_numpy(dtype=float)
    chances, opinions = crossed(given, other, truth, drawn, sure, preferred, fold)
    risk = np.clip(table[BEFORE].where(table["late"]).fillna(table[WRONG]).to_numpy(dtype=float), 0, 1)
    return Answered(
        rows=Rows(risk, chances, table["heard"].to_numpy(dtype=bool) & ~late),
        fold=fold,
        opinions=opinions,
        wrong=given != truth,
        student_right=preferred == truth,
        heard=(other >= 0) & late,
        differs=other != given,
        right=other == truth,
    )


def opinions_beside(project: Project, question: str) -> tuple[pd.DataFrame, list[Asker]]:
    """(sample, label, asker) of what others than the first model said, or the same in another form; `asker` is a place
    in the list."""
    said, of_runs = machine_labels(project, question), askers_of_runs(project)
    by_source = {source: asker_of(source, of_runs) for source in said["source"].unique()}
    askers = list(dict.fromkeys(by_source.values()))
    in_use = said.drop_duplicates("sample").set_index("sample")["source"]
    others = further_opinions(said, in_use, {name: askers.index(one) for name, one in by_source.items()})
    return others[["sample", "label", "asker"]], askers


def _by_now(project: Project, askers: list[Asker]) -> list[bool]:
    """Who of them can be asked again: no import, and none by a codebook that is in force no more."""
    newest = Codebook.objects.published().filter(project=project).order_by("-number").values_list("pk", flat=True)
    in_force = newest.first()
    return [not asker.imported and asker.codebook == in_force for asker in askers]


def _most_seen(opinions: pd.DataFrame, again: list[bool], table: pd.DataFrame) -> int | None:
    """Whose opinions answers say the most about: by whom enough was seen, who can be asked again, the most rows.

    How good they were decides nothing: the best of several looks better than it is.
    """
    answers = table[["label", "answer"]].dropna().set_axis(["given", "truth"], axis=1)
    seen = opinions.join(answers, on="sample").dropna()
    wrong = (seen["given"] != seen["truth"]).groupby(seen["asker"]).agg(["sum", "size"])
    told = [
        (min(errors, rows - errors) >= ENOUGH, again[place], rows, place) for place, errors, rows in wrong.itertuples()
    ]
    return max(told)[-1] if told else None


def _numbers(table: pd.DataFrame) -> list[np.ndarray]:
    """One numbering of labels for all columns; -1 where there is none."""
    codes, _names = pd.factorize(pd.concat([table[name] for name in table], ignore_index=True))
    return np.split(codes, table.shape[1])


def _student(project: Project, question: str) -> pd.DataFrame:
    said = MachineLabel.objects.standing().filter(sample__project=project, question=question, source=STUDENT)
    rows = said.values_list("sample_id", "label", "probability").iterator(chunk_size=CHUNK)
    return pd.DataFrame(rows, columns=["sample", "student", "sure"]).set_index("sample")


def _chance(project: Project, name: str) -> pd.Series:
    stored = Signal.objects.filter(project=project, name=name).values_list("sample_id", "value")
    return pd.Series(dict(stored.iterator(chunk_size=CHUNK)), dtype=float, name=name)


def prices_of(prices: RoutePrices, answer: float) -> Prices:
    """`answer`: what one costs in USD (annotation.routing.answer_time)."""
    return Prices(person=answer, again=prices.call, person_error=prices.person_error)


def measured_prices(project: Project) -> dict:
    """What an answer took in this project, and a model's label with all of its calls, of the newest 5,000: {seconds,
    seconds_n, call, call_n}; None where there is nothing to measure."""
    answers = Annotation.objects.valid().of_items().filter(project=project, seconds__isnull=False).order_by("-pk")
    times = measured(np.array(answers.values_list("seconds", flat=True)[:NEWEST], dtype=float))
    calls = Call.objects.filter(run__project=project, run__purpose=RunPurpose.ANNOTATE, error="", cached=False)
    newest = calls.order_by("-pk").values("pk")[:NEWEST]
    call = Call.objects.filter(pk__in=newest).aggregate(cost=Sum("cost_usd"), n=Count("row", distinct=True))
    return {
        "seconds": median_time(times).value,
        "seconds_n": len(times),
        "call": float(call["cost"]) / call["n"] if call["n"] else None,
        "call_n": call["n"],
    }
