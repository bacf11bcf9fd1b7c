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
    under each; nothing is said of how people differ from each other.
    """
    answers, known = answers_given(project), Known.of(project)
    counts = answers.loc[answers["stands"], "person"].value_counts()
    people = sorted(counts.index[:PEOPLE])
    table, codebook = compared(project, answers, known), Codebook.objects.current(project)
    return {
        "judged": codebook.judged if codebook else "",
        "answers": int(counts.sum()),
        "people": len(counts),
        "listed": len(people),
        "anchoring": anchors(table, people=people),
        "times": pace(answers, table, people=people),
        "fatigue": fatigue(answers, known, people=people),
    }
