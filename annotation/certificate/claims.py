"""Yes-or-no qualities that a certificate promises beside the label: answers to questions with two labels."""

from collections.abc import Iterable, Sequence

from annotation.queue.frames import spec_of
from annotation.queue.refusals import NoSuchClaim
from generation.methods.taskspec import LABEL, QuestionSpec


def questions_to_claim(codebook_id: int) -> list[QuestionSpec]:
    """Those that everybody answers of every item, with one of two labels."""
    return [
        question
        for question in spec_of(codebook_id).questions
        if question.type == LABEL and len(question.labels) == 2 and question.required and question.when is None
    ]


def check_claims(claims: Sequence[dict], codebook_id: int) -> None:
    """NoSuchClaim where one is of no such question, or a question is promised twice."""
    questions = [claim["question"] for claim in claims]
    if len(fitting_claims(claims, codebook_id)) < len(claims) or len(set(questions)) < len(questions):
        raise NoSuchClaim


def fitting_claims(claims: Iterable[dict], codebook_id: int) -> list[dict]:
    possible = {
        (question.name, label.name) for question in questions_to_claim(codebook_id) for label in question.labels
    }
    return [claim for claim in claims if (claim["question"], claim["wanted"]) in possible]
