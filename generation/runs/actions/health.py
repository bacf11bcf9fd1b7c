"""Whether an endpoint answers at all; where it does not, the run pauses with the reason."""

import time
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from generation.llm.client import LLMError, RateLimited, RequestRejected

FEWEST_FAILURES = 10  # before an endpoint counts as failed
MOST_REJECTED = 20  # requests in a row that are not accepted, before that is taken for the endpoint's answer to all
LIMITED_PATIENCE = 10.0  # times as long, for a server that only says "too many requests" may say when to come back


class RunStops(Exception):
    """The run has to pause; the message is what the lead reads."""


@dataclass(slots=True)
class Health:
    """`patience_s` is how long the endpoint may fail without one answer."""

    patience_s: float = 120.0
    answered_at: float = field(default_factory=time.monotonic)
    failing_since: float | None = None
    failures: int = 0
    rejected_in_a_row: int = 0

    def answered(self) -> None:
        self.answered_at, self.failing_since, self.failures = time.monotonic(), None, 0
        self.rejected_in_a_row = 0

    def rejected(self, problem: RequestRejected) -> None:
        """RunStops where one request after the other is not accepted: it is not this one's text, then."""
        self.rejected_in_a_row += 1
        if self.rejected_in_a_row >= MOST_REJECTED:
            raise RunStops(_("The endpoint accepts no request: %(problem)s") % {"problem": problem})

    def failed(self, problem: LLMError) -> None:
        """RunStops where nothing has been answered for too long."""
        now = time.monotonic()
        self.failures += 1
        self.failing_since = now if self.failing_since is None else self.failing_since
        patience = self.patience_s * (LIMITED_PATIENCE if isinstance(problem, RateLimited) else 1)
        if self.failures >= FEWEST_FAILURES and now - self.failing_since > patience:
            raise RunStops(_("The endpoint does not answer: %(problem)s") % {"problem": problem})
