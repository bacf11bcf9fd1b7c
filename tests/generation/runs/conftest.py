import pytest
import yaml

from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.registry import RECIPES
from generation.methods.content import content_hash
from generation.models import Endpoint, Origin, Sample
from generation.runs.actions import rounds
from generation.runs.actions.lifecycle import start_run
from tests.generation.runs.loaded import prepared_here
from tests.generation.runs.processes import Elsewhere, database_url, worker


@pytest.fixture
def endpoint_at(project):
    def make(peer, **more) -> Endpoint:
        return Endpoint.objects.create(
            project=project, name="peer", base_url=peer.url, model="m", **({"concurrency": 8, "timeout_s": 5} | more)
        )

    return make


@pytest.fixture
def start(project, codebook, lead):
    """Start a run of SimPrompt, or what is asked for."""

    def make(endpoint: Endpoint, **more):
        asked = {"recipe": "simprompt", "count": 20, "seed": 7} | more
        return start_run(project=project, endpoint=endpoint, by=lead, **asked)

    return make


@pytest.fixture
def worker_elsewhere():
    """Work on a run in a process of its own, on the same database; it is killed at the end, or before."""
    begun = []

    def begin(run, before: str = "") -> Elsewhere:
        begun.append(worker(run, before))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.wait()


TEXTS = ["A wonderful, warm film.", "A dull and useless mess.", "I loved the story, simply brilliant."]
SUBJECTS = ("the acting", "the music", "the plot", "the ending", "the pictures")


@pytest.fixture
def seeds(project):
    """Ten seeds of each label, about one subject or another."""
    made = []
    for i in range(20):
        label, said = (("positive", "good"), ("negative", "bad"))[i % 2]
        text = f"{said} film, {SUBJECTS[i // 2 % 5]} above all, no. {i}"
        fields = {"text": text}
        known = {"fields": fields, "content_hash": content_hash(fields), "reference": label}
        made.append(Sample(project=project, origin=Origin.SEED, **known))
    return {str(seed.pk): seed for seed in Sample.objects.bulk_create(made)}


@pytest.fixture
def recipe_with(monkeypatch):
    """SimPrompt under another name, with a selector; written as a document and read."""

    def make(selector) -> str:
        write = {"system": "{task}", "user": "{demonstrations}Write one made-up item.\nLabel: {label}"}
        data = yaml.safe_load(to_yaml(RECIPES["simprompt"]))
        data |= {"name": "shown", "demonstrations": selector, "templates": {"write": write}}
        monkeypatch.setitem(RECIPES, "shown", from_yaml(yaml.safe_dump(data, sort_keys=False)))
        return "shown"

    return make


@pytest.fixture
def unlabelled(project):
    def add(*texts: str) -> None:
        fields = [{"text": text} for text in texts]
        Sample.objects.bulk_create(
            Sample(project=project, fields=one, content_hash=content_hash(one), origin=Origin.UNLABELLED)
            for one in fields
        )

    add(*TEXTS)
    return add


@pytest.fixture
def database(monkeypatch) -> None:
    """Child processes find the database of the tests."""
    monkeypatch.setenv("DATABASE_URL", database_url())


@pytest.fixture
def rounds_here(monkeypatch) -> None:
    """Rounds are prepared in the worker's own process."""
    monkeypatch.setattr(rounds, "_in_child", prepared_here)
