"""All that is known of one sample: what was said of it, by whom, and where it came from."""

from django.http import Http404
from django.utils.translation import gettext as _

from annotation.models import Annotation, Resolution
from annotation.queue.frames import REVIEW
from annotation.samples.explained import explained
from generation.methods.values.origins import facts_of, passages_of
from generation.models import Knowledge, MachineLabel, PlannedRow, Project, Run, Sample


def sample_for(project: Project, sample_id: int) -> Sample:
    sample = Sample.objects.filter(project=project, pk=sample_id).select_related("planned_row").first()
    if sample is None:
        raise Http404(_("There is no such sample in this project."))
    return sample


def hidden(detail: dict, user) -> dict:
    """The sample without what was said of it, but for the person's own answers.

    What came along on import or was drawn for its text may be a label under another name. The stream is not named
    while an answer can be taken back: a second one, given to a known audit item, would be given with more care. Nor is
    the origin: it would tell a gold check.
    """
    silence = {"label": "", "label_source": "", "answers": {}, "reference": "", "machine_labels": []}
    silence |= {"signals": {}, "metadata": {}, "origin": ""}
    own = [
        answer | {"stream": REVIEW} for answer in detail.get("annotations", []) if answer["user"] == user.get_username()
    ]
    more = {"annotations": own, "resolutions": [], "made_by": None, "explanations": {}}
    detail |= silence | {name: rest for name, rest in more.items() if name in detail} | {"hidden": True}
    return detail


def sample_detail(sample: Sample) -> dict:
    signals = list(sample.signals.order_by("name").values_list("name", "value", "detail"))
    return {
        "id": sample.pk,
        "fields": sample.fields,
        "external_id": sample.external_id,
        "origin": sample.origin,
        "state": sample.state,
        "label": sample.current_label,
        "label_source": sample.label_source,
        "answers": sample.answers,
        "reference": sample.reference,
        "machine_labels": machine_labels(sample),
        "signals": {name: value for name, value, _detail in signals},
        "explanations": {name: explained(name, value, detail) for name, value, detail in signals},
        "metadata": sample.metadata,
        "simulated": sample.simulated,
        "created_at": sample.created_at,
        "hidden": False,
        "annotations": annotations(sample),
        "resolutions": resolutions(sample),
        "made_by": made_by(sample),
    }


def machine_labels(sample: Sample) -> list[dict]:
    said = MachineLabel.objects.filter(sample=sample).select_related("call").order_by("id")
    return [
        {
            "question": label.question,
            "source": label.source,
            "label": label.label,
            "value": label.value,
            "probability": label.probability,
            "codebook": label.codebook_number,
            "rule": label.rule,
            "quote": label.quote,
            "rationale": label.rationale,
            "simulated": label.simulated,
            "replaced": label.replaced_at is not None,
            "call": _call(label.call) if label.call else None,
            "created_at": label.created_at,
        }
        for label in said
    ]


def annotations(sample: Sample) -> list[dict]:
    answers = Annotation.objects.filter(item__sample=sample).with_corrected()
    answers = answers.select_related("user", "codebook").order_by("id")
    return [
        {
            "id": answer.pk,
            "user": answer.user.get_username(),
            "answers": answer.answers,
            "label": answer.label,
            "rule": answer.rule,
            "comment": answer.comment,
            "stream": answer.stream,
            "blind": answer.blind,
            "codebook": answer.codebook.number,
            "seconds": answer.seconds,
            "created_at": answer.created_at,
            "undone_at": answer.undone_at,
            "corrected": answer.corrected,
        }
        for answer in answers
    ]


def resolutions(sample: Sample) -> list[dict]:
    decided = Resolution.objects.filter(item__sample=sample).select_related("decided_by").order_by("id")
    return [
        {
            "label": one.label,
            "answers": one.answers,
            "rule": one.rule,
            "rule_name": one.get_rule_display(),
            "reason": one.reason,
            "named_rule": one.named_rule,
            "two_people": one.merged or None,
            "of_another_text": one.of_another_text,
            "decided_by": one.decided_by.get_username() if one.decided_by else None,
            "created_at": one.created_at,
        }
        for one in decided
    ]


def made_by(sample: Sample) -> dict | None:
    """Run, draw, gates and calls of a generated sample; None for one that was brought in."""
    if sample.run_id is None:
        return None
    run = Run.objects.select_related("endpoint", "codebook").get(pk=sample.run_id)
    ingredients = sorted(sample.ingredient_uses.values_list("ingredient__name", flat=True))
    return {
        "run": run.pk,
        "recipe": run.recipe,
        "recipe_version": run.recipe_version,
        "params": run.params,
        "codebook": run.codebook.number,
        "endpoint": run.asked["name"],
        "model": run.asked["model"],
        "second_endpoint": run.asked_second["name"] if run.second_id else "",
        "seed": run.seed,
        "ingredients": ingredients,
        "files": _files(ingredients),
        **(_drawn(sample.planned_row, run.setup) if sample.planned_row else {}),
    }


def _files(ingredients: list[str]) -> dict[str, str]:
    """The files of documents and facts among them, by number."""
    numbers = [name.removeprefix("file:") for name in ingredients if name.startswith("file:")]
    named = Knowledge.objects.filter(pk__in=numbers).values_list("pk", "name") if numbers else ()
    return {str(pk): name for pk, name in named}


def _drawn(row: PlannedRow, frozen: dict) -> dict:
    extra = row.condition.get("extra", {})
    return {
        "passages": passages_of(extra, frozen),
        "facts": facts_of(extra, frozen),
        "round": row.round,
        "index": row.index,
        "draw": row.condition,
        "gates": list(row.gates.order_by("id").values("gate", "action", "reason", "score")),
        "calls": [_call(call) for call in row.calls.order_by("id")],
    }


def _call(call) -> dict:
    messages = call.request.get("messages", []) if isinstance(call.request, dict) else []
    return {
        "id": call.pk,
        "step": call.step,
        "model": call.model,
        "second": call.second,
        "template": call.template,
        "messages": messages,
        "reply": call.reply,
        "error": call.error,
        "cost_usd": str(call.cost_usd),
        "created_at": call.created_at,
    }
