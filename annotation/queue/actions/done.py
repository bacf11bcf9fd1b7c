"""When an item is done: pure rules, by what the policy said when the item was first handed out."""

from annotation.models import Annotation, DoneWhen, Item, Resolution

#: Where no label has more than half, one more person can break an even split, but never beyond five answers.
MOST_ANSWERS = 5


def counted(item: Item, valid: list[Annotation]) -> list[Annotation]:
    """The answers that make the label; the others only measure agreement."""
    return valid[:1] if item.done_when == DoneWhen.FIRST else valid


def state_of(*, done_when: str, answers: int, needed: int, rule: str) -> str:
    """What an item with so many valid answers, and the rule by which their label holds, waits for.

    WAITING after the last answer that was asked for means: one more.
    """
    if answers < needed:
        return Item.State.WAITING
    if rule == Resolution.Rule.MERGE:
        return Item.State.ANSWERED
    if answers > 1 and done_when in (DoneWhen.ALL, DoneWhen.LEAD):
        agreed = done_when == DoneWhen.ALL and rule == Resolution.Rule.AGREEMENT
        return Item.State.ANSWERED if agreed else Item.State.FLAGGED
    if rule != Resolution.Rule.OPEN:
        return Item.State.ANSWERED
    is_even = answers % 2 == 0
    return Item.State.WAITING if is_even and answers < MOST_ANSWERS else Item.State.FLAGGED


def state_with_nobody_left(*, done_when: str, answers: int, rule: str) -> str:
    """The same where everybody who may answer has done so, and fewer than were asked for."""
    if done_when == DoneWhen.FIRST and answers:
        return Item.State.ANSWERED
    if done_when == DoneWhen.LEAD or answers < 2 or rule == Resolution.Rule.OPEN:
        return Item.State.FLAGGED
    if done_when == DoneWhen.ALL and rule != Resolution.Rule.AGREEMENT:
        return Item.State.FLAGGED
    return Item.State.ANSWERED
