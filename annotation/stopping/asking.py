"""The stored report of when it is enough."""

from annotation.reports import show
from annotation.shown import Shown
from generation.models import Project

REST_S = 120  # lives are played for each limit: whoever looks at the page does not keep a core busy with that


def stopping(project: Project) -> Shown:
    """As the worker reckoned it last; asks for it anew where something came."""
    return show(project, "stopping", rest=lambda making_s: max(REST_S, 20 * making_s))
