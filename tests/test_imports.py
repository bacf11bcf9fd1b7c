"""Imports flow one way (docs/contributors/layers.md draws it); this test names an import that crosses a line."""

import subprocess
import sys

import grimp
import pytest
from django.conf import settings

APPS = ("generation", "annotation")

#: Low to high: a module may import from lower layers, and from its own layer of the same or an earlier feature.
LAYERS = (
    "methods", "llm", "catalogue", "models", "access", "frames", "parts", "actions", "tasks", "forms", "views", "top",
)  # fmt: skip

#: In their order: an earlier feature never imports a later one of the same layer.
FEATURES = {
    "generation": (
        "projects", "codebooks", "support", "knowledge", "conditions", "endpoints", "recipes", "runs", "agent",
    ),
    "annotation": (
        "machine", "queue", "review", "similar", "samples", "comments", "selections", "map", "duplicates", "compare",
        "agreement", "aggregation", "joined", "effects", "judges", "trials",
        "curation", "filters", "certificate", "enhance", "routing", "asked", "learning", "stopping", "estimation",
        "attention", "evaluation", "datasets", "dashboard", "palette",
    ),
}  # fmt: skip

#: Modules of an app that belong to no feature.
SHARED = {
    "llm": "llm", "methods": "methods", "catalogue": "catalogue", "models": "models", "migrations": "models",
    "access": "access", "audit": "access", "locks": "access", "jobs": "access", "children": "access",
    "watching": "access", "adding": "access", "reports": "access", "builders": "tasks", "choosing": "views",
    "saying": "access", "encryption": "access", "inserts": "access", "tokens": "access", "repeats": "access",
    "recipe_book": "access", "waiting": "access", "shown": "access", "made_anew": "views", "finding": "access",
    "audit_words": "access", "silence": "access", "talks": "access", "plan_budgets": "access", "amounts": "access",
    "misspelt": "access", "presets": "access", "refusals": "access", "sweeper": "tasks", "tasks": "tasks",
    "templatetags": "views",
    "urls": "top", "api": "top", "admin": "top", "apps": "top", "management": "top",
}  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*APPS, "synthlab", cache_dir=None)


def place(module: str) -> tuple[str, int, int]:
    """(app, layer, feature) of a module, as numbers that may be compared."""
    app, *rest = module.split(".")
    if not rest:
        return app, 0, 0
    if rest[0] in SHARED:
        return app, LAYERS.index(SHARED[rest[0]]), 0
    assert rest[0] in FEATURES[app], f"{module}: say in tests/test_imports.py which feature or layer it is"
    feature = FEATURES[app].index(rest[0]) + 1
    name = rest[1] if len(rest) > 1 else ""
    named = {
        "api": "top",
        "askers": "frames",
        "draft_api": "top",
        "flagged_api": "top",
        "going_on": "actions",
        "people_form": "forms",
        "labelling": "actions",
        "limits": "frames",
        "packed": "frames",
        "picked": "frames",
        "pool": "actions",
        "questions": "frames",
        "undoing": "actions",
        "walking": "frames",
        "urls": "top",
        "sweeps": "tasks",
    }
    layer = named.get(name, name if name in LAYERS else "parts")
    return app, LAYERS.index(layer) if name else 0, feature


def imports(graph: grimp.ImportGraph):
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


def test_generation_never_imports_annotation_and_neither_imports_the_site(graph):
    # Small helpers of the site (the typed request, problems, paging) are for all; what mounts the apps is not.
    mounting = tuple(f"synthlab.{name}" for name in ("api", "urls", "settings", "celery", "wsgi", "cli", "management"))
    crossings = [
        f"{importer} -> {imported}"
        for importer, imported in imports(graph)
        if (importer.startswith("generation") and imported.startswith("annotation"))
        or (importer.startswith(APPS) and imported.startswith(mounting))
    ]
    assert crossings == []


def test_layers_and_features_are_imported_downwards_only(graph):
    crossings = []
    for importer, imported in imports(graph):
        if not importer.startswith(APPS) or not imported.startswith(APPS) or "." not in imported:
            continue
        here, there = place(importer), place(imported)
        if here[0] != there[0]:
            if here[1] < there[1] and there[1] > LAYERS.index("access"):
                crossings.append(f"{importer} -> {imported}")
        elif there[1] > here[1] or (there[1] == here[1] and there[2] > here[2] > 0):
            crossings.append(f"{importer} -> {imported}")
    assert crossings == []


def test_the_science_knows_no_django(graph):
    knowing = [
        f"{importer} -> {imported}"
        for importer, imported in imports(grimp.build_graph(*APPS, include_external_packages=True, cache_dir=None))
        if importer.split(".")[1:2] in (["methods"], ["llm"], ["catalogue"]) and imported.split(".")[0] == "django"
    ]
    assert knowing == []


def test_the_web_process_loads_no_heavy_package():
    heavy = ("numpy", "pandas", "scipy", "sklearn", "openai", "pyarrow", "rensa", "rapidfuzz", "aiohttp")
    look = f"""
import synthlab.wsgi, sys
from django.urls import get_resolver
get_resolver().url_patterns
print([name for name in {heavy!r} if name in sys.modules])
"""
    answer = subprocess.run(
        [sys.executable, "-c", look], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
