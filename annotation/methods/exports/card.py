"""The dataset card: what is in a version, where it comes from, how good it is, what it is not."""

import json
from collections.abc import Callable, Iterable
from math import ceil

from annotation.methods.certificate.told import confidence_of, confidence_told
from annotation.methods.exports.columns import Column
from generation.methods.estimates import needed

NOT_MEASURED = "Not measured."


def card(facts: dict) -> str:
    """Render a dataset card in Markdown, with the YAML header that Hugging Face reads.

    Parameters
    ----------
    facts : a dict; every key but `name` may be missing, and its section then says so.
        name, version, hash, created (text), rows (int), purpose, role (text), licence
        columns: [Column]
        sources: [{name, kind, rows, simulated}]; labels: [{source, rows, simulated}], each row once
        resolved: [{rule, name, rows}]: rows that carry people's label, by how it came about
        simulated: {rows, texts}: rows that the column `simulated` marks, and those of them with a simulated text
        splits: {part: rows}; filters: [{name, dropped}]
        codebook: {version, asked: {people, models (versions), outside (labels by none)},
                   questions: [{name, type, labels: [{name, definition, rows}]}], rules: [{id, text}]}
        filter_set: {number, name, steps: [{title, at, reach, dropped, unknown}]}, where rows went through one
        weights: {column, name, rows, effective, notes: [text]}, where rows were weighed for training
        judged: the question that all of the quality speaks of, where there are several
        agreement: [{name, of, value, low, high, items, reason}]
        estimate: {value, low, high, n, population, rows, open, design, level, codebook}, the share of right labels
        certificate: {error, rows, unspoken, settled, references, bound, at_most_wrong, population, confidence,
                      snapshot, codebook, reference, audits, audit_errors, active, unresolved}, `codebook` the version
                      by which people judged; or {reason, rows, unspoken, settled, references, changed}
        student: {accuracy, low, high, n, drawn (of these at random)}; limits: [text]

    Returns
    -------
    Markdown text. What people or models wrote is escaped: it can make neither markup nor a table cell.
    """
    sections = [
        ("Summary", _summary),
        ("Sources", _sources),
        ("Codebook", _codebook),
        ("Agreement between people", _agreement),
        ("Label quality", _quality),
        ("Selection and splits", _selection),
        ("Columns", _columns),
        ("Limits", _limits),
    ]
    body = [f"# {plain(facts['name'])}"]
    body += [f"## {title}\n\n{write(facts) or NOT_MEASURED}" for title, write in sections]
    return _header(facts) + "\n\n".join(body) + "\n"


