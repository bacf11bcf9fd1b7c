"""What the moving part of a run's page shows."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from generation.jobs import open_job
from generation.methods.verifiers.words import BESIDE, REASONS, REQUESTS, TITLES
from generation.models import Run, RunMeasures, RunState
from generation.models.run import ENDED, MOVING
from generation.runs.frames.newest import newest
from generation.runs.frames.progress import progress
from generation.runs.frames.runs import MEASURE, cost_of_each
from generation.runs.frames.standstill import COMES_WITHIN, place_in_line, standstill


def panel_of(run: Run) -> dict:
    """What the moving part of a run's page shows."""
    look = run.measures.order_by("-accepted").first()
    return {
        "progress": progress(run),
        "ended": run.state in ENDED,
        "moving": run.state in MOVING,
        "standstill": standstill(run),
        "line": place_in_line(run) if run.state == RunState.PLANNED else "",
        "in_setup": "scope" not in run.setup,
        "newest": newest(run),
        "rejections": rejections(run),
        "problems": problems(run),
        "spent": spent(run),
        "look": look,
        "measuring": run.state in ENDED and _measures_come(run, look),
        "each": cost_of_each(run),
    }


def _measures_come(run: Run, look: RunMeasures | None) -> bool:
    """Whether measures of what an ended run wrote are still to come. Its worker asks for them right after the end."""
    if open_job(MEASURE, str(run.pk)):
        return True
    just_ended = run.finished_at is not None and timezone.now() - run.finished_at < COMES_WITHIN
    # By what is counted already: a run that labels has accepted something, too, but written nothing.
    return just_ended and run.accepted > (look.accepted if look else 0) and run.samples.exists()


def rejections(run: Run) -> list[dict]:
    """How many candidates each gate turned away and why, most first; a gate is named by what it makes sure of."""
    found = [
        {"gate": gettext(TITLES.get(gate) or BESIDE.get(gate, gate)), "reason": _reason(reason), "n": count}
        for gate, reasons in run.turned_away.items()
        for reason, count in reasons.items()
    ]
    return sorted(found, key=lambda row: -row["n"])[:20]


def _reason(reason: str) -> str:
    """A reason in English, for its page to translate; of one question's answer “name: code”, in the page's language."""
    name, _colon, code = reason.rpartition(": ")
    return f"{name}: {gettext(REASONS[code])}" if name and code in REASONS else REASONS.get(reason, reason)


def problems(run: Run) -> list[dict]:
    """Requests that gave no answer, by what happened and by what the endpoint said, most first."""
    found = []
    for error, count in run.problems.items():
        code, _colon, said = error.partition(": ")
        known = code in REQUESTS
        told = {"error": REQUESTS[code] if known else error, "said": said if known else ""}
        found.append(told | {"n": count})
    return sorted(found, key=lambda row: -row["n"])[:10]


def spent(run: Run) -> Decimal:
    """What counts against the budget: paid, reserved by calls under way, and reserved by workers that died."""
    return run.cost_usd + run.reserved_usd + run.lost_usd
