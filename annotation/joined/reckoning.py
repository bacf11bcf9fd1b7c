"""What a rule comes to: which rows it would join, which go to a lead or to one more person, and how right it is where
that is known. Nothing is changed here. Needs pandas: worker only."""

from collections import Counter
from dataclasses import asdict, dataclass, field

import pandas as pd

from annotation.joined.frames import (
    Voices,
    names_able,
    question_to_join,
    rows_of,
    settled_audits,
    usual_people,
    voices,
)
from annotation.methods.aggregation.joining import Joined, join
from annotation.methods.aggregation.majority import majority
from annotation.models import BY_REFERENCE_RULE, Assignment, DoneWhen, Item, Joining, Resolution
from generation.methods.estimates import wilson
from generation.models import Codebook

LISTED = 50
JOIN, ASK, LEAD = "join", "ask", "lead"
#: What a row comes to, in the order in which changes are listed; rows that keep their label are not.
ORDER = ("other", "decided", ASK, LEAD)
Rule = Resolution.Rule


@dataclass(frozen=True)
class Row:
    """What becomes of an item: `way` is JOIN, ASK or LEAD. `of` are the answers it rests on; `resolution` and `state`
    are as they were when this was reckoned: another by now means that it is reckoned anew."""

    item: int
    sample: int
    way: str
    label: str
    confidence: float
    of: list[int]
    state: str
    resolution: int
    before: str
    models: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """`rows` are those to be changed; `told` is what a lead reads: counts, the first changes, how right it is."""

    codebook: Codebook | None
    method: str
    rows: list[Row]
    told: dict


def reckon(joining: Joining) -> Plan:
    """Twice the same from the same answers."""
    project = joining.project
    codebook, question, reason = question_to_join(project)
    if reason:
        return Plan(codebook, joining.method, [], {"reason": reason})
    said = voices(project, codebook, question, with_models=joining.with_models)
    how = {"method": joining.method, "wanted": joining.confidence, "people": said.people}
    found = join(said.labels, gold=said.gold, **how)
    items = rows_of(project)
    told = {
        "codebook": codebook.number,
        "reason": found.reason,
        "method": found.method,
        "notes": list(found.notes),
        "answers": len(said.given),
        "people": len(said.people),
        "models": said.models,
        "left_out": _left_out(items, usual_people(project)),
    }
    if found.reason:
        return Plan(codebook, found.method, [], told)
    rows, outcome = _rows(joining, items, found, said)
    changed = sorted((row for row in rows if _came_to(row) != "same"), key=lambda row: ORDER.index(_came_to(row)))
    told |= {"outcome": outcome, "changes": [_change(row) for row in changed[:LISTED]], "change_count": len(changed)}
    told["to_write"] = len(rows)
    told["known"] = _known(joining, codebook, said, found, how)
    return Plan(codebook, found.method, rows, told)


def _open_to_it(items: pd.DataFrame, usual: int) -> pd.Series:
    """Which items the rule may speak of: those that a majority would settle, and no lead or other rule has."""
    waits = items["state"] == Item.State.WAITING
    tie = (items["answers"] % 2 == 0) & (items["answers_needed"] == items["answers"] + 1) & (items["answers"] >= usual)
    handed_on = items["last"].isin([Assignment.State.FLAGGED, Assignment.State.SKIPPED])
    passed = (items["state"] == Item.State.FLAGGED) & handed_on
    at_rest = items["state"].isin([Item.State.ANSWERED, Item.State.FLAGGED]) | (waits & tie & ~items["sent_back"])
    return at_rest & ~passed & ~_of_others(items) & ~_audited(items)


def _audited(items: pd.DataFrame) -> pd.Series:
    return items["audited"].astype(bool) | items["asked_again"].astype(bool) | items["stream"].isin(BY_REFERENCE_RULE)


def _of_others(items: pd.DataFrame) -> pd.Series:
    return (items["done_when"] != DoneWhen.MAJORITY) | items["now_rule"].isin([Rule.LEAD, Rule.MERGE])


def _left_out(items: pd.DataFrame, usual: int) -> dict[str, int]:
    """Items with several answers that the rule leaves as they are, each counted once."""
    audited, others = _audited(items), _of_others(items)
    held = ~_open_to_it(items, usual) & ~audited & ~others
    return {"audited": int(audited.sum()), "own_rule": int((others & ~audited).sum()), "in_hand": int(held.sum())}


