"""What a pipeline would do, before it does it: counts, balance, words and wrong labels, from stored columns alone.

A request reads a few hundred kilobytes a column and goes through bytes; no statement of it grows with the project.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log

from annotation.filters.frames import Held
from annotation.filters.packed import log_of, sample_at, words_of
from annotation.filters.steps import as_json
from annotation.methods.certificate.removal import Removal
from annotation.methods.filters import live
from annotation.methods.filters.error import error_among
from annotation.methods.filters.live import Passed, Run, Step
from annotation.methods.filters.richness import OF_ROWS, richness
from annotation.methods.filters.rules import ABOVE, BELOW, FROM, LABEL, RULES
from generation.methods.estimates import Share

ENOUGH = 30  # resolved audit draws; fewer say next to nothing of a few per cent
EXAMPLES = 3
AUDIT, CHANCE, NOTHING = "audit", "chance", "none"


def effect(held: Held, steps: Sequence[Step]) -> dict:
    """Everything that is said of a pipeline, as JSON."""
    among = live.mask(held["standing"])
    done = live.run(held.rows, steps, among=among)
    rows = {"before": live.count(done.before), "after": live.count(done.kept)}
    return {
        "rows": rows,
        "apart": 0 if held.basis.is_drawn else held.basis.held - rows["before"],
        "labels": _balance(held, done),
        "steps": [_step(held, passed) for passed in done.passed],
        "words": _words(held, done),
        "error": _error(held, steps, done),
        "warnings": _warnings(done),
        "is_drawn": held.basis.is_drawn,
    }


def kept_effect(told: dict) -> dict:
    """What is kept with a filter set: the counts, without the pictures."""
    steps = [{name: step[name] for name in ("filter", "reach", "dropped", "unknown")} for step in told["steps"]]
    return {"rows": told["rows"], "steps": steps, "labels": told["labels"]["rows"]}


def _balance(held: Held, done: Run) -> dict:
    """Rows by label before and after; `evenness`: 1 where all labels have as many, 0 where there is one alone."""
    names = held.basis.labels
    before, after = (live.by_label(held["labels"], rows, len(names)) for rows in (done.before, done.kept))
    rows = [
        {"label": name, "before": was, "after": now}
        for name, was, now in zip([*names, ""], before, after, strict=True)
        if was
    ]
    totals = {"before": max(1, sum(before)), "after": max(1, sum(after))}
    for row in rows:
        row |= {f"share_{when}": row[when] / total for when, total in totals.items()}
    return {"rows": rows, "evenness": {"before": _evenness(before[:-1]), "after": _evenness(after[:-1])}}


def _evenness(counts: Sequence[int]) -> float | None:
    """Pielou's: the entropy of the shares over the logarithm of how many labels there are."""
    total = sum(counts)
    if not total or len(counts) < 2:
        return None
    return -sum(count / total * log(count / total) for count in counts if count) / log(len(counts))


def _step(held: Held, passed: Passed) -> dict:
    rule, names = passed.step.rule, held.basis.labels
    reach, dropped = (live.by_label(held["labels"], rows, len(names)) for rows in (passed.reach, passed.dropped))
    return {
        **as_json([passed.step])[0],
        "missing": passed.is_missing,
        "reach": live.count(passed.reach),
        "dropped": live.count(passed.dropped),
        "unknown": live.count(passed.unknown),
        "spared": live.count(passed.spared),
        "labels": [
            {"label": name, "reach": came, "dropped": went}
            for name, came, went in zip([*names, ""], reach, dropped, strict=True)
            if came
        ],
        "histogram": _histogram(held, passed) if rule.histogram in held.data else [],
    }


def _histogram(held: Held, passed: Passed) -> list[dict]:
    """Rows that came to the step, in bins of what it is shown by: all, and those that it drops."""
    edges = RULES[passed.step.rule.histogram].edges
    column = held[passed.step.rule.histogram]
    counts, dropped = (live.histogram(column, rows, edges) for rows in (passed.reach, passed.dropped))
    return [
        {"low": low, "high": high, "count": count, "dropped": went}
        for (low, high), count, went in zip(live.bin_limits(edges), counts, dropped, strict=True)
    ]


def _words(held: Held, done: Run) -> dict:
    """Different words in a hundred rows, of a fixed random part of them, before and after at one size."""
    kept = done.kept.to_bytes(len(held.rows), "little")
    rows = list(words_of(held["words"]))
    stay = [words for place, words in rows if kept[place]]
    return {
        "of": OF_ROWS,
        "sample": {"before": len(rows), "after": len(stay)},
        "before": richness([words for _place, words in rows]),
        "after": richness(stay),
    }


