"""Why queue and certificate may refuse: each is a sentence for the person who asked."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """What was asked conflicts with how things stand now; nothing was changed."""

    message = _("That is not possible now.")

    def __str__(self) -> str:
        return str(self.message)


class TooManyLeases(Refused):
    message = _("You hold ten items already. Answer, skip or return one first.")


class DayIsDone(Refused):
    def __init__(self, cap: int):
        super().__init__(cap)
        self.cap = cap

    def __str__(self) -> str:
        words = _(
            "That is all for today, thank you: %(cap)d answers are the most that this project asks of a person and "
            "day. The next day begins at midnight (%(zone)s)."
        )
        return words % {"cap": self.cap, "zone": settings.TIME_ZONE}


class NotTogether(Refused):
    message = _("In this project items are answered one by one.")


class OtherQuestions(NotTogether):
    message = _(
        "Similar items are answered together where the codebook asks one question for one label; this one asks in "
        "another way, so its items are answered one by one."
    )


class SeveralPeople(NotTogether):
    message = _("Each item is asked of several people here, so items are answered one by one.")


class NotOffered(Refused):
    message = _("This item is answered without a look at what the model says.")


class TooEarly(Refused):
    message = _("What the model says is shown a little later. Read the item first.")


class NotTold(Refused):
    message = _("In this project nobody is told what the model said.")


class LeaseGone(Refused):
    message = _(
        "This item is no longer yours: its time ran out, you gave it back, others agreed on it meanwhile, or it came "
        "to you anew under a newer version of the codebook. Ask for the next one."
    )


class AlreadyAnswered(Refused):
    message = _(
        "You answered this item already, with another answer, or another comment or rule. "
        "Undo that answer to change it."
    )


class AnswerStands(Refused):
    """An answer that can no longer be taken back."""


class Undone(AnswerStands):
    message = _("This answer was taken back already.")


class TooOld(AnswerStands):
    message = _("Only your last ten answers can be taken back.")


class Seen(AnswerStands):
    message = _("You have seen the model's label of this item, so your answer stands.")


class Checked(AnswerStands):
    message = _("You were told whether this answer is right, so it stands.")


class WithALead(AnswerStands):
    message = _("A lead decides this item now, so your answer stands.")


class Decided(AnswerStands):
    message = _("A lead has decided this item since, so your answer stands.")


class HasJudged(AnswerStands):
    message = _("This item has begun to judge a draft of the codebook, so what was said of it stands.")


class NotSkipped(Refused):
    message = _("You have not skipped this item, or took the skip back already.")


class SkipStands(Refused):
    message = _("Somebody else was given this item since, or a lead has decided it, so your skip stands.")


class NotFlagged(Refused):
    message = _("You have not flagged this item, or took the flag back already.")


class FlagStands(Refused):
    """Of a check it says what it says of any item."""

    message = _(
        "A lead has dealt with this item since, or somebody else has it by now, so your flag stands. A lead can send "
        "it back to the queue."
    )


class AskedNoMore(Refused):
    message = _("The lead asks for this answer no more. Ask for the next item.")


class NotForALead(Refused):
    message = _("This item does not wait for a decision any more.")


class DecisionGone(Refused):
    message = _("This decision was taken back already, or something has been said of the item since.")


class AnswerGone(Refused):
    message = _("This answer was taken back meanwhile, or belongs to another item. Read what stands now.")


class NobodyElse(Refused):
    message = _("Everybody who could answer this item has done so. Decide it, or bring somebody else in first.")


class NothingToCertify(Refused):
    message = _("There is no machine-labelled row that nobody has reviewed yet.")


class NoCodebook(Refused):
    message = _("Publish a codebook first: people audit by it.")


class DrawsStand(Refused):
    """What would break a certificate's promise."""

    message = _("Audit items of this snapshot have been drawn: it stays until labels or the codebook change.")


class DrawsShareRisk(Refused):
    message = _(
        "Rows with these labels were drawn before, and the seed of their snapshot is published. To draw again at the "
        "full risk would be to draw until the result pleases: freeze with a risk that all promises made so share "
        "(together), or once labels or the codebook have changed."
    )


class RiskIsShared(Refused):
    def __init__(self, risk: float):
        super().__init__(risk)
        self.risk = risk

    def __str__(self) -> str:
        words = _(
            "The promises of this project that hold together share a risk of %(risk)s%%, which stays: freeze with "
            "it, or let this promise stand alone."
        )
        return words % {"risk": f"{100 * self.risk:g}"}


class NoSuchClaim(Refused):
    message = _(
        "Promised beside the label can be one answer each of questions with two labels that are asked of every item."
    )


class NoRiskOrder(Refused):
    message = _(
        "No row has a suspicion yet, so no labels can be told to be of low risk: have the project scored on Signals "
        "first, or freeze for all labels together (procedure A)."
    )


class LimitOfTail(Refused):
    message = _(
        "With procedure B the share of labels that may be wrong is named at the freeze (limit, above 0 and below 1); "
        "with procedure A it is chosen afterwards."
    )


class SeedIsSecret(Refused):
    message = _("Freeze a snapshot first; a seed can be published once.")


class ReviewingGoesOn(Refused):
    message = _(
        "Reviewing can be ended once, of a snapshot that is full, whose seed is secret and whose codebook is in force."
    )


class AskedAgainBefore(Refused):
    message = _(
        "Settled rows were drawn and asked again before, under this version of the codebook. To draw from them anew "
        "would be to draw until the result pleases."
    )


class NobodyToAskAgain(Refused):
    message = _("Rows are asked again of somebody who never had them: at least two people must be able to answer.")


class NothingReviewed(Refused):
    message = _("People have settled no row yet, so there is nothing to ask again.")


class NoCheck(Refused):
    message = _("This item is not kept for checks.")


class RetiredAlready(Refused):
    message = _("This item has been taken out of the checks already.")


class NotRetired(Refused):
    message = _("This item has not been taken out of the checks, or was put back already.")
