"""What happened lately is told in words, not in the codes of the audit log."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import reverse

from generation.audit import record
from generation.audit_words import NAMES, WORDS, details, told
from generation.models import Event

ROOT = Path(__file__).parents[3]
#: Of accounts, not of a project.
ELSEWHERE = {"token.issued", "token.revoked", "user.created"}


def recorded() -> set[str]:
    """Every verb that the code writes into the audit log."""
    code = "\n".join(path.read_text() for app in ("generation", "annotation") for path in (ROOT / app).rglob("*.py"))
    return set(re.findall(r'\bverb="([a-z_.-]+)"', code)) | set(re.findall(r'_recorded\(run, by, "([a-z.]+)"', code))


def test_every_code_of_a_project_has_words():
    assert recorded() - ELSEWHERE == set(WORDS)


@pytest.mark.parametrize(
    ("verb", "subject", "words"),
    [
        ("version.ready", "1", "cut version 1"),
        ("certificate.frozen", "snapshot 3", "froze snapshot 3"),
        ("run.start", "grade #3", "started the run Grade rows #3"),
        ("run.start", "ours #2", "started the run ours #2"),
        ("recipe.asked", "annotate", "asked a model once by the recipe Annotate"),
        ("enhancement.used", "enhanced:mckd #1", "took the labels of Students of halves (MCKD) #1 into use"),
        (
            "enhancement.asked",
            "enhanced:routing #2",
            "had labels proposed without people: Labels of the student, where routes lead to it #2",
        ),
        ("member.added", "50% off", "let 50% off in"),
        ("plan.agree", "plan 1", "agreed to a step of plan 1"),
        ("moon.landed", "here", "moon.landed here"),
    ],
)
def test_its_subject_is_named(verb, subject, words):
    assert told(Event(verb=verb, subject=subject)) == words


def test_what_its_name_calls_percent_is_told_in_percent():
    told_of = details(Event(verb="review.policy", detail={"gold_share": 0.05, "overlap_share": 1 / 3}))
    assert told_of == [("gold checks, %", "5"), ("asked of several, %", "33.33")]


@pytest.mark.django_db
def test_the_home_page_tells_it(project, signed_in, lead):
    record(actor=lead, verb="codebook.publish", project=project, subject="v2")
    page = signed_in(lead).get(reverse("annotation:dashboard", args=[project.slug])).text
    assert "published the codebook v2" in page
    assert "codebook.publish" not in page


def test_the_audit_log_is_in_words_too(project, lead, signed_in):
    detail = {"audit_open": True, "reference_rule": "one_blind", "counts": {"created": 3, "kept": None}}
    record(actor=lead, verb="review.policy", project=project, **detail)
    page = signed_in(lead).get(reverse("generation:event-list", args=["reviews"])).text
    assert ">changed how the project is reviewed</td>" in page
    assert "audit: yes" in page
    assert "counts: new 3, kept –" in page
    assert "review.policy" not in page


def detailed() -> set[str]:
    """The name of every detail that is recorded as an argument."""
    names = set()
    for path in (path for app in ("generation", "annotation") for path in (ROOT / app).rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        for call in calls:
            if getattr(call.func, "attr", getattr(call.func, "id", "")) == "record":
                names |= {one.arg for one in call.keywords if one.arg}
    return names - {"actor", "verb", "project", "subject"} - {"admin"}


def test_every_detail_has_a_name():
    assert "reference_rule" in detailed()
    assert detailed() - set(NAMES) == set()


def test_details_are_told_in_words_and_not_as_codes():
    told = {"reference_rule": "one_blind", "filters": {"min_probability": None}, "note": "one_blind"}
    assert details(Event(verb="certificate.frozen", detail=told)) == [
        ("right label", "one blind answer"),
        ("filters", "least probability –"),
        ("note", "one_blind"),  # a person's own words
    ]
