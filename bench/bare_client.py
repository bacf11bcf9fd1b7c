"""What nothing can be faster than: the same requests by the openai client alone, and by our door to it, stored nowhere.

Run by bench/rate.py in a process of its own: python -m bench.bare_client URL KIND PLACES COUNT
"""

import asyncio
import json
import resource
import sys
import time
from urllib.parse import urlsplit

import openai

from generation.llm.addresses import checked_address
from generation.llm.client import LLMRequest
from generation.llm.openai_client import OpenAIGateway

SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
#: As long as the prompts of bench/engine.py's run.
SYSTEM = "You write film reviews. Labels: negative, positive. " * 8
USER = "Write one item that could be real, number {}. It must meet all of these requirements. Label: positive"


def client(url: str, kind: str):
    """How one request is made, and how the connection is closed."""
    if kind == "door":
        address = checked_address(url, allowed=[urlsplit(url).hostname])
        gateway = OpenAIGateway(base_url=url, api_key="none", address=address, connections=1000)
        request = {"model": "replay", "temperature": 1.0, "max_tokens": 512, "schema": SCHEMA}
        return lambda number: gateway.complete(LLMRequest(messages=messages(number), seed=number, **request)), gateway
    http = openai.DefaultAioHttpClient() if kind == "aiohttp" else openai.DefaultAsyncHttpxClient()
    bare = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=http)
    form = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}}
    request = {"model": "replay", "temperature": 1.0, "max_tokens": 512, "response_format": form}
    return lambda number: bare.chat.completions.create(messages=messages(number), seed=number, **request), bare


def messages(number: int) -> tuple[dict, ...]:
    return {"role": "system", "content": SYSTEM}, {"role": "user", "content": USER.format(number)}


async def ask(url: str, kind: str, places: int, count: int) -> dict:
    send, connection = client(url, kind)
    await send(-1)  # what the first call builds is no cost of a call
    numbers, answered = iter(range(count)), []

    async def place() -> None:
        for number in numbers:
            await send(number)
            answered.append(time.time())

    before = time.process_time()
    await asyncio.gather(*(place() for _ in range(places)))
    cpu = time.process_time() - before
    await connection.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"answered": answered, "cpu_s": cpu, "peak_mb": round(peak)}


if __name__ == "__main__":
    found, kind, places, count = sys.argv[1:]
    print(json.dumps(asyncio.run(ask(found, kind, int(places), int(count)))))
