"""What the rules of review keep from the people who answer."""

from annotation.models import ReviewPolicy, Suggestion


def hides_labels(policy: ReviewPolicy) -> bool:
    """Whether some items are to be answered without a word of what a model said."""
    return policy.suggestion != Suggestion.SHOWN or policy.audit_open or policy.gold_share > 0
