"""Recompute a certificate from the files beside this one; it takes Python 3.10, numpy and pandas.

    python recompute.py                    the numbers of the certificate
    python recompute.py reviews-v1.jsonl   and whether these are the rows that it speaks of

A file that was changed, or a number that does not come out, ends it with a word. Computed again: the label error of
the version, of the whole and by label, and, where rows were asked again, with what people got wrong. Taken as the files
say it: whether each label that was handed out was wrong, which rows people settled or came with a reference, and, until
the seed is published, which rows were audit draws or asked again.
"""

import hashlib
import json
import sys
from math import ceil, floor
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent


def check(holds, what):
    if not holds:
        sys.exit(f"NOT CONFIRMED: {what}")


def read(name, files):
    data = (HERE / name).read_bytes()
    check(hashlib.sha256(data).hexdigest() == files[name], f"{name} is not the file that the certificate names.")
    rows = pd.read_csv(HERE / name, dtype=str, keep_default_na=False)
    if "label" in rows:  # the apostrophe was put there for spreadsheets, and before another one
        rows["label"] = rows["label"].str.replace(r"^'(?=[=+\-@\t\r'])", "", regex=True)
    return rows


def chained(rows):
    chain = ""
    for item, label in zip(rows["item"], rows["label"], strict=True):
        chain = hashlib.sha256(f"{chain}\n{item}\t{label}".encode()).hexdigest()
    return chain


def check_population(frozen, snapshot):
    in_turn = frozen.iloc[frozen["taken_in"].astype(int).argsort()]
    check(chained(in_turn) == snapshot["label_hash"], "the frozen labels are not those of the hash of the labels.")
    check(len(frozen) == snapshot["size"] == frozen["item"].nunique(), "a frozen row is missing or stands there twice.")


def check_log(log, frozen, size):
    named = log[log["item"] != ""]
    labels = frozen.set_index("item")["label"].reindex(named["item"])
    check(named["item"].is_unique and (labels.values == named["label"].values).all(), "the log names other rows.")
    check((log["removal"].astype(int).diff().dropna() > 0).all(), "the log is not in the order of removals.")
    before = log["open_or_wrong"].cumsum() - log["open_or_wrong"]
    check((before == log["wrong_before"].astype(float)).all(), "the errors before a removal are not those of the log.")
    left, audits = size - np.arange(len(log)), log["stream"] == "audit"
    check((left[audits] == log.loc[audits, "remaining"].astype(int)).all(), "an audit draw was from another number.")


def check_draws(log, frozen, seed, promised, before=""):
    """Each draw by chance is the row with the smallest key among those that had not left: nobody chose it."""
    check(hashlib.sha256(bytes.fromhex(seed)).hexdigest() == promised, "the seed is not the one committed to.")
    key = bytes.fromhex(seed)
    digest = lambda item: hashlib.blake2b((before + item).encode(), digest_size=8, key=key).digest()  # noqa: E731
    order = sorted(frozen["item"], key=lambda item: (int.from_bytes(digest(item), "big") >> 1, int(item)))
    gone, place = set(), 0
    for item, stream in zip(log["item"], log["stream"], strict=True):
        while order[place] in gone:
            place += 1
        check(stream != "audit" or item == order[place], f"the draw of row {item} is not the seed's.")
        gone.add(item)


def in_order(frozen, told, snapshot):
    """With procedure B: the frozen rows with their place, the least at risk first, and the tail that holds each."""
    taken_in = frozen.iloc[frozen["taken_in"].astype(int).argsort()]
    risks = taken_in[["item"]].assign(label=taken_in["risk"])
    check(chained(risks) == told["tail"]["risk_hash"], "the frozen risks are not those of their hash.")
    if snapshot["seed"]:
        key = bytes.fromhex(snapshot["seed"])
        digest = lambda item: hashlib.blake2b(f"order:{item}".encode(), digest_size=8, key=key).digest()  # noqa: E731
        keys = [int.from_bytes(digest(item), "big") >> 1 for item in frozen["item"]]
        check(keys == list(frozen["order_key"].astype(int)), "the order of equal risks is not the seed's.")
    keys = frozen["order_key"].astype(int)
    places = list(zip(frozen["risk"].astype(float), keys, frozen["item"].astype(int), strict=True))
    place = np.empty(len(frozen), dtype=int)
    place[sorted(range(len(frozen)), key=places.__getitem__)] = np.arange(len(frozen))
    sizes = np.array(tail_sizes(len(frozen), told["tail"]["cuts"]))
    return frozen.assign(place=place, tail=sizes[np.searchsorted(sizes, place, side="right")])


