"""Who gave a label: which model, asked in which form. The same model in the same form says the same once more (its
answer is taken over from the first time), so that is no further opinion."""

from typing import NamedTuple

from generation.models import Project, Run
from generation.models.machine import sources_of
from generation.runs.frames.prompt_forms import form_of


class Asker(NamedTuple):
    """`form`: the recipe that asked, with its wording (prompt_forms.py); of imports what stands behind “@” in the name
    of their source."""

    model: str
    form: str
    imported: bool = False


def askers_of_runs(project: Project) -> dict[str, Asker]:
    """By the names under which runs have labelled."""
    runs = Run.objects.filter(project=project).only("recipe", "params", "round", "setup", "endpoint")
    return {source: Asker(run.asked["model"], form_of(run).name) for run in runs for source in sources_of(run)}


def asker_of(source: str, of_runs: dict[str, Asker]) -> Asker:
    """Of imports “NAME #2” is NAME asked again in the same form, “NAME @short” NAME asked in another one."""
    if source in of_runs:
        return of_runs[source]
    model, _mark, form = source.partition(" @")
    return Asker(model.partition(" #")[0], form.partition(" #")[0], imported=True)
