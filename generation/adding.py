"""What a lead should know before rows are added to a project, labelled by a model, or asked under a new codebook."""

from collections.abc import Callable

from generation.models import Project

#: Each says a sentence, or "" where there is nothing to say; apps add theirs in AppConfig.ready.
BEFORE_ADDING: list[Callable[[Project], str]] = []
BEFORE_PUBLISHING: list[Callable[[Project], str]] = []
ANSWERED: list[Callable[[Project], str]] = []  # how many answers there are by which version


def before_adding(project: Project) -> list[str]:
    """The sentences for import and run, before either begins. A few look-ups, whatever the project's size."""
    return [text for told in BEFORE_ADDING if (text := told(project))]


def before_publishing(project: Project) -> list[str]:
    """The sentences for the publishing of a codebook, before it happens."""
    return [text for told in BEFORE_PUBLISHING if (text := told(project))]


def answered_so_far(project: Project) -> str:
    """How many answers there are by which version of the codebook; "" where there are none."""
    return ", ".join(text for told in ANSWERED if (text := told(project)))