def _error(held: Held, steps: Sequence[Step], done: Run) -> dict:
    """Wrong labels as models gave them, before and after; from an audit where enough of it is answered.

    All rows are judged as if nobody had answered any: else the audited ones would stay, or stand in the ranks of
    another label, and say nothing of the others. `false_drops`: the share of right labels among what the filters drop.
    `open` draws are not settled yet: they may be right or wrong, and widen each interval.
    """
    frozen, removals = live.mask(held["frozen"]), log_of(held["audit"])
    as_given = live.run(held.as_given, steps, among=frozen)
    kept, gone = as_given.kept, frozen & ~as_given.kept
    before, after, out = (_audited(len(held.rows), rows, removals) for rows in (frozen, kept, gone))
    waiting = sum(removal.audit and removal.loss is None for _place, removal in removals)
    told = {"draws": {"before": before.n, "after": after.n, "dropped": out.n, "open": waiting, "enough": ENOUGH}}
    told["false_drops"] = _right(out)
    told["by_step"] = [_right(_audited(len(held.rows), one.dropped, removals)) for one in as_given.passed]
    if after.n >= ENOUGH:
        shares = {"before": before.as_json(), "after": after.as_json()}
        is_apart = not after.low <= before.value <= after.high
        return told | shares | {"kind": AUDIT, "snapshot": held.basis.facts["snapshot"], "is_apart": is_apart}
    return told | _expected(held, done)


def _audited(size: int, rows: int, removals: Sequence[tuple[int, Removal]]) -> Share:
    """The share of wrong labels among rows of a mask, by the audit's draws among them."""
    inside = rows.to_bytes(size, "little")
    return error_among(live.count(rows), [removal for place, removal in removals if inside[place]])


def _right(wrong: Share) -> dict:
    if wrong.value is None:
        return wrong.as_json()
    return replace(wrong, value=1 - wrong.value, low=1 - wrong.high, high=1 - wrong.low).as_json()


def _expected(held: Held, done: Run) -> dict:
    """What the chance of a wrong label comes to among rows that nobody has answered: a model's, without an interval."""
    means, wrong = held.basis.facts["means"], held.basis.facts["wrong"]
    if not means or not wrong or wrong["kind"] == "assumed":
        return {"kind": NOTHING, "before": None, "after": None}
    unseen = ~live.mask(held["checked"])
    before, after = (_mean_chance(held["chances"], rows & unseen, means) for rows in (done.before, done.kept))
    if before is None or after is None:
        return {"kind": NOTHING, "before": None, "after": None}
    return {"kind": CHANCE, "rests_on": wrong["kind"], "before": before, "after": after}


def _mean_chance(column: bytes, rows: int, means: Sequence[float]) -> dict | None:
    counts = Counter(live.among(column, rows))
    known = sum(counts[number] for number in range(len(means)))
    if not known:
        return None
    return {"value": sum(counts[number] * mean for number, mean in enumerate(means)) / known, "n": known}


def _warnings(done: Run) -> list[str]:
    """English sentences of what was measured, each once: of the steps that drop something."""
    return list(dict.fromkeys(one.step.rule.warning for one in done.passed if one.dropped and one.step.rule.warning))


def examples(held: Held, steps: Sequence[Step], number: int) -> dict[str, list[int]]:
    """Samples beside the threshold of a step, among those that come to it: the nearest that go and that stay."""
    step = steps[number]
    passed = live.run(held.rows, steps, among=live.mask(held["standing"])).passed[number]
    if passed.is_missing or not step.on:
        return {"dropped": [], "kept": []}
    column, rule = held[step.column], step.rule
    free = live.mask(held["checked"]) if rule.about == LABEL else 0
    kept = passed.reach & ~passed.dropped & ~passed.unknown & ~free
    place = rule.step(step.at) + (0 if rule.side in (FROM, BELOW) else 1)
    above = rule.side in (FROM, ABOVE)
    found = {"dropped": (passed.dropped, above), "kept": (kept, not above)}
    return {
        name: [
            sample_at(held["samples"], row) for row in live.nearest(column, rows, place, most=EXAMPLES, upwards=upwards)
        ]
        for name, (rows, upwards) in found.items()
    }