def tail_sizes(size, cuts):
    return sorted({ceil(size * place / cuts) for place in range(1, cuts + 1)} - {0})


def check_tails(log, frozen):
    named = log[log["item"] != ""]
    tails = frozen.set_index("item")["tail"].reindex(named["item"])
    check((tails.values == named["tail"].astype(int).values).all(), "a row of the log is of another tail.")


def tail(size, log, told):
    """Rows that are accepted unseen, and how many of them are wrong at most beside the errors that were found."""
    most, accepted = floor(told["tail"]["limit"] * size), 0
    for rows in tail_sizes(size, told["tail"]["cuts"]):
        inside = log[log["tail"].astype(int) <= rows]
        right = (inside["loss"] == 0).sum()
        if rows - right > most and not is_ruled_out(most + 1, *audited(rows, inside), told["bound"]):
            break
        accepted = rows
    inside = log[log["tail"].astype(int) <= accepted]
    found, settled = int((inside["loss"] == 1).sum()), int(inside["loss"].notna().sum())
    return accepted, max(0, min(accepted - settled, most - found))


def audited(size, log):
    """Of each audit draw its loss, the errors before it, and the rows that were left."""
    x, audits = log["open_or_wrong"].to_numpy(), (log["stream"] == "audit").to_numpy()
    return x[audits], (np.cumsum(x) - x)[audits], (size - np.arange(len(log)))[audits]


def is_ruled_out(wrong, x, before, left, told):
    bets, log_shares = np.array(told["bets"]), np.log(np.array(told["shares"]))
    rate = (wrong - before) / left
    refuted = (rate > 1) | ((rate == 1) & (x < 1))
    p, x = np.clip(rate, 0, 1)[:, None], x[:, None]
    odds = np.divide(p - x, 1 - p, out=np.full_like(p - x, -1.0), where=p < 1)
    with np.errstate(divide="ignore"):
        wealth = np.logaddexp.reduce(np.cumsum(np.log(1 + (1 - bets) * odds), axis=0) + log_shares, axis=1)
    return refuted.any() or (len(wealth) and wealth.max() >= -np.log(told["risk"]))


def bound(size, log, told):
    """The largest number of wrong labels that no bet has ruled out, less the errors that were found."""
    draws = audited(size, log)
    found, right = (log["loss"] == 1).sum(), (log["loss"] == 0).sum()
    low, high = int(found), int(size - right)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (low, middle - 1) if is_ruled_out(middle, *draws, told) else (middle, high)
    return max(0, low - int(found))


def estimate(size, log, level=0.95):
    """Share of wrong labels at the freeze, with the score interval of the sum of the draws."""
    z, is_open = NormalDist().inv_cdf((1 + level) / 2), log["loss"].isna().to_numpy()
    audits = (log["stream"] == "audit").to_numpy()
    if not (audits & ~is_open).any():
        return None, None, None

    def draws(unresolved):
        x = log["loss"].fillna(unresolved).to_numpy()
        left = (size - np.arange(len(log)))[audits]
        weight = 1 / np.maximum(left - 1, 0.5)
        return weight, weight / left, (np.cumsum(x) - x)[audits], x[audits]

    def limit(unresolved, sign):
        w, s, k, x = draws(unresolved)
        reach = (w * x + s * k).sum()
        a, c = s.sum() ** 2 + z**2 * (s**2).sum(), reach**2 + z**2 * (w * s * k + s**2 * k**2).sum()
        b = 2 * s.sum() * reach + z**2 * (w * s + 2 * s**2 * k).sum()
        return (b + sign * np.sqrt(max(0.0, b**2 - 4 * a * c))) / (2 * a)

    w, s, k, x = draws(0.0)
    known = ~is_open[audits]
    s_open = s * (1 - (np.cumsum(is_open) - is_open)[audits] / size)
    low = max(np.floor(limit(0.0, -1) + 1e-6), (log["loss"] == 1).sum())
    high = min(np.ceil(limit(1.0, 1) - 1e-6), size - (log["loss"] == 0).sum())
    value = min(max((w * x + s * k)[known].sum() / s_open[known].sum(), low), high)
    return value / size, low / size, high / size


