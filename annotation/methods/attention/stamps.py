"""Whether suggestions are confirmed unread: how many a person changes, against how many an audit found wrong."""

from generation.methods.estimates import ENOUGH, Share

HALF = 0.5


def rubber_stamp(changed: Share, wrong: tuple[float, float] | None) -> bool | None:
    """Whether the change rate is so low that suggestions seem to go through unread.

    True where it is below half the lower limit of the audited error rate, and its own upper limit below that limit:
    of few suggestions none need be changed. Suggestions are seen on rows chosen for being suspicious, so an attentive
    person changes more of them than the audit finds wrong, not fewer.

    Parameters: changed, the share of suggestions in sight that a person's answer differs from; wrong, the limits of the
    audited share of wrong labels. Returns None below twenty suggestions or without an audit: nothing can be said.
    """
    if changed.n < ENOUGH or wrong is None:
        return None
    return changed.value < HALF * wrong[0] and changed.high < wrong[0]
