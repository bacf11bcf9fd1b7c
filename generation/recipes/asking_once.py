"""The first request of a run, sent once, its answer shown as it comes. From a background job: it brings in openai."""

import asyncio
import time

from generation.encryption import KeyUnreadable
from generation.endpoints.gateways import connected
from generation.endpoints.requests import request_of_ask
from generation.llm.addresses import AddressRefused
from generation.llm.client import LLMError
from generation.llm.usage import cost_of
from generation.methods.steps import SECOND
from generation.models import Codebook, Job, Project
from generation.recipe_book import recipe_for
from generation.recipes.prices import Models
from generation.recipes.trial import trial_of

SHOWN_EVERY_S = 0.3


def ask_once(job: Job, report) -> None:
    """Stream the answer into the job's progress: {text, done, usd, problem}."""
    asked = job.args
    project = Project.objects.get(pk=job.project_id)
    second = project.endpoints.get(pk=asked["second"]) if asked.get("second") else None
    models = Models(project.endpoints.get(pk=asked["endpoint"]), second)
    trial = trial_of(
        project=project,
        codebook=Codebook.objects.current(project),
        recipe=recipe_for(project, asked["recipe"]),
        params=asked["params"],
        count=asked["count"],
        models=models,
        seed=asked["seed"],
    )
    asks = trial.setup or (trial.rows[0].asks if trial.rows else ())
    if not asks:
        report(job, done=True, problem=trial.barred)
        return
    try:
        endpoint = models.second if second and asks[0].model == SECOND else models.first
        asyncio.run(_streamed(job, report, endpoint, asks[0], asked["seed"]))
    except (LLMError, AddressRefused, KeyUnreadable) as problem:
        report(job, done=True, problem=str(problem))


async def _streamed(job: Job, report, endpoint, ask, seed: int) -> None:
    request = request_of_ask(ask, model=endpoint.model, seed=seed, deadline_s=endpoint.timeout_s)
    text, shown, usage = "", time.monotonic(), None
    async with connected(endpoint) as gateway:
        async for piece, told in gateway.stream(request):
            text, usage = text + piece, told or usage
            if time.monotonic() - shown > SHOWN_EVERY_S:
                await asyncio.to_thread(report, job, text=text)
                shown = time.monotonic()
    usd = cost_of(usage, endpoint.prices()) if usage else None
    await asyncio.to_thread(report, job, text=text, done=True, usd=None if usd is None else str(usd))
