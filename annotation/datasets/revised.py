"""What people made of a row's texts, for its provenance: who revised them, what stood there, how several became one."""

from collections.abc import Mapping
from datetime import datetime

from annotation.models import Resolution
from generation.methods.questions.revisions import revised_fields
from generation.models import Question


def revisions_of(questions: list[Question], fields: Mapping[str, str], holds: Mapping, answers: list[dict]) -> dict:
    """`revised`: by field, the text as it was and who wrote what stands in its place; {} where nothing was revised.

    A lead who decided on a revision of their own has given no answer: then nobody is named.
    """
    found = {
        field: {
            "original": fields[field],
            "by": [answer["annotator"] for answer in answers if answer["answers"].get(question) == holds[question]],
            "answer": question,
        }
        for question, field in revised_fields(questions).items()
        if holds.get(question) and field in fields
    }
    return {"revised": found} if found else {}


def resolutions_of(samples: list[int], at: datetime) -> dict[int, dict]:
    """Sample id -> the last word on it by then: {rule, merged, joined}."""
    said = Resolution.objects.filter(item__sample__in=samples, created_at__lte=at).order_by("pk")
    found = said.values("item__sample", "rule", "merged", "joined")
    return {one.pop("item__sample"): one for one in found}


def told_of(resolution: dict) -> dict:
    """`two_people`: how their answers had become one, by the table or by a lead; `joined`: by which method several
    answers had, how sure it was, and from which; {} where a plain rule held."""
    told = {"two_people": resolution.get("merged"), "joined": resolution.get("joined")}
    return {name: found for name, found in told.items() if found}