def error(rows, size, log, told):
    """The promise of a version's rows, or of those with one label: `frozen` ones by the bound, `unspoken` wrong."""
    kinds = rows["counts_as"].value_counts()
    frozen, unspoken = int(kinds.get("frozen", 0)), int(kinds.get("unspoken", 0))
    late = int((rows.loc[rows["counts_as"] == "frozen", "loss"] == 1).sum())
    wrong = min(frozen, bound(size, log, told) + late)
    audits = log[log["stream"] == "audit"]
    came_to = {"rows": len(rows), "population": frozen, "unspoken": unspoken, "at_most_wrong": wrong}
    came_to |= {"settled": int(kinds.get("settled", 0)), "references": int(kinds.get("reference", 0))}
    came_to |= {
        "audits": len(audits),
        "audit_errors": int((audits["loss"] == 1).sum()),
        "active": len(log) - len(audits),
    }
    came_to |= {
        "unresolved": int(log["loss"].isna().sum()),
        "error": (wrong + unspoken) / len(rows) if frozen else None,
    }
    return came_to | dict(zip(("estimate", "low", "high"), estimate(size, log), strict=True))


def check_tail(rows, frozen, log, told):
    """The label error with procedure B: of the accepted tail, and of the rows above that nobody has settled."""
    promised, size = told["promise"], len(frozen)
    accepted, may_be_wrong = tail(size, log, told)
    place = rows["sample"].map(frozen.set_index("sample")["place"])
    of_frozen, is_late = rows["counts_as"] == "frozen", rows["loss"] == 1
    above = int((of_frozen & (place >= accepted)).sum())
    inside = int(of_frozen.sum()) - above
    wrong = min(inside, may_be_wrong + int((of_frozen & is_late & (place < accepted)).sum()))
    came_to = {"rows": accepted, "inside": inside, "above": above, "at_most_wrong": wrong}
    confirm("the tail", came_to | {"limit": told["tail"]["limit"]}, promised["tail"])
    in_all = wrong + above
    share = (in_all + promised["unspoken"]) / len(rows) if inside + above else None
    confirm("the version", {"at_most_wrong": in_all, "error": share}, promised)
    print(f"{accepted} labels of low risk are accepted unseen; {above} rows above them were not settled by people.")


def confirm(what, came_to, promised):
    for name, value in came_to.items():
        said = promised[name]
        same = value == said if value is None or said is None else abs(value - said) < 1e-12
        check(same, f"{name} of {what} comes out as {value}, the certificate says {said}.")


def check_risk(risk, promised):
    """The promise is told at the risk at which its bound is computed, and its parts take no more than they share."""
    sure = abs(promised["confidence"] - (1 - risk)) <= 1e-6 and promised["confidence"] < 1  # kept with six digits
    check(sure and promised["risk"] == risk, "the confidence is not of the risk that the bound was computed at.")
    parts = sum("audits" in one for one in (*promised["by_label"], *promised["by_condition"]))
    holds = max(1, parts) * promised["slice_risk"] <= risk + 1e-12
    check(holds, "the bounds by label and by condition take more than the risk that they share.")


def check_rows(rows, frozen, path, told):
    check(len(rows) == told["rows"], "rows.csv has not as many rows as the version.")
    check(rows["sample"].is_unique, "a row of the version stands there twice.")
    frozen_label = rows["sample"].map(frozen.set_index("sample")["label"])
    check(
        (frozen_label == rows["label"])[rows["counts_as"] == "frozen"].all(),
        "a row carries another label than was frozen.",
    )
    sources = rows["counts_as"].map({"settled": "person", "reference": "reference"})
    check((sources.isna() | (sources == rows["source"])).all(), "a row counts as right that a machine labelled.")
    if path is None:
        return
    data = Path(path).read_bytes()
    check(hashlib.sha256(data).hexdigest() == told["version_hash"], f"{path} is not the version of the certificate.")
    lines = [json.loads(line) for line in data.splitlines()]
    exported = [(str(line["sample"]), line["label"] or "", line["label_source"]) for line in lines]
    here = list(zip(rows["sample"], rows["label"], rows["source"], strict=True))
    check(exported == here, f"{path} has other rows.")


