"""The simulated model as a process of its own."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def test_it_notes_its_address_and_streams_what_it_says(tmp_path):
    note = tmp_path / "url"
    command = [sys.executable, "-m", "generation.llm.simulator", "--port", "0", "--url-file", str(note)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert "simulated model on http" in process.stdout.readline()
        body = {"messages": [{"role": "user", "content": "Write one line."}], "stream": True, "model": "m"}
        with urllib.request.urlopen(f"{note.read_text()}/chat/completions", json.dumps(body).encode(), 10) as answer:
            events = [line for line in answer.read().decode().splitlines() if line.startswith("data: ")]
        assert events[-1] == "data: [DONE]"
        assert json.loads(events[0][6:])["model"].startswith("simulated")
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("option", [("--rate-429", "7"), ("--retry-header", "sometimes")])
def test_it_refuses_nonsense_knobs(option):
    command = [sys.executable, "-m", "generation.llm.simulator", *option]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert "rate_429" in done.stderr or "retry_header" in done.stderr
