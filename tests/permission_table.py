"""Who may do what, for every address of the site: the one table that tests/test_permissions.py walks.

Add a line for each method of each new address; a missing or a stale line fails the walk, and so does a method that is
answered but not listed. A line is

    Row("generation:member-update", "POST", LEADS, ok=302, args=membership, data={"role": "viewer"})

- the URL name for a page, or the path under /api/v1/ for the API ("projects/{slug}/members");
- the method, and who is let in: LEADS, WORKERS (leads and annotators), TOLD (leads and viewers), MEMBERS, PEOPLE
  (whoever signed in), ANYONE;
- `ok`: the answer to those who are let in (200 unless said). It may be a 422 or 409 of the action: access was granted;
- `args`: a function of tests/permission_world.py: takes the world (project, codebook, lead, annotator, viewer,
  stranger), makes what the address points at, returns the path's arguments. `slug` is there without asking;
- `is_page=False` for a GET that is no page of its own (a fragment, a download); the browser tests look at the others;
- `data` (a form; for the API: JSON), or `body` with `content_type`. A function of the world is called.

Those who are not let in get 403 as members, 404 as strangers, and as anonymous the way to sign-in (302) or 401.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.annotation.trials.drafting import (
    a_drafts_try,
    draft_answer_of_lead,
    draft_lease_of_lead,
    number_of_a_draft,
)
from tests.permission_world import (
    a_check,
    a_decision,
    a_draft_to_try,
    a_duplicate_group,
    a_filter_set,
    a_name,
    a_recipe,
    a_retired_check,
    a_try,
    an_attribute,
    an_empty_form,
    an_import,
    answer_of_flagged,
    answer_of_lead,
    answer_to_lease,
    answered_items,
    asked_once,
    codebook_version,
    dataset_version,
    endpoint,
    enhancement,
    exported_version,
    figures_job,
    flag_of_lead,
    flagged_answer,
    flagged_item,
    flagged_number,
    flagged_with_answer,
    frozen_snapshot,
    joining,
    lane,
    lease_of_lead,
    membership,
    number_of_a_try,
    own_comment,
    own_recipe,
    part_of_a_map,
    paused_run,
    plan,
    routing,
    run,
    sample,
    selection,
    skip_of_lead,
    some_knowledge,
    stuck_plan,
    token_of_lead,
    two_versions,
)

ROLES = ("lead", "annotator", "viewer", "stranger", "anonymous")
LET_IN = None  # stands for the row's `ok`
SIGN_IN = "sign-in"  # 302 to the sign-in page; for the API 401

LEADS = (LET_IN, 403, 403, 404, SIGN_IN)
WORKERS = (LET_IN, LET_IN, 403, 404, SIGN_IN)
MEMBERS = (LET_IN, LET_IN, LET_IN, 404, SIGN_IN)
TOLD = (LET_IN, 403, LET_IN, 404, SIGN_IN)  # it tells labels of rows that an annotator may still be asked about
PEOPLE = (LET_IN, LET_IN, LET_IN, LET_IN, SIGN_IN)
ANYONE = (LET_IN, LET_IN, LET_IN, LET_IN, LET_IN)
ONLY_THE_OWNER = (LET_IN, 404, 404, 404, SIGN_IN)  # something of the lead that is nobody else's
HELD_WORK = (LET_IN, 409, 403, 404, SIGN_IN)  # what the lead holds; to the annotator it is gone
OWN_WORK = (LET_IN, 404, 403, 404, SIGN_IN)  # the lead's own work; the annotator has none such


@dataclass(frozen=True)
class Row:
    address: str
    method: str
    who: tuple
    ok: int = 200
    args: Callable[[Any], dict] | None = None
    data: Any = field(default=None)
    body: Any = None
    content_type: str = ""
    is_page: bool = True  # False for downloads and fragments, which no browser shows alone

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


PAGES = [
    # the site
    Row("sign-in", "GET", (302, 302, 302, 302, 200)),
    Row("sign-in", "POST", (302, 302, 302, 302, 200), data={"username": "nobody", "password": "wrong"}),
    Row("sign-out", "POST", ANYONE, ok=302),
    Row("generation:preferences", "POST", ANYONE, ok=302, data={"theme": "dark"}),
    # projects
    Row("generation:project-list", "GET", PEOPLE),
    Row("generation:project-create", "GET", PEOPLE),
    Row("generation:project-create", "POST", PEOPLE, data={"name": ""}),
    Row("generation:project-settings", "GET", LEADS),
    Row("generation:project-settings", "POST", LEADS, ok=302, data={"name": "Films"}),
    Row("generation:event-list", "GET", LEADS),
    Row("generation:member-create", "POST", LEADS, ok=302, data={"username": "stan", "role": "viewer"}),
    Row("generation:member-update", "POST", LEADS, ok=302, args=membership, data={"role": "viewer"}),
    Row("generation:member-delete", "POST", LEADS, ok=302, args=membership),
    # the person
    Row("generation:token-list", "GET", PEOPLE),
    Row("generation:token-list", "POST", PEOPLE, data={"name": "nightly"}),
    Row("generation:token-delete", "POST", ONLY_THE_OWNER, ok=302, args=token_of_lead),
    Row("generation:password-change", "GET", PEOPLE),
    Row("generation:password-change", "POST", PEOPLE, data={"old_password": "wrong"}),
    # codebooks
    Row("generation:codebook-list", "GET", MEMBERS),
    Row("generation:codebook-edit", "GET", LEADS),
    Row("generation:codebook-edit", "POST", LEADS, ok=422, data=an_empty_form),
    Row("generation:codebook-preview", "POST", LEADS),
    Row("generation:codebook-discard", "POST", LEADS, ok=302),
    Row("generation:codebook-lesson", "POST", LEADS, ok=302, data={"into": "rule", "text": "Praise decides."}),
    Row("generation:codebook-compare", "GET", MEMBERS, ok=302, data={"old": 1, "new": 1}, is_page=False),
    Row("generation:codebook-detail", "GET", MEMBERS, args=codebook_version),
    Row("generation:codebook-restore", "POST", LEADS, ok=302, args=codebook_version),
    Row("generation:codebook-diff", "GET", MEMBERS, args=lambda world: {"number": 1, "other": 1}),
    # support
    Row("generation:import-list", "GET", LEADS),
    Row("generation:import-list", "POST", LEADS, data={"rows": ""}),
    Row("generation:import-detail", "GET", LEADS, args=an_import),
    Row("generation:import-start", "POST", LEADS, ok=302, args=an_import),
    Row("generation:import-delete", "POST", LEADS, ok=302, args=an_import),
    Row("generation:import-rejected", "GET", LEADS, args=an_import, is_page=False),
    # knowledge
    Row("generation:knowledge-list", "GET", LEADS),
    Row("generation:knowledge-list", "POST", LEADS, data={"kind": "documents"}),
    Row("generation:knowledge-detail", "GET", LEADS, args=some_knowledge),
    Row("generation:knowledge-delete", "POST", LEADS, ok=302, args=some_knowledge),
    # conditions
    Row("generation:attribute-list", "GET", MEMBERS),
    Row("generation:attribute-create", "POST", LEADS, ok=302, data={"title": "Style", "kind": "attribute"}),
    Row("generation:attribute-listing", "POST", LEADS, ok=422),
    Row("generation:attribute-update", "GET", LEADS, args=an_attribute),
    Row("generation:attribute-update", "POST", LEADS, ok=302, args=an_attribute, data={"values_0": "dry"}),
    Row("generation:attribute-delete", "POST", LEADS, ok=302, args=an_attribute),
    # endpoints
    Row("generation:endpoint-list", "GET", MEMBERS, args=lambda world: endpoint(world) and {}),
    Row("generation:endpoint-create", "GET", LEADS),
    Row("generation:endpoint-create", "POST", LEADS, ok=422, data={"name": ""}),
    Row("generation:endpoint-simulated", "POST", LEADS, ok=302),
    Row("generation:endpoint-update", "GET", LEADS, args=endpoint),
    Row("generation:endpoint-update", "POST", LEADS, ok=422, args=endpoint, data={"name": ""}),
    Row("generation:endpoint-delete", "POST", LEADS, ok=302, args=endpoint),
    Row("generation:endpoint-check", "GET", LEADS, ok=302, args=endpoint, is_page=False),
    Row("generation:endpoint-check", "POST", LEADS, ok=302, args=endpoint),
    # recipes
    Row("generation:run-create", "GET", LEADS),
    Row("generation:recipe-asked", "GET", LEADS, args=asked_once, is_page=False),
    Row("generation:recipe-create", "GET", LEADS),
    Row("generation:recipe-create", "POST", LEADS, ok=422, data={"document": "name: 1"}),
    Row("generation:recipe-update", "GET", LEADS, args=own_recipe),
    Row("generation:recipe-update", "POST", LEADS, ok=422, args=own_recipe, data={"document": "name: 1"}),
    Row("generation:recipe-document", "GET", LEADS, args=a_recipe, is_page=False),
    Row("generation:recipe-detail", "GET", LEADS, args=a_recipe),
    Row("generation:recipe-detail", "POST", LEADS, ok=422, args=a_recipe, data={"do": "start"}),
    # runs
    Row("generation:run-list", "GET", MEMBERS, args=lambda world: run(world) and {}),
    Row("generation:run-compare", "GET", MEMBERS, args=lambda world: run(world) and {}),
    Row("generation:run-detail", "GET", MEMBERS, args=run),
    Row("generation:run-panel", "GET", MEMBERS, args=run, is_page=False),
    Row("generation:run-rounds", "GET", MEMBERS, args=run),
    Row("generation:run-pause", "POST", LEADS, ok=302, args=run),
    Row("generation:run-resume", "POST", LEADS, ok=302, args=paused_run),
    Row("generation:run-cancel", "POST", LEADS, ok=302, args=run),
    # plans
    Row("generation:plan-list", "GET", MEMBERS, args=lambda world: plan(world) and {}),
    Row("generation:plan-create", "GET", LEADS, args=lambda world: plan(world) and {}),
    Row("generation:plan-create", "POST", LEADS, ok=422, args=lambda world: plan(world) and {}, data={"count": 0}),
    Row("generation:plan-detail", "GET", MEMBERS, args=plan),
    Row("generation:plan-panel", "GET", MEMBERS, args=plan, is_page=False),
    Row("generation:plan-questions", "GET", MEMBERS, args=plan),
    Row("generation:plan-agree", "POST", LEADS, ok=422, args=plan, data={"do": "pilot", "turn": 2}),
    Row("generation:plan-refuse", "POST", LEADS, ok=302, args=plan, data={"turn": 2, "reason": "Too dear."}),
    Row("generation:plan-again", "POST", LEADS, ok=302, args=stuck_plan),
    Row("generation:plan-budget", "POST", LEADS, ok=302, args=plan, data={"budget_usd": 90}),
    Row("generation:plan-close", "POST", LEADS, ok=302, args=plan),
    # review
    Row("annotation:review", "GET", WORKERS),
    Row("annotation:review-answer", "POST", OWN_WORK, ok=422, args=lease_of_lead),
    Row("annotation:review-skip", "POST", OWN_WORK, ok=302, args=lease_of_lead),
    Row("annotation:review-unskip", "POST", OWN_WORK, ok=302, args=skip_of_lead),
    Row("annotation:review-flag", "POST", OWN_WORK, ok=302, args=lease_of_lead),
    Row("annotation:review-unflag", "POST", OWN_WORK, ok=302, args=flag_of_lead),
    Row("annotation:review-look", "POST", OWN_WORK, ok=302, args=lease_of_lead),
    Row("annotation:review-answers", "GET", WORKERS),
    Row("annotation:review-correct", "GET", OWN_WORK, args=answer_of_lead),
    Row("annotation:review-correct", "POST", OWN_WORK, ok=422, args=answer_of_lead, data={"q-sentiment": "?"}),
    Row("annotation:review-undo", "POST", OWN_WORK, ok=302, args=answer_of_lead),
    Row("annotation:review-reveal", "POST", OWN_WORK, ok=302, args=answer_of_lead),
    Row("annotation:draft-room", "GET", WORKERS),
    Row("annotation:draft-answer", "POST", WORKERS, ok=302, args=draft_lease_of_lead, data={"q-sentiment": "mixed"}),
    Row("annotation:draft-skip", "POST", WORKERS, ok=302, args=draft_lease_of_lead),
    Row("annotation:draft-unskip", "POST", WORKERS, ok=302, args=draft_lease_of_lead),
    Row("annotation:draft-flag", "POST", WORKERS, ok=302, args=draft_lease_of_lead, data={"reason": "odd"}),
    Row("annotation:draft-unflag", "POST", WORKERS, ok=302, args=draft_lease_of_lead),
    Row("annotation:draft-answers", "GET", WORKERS),
    Row("annotation:draft-correct", "GET", OWN_WORK, args=draft_answer_of_lead),
    Row("annotation:draft-correct", "POST", OWN_WORK, ok=422, args=draft_answer_of_lead, data={"q-sentiment": "?"}),
    Row("annotation:draft-undo", "POST", OWN_WORK, ok=302, args=draft_answer_of_lead),
    Row("annotation:flagged", "GET", LEADS),
    Row("annotation:flagged-decide", "POST", LEADS, ok=422, args=flagged_item),
    Row("annotation:flagged-take", "POST", LEADS, ok=422, args=flagged_answer),
    Row("annotation:decision-undo", "POST", LEADS, ok=302, args=a_decision),
    Row("annotation:flagged-return", "POST", LEADS, ok=302, args=flagged_item),
    Row("annotation:policy", "GET", LEADS),
    Row("annotation:policy", "POST", LEADS, ok=422, data={"lease_minutes": "0"}),
    Row("annotation:policy-two-people", "POST", LEADS, ok=302),
    Row("annotation:policy-mix", "POST", LEADS, ok=204, data={"lease_minutes": "0"}),
    Row("annotation:people", "GET", LEADS),
    Row("annotation:people-skills", "POST", LEADS, ok=302, args=membership, data={"skills": "korean, law"}),
    Row("annotation:people-rule", "POST", LEADS, ok=422, data={"part": "label"}),
    Row("annotation:people-rule-delete", "POST", LEADS, ok=302, args=lane),
    # machine
    Row("annotation:signals", "GET", MEMBERS),
    Row("annotation:score", "POST", LEADS, ok=302),
    Row("annotation:routing", "GET", TOLD),
    Row("annotation:routing", "POST", LEADS, ok=302, data={"wage": 15, "seconds": 8, "call": 0.01, "person_error": 2}),
    Row("annotation:routing-carry-out", "POST", LEADS, ok=302, data={"value": 1}),
    Row("annotation:routing-try", "POST", LEADS, ok=302, data={}),
    Row("annotation:routing-ask", "POST", LEADS, ok=302, args=routing),
    Row("annotation:asked", "GET", TOLD),
    Row("annotation:asked", "POST", LEADS, ok=422, data={"dimension": "none"}),
    Row("annotation:asked-again", "POST", LEADS, ok=302, data={}),  # no run has given labels
    Row("annotation:learning", "GET", TOLD),
    Row("annotation:learning", "POST", LEADS, ok=422, data={"training": "none"}),
    Row("annotation:enhancement-list", "GET", TOLD),
    Row("annotation:enhancement-list", "POST", LEADS, ok=302, data={"method": "mckd"}),
    Row("annotation:enhancement-ask", "POST", LEADS, ok=422, data={"method": "none"}),
    Row("annotation:enhancement", "GET", TOLD, args=enhancement),
    Row("annotation:enhancement-use", "POST", LEADS, ok=302, args=enhancement),
    Row("annotation:enhancement-back", "POST", LEADS, ok=302, args=enhancement),
    # samples
    Row("annotation:sample-list", "GET", MEMBERS),
    Row("annotation:sample-detail", "GET", MEMBERS, args=lambda world: {"pk": sample(world)["sample_id"]}),
    Row(
        "annotation:comment-create",
        "POST",
        WORKERS,
        ok=302,
        args=lambda world: {"pk": sample(world)["sample_id"]},
        data={"text": "Is it?"},
    ),
    Row("annotation:comment-withdraw", "POST", WORKERS, ok=302, args=own_comment),
    Row("annotation:comment-names", "GET", MEMBERS, data={"q": "a"}, is_page=False),
    Row("annotation:mention-list", "GET", MEMBERS),
    Row("annotation:mention-seen", "POST", MEMBERS, ok=302, data={"until": "1"}),
    Row("annotation:sample-requests", "GET", TOLD, args=lambda world: {"pk": sample(world)["sample_id"]}),
    # compare
    Row("annotation:compare", "GET", MEMBERS),
    Row("annotation:compare-items", "GET", TOLD, data={"codebook": 1, "question": "sentiment"}),
    # agreement
    Row("annotation:agreement", "GET", MEMBERS),
    # aggregation
    Row("annotation:aggregation", "GET", LEADS),
    Row("annotation:joined", "GET", TOLD),
    Row("annotation:joined", "POST", LEADS, ok=422, data={"method": "none"}),
    Row("annotation:joined-use", "POST", LEADS, ok=302, args=joining),
    Row("annotation:joined-take-back", "POST", LEADS, ok=302, args=joining),
    # stopping
    Row("annotation:stopping", "GET", TOLD),
    # estimation
    Row("annotation:estimation", "GET", TOLD),
    Row("annotation:estimation", "POST", LEADS, ok=422, data={"looks": "100"}),
    Row("annotation:estimation-end", "POST", LEADS, ok=302, args=lambda world: {"number": 1}),
    # effects
    Row("annotation:effects", "GET", LEADS),
    # judges
    Row("annotation:judges", "GET", LEADS),
    # attention
    Row("annotation:attention", "GET", WORKERS),
    Row("annotation:attention-retire", "POST", LEADS, ok=302, args=a_check),
    Row("annotation:attention-put-back", "POST", LEADS, ok=302, args=a_check),
    # trials
    Row("annotation:trial-list", "GET", TOLD, args=a_draft_to_try),
    Row("annotation:trial-draw", "POST", LEADS, ok=422, args=answered_items),
    Row("annotation:trial-create", "GET", LEADS, args=a_draft_to_try),
    Row("annotation:trial-create", "POST", LEADS, ok=422, args=a_draft_to_try, data={"do": "start"}),
    Row("annotation:trial-detail", "GET", TOLD, args=a_try),
    Row("annotation:trial-items", "GET", TOLD, args=a_try),
    Row("annotation:trial-people", "GET", TOLD, args=a_drafts_try),
    Row("annotation:trial-people", "POST", LEADS, ok=302, args=a_drafts_try, data={"items": 1}),
    Row("annotation:trial-withdraw", "POST", LEADS, ok=302, args=a_drafts_try),
    Row("annotation:trial-judge", "GET", LEADS, args=a_try),
    Row("annotation:trial-judge", "POST", LEADS, ok=302, args=a_try),
    Row("annotation:trial-resume", "POST", LEADS, ok=302, args=a_try),
    Row("annotation:trial-cancel", "POST", LEADS, ok=302, args=a_try),
    Row("annotation:doubts", "GET", LEADS),
    Row("annotation:doubts", "POST", LEADS, ok=422),
    Row("annotation:doubt-items", "GET", LEADS),
    # certificate
    Row("annotation:certificate", "GET", MEMBERS),
    Row("annotation:certificate", "POST", LEADS, ok=422, data={"risk": "0.5"}),
    Row("annotation:certificate-seed", "POST", LEADS, ok=302, data={"snapshot": "1"}),
    Row("annotation:certificate-recheck", "POST", LEADS, ok=422, data={"again_risk": "0.5"}),
    # duplicates
    Row("annotation:duplicates", "GET", TOLD),
    Row("annotation:duplicate-group", "GET", TOLD, args=a_duplicate_group),
    Row("annotation:duplicates-look", "POST", LEADS, ok=302),
    Row("annotation:duplicates-decide", "POST", LEADS, ok=302, args=a_duplicate_group),
    Row("annotation:duplicates-ask", "POST", LEADS, ok=302, args=a_duplicate_group),
    # filters
    Row("annotation:filters", "GET", TOLD),
    Row("annotation:filter-preview", "GET", TOLD, is_page=False),
    Row("annotation:filter-examples", "GET", TOLD, data={"filter-0": "length", "step": 0}, is_page=False),
    Row("annotation:filter-set-create", "POST", LEADS, ok=302, data={"steps": "[]"}),
    Row("annotation:filter-set-dropped", "GET", TOLD, args=a_filter_set),
    Row("annotation:filter-set-check", "POST", LEADS, ok=302, args=a_filter_set),
    # versions
    Row("annotation:version-list", "GET", MEMBERS),
    Row("annotation:version-create", "GET", LEADS),
    Row("annotation:version-create", "POST", LEADS, data={"note": "first"}),  # shows the counts before it cuts
    Row("annotation:version-detail", "GET", MEMBERS, args=dataset_version),
    Row("annotation:version-diff", "GET", TOLD, args=dataset_version, data={"from": 1}),
    Row("annotation:version-export", "GET", TOLD, args=exported_version, is_page=False),
    # dashboard
    Row("annotation:dashboard", "GET", MEMBERS),
    Row("annotation:compute-now", "POST", LEADS, ok=302, args=figures_job),
    # map and selections
    Row("annotation:map", "GET", TOLD),
    Row("annotation:map-draw", "POST", LEADS, ok=302),
    Row("annotation:map-look", "GET", TOLD, is_page=False),
    Row("annotation:map-part", "GET", TOLD, args=part_of_a_map, is_page=False),
    Row("annotation:selection-list", "GET", TOLD),
    Row("annotation:selection-create", "POST", LEADS, ok=302, data={"samples": ""}),
    Row("annotation:selection-ask", "POST", LEADS, ok=302, args=selection),
    Row("annotation:selection-in-turn", "POST", LEADS, ok=302, args=selection),
    Row("annotation:selection-rename", "POST", LEADS, ok=302, args=selection, data={"name": "another"}),
    Row("annotation:selection-delete", "POST", LEADS, ok=302, args=selection),
    # similar
    Row("annotation:similar", "GET", WORKERS),
    Row("annotation:similar-answer", "POST", WORKERS, ok=302, args=lambda world: {"batch": "none"}),
    Row("annotation:similar-apart", "POST", WORKERS, ok=302, args=lambda world: {"batch": "none"}),
    Row("annotation:similar-return", "POST", WORKERS, ok=302, args=lambda world: {"batch": "none"}),
    Row("annotation:similar-undo", "POST", WORKERS, ok=302, args=lambda world: {"batch": "none"}),
    Row("annotation:palette", "GET", PEOPLE, is_page=False),
    Row("annotation:palette-found", "GET", PEOPLE, data={"q": "film"}, is_page=False),
    Row("annotation:project-palette", "GET", MEMBERS, is_page=False),
    Row("annotation:project-palette-found", "GET", MEMBERS, data={"q": "film"}, is_page=False),
]

SPEC = {
    "name": "Tickets",
    "fields": [{"name": "text", "type": "text"}],
    "questions": [{"name": "topic", "type": "label", "labels": [{"name": "billing"}, {"name": "delivery"}]}],
    "purpose": "Say what a ticket is about.",
}

DRAFT = {key: value for key, value in SPEC.items() if key != "name"}

HALVES = {"development": 20, "held_out": 20}
SAID = {"answers": {"sentiment": "negative"}}
DECISION = SAID | {"codebook": 1, "rule": None, "reason": "It is plain."}
ASKED = {"items": 1}
ENDPOINT = {"name": "ours", "base_url": "http://127.0.0.1:9/v1", "model": "small"}

API = [
    # the API itself
    Row("openapi.json", "GET", ANYONE),
    Row("docs", "GET", ANYONE),
    # projects
    Row("projects", "GET", PEOPLE),
    Row("projects", "POST", PEOPLE, ok=201, data=SPEC),
    Row("projects/{slug}", "GET", MEMBERS),
    Row("projects/{slug}/members", "GET", MEMBERS),
    Row("projects/{slug}/members", "POST", LEADS, ok=201, data={"username": "stan", "role": "viewer"}),
    # codebooks
    Row("projects/{slug}/codebooks", "GET", MEMBERS),
    Row("projects/{slug}/codebooks", "POST", LEADS, ok=201, data=DRAFT),
    Row("projects/{slug}/codebooks/lessons", "POST", LEADS, ok=201, data={"into": "rule", "text": "Praise decides."}),
    Row("projects/{slug}/codebooks/{number}", "GET", MEMBERS, args=codebook_version),
    Row("projects/{slug}/codebooks/{number}/publish", "POST", LEADS, ok=422, args=codebook_version),
    # samples
    Row("projects/{slug}/samples", "GET", MEMBERS),
    Row("projects/{slug}/samples", "POST", LEADS, body='{"text": "A film"}', content_type="application/x-ndjson"),
    Row("projects/{slug}/samples/{sample_id}", "GET", MEMBERS, args=sample),
    Row("projects/{slug}/samples/{sample_id}/comments", "GET", MEMBERS, args=sample),
    Row("projects/{slug}/samples/{sample_id}/comments", "POST", WORKERS, ok=201, args=sample, data={"text": "Is it?"}),
    Row("projects/{slug}/comments/{pk}/withdraw", "POST", WORKERS, args=own_comment),
    Row("projects/{slug}/selections", "GET", TOLD),
    Row("projects/{slug}/selections", "POST", LEADS, ok=422, data={"samples": [1]}),
    Row("projects/{slug}/selections/{pk}/ask", "POST", LEADS, args=selection),
    Row("projects/{slug}/selections/{pk}/in-turn", "POST", LEADS, args=selection),
    Row("projects/{slug}/selections/{pk}", "PATCH", LEADS, args=selection, data={"name": "another"}),
    Row("projects/{slug}/selections/{pk}", "DELETE", LEADS, ok=204, args=selection),
    Row("projects/{slug}/mentions", "GET", MEMBERS),
    Row("projects/{slug}/mentions/seen", "POST", MEMBERS, data={"until": 1}),
    Row("projects/{slug}/samples/{sample_id}/requests", "GET", TOLD, args=sample),
    Row("projects/{slug}/imports/{import_id}/rejected.csv", "GET", LEADS, args=an_import),
    # knowledge
    Row("projects/{slug}/knowledge", "GET", LEADS),
    Row("projects/{slug}/knowledge", "POST", LEADS, ok=422),
    Row("projects/{slug}/knowledge/{pk}", "DELETE", LEADS, ok=204, args=some_knowledge),
    # endpoints
    Row("projects/{slug}/endpoints", "GET", MEMBERS, args=endpoint),
    Row("projects/{slug}/endpoints", "POST", LEADS, ok=201, data=ENDPOINT),
    # recipes
    Row("recipes", "GET", PEOPLE),
    Row("projects/{slug}/runs/{pk}/measures", "GET", MEMBERS, args=run),
    Row("projects/{slug}/runs/{pk}/rounds", "GET", MEMBERS, args=run),
    Row("projects/{slug}/recipes", "GET", MEMBERS),
    Row("projects/{slug}/recipes", "POST", LEADS, ok=422, data={"document": "name: 1"}),
    Row("projects/{slug}/recipes/{name}/document", "GET", MEMBERS, args=a_recipe),
    Row("projects/{slug}/recipes/{name}/versions", "GET", MEMBERS, args=a_recipe),
    Row("projects/{slug}/recipes/{name}/preview", "POST", LEADS, args=a_recipe, data={"count": 5}),
    # runs
    Row("projects/{slug}/runs", "GET", MEMBERS, args=run),
    Row("projects/{slug}/runs", "POST", LEADS, ok=202, data={"recipe": "simprompt", "count": 20}),
    Row("projects/{slug}/runs/{pk}", "GET", MEMBERS, args=run),
    Row("projects/{slug}/runs/{pk}/pause", "POST", LEADS, args=run),
    Row("projects/{slug}/runs/{pk}/resume", "POST", LEADS, args=paused_run),
    Row("projects/{slug}/runs/{pk}/cancel", "POST", LEADS, args=run),
    # plans
    Row("projects/{slug}/plans", "GET", MEMBERS, args=plan),
    Row("projects/{slug}/plans", "POST", LEADS, ok=202, data={"count": 20, "budget_usd": 5}),
    Row("projects/{slug}/plans/{pk}", "GET", MEMBERS, args=plan),
    Row("projects/{slug}/plans/{pk}/questions", "GET", MEMBERS, args=plan),
    Row("projects/{slug}/plans/{pk}/agree", "POST", LEADS, ok=202, args=plan, data={"turn": 2}),
    Row("projects/{slug}/plans/{pk}/refuse", "POST", LEADS, ok=202, args=plan, data={"turn": 2, "reason": "No."}),
    Row("projects/{slug}/plans/{pk}/again", "POST", LEADS, ok=202, args=stuck_plan),
    Row("projects/{slug}/plans/{pk}/budget", "POST", LEADS, args=plan, data={"budget_usd": 90}),
    Row("projects/{slug}/plans/{pk}/close", "POST", LEADS, args=plan),
    # queue
    Row("projects/{slug}/queue/next", "POST", WORKERS, ok=204),
    Row("projects/{slug}/queue/similar", "POST", WORKERS, ok=409),
    Row(
        "projects/{slug}/queue/similar/{batch}/answers",
        "POST",
        WORKERS,
        ok=409,
        args=lambda world: {"batch": "none"},
        data={"leases": ["none"], "answers": {}},
    ),
    Row("projects/{slug}/queue/similar/{batch}/undo", "POST", WORKERS, args=lambda world: {"batch": "none"}),
    Row("projects/{slug}/queue/{lease}/skip", "POST", OWN_WORK, ok=204, args=lease_of_lead),
    Row("projects/{slug}/queue/{lease}/skip/undo", "POST", OWN_WORK, args=skip_of_lead),
    Row("projects/{slug}/queue/{lease}/flag", "POST", OWN_WORK, ok=204, args=lease_of_lead),
    Row("projects/{slug}/queue/{lease}/flag/undo", "POST", OWN_WORK, args=flag_of_lead),
    Row("projects/{slug}/queue/{lease}/return", "POST", OWN_WORK, ok=204, args=lease_of_lead),
    Row("projects/{slug}/queue/{lease}/look", "POST", OWN_WORK, ok=409, args=lease_of_lead),
    Row("projects/{slug}/annotations/{pk}/reveal", "POST", OWN_WORK, args=answer_of_lead),
    Row("projects/{slug}/policy", "GET", LEADS),
    Row("projects/{slug}/assignment", "GET", LEADS),
    Row("projects/{slug}/assignment", "PUT", LEADS, data={"rules": []}),
    Row("projects/{slug}/members/{username}/skills", "PUT", LEADS, args=a_name, data={"skills": ["law"]}),
    Row("projects/{slug}/gold", "GET", LEADS),
    Row("projects/{slug}/gold/{sample}/retire", "POST", LEADS, ok=201, args=a_check),
    Row("projects/{slug}/gold/{sample}/put-back", "POST", LEADS, args=a_retired_check),
    Row("projects/{slug}/flagged", "GET", LEADS),
    Row("projects/{slug}/flagged/{item}/decide", "POST", LEADS, ok=201, args=flagged_number, data=DECISION),
    Row(
        "projects/{slug}/flagged/{item}/take",
        "POST",
        LEADS,
        ok=201,
        args=flagged_with_answer,
        data=answer_of_flagged,
    ),
    Row("projects/{slug}/decisions/{pk}/undo", "POST", LEADS, ok=204, args=a_decision),
    Row("projects/{slug}/flagged/{item}/return", "POST", LEADS, ok=204, args=flagged_number),
    Row("projects/{slug}/policy/two-people", "POST", LEADS),
    Row("projects/{slug}/policy", "PATCH", LEADS, data={"lease_minutes": 20}),
    Row("projects/{slug}/annotations", "POST", OWN_WORK, ok=201, args=lease_of_lead, data=answer_to_lease),
    Row("projects/{slug}/annotations/{pk}/undo", "POST", OWN_WORK, args=answer_of_lead),
    Row(
        "projects/{slug}/annotations/{pk}/correct",
        "POST",
        OWN_WORK,
        ok=201,
        args=answer_of_lead,
        data={"answers": {"sentiment": "positive"}},
    ),
    # trials
    Row("projects/{slug}/tries/split", "POST", LEADS, ok=201, args=answered_items, data=HALVES),
    Row("projects/{slug}/tries/split", "GET", TOLD, args=a_draft_to_try),
    Row("projects/{slug}/tries/price", "POST", LEADS, args=a_draft_to_try, data={}),
    Row("projects/{slug}/tries", "POST", LEADS, ok=202, args=a_draft_to_try, data={}),
    Row("projects/{slug}/tries", "GET", TOLD),
    Row("projects/{slug}/tries/{number}", "GET", TOLD, args=number_of_a_try),
    Row("projects/{slug}/tries/{number}/judge", "POST", LEADS, ok=202, args=number_of_a_try, data={}),
    Row("projects/{slug}/tries/{number}/resume", "POST", LEADS, ok=422, args=number_of_a_try, data={}),
    Row("projects/{slug}/tries/{number}/cancel", "POST", LEADS, ok=422, args=number_of_a_try),
    Row("projects/{slug}/doubts", "GET", LEADS),
    Row("projects/{slug}/doubts", "POST", LEADS, data={"count": 5, "codebook": 1}),
    Row("projects/{slug}/tries/{number}/people", "POST", LEADS, ok=201, args=number_of_a_draft, data=ASKED),
    Row("projects/{slug}/tries/{number}/people", "GET", TOLD, args=number_of_a_draft),
    Row("projects/{slug}/tries/{number}/people/withdraw", "POST", LEADS, args=number_of_a_draft),
    Row("projects/{slug}/draft/next", "POST", WORKERS, ok=204),
    Row("projects/{slug}/draft/answers", "POST", WORKERS, ok=409, data={"lease": "nobodys", "answers": {}}),
    Row("projects/{slug}/draft/answers", "GET", WORKERS),
    Row("projects/{slug}/draft/{lease}/skip", "POST", HELD_WORK, ok=204, args=draft_lease_of_lead),
    Row("projects/{slug}/draft/{lease}/flag", "POST", HELD_WORK, ok=204, args=draft_lease_of_lead),
    Row("projects/{slug}/draft/answers/{pk}/undo", "POST", OWN_WORK, args=draft_answer_of_lead),
    Row("projects/{slug}/draft/answers/{pk}/correct", "POST", OWN_WORK, ok=201, args=draft_answer_of_lead, data=SAID),
    # score, certificate, agreement, signals, evaluation
    Row("projects/{slug}/certificate", "GET", MEMBERS, args=frozen_snapshot),
    Row("projects/{slug}/certificate", "POST", LEADS, ok=409, data={}),
    Row("projects/{slug}/certificate/seed", "POST", LEADS, ok=422, args=frozen_snapshot),  # names none
    Row("projects/{slug}/certificate/again", "POST", LEADS, ok=409, data={}, args=frozen_snapshot),  # nothing reviewed
    Row("projects/{slug}/score", "POST", LEADS, ok=422),  # let in, but there is no sample yet
    Row("projects/{slug}/signals", "GET", MEMBERS),
    Row("projects/{slug}/routes", "GET", TOLD),
    Row("projects/{slug}/routes/prices", "PUT", LEADS, data={"wage": 15}),
    Row("projects/{slug}/routes/try", "POST", LEADS, ok=422, data={"endpoint": "none"}),
    Row("projects/{slug}/routings", "GET", TOLD),
    Row("projects/{slug}/routings", "POST", LEADS, ok=422, data={"value": 1}),  # nothing is scored
    Row("projects/{slug}/routings/{pk}/ask", "POST", LEADS, ok=422, data={"endpoint": "none"}, args=routing),
    Row("projects/{slug}/grades", "POST", LEADS, ok=422, data={"dimension": "none", "endpoint": "none"}),
    Row("projects/{slug}/grades/price", "GET", LEADS, ok=422, data={"dimension": "none", "endpoint": "none"}),
    Row("projects/{slug}/grades/again", "POST", LEADS, ok=422, data={"run": 0}),
    Row("projects/{slug}/grades/again/price", "GET", LEADS, ok=422, data={"run": 0}),
    Row("projects/{slug}/learning", "GET", TOLD),
    Row("projects/{slug}/training", "PUT", LEADS, ok=422, data={"training": "none"}),
    Row("projects/{slug}/enhancements", "GET", TOLD),
    Row("projects/{slug}/enhancements", "POST", LEADS, ok=422, data={"method": "none"}),
    Row("projects/{slug}/enhancements/price", "GET", LEADS, ok=422, data={"method": "none", "endpoint": "none"}),
    Row("projects/{slug}/enhancements/{pk}", "GET", TOLD, args=enhancement),
    Row("projects/{slug}/enhancements/{pk}/use", "POST", LEADS, ok=422, args=enhancement),  # it proposes nothing
    Row("projects/{slug}/enhancements/{pk}/back", "POST", LEADS, args=enhancement),
    Row("projects/{slug}/compare", "GET", MEMBERS),
    Row("projects/{slug}/compare/items", "GET", TOLD, data={"codebook": 1, "question": "sentiment"}),
    Row("projects/{slug}/agreement", "GET", MEMBERS),
    Row("projects/{slug}/aggregation", "GET", LEADS),
    Row("projects/{slug}/joinings", "GET", TOLD),
    Row("projects/{slug}/joinings", "POST", LEADS, ok=422, data={"confidence": 2}),
    Row("projects/{slug}/joinings/{pk}", "GET", TOLD, args=joining),
    Row("projects/{slug}/joinings/{pk}/use", "POST", LEADS, ok=202, args=joining),
    Row("projects/{slug}/joinings/{pk}/take-back", "POST", LEADS, ok=422, args=joining),
    Row("projects/{slug}/effects", "GET", LEADS),
    Row("projects/{slug}/judges", "GET", LEADS),
    Row("projects/{slug}/attention", "GET", WORKERS),
    Row("projects/{slug}/stopping", "GET", TOLD),
    Row("projects/{slug}/estimation", "GET", TOLD),
    Row("projects/{slug}/estimation", "POST", LEADS, ok=422, data={"looks": 100}),
    Row("projects/{slug}/estimation/{number}/end", "POST", LEADS, ok=422, args=lambda world: {"number": 1}),
    Row("projects/{slug}/dashboard", "GET", MEMBERS),
    # versions
    Row("projects/{slug}/versions", "GET", MEMBERS),
    Row("projects/{slug}/versions", "POST", LEADS, ok=202, data={}),
    Row("projects/{slug}/versions/{number}", "GET", MEMBERS, args=dataset_version),
    Row("projects/{slug}/versions/{number}/duplicates", "GET", TOLD, args=dataset_version),
    Row("projects/{slug}/versions/{number}/diff/{other}", "GET", TOLD, args=two_versions),
    Row("projects/{slug}/versions/{number}/dropped", "GET", TOLD, args=dataset_version),
    Row("projects/{slug}/duplicates", "GET", TOLD),
    Row("projects/{slug}/duplicates", "POST", LEADS, ok=422),  # let in, but there is no sample yet
    Row(
        "projects/{slug}/duplicates/{pk}/decide", "POST", LEADS, ok=201, data={"choice": "all"}, args=a_duplicate_group
    ),
    Row("projects/{slug}/duplicates/{pk}/ask", "POST", LEADS, args=a_duplicate_group),
    Row("projects/{slug}/filters/rules", "GET", TOLD),
    Row("projects/{slug}/filters/preview", "POST", TOLD, data={"steps": []}),
    Row("projects/{slug}/filters/sets", "GET", TOLD),
    Row("projects/{slug}/filters/sets", "POST", LEADS, ok=422, data={"steps": []}),
    Row("projects/{slug}/filters/sets/{number}", "GET", TOLD, args=a_filter_set),
    Row("projects/{slug}/filters/sets/{number}/dropped", "GET", TOLD, args=a_filter_set),
    Row("projects/{slug}/filters/sets/{number}/check", "POST", LEADS, ok=422, args=a_filter_set),  # nothing is scored
    Row("projects/{slug}/filters/sets/{number}/check", "GET", TOLD, ok=404, args=a_filter_set),
    Row("projects/{slug}/versions/{number}/export", "GET", TOLD, args=dataset_version),
]
