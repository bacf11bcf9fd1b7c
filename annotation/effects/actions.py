"""How people work, computed by the worker and stored as a report."""

from annotation.effects.anchors import anchors, compared
from annotation.effects.fatigue import fatigue
from annotation.effects.frames import answers_given
from annotation.effects.known import Known
from annotation.effects.pace import pace
from generation.models import Codebook, Project

#: So many people get lines of their own, those with the most answers.
PEOPLE = 60


def effects_report(project: Project, args: dict) -> dict:
    """Anchoring, time per item and fatigue, over all versions of the codebook.

    Versions may stand together here, for each answer is held against a label of its own version, and a coin fell alike
    under each; nothing is said of how people differ from each other. Answers given to items alike with one key are left
    out of time and fatigue: `times.left_out.together` counts them.
    """
    answers, known = answers_given(project), Known.of(project)
    alone = answers[~answers["together"].astype(bool)]
    together = int((answers["stands"] & answers["together"]).sum())
    counts = answers.loc[answers["stands"], "person"].value_counts()
    people = sorted(counts.index[:PEOPLE])
    table, codebook = compared(project, answers, known), Codebook.objects.current(project)
    return {
        "judged": codebook.judged if codebook else "",
        "answers": int(counts.sum()),
        "people": len(counts),
        "listed": len(people),
        "anchoring": anchors(table, people=people),
        "times": _noted(pace(alone, table, people=people), together),
        "fatigue": fatigue(alone, known, people=people),
    }


def _noted(times: dict, together: int) -> dict:
    return times | {"left_out": times["left_out"] | {"together": together}}
