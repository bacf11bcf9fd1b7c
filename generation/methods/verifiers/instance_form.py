"""An input with its output that is worth keeping (Self-Instruct's heuristics for instances)."""

from collections.abc import Sequence

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

MOST = 5
Instance = tuple[str, str]  # input, output


def check(case: Case) -> Finding:
    """Reject a sample whose fields `input` and `output` (named by these parameters) have a flaw."""
    fields = case.candidate.fields
    given, answer = (case.params.get(name, name) for name in ("input", "output"))
    return Finding(flaw(fields.get(given, "") if given != answer else "", fields.get(answer, "")))


def flaw(given: str, answer: str) -> str:
    """Say what is wrong with an instance, or '': an empty output, one equal to the input, an end in a colon."""
    given, answer = given.strip(), answer.strip()
    if not answer:
        return _("empty output")
    if given == answer:
        return _("the output repeats the input")
    if given.endswith((":", "：")) or answer.endswith((":", "：")):
        return _("breaks off after a colon")
    return ""


def flawed_instances(instances: Sequence[Instance]) -> list[Instance]:
    """Return the instances with a flaw, equal ones once: this gate turns them away, and counts them."""
    distinct = dict.fromkeys((given.strip(), answer.strip()) for given, answer in instances)
    return [instance for instance in distinct if flaw(*instance)]


def kept_instances(instances: Sequence[Instance], *, truncated: bool = False, most: int = MOST) -> list[Instance]:
    """Return the instances of one task that may be used: the first `most` without a flaw, equal ones once.

    Two of them with the same input and different outputs: none at all. `truncated` says that the reply was cut off, so
    that its last instance is dropped. Wang et al. 2023 (arXiv 2212.10560).
    """
    whole = instances[:-1] if truncated else instances
    distinct = list(dict.fromkeys((given.strip(), answer.strip()) for given, answer in whole))
    inputs = [given for given, _answer in distinct if given]
    if len(set(inputs)) < len(inputs):
        return []
    return [instance for instance in distinct if not flaw(*instance)][:most]
