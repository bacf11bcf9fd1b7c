"""Who looks wrong: one call from labelled texts to signals, suspicion and the student's labels."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from annotation.methods.columns import BESIDE, GRADES, OTHER_LABELS, SCORED_SAMPLES, checked
from annotation.methods.filters.grade import worth
from annotation.methods.selection.batches import spread
from annotation.methods.selection.clusters import clusters
from annotation.methods.selection.coverage import covering_order
from annotation.methods.selection.margin import is_worth_something, margin_order
from annotation.methods.selection.suspicion import Order, suspicion_order
from annotation.methods.signals.evidence import Evidence, Facts
from annotation.methods.signals.registry import OF_LABELS, OF_OPINIONS, SIGNALS
from annotation.methods.signals.words import BEFORE, SUSPICION, WRONG
from annotation.methods.weighting.judged import difference, judged_on, share
from generation.methods.estimates import wilson
from generation.methods.measures.near_duplicates import near_duplicate_groups
from generation.methods.students.dynamics import learning_dynamics
from generation.methods.students.features import reduced_view, text_features
from generation.methods.students.influence import cross_harm
from generation.methods.students.neighbours import Neighbours, label_shares, nearest
from generation.methods.students.robust import Training
from generation.methods.students.student import out_of_fold
from generation.methods.translatable import gettext_noop as _

MOST_ASKERS = 8  # whose opinions the order reads, those that said the most
ANSWER_WEIGHT = 5.0  # a person's label counts as much as five of a model's when the student learns


@dataclass(frozen=True)
class Texts:
    """All that depends on the texts alone, so that a refit after new answers need not make it again."""

    features: csr_matrix
    view: np.ndarray
    neighbours: Neighbours
    groups: np.ndarray


@dataclass(frozen=True)
class Beside:
    """What is known beside texts and labels; each part may be empty, and its signals say nothing then.

    `table`: (sample, source, logprob, verbalised, likelihood, contrast, benchmark), as `Facts` has them. `names`: what
    each label is called in texts. `sources`: of each source the model and the form of prompt. `grades`: (sample,
    dimension, label, score, reason), what models said when they graded rows; label None: of whatever label it has.
    """

    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(BESIDE)))
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    grades: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(GRADES)))


@dataclass
class Scored:
    """What one fit says.

    `signals`: one row a sample, one column a signal, NaN where it does not apply; `details`: by signal the columns that
    its sentence needs, in the order of `signals`. `suspicion`: in [0, 1] by sample, the order in which people should
    look; for rows without a label the order in which labels help most. `wrong`: the chance that the machine label is
    wrong, `before` the same without opinions that came after people had answered (NaN where none did), and `basis` on
    what they rest (`Basis.told`). `priority`: suspicion, its first rows spread over near-duplicates and labels
    (`spread`). `student`: (sample, label, probability), its likeliest label. `explore`: it
    is not yet worth something, so some of the rows without a label should be drawn at random. `groups`: first sample of
    the near-duplicate group of each sample. `clusters`: the sample in the middle of those that are alike, NaN for who
    is alike to nobody or has an answer. `notes`: {text, values}, an English sentence with %(name)s places and what
    stands there.
    """

    signals: pd.DataFrame
    suspicion: pd.Series
    priority: pd.Series
    wrong: pd.Series
    before: pd.Series
    basis: dict
    student: pd.DataFrame
    groups: pd.Series
    clusters: pd.Series
    metrics: dict
    classes: list[str]
    learned: bool = False
    explore: bool = True
    notes: list[dict] = field(default_factory=list)
    details: dict[str, Mapping[str, Sequence]] = field(default_factory=dict)


# Threads of small matrix steps wait for each other, and take the web server's core: one is faster under load.
@threadpool_limits.wrap(limits=1)
def prepare(texts: list[str], *, random_state: int = 0) -> Texts:
    """Read the texts: features, their reduced view, neighbours and near-duplicate groups."""
    features = text_features(texts)
    view = reduced_view(features, random_state=random_state)
    return Texts(features, view, nearest(view, random_state=random_state), near_duplicate_groups(texts))


@threadpool_limits.wrap(limits=1)
def score(
    samples: pd.DataFrame,
    other_labels: pd.DataFrame | None = None,
    *,
    texts: Texts | None = None,
    beside: Beside | None = None,
    drawn: Collection = (),
    late: Collection[tuple] = (),
    training: Training | None = None,
    random_state: int = 0,
) -> Scored:
    """Fit the student and say of each sample how suspicious its label is.

    The student learns a person's answer where there is one (weight 5), else the reference, else the machine label, and
    judges each row out of fold. Suspicion is the static order of the signals, moved by as much as the answers show
    (`suspicion_order`). A label that contradicts the reference comes first, one that equals it last. Rows without any
    label are ordered by margin; as long as `explore` holds, those come first that stand for many others, and the queue
    should draw some of them at random.

    Parameters
    ----------
    samples : (sample, text, label, confidence, answer, reference), one row a sample. label: the machine label in use;
        confidence: the LLM's, in [0, 1]; answer: what people decided; reference: the given label of seeds and gold.
        Each may be None.
    other_labels : (sample, source, label, probability) of further sources, or None.
    texts : `prepare` of the same texts in the same order, to save its time.
    beside : what else is known of rows, labels and sources.
    drawn : samples that were answered because chance had drawn them; the level of `wrong` rests on them.
    late : (sample, source) of labels of `other_labels` that came after people had answered the sample.
    training : how the student learns, one of `students.robust.TRAININGS`; None for the plain one.

    Returns
    -------
    Scored. Nothing raises for thin data: no rows, one class, classes of one row give NaN and a note.
    """
    samples = checked(samples, SCORED_SAMPLES)
    others = checked(pd.DataFrame(columns=list(OTHER_LABELS)) if other_labels is None else other_labels, OTHER_LABELS)
    read = samples["text"].fillna("").tolist()
    texts = texts or prepare(read, random_state=random_state)
    labels = _labels(samples)
    evidence = _evidence(labels, texts, others, read, beside or Beside(), random_state, training)
    said = {name: signal.compute(evidence) for name, signal in SIGNALS.items()}
    signals = pd.DataFrame({name: one.values for name, one in said.items()})
    student = _student_labels(evidence)
    before = _before(signals, evidence, late)
    order = _order(signals, before, labels, student, _opinions(evidence, late), texts, drawn, random_state)
    details = {name: one.details for name, one in said.items() if one.details}
    scored = _scored(signals, details, student, order, evidence, labels, texts, random_state)
    scored.metrics["grades"] = _worth_of_grades(signals, labels, drawn)
    if training is not None:
        scored.metrics["training"] = _beside_the_plain(training, student, evidence, labels, texts, drawn, random_state)
    return scored


def _worth_of_grades(signals: pd.DataFrame, labels: pd.DataFrame, drawn: Collection) -> dict | None:
    grades = 5 * (1 - signals["llm_quality"].to_numpy())
    return worth(grades, 1 - labels["wrong"].astype(float).to_numpy(), labels.index.isin(drawn))


def _beside_the_plain(
    training: Training,
    student: pd.DataFrame,
    evidence: Evidence,
    labels: pd.DataFrame,
    texts: Texts,
    drawn: Collection,
    seed: int,
) -> dict:
    """What a training changed: on how many rows another label is likeliest, and how often it and the plain student are
    right on answered rows that neither learned from: on those that chance drew, where they are enough."""
    same = {"weights": _weights(labels), "groups": texts.groups, "random_state": seed}
    plain = replace(evidence, student=out_of_fold(texts.features, evidence.known, len(evidence.classes), **same))
    said = _student_labels(plain)
    before, after = (one.set_index("sample")["label"].reindex(labels.index) for one in (said, student))
    differs = int((before.notna() & after.notna() & (before != after)).sum())
    return {"id": training.id, "differs": differs} | _on_answers(before, after, labels, drawn)


def _on_answers(before: pd.Series, after: pd.Series, labels: pd.DataFrame, drawn: Collection) -> dict:
    """{n, drawn, basis, plain, now, difference} of labels by a plain and another student; n (answered rows) and drawn
    alone where these are too few."""
    answers = labels["answer"].where(before.notna() & after.notna())
    truth = pd.Categorical(answers).codes  # -1 where nobody answered, or a student says nothing
    by_chance = labels.index.isin(drawn)
    counts = {"n": int((truth >= 0).sum()), "drawn": int(((truth >= 0) & by_chance).sum())}
    chosen = judged_on(truth, by_chance)
    if chosen is None:
        return counts
    rows, basis = chosen
    plain, now = ((one == answers).to_numpy()[rows] for one in (before, after))
    told = {"plain": share(plain), "now": share(now), "difference": difference(plain, now)}
    return counts | {"n": len(rows), "basis": basis} | told


def _weights(labels: pd.DataFrame) -> np.ndarray:
    return np.where(labels["truth"].notna(), ANSWER_WEIGHT, 1.0)


def _before(signals: pd.DataFrame, evidence: Evidence, late: Collection[tuple]) -> pd.DataFrame | None:
    """The signals about labels, of rows with late opinions without these; None where there are none."""
    if not late:
        return None
    others, rows = evidence.other_labels, evidence.samples.isin({sample for sample, _source in late})
    kept = ~pd.MultiIndex.from_frame(others[["sample", "source"]]).isin(list(late))
    without, before = replace(evidence, other_labels=others[kept]), signals[OF_LABELS].copy()
    for name in OF_OPINIONS:
        before.loc[rows, name] = SIGNALS[name].compute(without).values[rows]
    return before


def _opinions(evidence: Evidence, late: Collection[tuple]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What further askers said, a column each, and the same without what came after people had answered."""
    said = evidence.opinions
    said = said[(said["label"] >= 0) & said["asker"].isin(said["asker"].value_counts().index[:MOST_ASKERS])]
    said = said.assign(label=np.array([*evidence.classes, None], dtype=object)[said["label"].to_numpy()])
    table = said.pivot(index="sample", columns="asker", values="label").reindex(evidence.samples)
    if not late:
        return table, table
    came_late = said.assign(late=pd.MultiIndex.from_frame(said[["sample", "source"]]).isin(list(late)))
    hidden = came_late.pivot(index="sample", columns="asker", values="late").reindex(evidence.samples)
    return table, table.mask(hidden.eq(True))