def check_people(rows, log, told):
    """What people got wrong: the bound of the reviewed pool, and the error of both promises together."""
    again, snapshot = told["promise"]["again"], told["snapshot"]
    pool, draws = (read(name, told["files"]) for name in ("reviewed.csv", "again.csv"))
    check(chained(pool) == again["label_hash"], "the reviewed labels are not those of the hash of the labels.")
    check(len(pool) == again["pool"] == pool["item"].nunique(), "a reviewed row is missing or stands there twice.")
    named = draws.loc[draws["item"] != "", "item"]
    check(named.is_unique and named.isin(pool["item"]).all(), "a row was asked again that is not of the pool.")
    left = len(pool) - np.arange(len(draws))
    check((left == draws["remaining"].astype(int)).all(), "a row was drawn again from another number.")
    check((np.arange(len(draws)) + 1 == draws["draw"].astype(int)).all(), "a draw is missing.")
    if snapshot["seed"]:
        check_draws(draws, pool, snapshot["seed"], snapshot["seed_commitment"], before="again:")
    draws["loss"] = pd.to_numeric(draws["loss"])
    draws["open_or_wrong"] = draws["loss"].fillna(1.0)
    kinds = rows.loc[rows["counts_as"] == "settled", "again"].value_counts()
    drawn = set(pool.set_index("item")["sample"].reindex(named))
    of_pool = rows[rows["again"] == "pool"]
    frozen = of_pool["sample"].map(pool.set_index("sample")["label"])
    may_differ = of_pool["sample"].isin(drawn) | (len(named) < len(draws))
    check(((frozen == of_pool["label"]) | (frozen.notna() & may_differ)).all(), "a row is not of the reviewed pool.")
    check(rows.loc[rows["counts_as"] == "settled", "again"].ne("").all(), "a settled row is of no kind.")
    size, at_most = len(pool), bound(len(pool), draws, told["bound"] | {"risk": again["risk"]})
    pooled, apart = int(kinds.get("pool", 0)), int(kinds.get("apart", 0))
    here, promise = min(pooled, at_most), told["promise"]
    came_to = {"pool": size, "asked": len(draws), "found": int((draws["loss"] == 1).sum()), "at_most_wrong": at_most}
    came_to |= {"unresolved": int(draws["loss"].isna().sum()), "pooled": pooled, "apart": apart}
    false = min(int((log["loss"] == 1).sum()), came_to["found"] + at_most + again["revised"])
    frozen = min(promise["population"], promise["at_most_wrong"] + false)
    came_to |= {"at_most_wrong_here": here, "false_finds": false}
    in_all = here + apart + frozen + promise["unspoken"]
    confirm("what people got wrong", came_to | {"error": in_all / len(rows)}, again)
    sure = 1 - told["bound"]["risk"] - again["risk"]
    check(abs(again["confidence"] - sure) <= 2e-6 and again["confidence"] < 1, "the confidence is not of both risks.")
    print(f"With what people got wrong: at most {again['error']} with confidence {again['confidence']}.")


def main(path=None):
    told = json.loads((HERE / "certificate.json").read_text("utf-8"))
    snapshot, promised = told["snapshot"], told["promise"]
    frozen, log, rows = (read(name, told["files"]) for name in ("population.csv", "log.csv", "rows.csv"))
    log["loss"] = pd.to_numeric(log["loss"])
    log["open_or_wrong"] = log["loss"].fillna(1.0)
    check_risk(told["bound"]["risk"], promised)
    check_population(frozen, snapshot)
    check_log(log, frozen, snapshot["size"])
    if snapshot["seed"]:
        check_draws(log, frozen, snapshot["seed"], snapshot["seed_commitment"])
    check_rows(rows, frozen, path, told)
    rows["loss"] = (
        rows["sample"].map(frozen.set_index("sample")["item"]).map(log[log["item"] != ""].set_index("item")["loss"])
    )
    came_to = error(rows, snapshot["size"], log, told["bound"])
    if "tail" in told:  # another procedure, another promise of the whole
        frozen = in_order(frozen, told, snapshot)
        check_tails(log, frozen)
        check_tail(rows, frozen, log, told)
        came_to = {name: value for name, value in came_to.items() if name not in ("at_most_wrong", "error")}
    confirm("the version", came_to, promised)
    for one in promised["by_label"]:
        if "audits" not in one:  # too few rows for a bound
            continue
        of_label, size = log[log["label"] == one["label"]], int((frozen["label"] == one["label"]).sum())
        risk = told["bound"] | {"risk": promised["slice_risk"]}
        confirm(one["label"], error(rows[rows["label"] == one["label"]], size, of_label, risk), one)
    if promised.get("again"):
        check_people(rows, log, told)
    draws = "replayed from the seed" if snapshot["seed"] else "not replayed: the seed is not published yet"
    print(f"CONFIRMED: label error at most {promised['error']} with confidence {promised['confidence']}.")
    print(f"at most {promised['at_most_wrong']} of {promised['population']} frozen labels; draws {draws}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
