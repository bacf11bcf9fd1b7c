"""Many answers, one label: computed by the worker and stored as a report."""

import pandas as pd

from annotation.aggregation.frames import blind_answers, left_out, of_models, of_question, references
from annotation.methods.aggregation.report import report
from generation.models import Codebook, Project, Question, QuestionType


def aggregation_report(project: Project, args: dict) -> dict:
    """Of each question with one label, by the codebook in force: people alone, and with models as voices.

    It changes no label: it says what each method would make of the answers, and how far each voice can be relied on.
    """
    codebook = Codebook.objects.current(project)
    if codebook is None:
        return {"codebook": None, "questions": [], "others": []}
    answers = blind_answers(project, codebook)
    questions = list(codebook.questions.all())
    of_one_label = [question for question in questions if question.type == QuestionType.LABEL]
    return {
        "codebook": codebook.number,
        "answers": len(answers),
        "left_out": left_out(project, codebook, len(answers)),
        "questions": [_of_question(project, codebook, question, answers) for question in of_one_label],
        "others": [question.title or question.name for question in questions if question.type != QuestionType.LABEL],
    }


def _of_question(project: Project, codebook: Codebook, question: Question, answers: pd.DataFrame) -> dict:
    labels, gold = of_question(answers, question.name), references(project, codebook, question)
    models = of_models(project, codebook, question)
    names = [label.name for label in question.labels.all()]
    told = {"name": question.name, "title": question.title, "people": report(labels, gold=gold, names=names)}
    both = pd.concat([labels, models], ignore_index=True)
    return told | {"with_models": report(both, gold=gold, names=names) if len(models) else None}
