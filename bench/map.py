"""The map of many rows: the job (time, peak memory), what its page fetches, and how long a browser takes to paint it.

    python -m bench map

Texts of `bench.signals`. Each size runs in processes of its own on a fresh SQLite database. The browser is Chromium
where there is one: the page is opened by a lead, moved and brought nearer thirty times, and each painting is timed.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from bench.queue import server
from bench.signals import fill

SIZES = (10_000, 100_000)
MOVES = 30
PAINTED = """() => {
  window.painted = [];
  const paint = synthlab.map.View.prototype.paint;
  synthlab.map.View.prototype.paint = function () {
    const started = performance.now();
    paint.call(this);
    window.painted.push(performance.now() - started);
  };
}"""


def main() -> dict:
    figures = {rows: measured(rows) for rows in SIZES}
    small, large = figures.values()
    grown = {name: round(large[name] / small[name], 1) for name in ("draw_s", "peak_mb")}
    print(f"{SIZES[1]:,} rows against {SIZES[0]:,}: {grown} times", flush=True)
    return figures | {"grown": grown}


def measured(rows: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        env.pop("DATABASE_URL", None)
        _child("fill", env, rows, folder)
        found = _child("draw", env, rows, folder) | _child("fetch", env, rows, folder)
        with server(env) as (port, _pids):
            found["browser"] = _painted(port, found.pop("session"), rows)
    print(
        f"{rows:,} rows: drawn in {found['draw_s']} s ({found['cpu_s']} s of CPU), peak {found['peak_mb']:,} MB; "
        f"page {found['page_ms']:.0f} ms of CPU, {found['parts']} parts, {found['parts_kb']:,} kB; {found['browser']}",
        flush=True,
    )
    return found


def _painted(port: int, session: str, rows: int) -> dict | None:
    """Milliseconds until all is loaded, and of a painting."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page, started = context.new_page(), time.perf_counter()
        page.goto(f"{address}/projects/bench/map/")
        page.wait_for_selector(f'[data-map][data-loaded="{rows}"]', timeout=120_000)
        loaded = time.perf_counter() - started
        page.evaluate(PAINTED)
        _move(page)
        plain = page.evaluate("() => window.painted")
        _draw_round_all(page)
        page.evaluate("() => { window.painted.length = 0; }")
        _move(page)
        chosen = page.evaluate("() => window.painted")
        browser.close()
    told = {"paint": plain, "all_chosen_paint": chosen}
    found = {f"{name}_{part}": value for name, times in told.items() for part, value in _middle(times).items()}
    return {"loaded_ms": round(loaded * 1000)} | found


def _move(page) -> None:
    page.locator("canvas.map-canvas").focus()
    for number in range(MOVES):
        page.keyboard.press(("+", "ArrowLeft", "-")[number % 3])
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _draw_round_all(page) -> None:
    page.locator('[data-mode="lasso"]').click()
    box = page.locator("canvas.map-canvas").bounding_box()
    left, top, right, bottom = box["x"] + 4, box["y"] + 4, box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    page.wait_for_selector("[data-selection]:not([hidden])")


def _middle(times: list[float]) -> dict:
    times = sorted(times)
    return {"ms": round(times[len(times) // 2], 1), "p95_ms": round(times[int(len(times) * 0.95)], 1)}


def _child(step: str, env: dict, rows: int, folder: str) -> dict:
    command = [sys.executable, "-m", "bench.map", step, str(rows), folder]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1]) or {}


# -- what children do with the database --------------------------------------------------------------------------------
def draw(rows: int, folder: str) -> dict:
    """The job itself, as a worker's child carries it out."""
    import django

    django.setup()
    from annotation.map.actions import draw_map
    from annotation.map.asking import enqueue_map
    from generation.models import Project

    job, started = enqueue_map(Project.objects.get(slug="bench")), time.perf_counter()
    draw_map(job)
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = {"draw_s": round(time.perf_counter() - started, 1), "cpu_s": round(used.ru_utime + used.ru_stime, 1)}
    return seconds | {"peak_mb": used.ru_maxrss // 1024}


def fetch(rows: int, folder: str) -> dict:
    import django

    django.setup()
    from django.conf import settings
    from django.db.models import Sum
    from django.db.models.functions import Length
    from django.test import Client

    from annotation.models import MapPart
    from bench.lists import _cost
    from generation.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    lead = Client()
    lead.force_login(User.objects.get(username="bench"))
    parts = MapPart.objects.aggregate(size=Sum(Length("data")))
    page = _cost(lambda: lead.get("/projects/bench/map/"))
    return {
        "page_ms": page["cpu_ms"],
        "page_queries": page["queries"],
        "parts": MapPart.objects.count(),
        "parts_kb": parts["size"] // 1024,
        "session": lead.cookies[settings.SESSION_COOKIE_NAME].value,
    }


if __name__ == "__main__":
    step, size, place = sys.argv[1:]
    print(json.dumps({"fill": fill, "draw": draw, "fetch": fetch}[step](int(size), place)))
