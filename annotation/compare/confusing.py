"""Which rules and which labels confuse: ranked by how surely, for one disagreement of one item says next to nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from annotation.compare.voices import Heard
from annotation.methods.effects.difference import newcombe
from generation.methods.estimates import wilson
from generation.models import Codebook

MOST_PAIRS = 12
ENOUGH = 5  # items: of fewer nothing is proposed


@dataclass
class Muddle:
    """Items judged twice: how many, on how many the voices differ, and how; an item may differ in several ways."""

    n: int = 0
    confused: int = 0
    model: int = 0  # a person gave another label than the model
    people: int = 0  # people gave different labels
    rules: int = 0  # different rules were named
    pairs: Counter = field(default_factory=Counter)

    def add(self, one: Heard) -> None:
        self.n += 1
        self.confused += one.is_confused
        self.model += one.is_against_model
        self.people += one.is_among_people
        self.rules += one.is_about_rules
        self.pairs.update(one.label_pairs)


def confusing_rules(codebook: Codebook, said: Iterable[Heard]) -> list[dict]:
    """Rules by how surely their items are disputed more often than the others are, the surest first.

    An item counts where two voices at least knew nothing of each other: blind answers of people, and the model's.
    It is disputed where their answers differ or they name different rules. `more` is the share of disputed items
    where anybody named the rule less the share elsewhere, with Newcombe's interval; its lower limit is the order. A
    rule without items judged twice is in no ranking; where there is nothing elsewhere, Wilson's lower limit orders.
    """
    whole, of_rule = Muddle(), defaultdict(Muddle)
    for one in said:
        if one.is_judged_twice:
            whole.add(one)
            for rule in one.blind_rules:
                of_rule[rule].add(one)
    found = [_rule(rule, of_rule[rule.key], whole) for rule in codebook.rules.all() if of_rule[rule.key].n]
    return sorted(found, key=_surest_first)


def _rule(rule, here: Muddle, whole: Muddle) -> dict:
    confused, n = whole.confused - here.confused, whole.n - here.n
    more = newcombe(here.confused, here.n, confused, n)
    return {
        "key": rule.key,
        "text": rule.text,
        "label": rule.label,
        "is_few": here.n < ENOUGH,
        "disputed": wilson(here.confused, here.n).as_json(),
        "elsewhere": wilson(confused, n).as_json(),
        "more": {"value": more.value, "low": more.low, "high": more.high},
        "counts": {"disputed": here.confused, "model": here.model, "people": here.people, "rules": here.rules},
        "labels": _most(here.pairs),
    }


def _surest_first(row: dict) -> tuple:
    more, disputed = row["more"]["low"], row["disputed"]["low"]
    return more is None, -(disputed if more is None else more), -row["disputed"]["n"], row["key"]


def confusing_labels(said: Iterable[Heard]) -> list[dict]:
    """Pairs of labels that were both given to one item, by how surely that is frequent; the first twelve.

    The share is of the items judged twice that either label was given to; the lower limit of Wilson's interval is the
    order. `model` counts the items where people and model differ, `people` those where people themselves do; `rule` is
    the one most often named on them.
    """
    given, pairs = Counter(), defaultdict(Mixed)
    for one in said:
        if one.is_judged_twice:
            given.update(one.said)
            for pair in one.label_pairs:
                pairs[pair].add(pair, one)
    found = [_pair(pair, here, given) for pair, here in pairs.items()]
    return sorted(found, key=lambda row: (-row["share"]["low"], row["labels"]))[:MOST_PAIRS]


@dataclass
class Mixed:
    """Items that both labels of a pair were given to."""

    both: int = 0
    model: int = 0
    people: int = 0
    rules: Counter = field(default_factory=Counter)

    def add(self, pair: tuple[str, str], one: Heard) -> None:
        self.both += 1
        self.model += one.machine in pair and one.labels >= {*pair} - {one.machine}
        self.people += one.labels >= {*pair}
        self.rules.update(one.blind_rules)


def _pair(pair: tuple[str, str], here: Mixed, given: Counter) -> dict:
    either = sum(given[label] for label in pair) - here.both
    [(rule, count)] = here.rules.most_common(1) or [("", 0)]
    return {
        "labels": list(pair),
        "share": wilson(here.both, either).as_json(),
        "counts": {"both": here.both, "model": here.model, "people": here.people},
        "rule": {"key": rule, "n": count, "is_few": 0 < count < ENOUGH},
    }


def _most(pairs: Counter) -> dict | None:
    if not pairs:
        return None
    [(pair, count)] = pairs.most_common(1)
    return {"labels": list(pair), "n": count}
