"""Who gave a label: which model, asked in which form. The same model in the same form says the same once more (its
answer is taken over from the first time), so that is no further opinion, for signals and routes alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from generation.methods.asking.which import DECIDES
from generation.methods.taskspec import LABEL
from generation.models import Codebook, Project, Run
from generation.models.machine import sources_of
from generation.runs.frames.prompt_forms import PromptForm

BESIDE_THE_FORM = ("which", "temperature")  # settings that change no word of a prompt
QUESTION = "question"


@dataclass(frozen=True)
class Asker:
    """`form`: what people choose it by, the recipe that asked, with its wording (prompt_forms.py); of imports what
    stands behind “@” in the name of their source. `prompt`: all that a run's prompts are made from, and `codebook` the
    key of the one among it; of imports nothing. `run`: one that asked so."""

    model: str
    form: str
    imported: bool = False
    prompt: str = ""
    codebook: int | None = None
    run: int | None = field(default=None, compare=False)

    @property
    def pair(self) -> tuple[str, str]:
        """Model and form, as signals compare them: a model that is imported is none that a run asked."""
        return (f"imported {self.model}", self.form) if self.imported else (self.model, self.prompt)


def asker_in(model: str, *, recipe: str, fingerprint: str, params: Mapping[str, Any], codebook: Codebook) -> Asker:
    """This model, asked by a recipe in these settings and by this codebook.

    Recipe, codebook and the settings that a prompt is made from are the form: not which samples are taken, nor the
    temperature, which says how often one prompt gives another answer.
    """
    settings = {name: value for name, value in params.items() if name not in BESIDE_THE_FORM}
    if QUESTION in settings and _labels_alone(codebook):
        settings[QUESTION] = settings[QUESTION] or codebook.judged_name
    said = [recipe, fingerprint, codebook.pk, settings]
    prompt = orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()
    return Asker(model, PromptForm.of(recipe, params).name, prompt=prompt, codebook=codebook.pk)


def _labels_alone(codebook: Codebook) -> bool:
    """Whether it asks models for labels alone: then each question has a request of its own, be it named or not
    (methods/asking/which.py says so of the parsed codebook)."""
    asked = [one for one in codebook.questions.all() if not any(one.options.get(name) for name in DECIDES)]
    return all(one.type == LABEL and not one.when for one in asked)


def askers_of_runs(project: Project) -> dict[str, Asker]:
    """By the names under which runs have labelled. In two queries."""
    runs = Run.objects.filter(project=project).order_by("pk").select_related("codebook", "endpoint")
    runs = runs.only("recipe", "recipe_hash", "params", "round", "setup", "endpoint", "codebook__number")
    runs = runs.prefetch_related("codebook__questions")
    return {source: asker for run in runs for asker in [_of_run(run)] for source in sources_of(run)}


def _of_run(run: Run) -> Asker:
    how = {"recipe": run.recipe, "fingerprint": run.recipe_hash, "params": run.params, "codebook": run.codebook}
    return replace(asker_in(run.asked["model"], **how), run=run.pk)


def asker_of(source: str, of_runs: Mapping[str, Asker]) -> Asker:
    """Of imports “NAME #2” is NAME asked again in the same form, “NAME @short” NAME asked in another one."""
    if source in of_runs:
        return of_runs[source]
    model, _mark, form = source.partition(" @")
    return Asker(model.partition(" #")[0], form.partition(" #")[0], imported=True)
