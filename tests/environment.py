"""Loaded before anything else (`-p tests.environment`): tests keep their state in a folder of their own."""

import atexit
import gc
import os
import shutil
import tempfile

gc.disable()  # while tests are collected, of which nothing is garbage: a sixth of that time (tests/conftest.py)

worker = os.environ.get("PYTEST_XDIST_WORKER")  # "gw0": one of several processes that share the suite
if worker:
    os.environ["SYNTHLAB_DATA_DIR"] = os.path.join(os.environ["SYNTHLAB_DATA_DIR"], worker)
    os.makedirs(os.environ["SYNTHLAB_DATA_DIR"], exist_ok=True)
elif "SYNTHLAB_TEST_DATA_DIR" in os.environ:
    os.environ["SYNTHLAB_DATA_DIR"] = os.environ["SYNTHLAB_TEST_DATA_DIR"]
else:
    folder = tempfile.mkdtemp(prefix="synthlab-test-")
    os.environ["SYNTHLAB_DATA_DIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

os.environ["SECRET_KEY"] = "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz"
os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ["SYNTHLAB_ALLOWED_LLM_HOSTS"] = "127.0.0.1,localhost"
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"  # several processes share the cores: threads that wait for each other took ten times as long
for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
    os.environ.pop(name, None)
