"""The demo project, made the way a team would make it: by the product's own actions, in their order."""

import json
import secrets
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from annotation.certificate.asking import enqueue_freeze
from annotation.curation.filters import filters_from
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.duplicates.asking import enqueue_look
from annotation.machine.asking import enqueue_score
from annotation.models import DatasetVersion, ReviewPolicy
from annotation.queue.actions.pull import pull
from annotation.reports import show
from generation.children import carry_out_open_jobs
from generation.codebooks.actions import publish, save_draft
from generation.endpoints.simulated import simulated_endpoint
from generation.methods.taskspec import TaskSpec
from generation.models import Project, Role, Run, User
from generation.projects.actions import add_member, create_project
from generation.runs.actions.lifecycle import start_run
from generation.runs.doorbell import ring_workers
from synthlab.demo.people import Reader

HERE = Path(__file__).parent
NAME = "Customer messages (demo)"
PEOPLE = {"lena": Role.LEAD, "anna": Role.ANNOTATOR, "ben": Role.ANNOTATOR}
Say = Callable[[str], None]


def make_demo(say: Say) -> Project:
    """Build the demo project in an empty set-up; ends with a version cut."""
    people = _people()
    project = create_project(owner=people["lena"], name=NAME)
    for name in ("anna", "ben"):
        add_member(project=project, actor=people["lena"], user=people[name], role=PEOPLE[name])
    say("Publishing a codebook, and bringing in 8 seeds and 38 messages, some sent twice")
    _publish_twice(project, people["lena"])
    call_command("import_samples", project.slug, str(HERE / "support.jsonl"), "--json", stdout=_Quiet())
    say("Having the simulated model label the messages and write 300 more")
    _run(project, people["lena"], "annotate", 38)
    _run(project, people["lena"], "attrprompt", 300)
    say("Training the student; two people review what looks wrong")
    _review(project, people)
    say("Cutting version 1")
    enqueue_cut(open_version(project=project, filters=filters_from({}), note="", by=people["lena"]))
    carry_out_open_jobs()
    for kind in ("dashboard", "agreement", "aggregation", "effects", "judges", "certificate", "filters", "routes"):
        show(project, kind)
    enqueue_look(project)
    show(project, "compare-2", codebook=2)
    carry_out_open_jobs()
    return project


def finished_demo() -> Project | None:
    """The demo project; one that was cut off before its version was cut does not count, a new one is made."""
    return Project.objects.filter(name=NAME, versions__state=DatasetVersion.State.READY).first()


def credentials() -> dict[str, str]:
    """Names and passwords of the demo's people: made at random for each data folder, kept readable for its owner."""
    path = settings.DATA_DIR / "demo.json"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(json.dumps({name: secrets.token_urlsafe(9) for name in PEOPLE}))
    return json.loads(path.read_text())


def _people() -> dict[str, User]:
    people = {}
    for name, word in credentials().items():
        people[name] = User.objects.filter(username=name).first() or User.objects.create_user(name, password=word)
    return people


def _publish_twice(project: Project, lead: User) -> None:
    """Version 1 lacks a rule and a counter-example, so that there is a diff to look at."""
    spec = json.loads((HERE / "codebook.json").read_text())
    first = deepcopy(spec)
    first["rules"].pop()
    first["questions"][0]["labels"][0]["counter_examples"] = []
    publish(codebook=save_draft(project=project, spec=first, author=lead), author=lead)
    draft = save_draft(project=project, spec=spec, author=lead, note="Refunds for lost parcels are billing")
    publish(codebook=draft, author=lead)


def _run(project: Project, lead: User, recipe: str, count: int) -> None:
    endpoint = simulated_endpoint(project)
    # A pretend price, so that the demo shows what a run costs before and while it goes on.
    endpoint.price_in, endpoint.price_out = Decimal("0.15"), Decimal("0.60")
    endpoint.save(update_fields=["price_in", "price_out"])
    run = start_run(project=project, recipe=recipe, count=count, endpoint=endpoint, by=lead, seed=7)
    ring_workers(run)
    carry_out_open_jobs()
    run = Run.objects.get(pk=run.pk)
    if run.state != "done":
        raise RuntimeError(f"The demo's run of {recipe} ended as {run.state}: {run.reason}")


def _review(project: Project, people: dict[str, User]) -> None:
    ReviewPolicy.objects.update_or_create(
        project=project, defaults={"audit_open": True, "audit_share": 0.4, "overlap_share": 0.35}
    )
    pull(project=project)
    enqueue_freeze(project)  # what an audit says holds for the rows and labels of this moment
    _score(project)
    spec = TaskSpec.from_json(project.codebooks.current(project).as_spec())
    careful, careless = Reader(people["anna"], careless=0.04), Reader(people["ben"], careless=0.12)
    for _turn in range(8):
        careful.answer(project, spec, 10)
        careless.answer(project, spec, 10)
    _score(project)


def _score(project: Project) -> None:
    enqueue_score(project)
    carry_out_open_jobs()


class _Quiet:
    def write(self, _text: str) -> None:
        pass

    def flush(self) -> None:
        pass
