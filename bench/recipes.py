"""Recipes on one task at the same number of samples: what each costs, keeps, and how varied it is.

    python -m bench recipes
    python -m bench.recipes --count 150 --recipes simprompt attrprompt

The built-in simulated model writes film reviews; prices are those of a small hosted model. The student's test are real
reviews with gold labels where the shared data is there. What the simulated model writes is of no use but to compare
recipes with; the same table for one's own task and model is the page "Runs, side by side".
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "data" / "mr_freeal" / "test.jsonl"
RECIPES = ("simprompt", "attrprompt", "zerogen", "clingen", "roles", "gpt3mix", "supergen", "class-by-class", "progen")
SEEDS = {
    "positive": ["A warm and moving film with a superb cast.", "I laughed and cried; go and see it."],
    "negative": ["A dull, lifeless plot from beginning to end.", "Tedious, loud and far too long."],
}
NAMES = ("Accepted", "Yield", "Requests for a sample", "Cost of a sample", "Different phrases", "Self-BLEU", "Coverage")


def main(arguments: list[str] | None = None) -> dict:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--recipes", nargs="*", default=RECIPES)
    asked = parser.parse_args(arguments or [])
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SYNTHLAB_DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthlab.settings")
        return _compared(asked.count, asked.recipes)


def _compared(count: int, names: list[str]) -> dict:
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from generation.runs.comparing import lines_of  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    project, endpoint, user = _project()
    runs = []
    for name in names:
        started = time.perf_counter()
        run = _run(project, endpoint, user, name, count)
        print(f"  {name}: {run.accepted} of {count}, {run.state}, {time.perf_counter() - started:.1f} s", flush=True)
        runs.append(run)
    lines = {line.title: line.values for line in lines_of(runs)}
    shown = [name for name in (*NAMES, "Student right") if name in lines]
    print(f"\n{'recipe':18}" + "".join(f"{name:>24}" for name in shown))
    for place, run in enumerate(runs):
        print(f"{run.recipe:18}" + "".join(f"{_number(lines[name][place]):>24}" for name in shown))
    return {run.recipe: {name: lines[name][place] for name in lines} for place, run in enumerate(runs)}


def _project():
    from django.utils import timezone  # noqa: PLC0415

    from generation.endpoints.simulated import simulated_endpoint  # noqa: PLC0415
    from generation.methods.content import content_hash  # noqa: PLC0415
    from generation.models import Codebook, Label, Origin, Project, Question, Sample, User  # noqa: PLC0415

    user = User.objects.create_user("bench")
    project = Project.objects.create(slug="bench", name="Film reviews", created_by=user)
    codebook = Codebook.objects.create(
        project=project, number=1, purpose="Tell whether a review likes its film.", role="a film critic",
        fields=[{"name": "text", "title": "Review", "type": "text"}], created_by=user, published_by=user,
        published_at=timezone.now(),
    )  # fmt: skip
    question = Question.objects.create(codebook=codebook, position=0, name="sentiment", title="How is the review?")
    for place, label in enumerate(SEEDS):
        definition = f"The reviewer has a {label} opinion of the film."
        Label.objects.create(question=question, position=place, name=label, verbalizer=label, definition=definition)
    rows = [(Origin.SEED, text, label) for label, texts in SEEDS.items() for text in texts]
    rows += [(Origin.GOLD, text, label) for text, label in _gold()]
    Sample.objects.bulk_create(
        Sample(
            project=project, origin=origin, fields=(fields := {"text": text}), content_hash=content_hash(fields),
            reference=label,
        )
        for origin, text, label in rows
    )  # fmt: skip
    endpoint = simulated_endpoint(project)
    endpoint.price_in, endpoint.price_out, endpoint.concurrency = "0.15", "0.60", 32
    endpoint.save()
    return project, endpoint, user


def _gold() -> list[tuple[str, str]]:
    if not GOLD.exists():
        return []
    rows = [json.loads(line) for line in GOLD.read_text().splitlines()[::2]]  # they stand in the order of their labels
    return [(row["text"], ("negative", "positive")[row["label"]]) for row in rows]


def _run(project, endpoint, user, name: str, count: int):
    from generation.children import carry_out_open_jobs  # noqa: PLC0415
    from generation.runs.actions.lifecycle import start_run  # noqa: PLC0415
    from generation.runs.actions.worker import work_on  # noqa: PLC0415

    run = start_run(project=project, recipe=name, count=count, endpoint=endpoint, by=user, seed=7)
    work_on(run.pk)
    carry_out_open_jobs()
    run.refresh_from_db()
    return run


def _number(value) -> str:
    return "–" if value is None else f"{value:,.5f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    main(sys.argv[1:])
