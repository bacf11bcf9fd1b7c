"""Pictures of the certificate for the docs, on real labels: how often it is ever wrong by the number of looks, and one
life with its bound. `python -m bench certificate_pictures` writes them to docs/images.

The lives are those of certificate.py: global_warming_gpt (2,299 rows, 18 % wrong), one item in four an audit draw.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from annotation.methods.certificate.bound import read_log, wealth
from annotation.methods.certificate.bound_path import bound_path
from bench.certificate import RISK, Life, Rows, lived, plain_limits, riskiest_first
from bench.error_sets import DATA

SET, RUNS, EVERY = "global_warming_gpt", 2000, 5
FOLDER = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 340, 56, 24, 16, 44
#: Colours of the product's charts, read on white and on black.
CERTIFICATE, PLAIN, TRUTH, QUIET = "#5b6cf0", "#d9622b", "#14907f", "#7c8594"


@dataclass(frozen=True)
class Line:
    name: str
    colour: str
    x: np.ndarray
    y: np.ndarray
    dashed: bool = False


def main(runs: int = RUNS) -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    rows = riskiest_first(SET)
    lines = _ever_wrong(rows, runs)
    (FOLDER / "certificate-looks.svg").write_text(
        drawn(lines, "Audits, the bound looked at after each", "Share of lives in which it was ever wrong", RISK)
    )
    (FOLDER / "certificate-life.svg").write_text(
        drawn(_life(rows), "Labels that people saw", "Wrong labels left, share of all rows")
    )
    told = {line.name: round(float(line.y[-1]), 4) for line in lines}
    print(told)
    return told


def _ever_wrong(rows: Rows, runs: int) -> list[Line]:
    """By audits: the share of lives that had been wrong until then, of the certificate and of a plain limit."""
    lines = []
    for audited, beside, dashed in ((0.25, "a queue beside", False), (1.0, "audits alone", True)):
        lives = [lived(rows, seed, audited=audited) for seed in range(runs)]
        looks = min(int(life.audit.sum()) for life in lives)
        for name, colour, first in (("certificate", CERTIFICATE, _first), ("plain limit", PLAIN, _first_plain)):
            wrong_from = np.array([first(rows, life) for life in lives])
            looked = np.unique([*range(0, looks, EVERY), looks])
            share = (wrong_from[:, None] < looked[None, :]).mean(axis=0)
            lines.append(Line(f"{name}, {beside}", colour, looked, share, dashed))
    return lines


def _first(rows: Rows, life: Life) -> float:
    """The audit at which the bound was wrong first."""
    path = wealth(read_log(len(rows.wrong), life.log(rows.wrong)), int(rows.wrong.sum()))
    return _at(path >= -np.log(RISK))


def _first_plain(rows: Rows, life: Life) -> float:
    remaining, limits = plain_limits(rows.wrong, life)
    return _at(remaining > limits)


def _at(wrong: np.ndarray) -> float:
    return float(wrong.argmax()) if wrong.any() else np.inf


def _life(rows: Rows, seed: int = 1) -> list[Line]:
    size, life = len(rows.wrong), lived(rows, seed, until=1.0)
    path = bound_path(size, life.log(rows.wrong), risk=RISK, points=200)
    left = rows.wrong.sum() - np.concatenate([[0], np.cumsum(rows.wrong[life.rows])])
    seen = np.arange(size + 1)
    removed, promised = np.array([(point.removed, point.remaining / size) for point in path]).T
    return [
        Line("promised at most", CERTIFICATE, removed, promised),
        Line("true", TRUTH, seen[::10], left[::10] / size),
    ]


# -- drawing ----------------------------------------------------------------------------------------------------------


def drawn(lines: list[Line], across: str, up: str, level: float | None = None) -> str:
    """An SVG that reads on light and dark grounds: lines with their names, and a level not to be passed."""
    most_x = max(float(line.x[-1]) for line in lines)
    most_y = _round_up(max(float(line.y.max()) for line in lines))

    def at(x: float, y: float) -> str:
        right = LEFT + (WIDTH - LEFT - RIGHT) * x / most_x
        return f"{right:.1f},{HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / most_y:.1f}"

    parts = [_grid(at, most_x, most_y, across, up)]
    if level is not None:
        parts.append(f'<path d="M{at(0, level)}L{at(most_x, level)}" stroke="{QUIET}" stroke-dasharray="2 3"/>')
    for place, line in enumerate(lines):
        dash = ' stroke-dasharray="6 4"' if line.dashed else ""
        steps = "L".join(at(x, y) for x, y in zip(line.x, line.y, strict=True))
        parts.append(f'<path d="M{steps}" stroke="{line.colour}" stroke-width="2"{dash}/>')
        y = TOP + 14 + 20 * place
        parts.append(f'<path d="M{LEFT + 14},{y - 4}h28" stroke="{line.colour}" stroke-width="2"{dash}/>')
        parts.append(f'<text x="{LEFT + 50}" y="{y}" fill="{line.colour}" stroke="none">{line.name}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" '
        f'font-family="system-ui, sans-serif" font-size="12">\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _grid(at, most_x: float, most_y: float, across: str, up: str) -> str:
    parts = []
    for share in np.linspace(0, 1, 5):
        x, y = at(share * most_x, 0).split(",")[0], at(0, share * most_y).split(",")[1]
        parts.append(f'<path d="M{LEFT},{y}H{WIDTH - RIGHT}" stroke="{QUIET}" stroke-opacity=".25"/>')
        parts.append(_text(LEFT - 6, float(y) + 4, f"{share * most_y:.0%}", "end"))
        parts.append(_text(float(x), HEIGHT - BOTTOM + 16, f"{share * most_x:,.0f}", "middle"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across, "middle"))
    parts.append(f'<g transform="rotate(-90)">{_text(-(TOP + HEIGHT - BOTTOM) / 2, 12, up, "middle")}</g>')
    return "\n".join(parts)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{QUIET}" stroke="none">{words}</text>'


def _round_up(share: float) -> float:
    return float(np.ceil(share * 20) / 20)