def _order(
    signals: pd.DataFrame,
    before: pd.DataFrame | None,
    labels: pd.DataFrame,
    student: pd.DataFrame,
    opinions: tuple[pd.DataFrame, pd.DataFrame],
    texts: Texts,
    drawn: Collection,
    random_state: int,
) -> Order:
    return suspicion_order(
        signals[OF_LABELS],
        labels["label"],
        labels["wrong"],
        preferred=student.set_index("sample")["label"].reindex(labels.index),
        opinions=opinions[0],
        opinions_before=opinions[1],
        view=texts.view,
        drawn=pd.Series(labels.index.isin(drawn), index=labels.index),
        groups=texts.groups,
        before=before,
        random_state=random_state,
    )


def _scored(
    signals: pd.DataFrame,
    details: dict[str, Mapping[str, Sequence]],
    student: pd.DataFrame,
    order: Order,
    evidence: Evidence,
    labels: pd.DataFrame,
    texts: Texts,
    random_state: int,
) -> Scored:
    nobody, metrics = labels["truth"].isna().to_numpy(), _metrics(student, labels)
    trusted = _is_trusted(metrics, labels["target"])
    bare = _bare_order(evidence, labels, texts, random_state, trusted=trusted)
    suspicion = _with_certain_and_bare(order.suspicion, bare, labels)
    return Scored(
        signals=signals,
        suspicion=suspicion,
        priority=spread(suspicion, labels["label"], texts.groups, nobody),
        wrong=_with_certain(order.wrong, labels).rename(WRONG),
        before=order.before.rename(BEFORE),
        basis=order.basis.told(),
        student=student,
        groups=pd.Series(evidence.samples.to_numpy()[texts.groups], index=evidence.samples),
        clusters=_clusters(texts, nobody, evidence.samples),
        metrics=metrics,
        classes=evidence.classes,
        learned=order.basis.answers > 0,
        explore=not trusted,
        notes=_notes(labels["target"]),
        details=details,
    )


