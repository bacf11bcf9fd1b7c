"""Wrong labels found by reviewing the most suspicious rows first, beside random order and what other libraries offer.

Real errors of LLMs (mr_freeal, 8,278 reviews labelled by ChatGPT, and smaller sets) and 10 to 30 % noise put into three
plain sets. People answer with the gold label; the order is made anew as answers come (error_orders.py).

Without options: all sets with five seeds, which takes a night. Reviews are kept in --cache as they are done, apart for
each state of the code, so a run that was stopped goes on, and more seeds join. scikit-activeml is a rival where it is
installed. Intervals are 95 %, paired, over seeds and rows (error_figures.py).
"""

import argparse
import time
from pathlib import Path

import numpy as np

from bench.error_figures import area, difference, found
from bench.error_orders import FITTED_ONCE, OURS, PARTS, RIVALS, Ours, World, review
from bench.error_sets import DATA, NOISY, REAL, load
from bench.kept import folder_of
from bench.rivals import say_what_is_left_out

CACHE, SEEDS = Path(__file__).parent / "out" / "errors_found", 5


def main(sets: list[str] | None = None, seeds: int = SEEDS, cache: Path = CACHE, *, parts: bool = False) -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    say_what_is_left_out("scikit-activeml")
    cache = folder_of(cache, "errors_found", "error_orders", "error_sets")
    figures = {}
    for name in sets or [*REAL, *NOISY]:
        for seed in range(seeds):
            _review_all(name, seed, cache, parts=parts)
        figures[name] = _compare(name, seeds, cache)
    _print_means(figures)
    return figures


def _orders(name: str, *, parts: bool) -> dict:
    orders = {OURS: Ours(), **RIVALS} | (PARTS if parts else {})
    scores = REAL[name][2] if name in REAL else None
    opinions = REAL[name][3] if name in REAL else None
    absent = ([] if scores else ["LLM's own", "llm_confidence"]) + (
        [] if opinions else ["source_disagreement", "another model"]
    )
    return {order: how for order, how in orders.items() if not any(word in order for word in absent)}


def _review_all(name: str, seed: int, cache: Path, *, parts: bool) -> None:
    missing = {o: how for o, how in _orders(name, parts=parts).items() if not _file(cache, name, seed, o).exists()}
    if not missing:
        return
    world = World(load(name, seed), seed)
    for order, how in missing.items():
        started = time.perf_counter()
        place = review(world, how)
        np.savez_compressed(_file(cache, name, seed, order), place=place.astype(np.int32), wrong=world.task.wrong)
        shares = " / ".join(f"{100 * share:.1f}" for share in found(place, world.task.wrong))
        seconds = time.perf_counter() - started
        print(
            f"  {name}, seed {seed}, {order}: {area(place, world.task.wrong):.3f}, {shares}, {seconds:.0f} s",
            flush=True,
        )


def _compare(name: str, seeds: int, cache: Path) -> dict:
    """Each order's means over the seeds, and how far ours is above it; above a part of ours, ours with students fitted
    once as there."""
    stored = {}
    for order in _orders(name, parts=True):
        files = [_file(cache, name, seed, order) for seed in range(seeds)]
        if all(file.exists() for file in files):
            stored[order] = [dict(np.load(file)) for file in files]
    wrong = [run["wrong"] for run in stored[OURS]]
    figures = {}
    for order, runs in stored.items():
        places = [run["place"] for run in runs]
        shares = np.mean([found(place, w) for place, w in zip(places, wrong, strict=True)], axis=0)
        figures[order] = {
            "area": round(float(np.mean([area(p, w) for p, w in zip(places, wrong, strict=True)])), 3),
            "found": [round(100 * float(share), 1) for share in shares],
        }
        whole = [run["place"] for run in stored[FITTED_ONCE if order.startswith("once, ") else OURS]]
        if order != OURS and not order.endswith(" alone"):
            gap = difference(whole, places, wrong, same_rows=name in REAL)
            figures[order]["whole above"] = [round(value, 3) for value in gap]
    _print(name, seeds, len(wrong[0]), float(np.mean([w.mean() for w in wrong])), figures)
    return figures


def _print(name: str, seeds: int, rows: int, share: float, figures: dict) -> None:
    print(f"{name}: {rows} rows, {100 * share:.1f} % wrong, {seeds} seeds; area, found at 5 / 10 / 20 %, ours above it")
    for order, said in figures.items():
        gap = said.get("whole above")
        told = f"   {gap[0]:+.3f} ({gap[1]:+.3f} to {gap[2]:+.3f})" if gap else ""
        print(
            f"  {order:46}{said['area']:7.3f}" + "".join(f"{value:7.1f}" for value in said["found"]) + told, flush=True
        )


def _print_means(figures: dict) -> None:
    for group, names in (("real sets", REAL), ("injected noise", NOISY)):
        here = [figures[name] for name in names if name in figures]
        common = [order for order in (here[0] if here else {}) if all(order in said for said in here)]
        means = {order: np.mean([said[order]["area"] for said in here]) for order in common}
        if means:
            print(f"mean area over {len(here)} {group}: " + ", ".join(f"{o} {v:.3f}" for o, v in means.items()))


def _file(cache: Path, name: str, seed: int, order: str) -> Path:
    return cache / f"{name}, {order}, {seed}.npz".replace("/", " ").replace("%", "percent")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = "; ".join([*REAL, *NOISY]).replace("%", "%%")
    parser.add_argument("--sets", default=";".join([*REAL, *NOISY]), help=f"real, noisy, or by ; of: {names}")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--parts", action="store_true", help="also which signal brought what")
    return parser.parse_args()


if __name__ == "__main__":
    options = _options()
    chosen = {"real": list(REAL), "noisy": NOISY}.get(options.sets, options.sets.split(";"))
    main([name.replace("percent", "%") for name in chosen], options.seeds, options.cache, parts=options.parts)
