"""Plans on the simulated model, and on a peer that answers what a test tells it to."""

import json
import threading
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from generation.agent.actions.lifecycle import open_plan
from generation.agent.actions.thinking import think
from generation.agent.sweeps import wake_plans
from generation.models import Endpoint, Plan
from generation.runs.actions.worker import work_on
from tests.generation.runs.conftest import endpoint_at  # noqa: F401

GOAL = "Short reviews of films for a classifier, good and bad ones."


@dataclass
class Scripted:
    """A model over HTTP that answers by what is asked for: `answers` maps a field of the schema to its answers, in
    order; the last one is given again."""

    answers: dict[str, list]
    asked: list[dict] = field(default_factory=list)
    before: list = field(default_factory=list)  # called before an answer is sent
    url: str = ""

    def reply(self, body: dict) -> dict:
        self.asked.append(body)
        for call in self.before:
            call(self)
        wanted = set(body["response_format"]["json_schema"]["schema"]["properties"])
        key = next(name for name in self.answers if name in wanted)
        said = self.answers[key].pop(0) if len(self.answers[key]) > 1 else self.answers[key][0]
        content = said if isinstance(said, str) else json.dumps(said)
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
        return {"id": "c", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}


@pytest.fixture
def scripted():
    """Start such a model: `scripted(answers)`."""
    servers = []

    def start(answers: dict[str, list]) -> Scripted:
        model = Scripted(answers)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                data = json.dumps(model.reply(body)).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        return model

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def plan_at(project, codebook, lead, endpoint_at):  # noqa: F811
    """Open a plan at a peer; its questions have a price."""

    def make(peer, **more) -> Plan:
        prices = {"price_in": Decimal(1), "price_out": Decimal(4)}
        endpoint = Endpoint.objects.filter(project=project).first() or endpoint_at(peer, **prices)
        asked = {"goal": GOAL, "count": 40, "budget_usd": Decimal(10)} | more
        return open_plan(project=project, endpoint=endpoint, by=lead, **asked)

    return make


@pytest.fixture
def thought():
    """Let the agent speak; return the plan as it is then."""

    def speak(plan: Plan) -> Plan:
        think(plan.pk)
        return Plan.objects.select_related("run", "project", "endpoint").get(pk=plan.pk)

    return speak


@pytest.fixture
def piloted(thought):
    """Work on the plan's pilot to its end, and let the agent read it."""

    def work(plan: Plan) -> Plan:
        plan.refresh_from_db()
        work_on(plan.run_id)
        assert wake_plans() == 1
        return thought(plan)

    return work


def last(plan: Plan):
    return plan.turns.order_by("-number").first()
