"""Rows of the list as the page shows them: made here once, so that the template only writes them out."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.methods.signals.words import SUSPICION, WORDS
from generation.models import LabelSource, Origin, SampleState

TEXT_CHARS = 320
MODELS_SHOWN = 3
STATES = {state.value: state.label for state in SampleState}
ORIGINS = {origin.value: origin.label for origin in Origin} | {
    # An import with labels does not tell who wrote its texts.
    Origin.GENERATED: gettext_lazy("Imported"),
}
TONES = {"needs_person": "wait", "rejected": "bad", "accepted": "ok"}
BY_AGE = [("-id", gettext_lazy("Newest first")), ("id", gettext_lazy("Oldest first"))]
SOURCES = {source.value: source.label for source in LabelSource}


@dataclass(frozen=True)
class Opinion:
    source: str
    label: str
    probability: str
    differs: bool
    simulated: bool


def opinions(row: dict) -> list[Opinion]:
    return [
        Opinion(
            label["source"],
            label["label"],
            "" if label["probability"] is None else f"{label['probability']:.2f}",
            bool(row["label"]) and label["label"] != row["label"],
            label["simulated"],
        )
        for label in row["machine_labels"]
    ]


def origin_name(origin: str, run: int | None) -> str:
    return _("Written by a run") if run else str(ORIGINS.get(origin, origin))


def table(rows: list[dict], base: str, signal: str, silent: set[int]) -> list[dict]:
    """The rows of the list; `signal` is the one whose value is shown, `silent` those that say nothing yet."""
    return [_row(row, base, signal, row["id"] in silent) for row in rows]


def _row(row: dict, base: str, signal: str, silent: bool) -> dict:
    said = [] if silent else opinions(row)
    value = None if silent else row["signals"].get(signal)
    return {
        "id": row["id"],
        "url": f"{base}{row['id']}/",
        "text": " · ".join(row["fields"].values())[:TEXT_CHARS],
        "external_id": row["external_id"],
        "label": "" if silent else row["label"],
        "label_source": SOURCES.get(row["label_source"], ""),
        "silent": silent,
        "models": said[:MODELS_SHOWN],
        "more_models": max(0, len(said) - MODELS_SHOWN),
        "value": None if value is None else f"{value:.2f}",
        "width": None if value is None else round(100 * min(max(value, 0.0), 1.0)),
        "origin": origin_name(row["origin"], row["run"]),
        "state": STATES.get(row["state"], row["state"]),
        "tone": TONES.get(row["state"], ""),
        "simulated": row["simulated"],
    }


def signal_table(signals: dict[str, float]) -> list[dict]:
    """Every signal of a sample in words: suspicion first, then the highest."""
    ordered = sorted(signals.items(), key=lambda one: (one[0] != SUSPICION, -one[1]))
    return [
        {"name": signal_name(name), "line": _(WORDS[name][1]) if name in WORDS else "", "value": f"{value:.2f}",
         "width": round(100 * min(max(value, 0.0), 1.0))}
        for name, value in ordered
    ]  # fmt: skip


def signal_name(name: str) -> str:
    return _(WORDS[name][0]) if name in WORDS else name


def orders() -> list[tuple[str, str]]:
    """What the list can be sorted by."""
    by_signal = [(f"-{name}", signal_name(name)) for name in WORDS]
    return [*BY_AGE, *by_signal, (SUSPICION, _("Least suspicious first"))]