def _rows(joining: Joining, items: pd.DataFrame, found: Joined, said: Voices) -> tuple[list[Row], dict[str, int]]:
    """The rows to change, and how many come to what: as it was, another label, decided, asked, a lead's."""
    table = found.table.set_index("item")
    open_items = items[_open_to_it(items, usual_people(joining.project)) & items["sample"].isin(table.index)]
    given = said.given[said.given["item"].isin(set(open_items["sample"]))].groupby("item")
    of, who = given["annotation"].agg(sorted), given["annotator"].agg(set)
    heard = _models_of(said, set(open_items["sample"]))
    able = {lane: names_able(joining.project_id, lane) for lane in open_items["lane"].unique().tolist()}
    rows, outcome = [], Counter(same=0, other=0, decided=0, ask=0, lead=0)
    for item in open_items.itertuples():
        one = table.loc[item.sample]
        row = Row(
            item=item.pk,
            sample=item.sample,
            way=_way(joining, one, bool(able[item.lane] - who[item.sample]), item.answers),
            label=one["label"] if one["sure"] else "",
            confidence=round(float(one["confidence"]), 6),
            of=[int(pk) for pk in of[item.sample]],
            state=item.state,
            resolution=int(item.now_id),
            before=item.now_label or "",
            models=heard.get(item.sample, []),
        )
        outcome[_came_to(row)] += 1
        if not _stands_so(joining, found.method, row, item):
            rows.append(row)
    return rows, dict(outcome)


def _models_of(said: Voices, samples: set[int]) -> dict[int, list[str]]:
    machine = said.labels[~said.labels["annotator"].isin(said.people) & said.labels["item"].isin(samples)]
    return machine.groupby("item")["annotator"].agg(sorted).to_dict() if len(machine) else {}


def _way(joining: Joining, one: pd.Series, somebody_left: bool, answers: int) -> str:
    if one["sure"]:
        return JOIN
    may_ask = joining.below == Joining.Below.PERSON and answers < joining.most
    return ASK if may_ask and somebody_left else LEAD


def _came_to(row: Row) -> str:
    if row.way != JOIN:
        return row.way
    if not row.before:
        return "decided"
    return "same" if row.label == row.before else "other"


def _stands_so(joining: Joining, method: str, row: Row, item) -> bool:
    """Whether the item is resolved so already, from the same answers; a confidence that moves a little is no news."""
    now = item.now_joined or {}
    if item.now_joining != joining.pk or now.get("of") != row.of or now.get("method") != method:
        # What waits for a lead already, undecided by the votes as well, goes on waiting.
        return row.way == LEAD and item.state == Item.State.FLAGGED and item.now_rule == Rule.OPEN
    if row.way == JOIN:
        return item.now_rule == Rule.JOINED and item.now_label == row.label
    return item.now_rule == Rule.OPEN and item.state == {ASK: Item.State.WAITING, LEAD: Item.State.FLAGGED}[row.way]


def _change(row: Row) -> dict:
    told = asdict(row)
    return {name: told[name] for name in ("sample", "before", "label", "way", "confidence")}


def _known(joining: Joining, codebook: Codebook, said: Voices, found: Joined, how: dict) -> list[dict]:
    """How often the votes and the rule are right where that is known: on audit rows and on checks of several answers.

    Checks are judged by a fit that was not told them.
    """
    told = [_judged("audit", settled_audits(joining.project, codebook), said, found)]
    untold = join(said.labels, **how) if said.gold else found
    return [*told, _judged("checks", said.gold, said, untold)]


def _judged(name: str, reference: dict[int, str], said: Voices, found: Joined) -> dict:
    table = found.table[found.table["item"].isin(list(reference))]
    people = said.labels[said.labels["annotator"].isin(said.people) & said.labels["item"].isin(set(table["item"]))]
    right = table["item"].map(reference)
    votes = _more_than_half(people).reindex(table["item"]).to_numpy() if len(people) else []
    after = table["label"].where(table["sure"].astype(bool), None)
    return {
        "of": name,
        "n": len(table),
        "before": _share(right.to_numpy(), votes),
        "after": _share(right.to_numpy(), after.to_numpy()),
    }


def _more_than_half(people: pd.DataFrame) -> pd.Series:
    """The label that more than half gave to each item, None without one."""
    counted = majority(people, ties="abstain").labels().set_index("item")
    return counted["label"].where(counted["probability"] > 1 / 2, None)


def _share(right, given) -> dict:
    pairs = list(zip(right, given, strict=True))
    share = wilson(sum(one == other for one, other in pairs), len(pairs))
    told = {"value": share.value, "low": share.low, "high": share.high, "count": share.count, "n": share.n}
    return told | {"undecided": sum(other is None or other != other for _one, other in pairs)}
