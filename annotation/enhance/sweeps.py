"""What the worker does for enhancements that ask a model: once the run has ended, the method goes on."""

from annotation.enhance.asking import go_on
from annotation.models import Enhancement
from generation.models.run import ENDED


def go_on_after_runs() -> int:
    """Returns how many went on."""
    waiting = Enhancement.objects.filter(state=Enhancement.State.RUNNING, run__state__in=ENDED)
    return sum(go_on(made) for made in waiting.select_related("project"))
