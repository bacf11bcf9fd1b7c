"""The embedded set-up's broker is a folder: what is half written there, by whoever was killed, ends no worker."""

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from kombu import Connection

from synthlab.broker import Transport


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "messages").mkdir()
    return tmp_path / "messages"


@pytest.fixture
def queue(folder):
    options = {
        "data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder.parent / "control"),
    }  # fmt: skip
    with Connection("filesystem://", transport=Transport, transport_options=options) as connection:
        yield connection.SimpleQueue(f"bell-{uuid.uuid4().hex}")  # kombu remembers what is bound, whatever the folder


def received(queue) -> list:
    found = []
    while True:
        try:
            message = queue.get_nowait()
        except queue.Empty:
            return found
        message.ack()
        found.append(message.payload)


def test_what_is_sent_arrives_once_and_leaves_nothing_in_the_folder(queue, folder):
    for number in range(3):
        queue.put({"job": number})
    assert sorted(message["job"] for message in received(queue)) == [0, 1, 2]
    assert list(folder.iterdir()) == []


def test_a_message_that_was_cut_off_is_passed_over(queue, folder):
    (folder / f"0_empty.{queue.queue.name}.msg").touch()
    (folder / f"0_half.{queue.queue.name}.msg").write_text('{"body": "W1')
    (folder / f"0_bytes.{queue.queue.name}.msg").write_bytes(b"\xff\xfe")
    queue.put({"job": 1})
    assert received(queue) == [{"job": 1}]
    assert list(folder.iterdir()) == []


def test_nobody_reads_a_message_that_is_still_written(queue, folder, monkeypatch):
    seen: list[list] = []
    replace = os.replace

    def look_first(*names) -> None:
        seen.append(received(queue))
        replace(*names)

    monkeypatch.setattr(os, "replace", look_first)
    queue.put({"job": 1})
    assert seen == [[]]
    assert received(queue) == [{"job": 1}]


def test_a_table_of_queues_that_was_cut_off_is_written_anew(queue, folder):
    name = queue.queue.name
    table = folder.parent / "control" / f"{name}.exchange"
    table.write_text("")
    queue.channel._queue_bind(name, name, "", name)  # as each process does once, when it starts
    queue.put({"job": 1})
    assert received(queue) == [{"job": 1}]


@pytest.mark.kills
@pytest.mark.services
@pytest.mark.slow
def test_the_worker_of_the_embedded_set_up_outlives_an_empty_message(tmp_path, migrated):
    named = ("DATABASE_URL", "CELERY_BROKER_URL", "SYNTHLAB_QUEUE")
    environment = {name: value for name, value in os.environ.items() if name not in named}
    environment["SYNTHLAB_DATA_DIR"] = str(tmp_path)
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    migrated(tmp_path)
    (tmp_path / "broker" / "messages").mkdir(parents=True)
    empty = tmp_path / "broker" / "messages" / "1_x.synthlab.msg"
    empty.touch()
    worker = subprocess.Popen([*manage, "worker"], env=environment)
    try:
        until = time.monotonic() + 40
        while empty.exists():
            assert time.monotonic() < until, "nobody read it"
            time.sleep(0.1)
        time.sleep(1)
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    finally:
        worker.kill()
        worker.wait()
