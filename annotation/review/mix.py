"""What the rules of review mean in numbers: of a hundred items that people are given, how many come from where."""

from dataclasses import dataclass

from annotation.certificate.frames import current_snapshot
from annotation.models import Dispenser, ReviewPolicy, Snapshot, Stream, Suggestion
from annotation.queue.frames import checks_spent
from annotation.review.frames import gold_at_hand
from generation.models import Project

WHOLE = 100


@dataclass(frozen=True)
class Part:
    stream: str
    count: int  # of a hundred; the parts add up to it
    start: int  # where its stretch of the bar begins


@dataclass(frozen=True)
class Mix:
    parts: list[Part]
    hidden_because: str  # audit, gold or choice: why no suggestion is seen before the answer; "" where one may be

    @property
    def counts(self) -> dict[str, int]:
        return {part.stream: part.count for part in self.parts}


def mix_under(policy: ReviewPolicy) -> Mix:
    """With the gold samples and the snapshot that its project has: without any of gold left no check is given."""
    snapshot = current_snapshot(policy.project)
    has_gold = gold_at_hand(policy.project) > 0 and not checks_spent(policy.project)
    twice = snapshot is not None and snapshot.reference_rule == Snapshot.ReferenceRule.TWO_ADJUDICATED
    gold, sample = policy.gold_share if has_gold else 0.0, sample_share(policy.project)
    return mix_of(policy, gold_share=gold, audits_asked_twice=twice, sample_share=sample)


def sample_share(project: Project) -> float:
    """Of what is no audit draw, while an estimation sample is under way."""
    asked = Dispenser.objects.filter(project=project).values_list("estimation__share", flat=True).first()
    return asked or 0.0


def mix_of(
    policy: ReviewPolicy, *, gold_share: float, audits_asked_twice: bool = False, sample_share: float = 0.0
) -> Mix:
    """On average, with enough items and people, and as long as two that differ need no third.

    A coin decides on gold before all others; of the rest some are second answers to items that others had, and what is
    new is audit or the queue's choice by the share of audits.
    """
    audit = policy.audit_share if policy.audit_open else 0.0
    sampled = sample_share if policy.audit_open else 0.0
    audits_again = 1.0 if audits_asked_twice else policy.overlap_share
    again = audit * audits_again + (1 - audit) * policy.overlap_share * (policy.overlap_people - 1)
    rest = 1 - gold_share
    new = rest / (1 + again)
    shares = {
        Stream.AUDIT: new * audit,
        Stream.GOLD: gold_share,
        Stream.OVERLAP: rest - new,
        Stream.SAMPLE: new * (1 - audit) * sampled,
        Stream.ACTIVE: new * (1 - audit) * (1 - sampled),
    }
    return Mix(_whole_parts(shares), _hidden_because(policy, gold_share))


def _whole_parts(shares: dict[str, float]) -> list[Part]:
    """Whole numbers that add up to a hundred: the largest remainders are rounded up."""
    counts = {stream: int(share * WHOLE) for stream, share in shares.items()}
    by_remainder = sorted(shares, key=lambda stream: counts[stream] - shares[stream] * WHOLE)
    for stream in by_remainder[: WHOLE - sum(counts.values())]:
        counts[stream] += 1
    parts, start = [], 0
    for stream, count in counts.items():
        parts.append(Part(str(stream), count, start))
        start += count
    return [part for part in parts if part.count]


def _hidden_because(policy: ReviewPolicy, gold_share: float) -> str:
    if policy.audit_open:
        return "audit"
    if gold_share:
        return "gold"
    return "choice" if policy.suggestion == Suggestion.HIDDEN else ""