def _labels(samples: pd.DataFrame) -> pd.DataFrame:
    """By sample: label, answer, reference, what the student learns (target), and whether people found it wrong."""
    table = samples.set_index("sample")[["label", "confidence", "answer", "reference"]]
    for name in ("label", "answer", "reference"):
        values = table[name].astype("object")
        table[name] = values.where(values.notna() & (values != ""), None).map(str, na_action="ignore")
    table["truth"] = table["answer"].fillna(table["reference"])
    table["target"] = table["truth"].fillna(table["label"])
    both = table["answer"].notna() & table["label"].notna()
    table["wrong"] = (table["answer"] != table["label"]).astype("object").where(both, None)
    return table


def _evidence(
    labels: pd.DataFrame,
    texts: Texts,
    others: pd.DataFrame,
    read: list[str],
    beside: Beside,
    random_state: int,
    training: Training | None = None,
) -> Evidence:
    classes = sorted(set(labels["target"].dropna()) | set(labels["label"].dropna()))
    numbers = {name: number for number, name in enumerate(classes)}
    known = labels["target"].map(numbers).fillna(-1).to_numpy(dtype=np.int64)
    given = labels["label"].map(numbers).fillna(-1).to_numpy(dtype=np.int64)
    same = {"weights": _weights(labels), "groups": texts.groups, "random_state": random_state}
    watched = {"asked": given, "random_state": random_state}
    return Evidence(
        samples=labels.index,
        classes=classes,
        given=given,
        confidence=pd.to_numeric(labels["confidence"], errors="coerce").to_numpy(dtype=float),
        student=out_of_fold(texts.features, known, len(classes), training=training, **same),
        second=out_of_fold(texts.view, known, len(classes), **same),
        neighbours=label_shares(texts.neighbours, known, len(classes)),
        other_labels=others,
        near=texts.neighbours,
        known=known,
        dynamics=learning_dynamics(texts.view, known, groups=texts.groups, **watched),
        harm=cross_harm(texts.view, known, labels["truth"].notna().to_numpy(), **watched),
        texts=read,
        groups=texts.groups,
        facts=_facts(labels.index, beside.table),
        names=beside.names,
        sources=beside.sources,
        grades=beside.grades,
    )


