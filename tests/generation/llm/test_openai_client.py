"""The gateway against two real HTTP peers, in good weather and in bad."""

import asyncio
import json
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from generation.llm.addresses import checked_address
from generation.llm.client import (
    ConfigurationError,
    LLMRequest,
    QuotaExhausted,
    RateLimited,
    RequestRejected,
    ServerFailed,
    TimedOut,
    Unreachable,
    Unusable,
)
from generation.llm.openai_client import OpenAIGateway, read_reply

LABEL = {"type": "object", "properties": {"label": {"type": "string", "enum": ["positive", "negative"]}}}
TEXT = {"type": "object", "properties": {"text": {"type": "string"}}}
SYSTEM = "Labels:\n- positive: the reviewer speaks well of the film\n- negative: the reviewer advises against it"


def request(content: str = "Write one review that is positive.", **more) -> LLMRequest:
    messages = ({"role": "system", "content": SYSTEM}, {"role": "user", "content": content})
    return LLMRequest(**({"messages": messages, "model": "m", "schema": TEXT, "seed": 1, "max_tokens": 400} | more))


def complete(peer, asked: LLMRequest, **more):
    async def talk():
        address = checked_address(peer.url, allowed=["127.0.0.1"])
        gateway = OpenAIGateway(base_url=peer.url, api_key="k", address=address, **more)
        try:
            return await gateway.complete(asked)
        finally:
            await gateway.close()

    return asyncio.run(talk())


def test_it_reads_the_fields_of_a_structured_answer(peer):
    reply = complete(peer, request())
    assert reply.rungs == ("schema",)
    assert len(reply.parsed[0]["text"]) > 10
    assert reply.usage.completion > 0
    assert not reply.usage.estimated


def test_the_same_seed_gets_the_same_answer_and_another_seed_another(peer):
    first, again, other = (complete(peer, request(seed=seed)) for seed in (5, 5, 6))
    assert first.texts == again.texts
    assert first.texts != other.texts


def test_each_choice_has_its_own_fields(peer):
    reply = complete(peer, request(n=3))
    assert len(reply.parsed) == 3
    assert all(reply.parsed)


def test_log_probabilities_come_with_the_tokens(peer):
    reply = complete(peer, request("Text: a wonderful film", schema=LABEL, logprobs=5))
    joined = b"".join(token.text for token in reply.logprobs[0]).decode()
    assert reply.parsed[0]["label"] in joined
    assert any(token.top for token in reply.logprobs[0])


@pytest.mark.parametrize(
    ("form", "low", "high"), [("seconds", 1, 1), ("ms", 1, 1), ("date", 0, 2), ("none", None, None)]
)
def test_a_429_says_when_to_come_back(peer, form, low, high):
    peer.turn(rate_429=1, retry_header=form)
    with pytest.raises(RateLimited) as caught:
        complete(peer, request())
    assert caught.value.retryable
    wait = caught.value.retry_after
    assert wait is None if low is None else low <= wait <= high


def test_an_empty_account_is_no_matter_of_waiting(peer):
    peer.turn(rate_quota=1)
    with pytest.raises(QuotaExhausted) as caught:
        complete(peer, request())
    assert not caught.value.retryable


def test_a_server_error_can_be_retried_but_is_tried_once_here(peer):
    peer.turn(rate_500=1)
    before = peer.stats()["requests"]
    with pytest.raises(ServerFailed):
        complete(peer, request())
    assert peer.stats()["requests"] == before + 1


def test_a_hanging_endpoint_ends_with_our_own_deadline(peer):
    peer.turn(rate_hang=1)
    with pytest.raises(TimedOut):
        complete(peer, request(deadline_s=0.2))


@pytest.mark.parametrize(
    ("fault", "problem"), [("malformed", "malformed"), ("truncated", "truncated"), ("refusal", "refused")]
)
def test_a_flawed_answer_comes_back_with_the_reason(peer, fault, problem):
    peer.turn(**{f"rate_{fault}": 1})
    reply = complete(peer, request())
    assert reply.parsed == (None,)
    assert reply.problems == (problem,)


def test_nobody_listening_is_unreachable():
    class Nobody:
        url = "http://127.0.0.1:9/v1"

    with pytest.raises(Unreachable, match="cannot be reached") as caught:
        complete(Nobody, request())
    assert not caught.value.may_be_billed  # nothing was asked


def test_a_wrong_path_is_a_configuration_error(simulated):
    class Lost:
        url = simulated.url.removesuffix("/v1") + "/nowhere/chat"

    with pytest.raises(ConfigurationError):
        complete(Lost, request())


def test_a_bad_request_is_rejected_and_not_retried(simulated):
    with pytest.raises(RequestRejected):
        complete(simulated, request(messages=()))


