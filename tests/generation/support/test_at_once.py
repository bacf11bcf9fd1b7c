"""Imports into one project at the same time, over real connections."""

import json
import threading

import pytest
from django.db import connection

from generation.models import MachineLabel, Sample
from generation.support import actions
from tests.generation.support.bringing import bring


@pytest.mark.scaled
@pytest.mark.django_db(transaction=True)
def test_four_imports_of_the_same_rows_store_each_once(project, codebook, monkeypatch):
    monkeypatch.setattr(actions, "BATCH_ROWS", 10)
    rows = "\n".join(json.dumps({"text": f"Film {n}", "label": "positive", "external_id": n}) for n in range(60))
    records = []

    def go(number: int) -> None:
        try:
            records.append(bring(project, rows, source=f"model {number % 2}"))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sum(record.created for record in records) == Sample.objects.count() == 60
    assert sum(record.labels_added for record in records) == MachineLabel.objects.count() == 120
    assert sum(record.rejected for record in records) == 0
