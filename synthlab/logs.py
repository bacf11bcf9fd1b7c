"""Log lines: readable in development, JSON (one object a line) where a machine reads them.

Tracebacks are plain: a renderer that prints local variables would print keys and texts with them.
"""

import logging

import structlog


def _without_refusals(_logger, _method: str, event: dict) -> dict:
    """A request that is refused (403, 404) is an answer, not an error: it gets a line, without a traceback."""
    record = event.get("_record")
    if record is not None and 400 <= getattr(record, "status_code", 0) < 500:
        event.pop("exc_info", None)
    return event


_SHARED = [
    _without_refusals,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
]


def formatter(as_json: bool = False) -> logging.Formatter:
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=_SHARED
    )


def send_to_stdlib() -> None:
    """Our own events take the same way as everybody's log lines."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