def test_a_refused_parameter_is_left_out_once_and_remembered(simulated):
    capabilities = {"dropped": [], "mode": "schema"}
    reply = complete(simulated, request(n=99), capabilities=capabilities)
    assert len(reply.texts) == 1
    assert capabilities["dropped"] == ["n"]


def test_requests_that_were_under_way_when_a_refusal_was_learned_are_asked_again_without_it(simulated):
    async def talk():
        address = checked_address(simulated.url, allowed=["127.0.0.1"])
        gateway = OpenAIGateway(base_url=simulated.url, api_key="k", address=address)
        try:
            return await asyncio.gather(*(gateway.complete(request(n=99, seed=seed)) for seed in range(8)))
        finally:
            await gateway.close()

    simulated.turn(latency_ms=50)
    assert len(asyncio.run(talk())) == 8


def test_an_endpoint_without_structured_output_is_asked_in_words(simulated):
    reply = complete(simulated, request("Text: a wonderful film", schema=LABEL), capabilities={"mode": "json"})
    assert reply.rungs == ("json",)
    assert reply.parsed[0]["label"] == "positive"


def test_missing_usage_is_estimated_and_said_to_be(simulated):
    simulated.turn(rate_no_usage=1)
    assert complete(simulated, request()).usage.estimated


USED = {"prompt_tokens": 12, "completion_tokens": 30}


@pytest.mark.parametrize(
    "body",
    [
        {"choices": []},
        {"choices": None},
        {"choices": ["text"]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": {"content": "{}"}, "logprobs": {"content": [{"logprob": "much"}]}}]},
        {"error": {"message": "upstream failed"}},
    ],
)
def test_an_answer_that_is_no_chat_completion_keeps_what_it_says_was_spent(body):
    with pytest.raises(Unusable) as caught:
        read_reply(json.dumps(body | {"usage": USED}).encode(), request(), mode="schema", meta={})
    assert (caught.value.usage.prompt, caught.value.usage.completion) == (12, 30)
    assert caught.value.retryable
    assert not caught.value.may_be_billed


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null", b'{"choices": []}', b"[" * 100_000])
def test_without_a_word_about_usage_it_may_have_been_billed(body):
    with pytest.raises(Unusable) as caught:
        read_reply(body, request(), mode="schema", meta={})
    assert (caught.value.usage, caught.value.may_be_billed) == (None, True)


@pytest.mark.parametrize("tokens", [-1, 10**12, float("inf"), "many", None])
def test_nonsense_about_usage_is_replaced_by_an_estimate(tokens):
    body = {"choices": [{"message": {"content": "{}"}}], "usage": USED | {"completion_tokens": tokens}}
    reply = read_reply(json.dumps(body).encode(), request(), mode="schema", meta={})
    assert reply.usage.estimated


def talk_to_a_recorder(*asked: LLMRequest, **served):
    """Ask a server that says the same to all; the answers, and of each request its headers and its body."""
    received = []

    async def answer(reader, writer):
        while head := (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()[1:]:
            pairs = (line.partition(":") for line in head if line)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            received.append((headers, json.loads(await reader.readexactly(int(headers["content-length"])))))
            body = json.dumps({"choices": [{"message": {"content": '{"text": "Fine."}'}}]})
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            await writer.drain()

    async def talk():
        server = await asyncio.start_server(answer, "127.0.0.1", 0, **served)
        url = f"{'https' if served else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        gateway = OpenAIGateway(
            base_url=url, api_key="k", address=checked_address(url, allowed=["127.0.0.1"]), connections=1
        )
        try:
            return [await gateway.complete(one) for one in asked], received
        finally:
            await gateway.close()
            server.close()

    return asyncio.run(talk())


def test_the_endpoint_is_not_told_what_machine_asks():
    (reply,), ((headers, _body),) = talk_to_a_recorder(request())
    assert reply.parsed[0] == {"text": "Fine."}
    assert headers["authorization"] == "Bearer k"
    assert {name for name in headers if name.startswith(("x-stainless", "openai-"))} == {"x-stainless-retry-count"}


def test_each_request_says_its_own_and_keeps_nothing_of_the_one_before():
    _replies, received = talk_to_a_recorder(request("One."), request("Two: ½ – done.", schema=None), request("One."))
    first, second, third = received
    assert first[1]["messages"][-1]["content"] == "One."
    assert second[1]["messages"][-1]["content"] == "Two: ½ – done."
    assert "response_format" not in second[1]
    assert first == third
    assert {name: value for name, value in first[0].items() if second[0].get(name) != value}.keys() == {
        "content-length"
    }


def test_an_https_address_must_show_a_certificate_that_the_system_trusts(tmp_path):
    with pytest.raises(Unreachable, match="certificate") as caught:
        talk_to_a_recorder(request(), ssl=self_signed(tmp_path))
    assert not caught.value.may_be_billed


def self_signed(folder) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")]), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    where = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(where, critical=False).sign(key, hashes.SHA256())
    file = folder / "self-signed.pem"
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain) + signed.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
