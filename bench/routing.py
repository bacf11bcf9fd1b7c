"""What a row's best route leaves wrong for the money, beside people alone, by risk and by chance; on real LLM labels.

    python -m bench routing
    python -m bench.routing --seeds 3 --sets "mr_freeal;css_stance, second opinions"

Chance draws rows that people answer (300, at most a fifth of the set); from these all is learned: the risk, what the
student and another model's opinion are worth. The other rows are routed; people answer with the gold label, a further
opinion (the first of the set's other models, asked for only where it is routed to) costs 2 % of a person's answer. The
prices are arbitrary; each figure is of the share of what asking people about every row would cost.
"""

import argparse

import numpy as np
import pandas as pd

from annotation.methods.routing.frontier import frontier
from annotation.methods.routing.learned import opinion_seen, student_seen
from annotation.methods.routing.routes import AGAIN, ASK, PERSON, ROUTES, STUDENT, TAKE, Prices, Rows, after, route
from annotation.methods.scoring import prepare, score
from bench.error_sets import DATA, REAL, Task, load

DRAWN, MOST = 300, 0.2
PRICES = Prices(person=1.0, again=0.02)
SHARES = (0.02, 0.05, 0.10, 0.20)


def main(sets: list[str] | None = None, seeds: int = 5) -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    figures = {}
    for name in sets or list(REAL):
        task = load(name, 0)
        texts = prepare(task.samples["text"].tolist())
        figures[name] = _means([_routed(task, texts, seed) for seed in range(seeds)])
        _print(name, figures[name])
    return figures


def _routed(task: Task, texts, seed: int) -> dict:
    """Errors left, in percent of the rows that were not drawn, at each share of the money; and what was expected."""
    rng, n = np.random.default_rng(seed), len(task.gold)
    drawn = np.zeros(n, bool)
    drawn[rng.permutation(n)[: min(DRAWN, int(MOST * n))]] = True
    samples = task.samples.assign(answer=np.where(drawn, task.gold, None))
    other = _first_other(task)
    known = task.others[task.others["sample"].isin(np.flatnonzero(drawn))] if other is not None else task.others
    scored = score(samples, known, texts=texts, drawn=set(np.flatnonzero(drawn)), random_state=seed)
    numbers = _numbers(task, scored, other)
    answered = np.where(drawn, numbers["gold"], -1)
    student, _count = student_seen(numbers["sure"], numbers["student"], numbers["given"], answered)
    seen = opinion_seen(numbers["given"], numbers["other"], answered, drawn)
    risk = np.clip(scored.wrong.to_numpy(), 0, 1)
    left = ~drawn
    rows = Rows(risk[left], student[left], np.full(left.sum(), other is None))
    told = {name: values[left] for name, values in numbers.items()}
    found = {"wrong now": 100 * float((told["given"] != told["gold"]).mean())}
    found |= _by_share("routes", rows, told, seen.opinion)
    alone = Rows(rows.risk, np.full(len(rows), np.nan), np.ones(len(rows), bool))
    found |= _by_share("people by risk", alone, told, None)
    for share in SHARES:
        found[f"people by chance, {share:.0%}"] = found["wrong now"] * (1 - share)
    return found


def _first_other(task: Task) -> pd.Series | None:
    if task.others.empty:
        return None
    first = task.others[task.others["source"] == task.others["source"].iloc[0]]
    return first.set_index("sample")["label"].reindex(range(len(task.gold)))


def _numbers(task: Task, scored, other: pd.Series | None) -> dict[str, np.ndarray]:
    student = scored.student.set_index("sample").reindex(range(len(task.gold)))
    parts = {"given": task.samples["label"], "gold": pd.Series(task.gold), "student": student["label"]}
    parts["other"] = other if other is not None else pd.Series([None] * len(task.gold), dtype=object)
    codes, _names = pd.factorize(pd.concat(list(parts.values()), ignore_index=True), sort=False)
    found = dict(zip(parts, np.split(codes, len(parts)), strict=True))
    return found | {"sure": student["probability"].to_numpy(dtype=float)}


def _by_share(name: str, rows: Rows, told: dict[str, np.ndarray], opinion) -> dict[str, float]:
    """Along the frontier: what was really spent and left, at the shares between two points by a mixture of both."""
    spent, left, expected, cost = [], [], [], []
    for point in frontier(rows, PRICES, opinion=opinion):
        one = _carried_out(rows, told, opinion, point.value)
        spent.append(one[0] / len(rows))
        left.append(100 * one[1])
        expected.append(100 * point.error)
        cost.append(point.cost / len(rows))
    order = np.argsort(spent)
    found = {
        f"{name}, {share:.0%}": float(np.interp(share, np.array(spent)[order], np.array(left)[order]))
        for share in SHARES
    }
    return found | {
        f"{name}, free": left[0],
        f"{name}: expected minus true": float(np.mean(np.array(expected) - left)),
        f"{name}: cost expected minus true, share": float(np.mean(np.array(cost) - spent)),
    }


def _carried_out(rows: Rows, told: dict[str, np.ndarray], opinion, value: float) -> tuple[float, float]:
    """What it cost, and the share of labels wrong in the end."""
    went = np.array(ROUTES)[route(rows, PRICES, value=value, opinion=opinion).route]
    label = np.where(went == STUDENT, told["student"], told["given"])
    people, again = went == PERSON, went == AGAIN
    if opinion:
        agreeing, differing = after(rows, PRICES, value=value, opinion=opinion)
        then = np.where(told["other"] == told["given"], agreeing, differing)
        label = np.where(again & (then == TAKE), told["other"], label)
        people = people | (again & (then == ASK))
    label = np.where(people, told["gold"], label)
    return people.sum() * PRICES.person + again.sum() * PRICES.again, float((label != told["gold"]).mean())


def _means(runs: list[dict]) -> dict:
    table = pd.DataFrame(runs)
    return {name: (round(float(table[name].mean()), 3), round(float(table[name].std(ddof=1)), 3)) for name in table}


def _print(name: str, figures: dict) -> None:
    print(name, {key: f"{mean:.2f} ± {spread:.2f}" for key, (mean, spread) in figures.items()}, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=";".join(REAL))
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    main(options.sets.split(";"), options.seeds)
