"""The simulated model as a process of its own: `python -m generation.llm.simulator --port 8900`. Needs no Django."""

import argparse
import asyncio
import contextlib
from dataclasses import fields
from pathlib import Path

from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.server import Simulator


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900, help="0 takes a free one")
    parser.add_argument("--url-file", type=Path, help="where to note the address")
    for knob in fields(Knobs):
        name = "--" + knob.name.replace("_", "-")
        parser.add_argument(name, type=type(knob.default), default=knob.default, help=f"default: {knob.default}")


def knobs_from(options: dict) -> Knobs:
    """ValueError names a knob that makes no sense."""
    return Knobs().changed({knob.name: options[knob.name] for knob in fields(Knobs)})


async def serve(knobs: Knobs, host: str, port: int, url_file: Path | None) -> None:
    simulator = Simulator(knobs)
    url = await simulator.start(host, port)
    if url_file:
        url_file.write_text(url)
    print(f"simulated model on {url}", flush=True)
    await simulator.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    add_arguments(parser)
    options = parser.parse_args()
    try:
        knobs = knobs_from(vars(options))
    except ValueError as problem:
        parser.error(str(problem))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(knobs, options.host, options.port, options.url_file))


if __name__ == "__main__":
    main()