def _facts(samples: pd.Index, table: pd.DataFrame) -> Facts:
    if table.empty:
        return Facts.nothing(len(samples))
    table = checked(table, BESIDE).drop_duplicates("sample").set_index("sample").reindex(samples)
    numbers = (table[name].to_numpy(dtype=float) for name in ("logprob", "verbalised", "likelihood", "contrast"))
    source = table["source"].astype(object).where(table["source"].notna(), None)
    return Facts(source.to_numpy(), *numbers, table["benchmark"].eq(True).to_numpy())


def _clusters(texts: Texts, unheard: np.ndarray, samples: pd.Index) -> pd.Series:
    centres = clusters(texts.neighbours, texts.groups, unheard)
    in_the_middle = samples.to_numpy()[centres]  # of who is in none the last, which is put away
    return pd.Series(in_the_middle, index=samples).where(centres >= 0)


def _student_labels(evidence: Evidence) -> pd.DataFrame:
    best, probability = evidence.likeliest()
    said = best >= 0
    names = [evidence.classes[number] for number in best[said]]
    return pd.DataFrame({"sample": evidence.samples[said], "label": names, "probability": probability[said]})


def _metrics(student: pd.DataFrame, labels: pd.DataFrame) -> dict:
    said = student.set_index("sample")["label"]
    return {
        "answers": _agreement(said, labels["answer"]),
        "labels": _agreement(said, labels["label"]),
        "rows": int(labels["target"].notna().sum()),
    }


def _agreement(said: pd.Series, theirs: pd.Series) -> dict:
    """How often the student, out of fold, says what they say; n = 0 and no value where they say nothing."""
    theirs = theirs.reindex(said.index).dropna()
    share = wilson(int((said.reindex(theirs.index) == theirs).sum()), len(theirs))
    return {"value": share.value, "low": share.low, "high": share.high, "right": share.count, "n": share.n}


def _is_trusted(metrics: dict, target: pd.Series) -> bool:
    shares = target.value_counts(normalize=True)
    right, answers = metrics["answers"]["right"], metrics["answers"]["n"]
    return is_worth_something(right, answers, shares.max() if len(shares) else 1.0)


def _bare_order(
    evidence: Evidence, labels: pd.DataFrame, texts: Texts, random_state: int, *, trusted: bool
) -> pd.Series:
    """Rows without any label: by margin where the student may be trusted, else those first that stand for many."""
    heard = labels["target"].notna().to_numpy()
    rows = pd.DataFrame(evidence.student[~heard], index=labels.index[~heard])
    if trusted:
        return margin_order(rows, random_state=random_state)
    return covering_order(rows, texts.view[~heard], texts.view[heard], random_state=random_state)


def _with_certain_and_bare(suspicion: pd.Series, bare: pd.Series, labels: pd.DataFrame) -> pd.Series:
    """Put the rows in place that need no signal: those with a reference, and those without any label."""
    suspicion = _with_certain(suspicion, labels)
    unlabelled = (labels["label"].isna() & labels["reference"].isna()).sum()
    # Rows that were answered have left from the top of both kinds; ranks of what is left must not start at one again,
    # or the rows without a label would crowd out the others.
    suspicion.loc[bare.index] = bare * (len(bare) / max(1, unlabelled))
    return suspicion.rename(SUSPICION)


def _with_certain(values: pd.Series, labels: pd.DataFrame) -> pd.Series:
    judged = labels["label"].notna() & labels["reference"].notna()
    return values.mask(judged, (labels["label"] != labels["reference"]).astype(float))


def _notes(target: pd.Series) -> list[dict]:
    counts = target.value_counts()
    alone = sorted(counts[counts == 1].index)
    if target.empty:
        return [{"text": _("There are no samples yet."), "values": {}}]
    if len(counts) < 2:
        return [{"text": _("Fewer than two labels are in use, so no student can be trained."), "values": {}}]
    if alone:
        text = _("Labels with a single row say nothing yet: %(labels)s.")
        return [{"text": text, "values": {"labels": ", ".join(alone[:10])}}]
    return []
