"""The web server's process, as it is before its first request."""

import os
import subprocess
import sys


def test_the_garbage_collector_walks_through_nothing_that_was_loaded_at_the_start(tmp_path):
    code = "import gc, synthlab.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"
    env = os.environ | {"SYNTHLAB_DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    frozen, others = map(int, done.stdout.split())
    assert frozen > 50_000
    assert others < frozen / 10
