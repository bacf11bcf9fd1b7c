"""The folder that carries messages where no broker is named: kombu's transport, but for what a killed sender leaves.

kombu opens a message's file under its name and then writes it; read in between, or after a kill, it is empty, and a
message that is no JSON ends the worker. A message is only a doorbell (generation/jobs.py): without it nothing is lost.
"""

import os
import time
import uuid
from pathlib import Path

import structlog
from kombu.transport import filesystem
from kombu.utils.json import dumps

log = structlog.get_logger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict, **_kwargs) -> None:
        """A message has its name once it is whole."""
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        part = Path(self.data_folder_out, f"{name}.part")
        part.write_text(dumps(payload))
        os.replace(part, part.with_suffix(""))

    def _get(self, queue: str) -> dict:
        while True:
            try:
                return super()._get(queue)
            except ValueError:  # it is out of the folder already
                log.warning("message_unreadable", queue=queue)

    def _queue_bind(self, exchange: str, *binding: str) -> None:
        try:
            super()._queue_bind(exchange, *binding)
        except ValueError:  # whoever wrote the table was killed; all who need it bind anew when they start
            self._exchange_file(exchange).unlink()
            super()._queue_bind(exchange, *binding)


class Transport(filesystem.Transport):
    Channel = Channel
