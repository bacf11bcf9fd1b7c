"""`make bench`: every module of this folder that has a `main()`, one after the other.

`python -m bench NAME …` runs some of them. Each prints its figures and returns them; they are written to bench/out.
"""

import importlib
import json
import os
import pkgutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE / "out"


def benches() -> list[str]:
    return sorted(m.name for m in pkgutil.iter_modules([str(HERE)]) if not m.name.startswith("_"))


def main(names: list[str]) -> None:
    OUT.mkdir(exist_ok=True)
    # As `make bench` has it: to compile all modules anew is two seconds of CPU in each child process.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in names or benches():
        module = importlib.import_module(f"bench.{name}")
        if not hasattr(module, "main"):
            continue
        print(f"\n== {name} ==", flush=True)
        started = time.perf_counter()
        figures = module.main()
        record = {"bench": name, "seconds": round(time.perf_counter() - started, 1), "figures": figures}
        (OUT / f"{name}.json").write_text(json.dumps(record, indent=2, default=str) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
