"""When to ask again after a refusal, and how many requests to keep in flight."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 3600.0
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def retry_after(headers: Mapping[str, str], *, now: float) -> float | None:
    """Seconds until the server wants to be asked again: `retry-after-ms`, then `retry-after` as seconds or a date."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return _bounded(milliseconds / 1000)
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None:
        return _bounded(seconds)
    return _bounded(_seconds_until(value, now)) if value else None


def back_off(attempt: int, rng: random.Random, *, first: float = 0.5, most: float = 30.0) -> float:
    """Doubling from half a second, with up to a quarter off so that many workers do not return together."""
    return min(first * 2**attempt, most) * (1 - 0.25 * rng.random())


def duration(text: str | None) -> float | None:
    """`1s`, `6m0s`, `120ms` or a plain number of seconds, as x-ratelimit-reset headers give them."""
    if not text:
        return None
    plain = _number(text)
    if plain is not None:
        return plain
    parts = DURATION.findall(text)
    return sum(float(number) * UNITS[unit] for number, unit in parts) if parts else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else None
    except ValueError:
        return None
    return value if value is not None and value == value and value >= 0 else None


def _seconds_until(date: str, now: float) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (TypeError, ValueError):
        return None


def _bounded(seconds: float | None) -> float | None:
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT)


REMEMBERED = 32  # answers, of which the share of refusals is taken; fewer where fewer places are


@dataclass(slots=True)
class Pace:
    """How many requests may be in flight: cut on a 429 by half of the share that was refused lately, raised again as
    answers come. Where everything is refused that soon halves; a server that refuses one of twenty by chance keeps its
    pace. (The rule of DCTCP, RFC 8257, for requests instead of packets.)

    A burst of 429s to requests that left together cuts once, for they all speak of the same moment. Where half of what
    was asked lately was refused, the whole account is limited: then nothing starts until the server's time. (A few in a
    row mean nothing: refusals come at once, and so before the answers to what was asked with them.)
    """

    most: int
    places: float = field(init=False)
    refused: float = 0.0  # the share of the answers, lately
    held_until: float = 0.0
    cut_at: float = float("-inf")
    _uncut: float = field(init=False)  # the places before the last cut
    _weight: float = field(init=False)  # of the newest answer in the share

    def __post_init__(self) -> None:
        self.places = self._uncut = float(self.most)
        self._weight = 1 / min(max(self.most, 2), REMEMBERED)

    def may_start(self, in_flight: int, now: float) -> bool:
        return now >= self.held_until and in_flight < int(self.places)

    def answered(self, headers: Mapping[str, str], now: float) -> None:
        self.refused -= self._weight * self.refused
        self.places = min(self.places + max(1.0, self.most / 16) / self.places, float(self.most))
        for kind in ("requests", "tokens"):
            if headers.get(f"x-ratelimit-remaining-{kind}") == "0":
                self._hold(duration(headers.get(f"x-ratelimit-reset-{kind}")), now)

    def limited(self, *, started_at: float, wait: float, now: float) -> None:
        self.refused += self._weight * (1 - self.refused)
        if self.refused >= 0.5:
            self._hold(wait, now)
        if started_at > self.cut_at:
            self._uncut, self.cut_at = self.places, now
        self.places = max(min(self.places, self._uncut * (1 - self.refused / 2)), 1.0)

    def _hold(self, seconds: float | None, now: float) -> None:
        if seconds is not None:
            self.held_until = max(self.held_until, now + min(seconds, LONGEST_WAIT))
