"""Agreement rule by rule, and by what rows were planned by."""

from dataclasses import asdict

import pandas as pd

from annotation.agreement.frames import conditions_of
from annotation.methods.agreement.by_kind import alpha_options, alpha_table, kind_alpha
from annotation.methods.agreement.leave_one_out import leave_one_out
from annotation.methods.agreement.percent import percent_agreement
from generation.models import Codebook

LEAST = 20  # double answers of a condition: fewer say nothing
VALUES = 60
PEOPLE = 30
NOT_BY_PERSON = ("text", "spans")


def by_rule(codebook: Codebook, kind: str, answers: pd.DataFrame) -> list[dict]:
    """Of each rule the items where either of the two named it, in the codebook's order; rules that nobody named are
    left out. Who names a rule has read the item by it, so where one alone did the two may have differed in that."""
    named = answers[answers["rule"] != ""].groupby("rule")["item"].agg(set).to_dict()
    return [
        {"key": rule.key, "text": rule.text, "label": rule.label}
        | _agreement(kind, answers[answers["item"].isin(named[rule.key])])
        for rule in codebook.rules.all()
        if rule.key in named
    ]


def by_condition(kind: str, answers: pd.DataFrame) -> dict:
    """Of each value that rows were planned by the items with two answers, where there are enough of them.

    `values`: {name, value, items, alpha, percent}, an attribute's largest first. `small`: how many values have too few.
    """
    paired = answers[answers.groupby("item")["item"].transform("size") >= 2]
    planned = pd.DataFrame(conditions_of(paired["item"]), columns=["item", "name", "value"])
    groups = planned.groupby(["name", "value"])["item"].agg(set)
    large = sorted(
        (key for key in groups.index if len(groups[key]) >= LEAST), key=lambda key: (key[0], -len(groups[key]))
    )
    values = [
        {"name": name, "value": value} | _agreement(kind, paired[paired["item"].isin(groups[name, value])])
        for name, value in large[:VALUES]
    ]
    return {"values": values, "small": len(groups) - len(values)}


def by_person(kind: str, answers: pd.DataFrame) -> list[dict]:
    """Alpha without each person in turn, in the order of their names. None of texts and marks: whether these are
    equal as a whole says little of a person."""
    if kind in NOT_BY_PERSON:
        return []
    found = leave_one_out(alpha_table(kind, answers), most=PEOPLE, **alpha_options(kind))
    return [
        {
            "person": one.annotator,
            "items": one.items,
            "alpha": asdict(one.alpha),
            "difference": {"value": one.difference, "low": one.low, "high": one.high, "items": one.items},
        }
        for one in found
    ]


def _agreement(kind: str, answers: pd.DataFrame) -> dict:
    alpha, percent = kind_alpha(kind, answers), percent_agreement(answers[["item", "annotator", "label"]])
    return {"items": percent.items, "alpha": asdict(alpha), "percent": asdict(percent)}
