"""Figures that took hours are kept between runs, apart for each state of the code that made them. No `main`."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
METHODS = ("annotation/methods", "generation/methods/students", "generation/methods/measures")
LIBRARIES = ("scikit-learn", "cleanlab", "scikit-activeml", "small-text")


def folder_of(cache: Path, *benches: str) -> Path:
    """A folder of `cache` named after what figures depend on: methods, the benches' own modules, and libraries.

    Other code has another folder, so a figure of older code is never told as one of this.
    """
    seen = hashlib.sha256()
    methods = [path for folder in METHODS for path in (ROOT / folder).rglob("*.py")]
    for path in sorted([*methods, *(ROOT / "bench" / f"{name}.py" for name in benches)]):
        seen.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    for name in LIBRARIES:
        seen.update(f"{name} {_version(name)}\n".encode())
    folder = cache / seen.hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
