"""What came of a try for one of its questions. Counts are of items; shares and measures go by the items' weights."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import asdict

import pandas as pd

from annotation.methods.agreement.same import KEYS, same
from annotation.methods.trials import kinds
from annotation.methods.trials.measures import difference, measures
from annotation.methods.trials.references import by_reference
from annotation.methods.trials.thresholds import Thresholds
from annotation.methods.trials.verdict import Check, checks, checks_of_kind, verdict_of
from annotation.methods.trials.weighted import share, weighed_back
from annotation.models import Half
from annotation.trials.actions.pairing import Compared, Heard, Pair, part_of
from annotation.trials.frames import people_under
from annotation.trials.questions import Judged
from generation.methods.estimates import wilson
from generation.methods.questions.kind import Answer
from generation.models import Codebook

FEWEST = 5  # items that a confused pair of labels is listed from


def report_of_question(heard: Heard, question: Judged) -> dict:
    """As JSON. A verdict rests on people's answers by the draft alone where there are enough of them; `rests_on` says
    so, and all else is of the items that the figures rest on. `before` and `after` are how often the model says the
    same (`accuracy`) and what else the kind measures; `difference` is of its first measure."""
    found = heard.compared(question)
    judged, told = (_of_label if question.is_label else _of_other)(heard, question, found)
    judged = judged() if heard.trial.half == Half.HELD_OUT else []
    return {
        "question": question.name,
        "title": question.title,
        "kind": question.kind,
        "items": len(heard.items),
        "compared": len(found.pairs),
        "left_out": found.left_out,
        "rests_on": found.basis,
        "by_candidate": found.by_candidate,
        "set_aside": len(found.there) - len(found.pairs),
        "at_random": sum(pair.item.at_random for pair in found.pairs),
        "adjudicated": sum(pair.item.adjudicated for pair in found.pairs),
        "weighted": len({round(pair.weight, 9) for pair in found.pairs}) > 1,
        "counts": difference(_rights(found.pairs))[1],
        "people": _people(heard, question),
        "references": _references(question, found) if found.by_candidate else [],
        "rules": _rules(heard.trial.split.base, heard.trial.candidate, found.pairs),
        "rows": [pair.as_json() for pair in found.pairs],
        "checks": [asdict(one) for one in judged],
        "verdict": verdict_of(judged) if heard.trial.half == Half.HELD_OUT else "",
        **told,
    }


Told = tuple[Callable[[], list[Check]], dict]


def _of_label(heard: Heard, question: Judged, found: Compared) -> Told:
    split = heard.trial.split
    before, after = _table(found.pairs, "before"), _table(found.pairs, "after")
    measured = measures(after, _labels(question.candidate))
    told = {
        "before": measures(before, _labels(question.base)).as_json(),
        "after": measured.as_json(),
        "difference": asdict(difference(_rights(found.pairs))[0]),
        "cells": {"before": _cells(before), "after": _cells(after)},
    }
    return lambda: checks(measured, Thresholds.from_json(split.thresholds)), told


def _of_other(heard: Heard, question: Judged, found: Compared) -> Told:
    """Any kind that takes no single label, by the measures that compare two sides."""
    kind, weights = question.kind, [pair.weight for pair in found.pairs]
    sides = {
        "before": [(pair.wanted_before, pair.before.answer) for pair in found.pairs],
        "after": [(pair.wanted_after, pair.after.answer) for pair in found.pairs],
    }
    steps = kinds.steps_of(sum(sides.values(), [])) if kind == "rating" else []
    asked = {"before": question.base, "after": question.candidate}
    figures = {when: kinds.figures(kind, pairs, weights) for when, pairs in sides.items()}
    told = {
        when: {
            "accuracy": share([same(kind, *pair) for pair in pairs], weights).as_json(),
            "figures": [asdict(one) for one in figures[when]],
            "labels": [asdict(one) for one in kinds.by_label(kind, pairs, weights, steps or _labels(asked[when]))],
        }
        for when, pairs in sides.items()
    }
    told["difference"] = asdict(kinds.difference(kind, sides["before"], sides["after"], weights))
    wanted = Thresholds.from_json(heard.trial.split.thresholds)
    cells = {when: _cells(_table(found.pairs, when).astype({"reference": str, "said": str})) for when in sides}
    return lambda: checks_of_kind(kind, figures["after"][0], wanted), told | {"cells": cells if steps else {}}


def _labels(question) -> list[str]:
    return [label.name for label in question.labels.all()]


def _table(pairs: list[Pair], when: str) -> pd.DataFrame:
    rows = [(p.item.pk, getattr(p, f"wanted_{when}"), getattr(p, when).answer, p.weight) for p in pairs]
    return pd.DataFrame(rows, columns=["item", "reference", "said", "weight"])


def _references(question: Judged, found: Compared) -> list[dict]:
    """How often the whole answer is the same, whatever the kind: answers that are the same have one number."""
    numbers: dict[Hashable, str] = {}

    def number(answer: Answer) -> str:
        return numbers.setdefault(KEYS[question.kind](answer), str(len(numbers)))

    return [one.as_json() for one in by_reference(_by_reference(found.there, number))]


def _by_reference(there: list[Pair], number: Callable[[Answer], str]) -> pd.DataFrame:
    """Those that people answered by the candidate and the others are told each by themselves."""
    pairs = [pair for kind in (True, False) for pair in part_of(there, [p for p in there if p.by_candidate is kind])]
    rows = [
        (
            pair.item.pk, number(pair.wanted_before), number(pair.wanted_after) if pair.by_candidate else "",
            number(pair.before.answer), number(pair.after.answer), pair.weight,
        )
        for pair in pairs
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["item", "by_base", "by_draft", "before", "after", "weight"])


def _rights(pairs: list[Pair]) -> pd.DataFrame:
    rows = [(pair.item.pk, pair.was_right, pair.is_right, pair.weight) for pair in pairs]
    return pd.DataFrame(rows, columns=["item", "right_before", "right_after", "weight"])


def _people(heard: Heard, question: Judged) -> dict:
    """Of the items that people answered under the candidate: how many they answer differently now, or differ on."""
    split = heard.trial.split
    under = people_under(heard.trial.candidate, heard.given, question.name)
    known = {item.pk: item for item in heard.items if item.answer_to(question.name, split) is not None}
    under = {pk: answer for pk, answer in under.items() if pk in known}
    labels, own = {pk: item.label for pk, item in known.items()}, {pk: item.weight for pk, item in known.items()}
    decided = {item: answer for item, answer in under.items() if answer is not None}
    weights = weighed_back(labels, own, decided)
    changed = [
        not same(question.kind, known[item].answer_to(question.name, split), answer) for item, answer in decided.items()
    ]
    told = share(changed, [weights[item] for item in decided])
    return told.as_json() | {"changed": sum(changed), "undecided": len(under) - len(decided)}


def _rules(base: Codebook, candidate: Codebook, pairs: list[Pair]) -> list[dict]:
    """For each rule of either codebook: on how many items the LLM named it, and how often it was right there."""
    old, new = ({rule.key: rule.text for rule in book.rules.all()} for book in (base, candidate))
    return [
        {
            "key": key,
            "old": old.get(key, ""),
            "new": new.get(key, ""),
            "before": wilson(*_right([p.was_right for p in pairs if p.before.rule == key])).as_json(),
            "after": wilson(*_right([p.is_right for p in pairs if p.after.rule == key])).as_json(),
        }
        for key in dict.fromkeys([*new, *old])
    ]


def _right(flags: Sequence[bool]) -> tuple[int, int]:
    return sum(flags), len(flags)


def _cells(table: pd.DataFrame) -> list[dict]:
    """The pairs of labels, or steps of a rating, that are confused on five items and more, the most frequent first."""
    wrong = table[table["reference"] != table["said"]]
    counts = wrong.groupby(["reference", "said"]).size()
    often = counts[counts >= FEWEST].sort_values(ascending=False, kind="stable")
    return [{"reference": reference, "said": said, "n": int(n)} for (reference, said), n in often.items()]