def plain(value: object) -> str:
    """Text on one line in which no character starts markup."""
    text = " ".join(str(value).split())
    for sign, safe in (("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, safe)
    for sign in "`*_[]|#!~$":
        text = text.replace(sign, f"\\{sign}")
    return text


def percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def at_most(value: float | None) -> str:
    """A limit as a percentage, rounded up: rounded down it would promise more than it may."""
    return "-" if value is None else percent(ceil(round(1000 * value, 6)) / 1000)


def sure(promise: dict) -> str:
    """Its confidence as a percentage, rounded down."""
    return f"{confidence_told(promise['confidence'])} %"


def _header(facts: dict) -> str:
    # JSON strings are valid YAML, so a hostile name cannot leave its value.
    values = {
        "pretty_name": facts["name"],
        "license": facts.get("licence") or "other",
        "version": facts.get("version"),
        "content_hash": facts.get("hash"),
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value is not None]
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _summary(facts: dict) -> str:
    lines = [
        ("Version", facts.get("version")),
        ("Rows", facts.get("rows")),
        ("Content hash", facts.get("hash")),
        ("Cut", facts.get("created")),
        ("Purpose", facts.get("purpose")),
        ("Role", facts.get("role")),
        ("Licence", facts.get("licence")),
    ]
    return "\n".join(f"- {name}: {plain(value)}" for name, value in lines if value not in (None, ""))


def _sources(facts: dict) -> str:
    blocks = []
    if facts.get("sources"):
        blocks.append(_table(("Text from", "Kind", "Rows"), facts["sources"], _source_cells))
    if facts.get("labels"):
        blocks.append(_table(("Label from", "Rows"), facts["labels"], _label_cells))
    if facts.get("resolved"):
        blocks.append(_table(("Label of people, by", "resolved_by", "Rows"), facts["resolved"], _resolved_cells))
    if facts.get("simulated"):
        blocks.append(_simulated(facts["simulated"]))
    return "\n\n".join(blocks)


def _source_cells(source: dict) -> tuple:
    return _marked(source["name"], source), source.get("kind", ""), source["rows"]


def _label_cells(label: dict) -> tuple:
    return _marked(label["source"], label), label["rows"]


def _resolved_cells(one: dict) -> tuple:
    return one["name"], one["rule"], one["rows"]


def _marked(name: str, told: dict) -> str:
    return f"{name} (simulated)" if told.get("simulated") else name


def _simulated(told: dict) -> str:
    alone = told["rows"] - told["texts"]
    return (
        f"The column simulated marks {told['rows']} rows: the text of {told['texts']} comes from the built-in "
        f"simulated model, of {alone} the label alone."
    )


def _codebook(facts: dict) -> str:
    codebook = facts.get("codebook")
    if not codebook:
        return ""
    blocks = [" ".join([f"Version {codebook['version']}.", *_asked(codebook.get("asked") or {})])]
    for question in codebook.get("questions", []):
        rows = _table(
            ("Label", "Definition", "Rows"),
            question.get("labels", []),
            lambda label: (label["name"], label.get("definition", ""), label.get("rows", "")),
        )
        blocks.append(f"**{plain(question['name'])}** ({plain(question.get('type', 'label'))})\n\n{rows}")
    rules = [f"- {plain(rule['id'])}: {plain(rule['text'])}" for rule in codebook.get("rules", [])]
    return "\n\n".join(blocks + (["Rules:\n\n" + "\n".join(rules)] if rules else []))


def _asked(asked: dict) -> list[str]:
    """Which versions of the codebook the answers and labels of the rows were given to."""
    sentences = []
    if asked.get("people"):
        sentences.append(f"People answered to {_versions(asked['people'])}.")
    if asked.get("models"):
        sentences.append(f"Models labelled by {_versions(asked['models'])}.")
    if asked.get("outside"):
        sentences.append(_outside(asked["outside"]))
    return sentences


def _outside(labels: int) -> str:
    if labels == 1:
        return "1 label was imported; by what codebook it was given is not known."
    return f"{labels} labels were imported; by what codebook they were given is not known."


def _versions(numbers: list[int]) -> str:
    *most, last = map(str, numbers)
    return f"versions {', '.join(most)} and {last}" if most else f"version {last}"


def _agreement(facts: dict) -> str:
    rows = facts.get("agreement") or []
    table = _table(("Coefficient", "Value", "95 % interval", "Items"), rows, _coefficient_cells)
    return f"{rows[0]['of']}.\n\n{table}" if any(row.get("items") for row in rows) and rows[0].get("of") else table


def _coefficient_cells(row: dict) -> tuple:
    if row.get("value") is None:
        return row["name"], f"none: {row.get('reason', '')}", "", row.get("items", 0)
    interval = "" if row.get("low") is None else f"{row['low']:.3f} to {row['high']:.3f}"
    return row["name"], f"{row['value']:.3f}", interval, row.get("items", 0)


def _quality(facts: dict) -> str:
    writers = (("estimate", _estimate), ("certificate", _certificate), ("student", _student))
    lines = [write(facts[key]) + _by_another_codebook(facts, key) for key, write in writers if facts.get(key)]
    if not (facts.get("estimate") or {}).get("n"):
        lines.insert(0, "Right labels: no estimate, for no random audit was drawn; a rate among chosen items is none.")
    if facts.get("judged"):
        lines.append(f"All of this speaks of the question {plain(facts['judged'])} alone; the others are not judged.")
    return "\n".join(f"- {line}" for line in lines if line)


def _by_another_codebook(facts: dict, key: str) -> str:
    """What is right is what the codebook of the audit says, which need not be the one printed above."""
    told, printed = facts[key], (facts.get("codebook") or {}).get("version")
    if told.get("codebook") in (None, printed) or told.get("n") == 0:
        return ""
    return f" Right by version {told['codebook']} of the codebook, not by version {printed}."


def _estimate(share: dict) -> str:
    if not share.get("n"):
        return ""
    if few := _too_few(share):
        return f"Right labels, estimated: {few}"
    interval = f"{100 * share.get('level', 0.95):.0f} % interval {percent(share['low'])} to {percent(share['high'])}"
    rows = f"{share.get('population')} of all {share.get('rows')} labelled rows, before the filters"
    unsettled = f", {share['open']} more drawn and not settled" if share.get("open") else ""
    checked = f"{share['n']} checked{unsettled}, for {rows}"
    design = plain(share.get("design", "uniform random audit"))
    return f"Right labels, estimated: {percent(share['value'])} ({interval}; {checked}; {design})."


def _too_few(share: dict) -> str:
    """In the place of a share of a handful: how many rows there are and how many it takes; "" where they are enough."""
    least = needed(share.get("population"))
    return "" if share["n"] >= least else f"too few rows, {share['n']} of the {least} that a share takes."


def _certificate(promise: dict) -> str:
    if promise.get("reason") and not promise.get("rows"):
        return "Label error of this version: no number. It has no rows."
    if promise.get("reason"):
        word = f"Label error of this version: no number. {_REASONS[promise['reason']].format(**promise)}"
        return " ".join([word, *(_of_people(promise) if promise.get("again") else [])])
    bound = (
        f"Certificate: {promise['population']} of {promise['rows']} rows carry a label that snapshot "
        f"{promise['snapshot']} froze and nobody has settled since; at most {promise['at_most_wrong']} of these "
        f"({at_most(promise['bound'])}) are wrong, at all times, with confidence {sure(promise)}."
    )
    told = [*_label_error(promise), bound, *_of_tail(promise), *_shared(promise), *_stands_on(promise)]
    return " ".join([*told, f"Right is: {plain(promise['reference'])}.", *_of_people(promise)])


def _of_tail(promise: dict) -> list[str]:
    """With procedure B: what is accepted unseen, and whether people settled all rows above."""
    tail = promise.get("tail")
    if not tail:
        return []
    left = f"{tail['above']} rows above them were not settled by people and count as wrong, so the limit does not hold"
    return [
        f"Of these {tail['inside']} are of low risk by an order that was frozen with them and are accepted unseen, at "
        f"most {tail['at_most_wrong']} of them wrong; the limit was {100 * tail['limit']:g}% of all frozen labels; "
        f"{left if tail['above'] else 'people settled every row above them'}."
    ]


def _shared(promise: dict) -> list[str]:
    """The confidence of all promises that share a risk, of which this one takes a part."""
    if not promise.get("family_risk"):
        return []
    all_ = sure({"confidence": confidence_of(promise["family_risk"])})
    return [f"All promises of the project that share its risk hold together with confidence {all_}."]


def _of_people(promise: dict) -> list[str]:
    """What people themselves got wrong: bounded where rows were asked again, and else said not to be."""
    again = promise.get("again")
    if not again:
        return ["That is relative to the reference label: what people themselves got wrong is not measured."]
    told = [
        f"**With what people got wrong: at most {at_most(again['error'])} with {sure(again)} confidence.**",
        f"{again['asked']} of {again['pool']} rows that people had settled were asked again, blind, of somebody else; "
        f"{again['found']} had another label; at most {again['at_most_wrong_here']} of the {again['pooled']} in this "
        "version are wrong.",
    ]
    if again.get("false_finds"):
        told.append(
            f"Up to {again['false_finds']} corrections may have been wrong: so many more frozen labels are counted as "
            "wrong than the first bound says."
        )
    if again["by_lead"]:
        told.append(f"{again['by_lead']} rows that a lead decided count as right.")
    if again["apart"]:
        told.append(f"{again['apart']} rows of which nobody was asked again count as wrong.")
    return told


#: In the place of a promise, by its `reason`.
_REASONS = {
    "no_audit": "No audit was drawn, so nothing is known of {unspoken} of {rows} rows.",
    "nothing_frozen": "The audit speaks of none of its rows: {unspoken} of {rows} got their labels after the freeze.",
    "rows_changed": "{changed} of {rows} rows were labelled anew after the freeze: the audit speaks of none of them.",
    "all_reviewed": "Every label is one that people settled ({settled}) or that came as a reference ({references}): "
    "nothing is left to promise, and what these people themselves got wrong is not measured.",
}


def _label_error(promise: dict) -> list[str]:
    """Of all rows of the version; cards of earlier releases did not count it."""
    if promise.get("error") is None:
        return []
    error = at_most(promise["error"])
    told = [f"**Label error of this version: at most {error} with {sure(promise)} confidence.**"]
    if promise["unspoken"]:
        told.append(f"Of {promise['unspoken']} rows nothing is known, so all of them count as wrong; audit anew.")
    right = f"{promise['settled']} rows with a label that people settled and {promise['references']} with a reference"
    return [*told, f"{right} count as right."]


def _stands_on(promise: dict) -> list[str]:
    if promise.get("audits") is None:
        return []
    return [
        f"It stands on {promise['audits']} audit draws ({promise['audit_errors']} wrong), {promise['active']} chosen "
        f"rows and {promise['unresolved']} of both that are not settled and count as wrong."
    ]


def _student(student: dict) -> str:
    if few := _too_few(student):
        return f"A small student trained on these labels, against rows with a label of people: {few}"
    interval = f"{percent(student.get('low'))} to {percent(student.get('high'))}"
    return (
        f"A small student trained on these labels gives the same label on {percent(student['accuracy'])} of the "
        f"{student['n']} rows with a label of people, each judged out of fold ({interval}); {_how_asked(student)}."
    )


def _how_asked(student: dict) -> str:
    drawn = student.get("drawn", 0)
    if drawn == student["n"]:
        return "all were drawn at random for an audit"
    others = f"{drawn} were drawn at random for an audit, the others chosen" if drawn else "these rows were chosen"
    return f"{others} by the queue, so this is no rate of the dataset"


def _selection(facts: dict) -> str:
    blocks = []
    if facts.get("filters"):
        blocks.append(_table(("Filter", "Dropped"), facts["filters"], lambda rule: (rule["name"], rule["dropped"])))
    if facts.get("filter_set"):
        blocks.append(_filter_set(facts["filter_set"]))
    if facts.get("splits"):
        blocks.append(_table(("Part", "Rows"), facts["splits"].items(), tuple))
        blocks.append("Near-duplicate texts stand in one part.")
    if facts.get("weights"):
        blocks.append(_weights(facts["weights"]))
    return "\n\n".join(blocks)


def _filter_set(told: dict) -> str:
    """Each filter in its turn: how many rows came to it and how many went."""
    heads = ("Filter", "Threshold", "Rows before it", "Dropped", "Could not be judged, stay")
    table = _table(heads, told["steps"], _step_cells)
    return f"{plain('Filter set {number}, {name}, in its order:'.format(**told))}\n\n{table}"


def _step_cells(step: dict) -> tuple:
    at = step.get("selection") or ("-" if step["at"] is None else f"{step['at']:g}")
    return step["title"], at, step["reach"], step["dropped"], step["unknown"]


def _weights(told: dict) -> str:
    whole = (
        f"The column {told['column']} weighs the {told['rows']} rows of the part train by {told['name']}; they tell as "
        f"much as {told['effective']:.0f} rows of equal weight. Other rows have no weight."
    )
    return " ".join(plain(text) for text in (whole, *told.get("notes", [])))


def _columns(facts: dict) -> str:
    columns: list[Column] = facts.get("columns") or []
    note = "In CSV, text that starts like a formula has an apostrophe before it; nested values are JSON text."
    table = _table(("Column", "Kind"), columns, lambda column: (column.name, column.kind))
    return f"{table}\n\n{note}" if table else ""


def _limits(facts: dict) -> str:
    return "\n".join(f"- {plain(limit)}" for limit in facts.get("limits") or ["None stated."])


def _table(heads: tuple, rows: Iterable, cells: Callable[..., tuple]) -> str:
    lines = ["| " + " | ".join(plain(cell) for cell in cells(row)) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *lines])
