"""The stored report of what weights and trainings do to a student."""

from annotation.reports import show
from annotation.shown import Shown
from generation.models import Project

REST_S = 600  # it fits twenty students: whoever looks at the page does not keep a core busy with that


def learning(project: Project) -> Shown:
    """As the worker reckoned it last; asks for it anew where something came."""
    return show(project, "learning", rest=lambda making_s: max(REST_S, 20 * making_s))
