"""Every page address of generation; prefix by prefix, features in their order."""

from django.urls import URLPattern, path

from generation.agent import views as agent
from generation.codebooks import views as codebooks
from generation.conditions import views as conditions
from generation.endpoints import views as endpoints
from generation.knowledge import views as knowledge
from generation.projects.views import members, preferences, projects, sign_in, tokens
from generation.recipes import views as recipes
from generation.runs import views as runs
from generation.support import views as support

app_name = "generation"

urlpatterns: list[URLPattern] = [
    # projects
    path("", projects.project_list, name="project-list"),
    path("projects/new/", projects.project_create, name="project-create"),
    path("projects/<slug:slug>/settings/", projects.project_settings, name="project-settings"),
    path("projects/<slug:slug>/events/", projects.event_list, name="event-list"),
    path("projects/<slug:slug>/members/new/", members.member_create, name="member-create"),
    path("projects/<slug:slug>/members/<int:pk>/edit/", members.member_update, name="member-update"),
    path("projects/<slug:slug>/members/<int:pk>/delete/", members.member_delete, name="member-delete"),
    # the person
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<int:pk>/delete/", tokens.token_delete, name="token-delete"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("password/", sign_in.PasswordChange.as_view(), name="password-change"),
    # codebooks
    path("projects/<slug:slug>/codebooks/", codebooks.codebook_list, name="codebook-list"),
    path("projects/<slug:slug>/codebooks/edit/", codebooks.codebook_edit, name="codebook-edit"),
    path("projects/<slug:slug>/codebooks/preview/", codebooks.codebook_preview, name="codebook-preview"),
    path("projects/<slug:slug>/codebooks/discard/", codebooks.codebook_discard, name="codebook-discard"),
    path("projects/<slug:slug>/codebooks/lesson/", codebooks.codebook_lesson, name="codebook-lesson"),
    path("projects/<slug:slug>/codebooks/compare/", codebooks.codebook_compare, name="codebook-compare"),
    path("projects/<slug:slug>/codebooks/<int:number>/", codebooks.codebook_detail, name="codebook-detail"),
    path("projects/<slug:slug>/codebooks/<int:number>/restore/", codebooks.codebook_restore, name="codebook-restore"),
    path(
        "projects/<slug:slug>/codebooks/<int:number>/diff/<int:other>/", codebooks.codebook_diff, name="codebook-diff"
    ),
    # support
    path("projects/<slug:slug>/imports/", support.import_list, name="import-list"),
    path("projects/<slug:slug>/imports/<int:import_id>/", support.import_detail, name="import-detail"),
    path("projects/<slug:slug>/imports/<int:import_id>/start/", support.import_start, name="import-start"),
    path("projects/<slug:slug>/imports/<int:import_id>/delete/", support.import_delete, name="import-delete"),
    path("projects/<slug:slug>/imports/<int:import_id>/rejected.csv", support.import_rejected, name="import-rejected"),
    # knowledge
    path("projects/<slug:slug>/knowledge/", knowledge.knowledge_list, name="knowledge-list"),
    path("projects/<slug:slug>/knowledge/<int:pk>/", knowledge.knowledge_detail, name="knowledge-detail"),
    path("projects/<slug:slug>/knowledge/<int:pk>/delete/", knowledge.knowledge_delete, name="knowledge-delete"),
    # conditions
    path("projects/<slug:slug>/attributes/", conditions.attribute_list, name="attribute-list"),
    path("projects/<slug:slug>/attributes/new/", conditions.attribute_create, name="attribute-create"),
    path("projects/<slug:slug>/attributes/listing/", conditions.attribute_listing, name="attribute-listing"),
    path("projects/<slug:slug>/attributes/<int:pk>/edit/", conditions.attribute_update, name="attribute-update"),
    path("projects/<slug:slug>/attributes/<int:pk>/delete/", conditions.attribute_delete, name="attribute-delete"),
    # endpoints
    path("projects/<slug:slug>/endpoints/", endpoints.endpoint_list, name="endpoint-list"),
    path("projects/<slug:slug>/endpoints/new/", endpoints.endpoint_create, name="endpoint-create"),
    path("projects/<slug:slug>/endpoints/simulated/", endpoints.endpoint_simulated, name="endpoint-simulated"),
    path("projects/<slug:slug>/endpoints/<int:pk>/edit/", endpoints.endpoint_update, name="endpoint-update"),
    path("projects/<slug:slug>/endpoints/<int:pk>/delete/", endpoints.endpoint_delete, name="endpoint-delete"),
    path("projects/<slug:slug>/endpoints/<int:pk>/check/", endpoints.endpoint_check, name="endpoint-check"),
    # recipes
    path("projects/<slug:slug>/generate/", recipes.run_create, name="run-create"),
    path("projects/<slug:slug>/recipes/asked/<int:pk>/", recipes.recipe_asked, name="recipe-asked"),
    path("projects/<slug:slug>/recipes/new/", recipes.recipe_create, name="recipe-create"),
    path("projects/<slug:slug>/recipes/<slug:name>/edit/", recipes.recipe_update, name="recipe-update"),
    path("projects/<slug:slug>/recipes/<slug:name>.yaml", recipes.recipe_document, name="recipe-document"),
    path("projects/<slug:slug>/generate/<slug:name>/", recipes.recipe_detail, name="recipe-detail"),
    # runs
    path("projects/<slug:slug>/runs/", runs.run_list, name="run-list"),
    path("projects/<slug:slug>/runs/compare/", runs.run_compare, name="run-compare"),
    path("projects/<slug:slug>/runs/<int:pk>/", runs.run_detail, name="run-detail"),
    path("projects/<slug:slug>/runs/<int:pk>/panel/", runs.run_panel, name="run-panel"),
    path("projects/<slug:slug>/runs/<int:pk>/rounds/", runs.run_rounds, name="run-rounds"),
    path("projects/<slug:slug>/runs/<int:pk>/pause/", runs.run_pause, name="run-pause"),
    path("projects/<slug:slug>/runs/<int:pk>/resume/", runs.run_resume, name="run-resume"),
    path("projects/<slug:slug>/runs/<int:pk>/cancel/", runs.run_cancel, name="run-cancel"),
    # plans
    path("projects/<slug:slug>/plans/", agent.plan_list, name="plan-list"),
    path("projects/<slug:slug>/plans/new/", agent.plan_create, name="plan-create"),
    path("projects/<slug:slug>/plans/<int:pk>/", agent.plan_detail, name="plan-detail"),
    path("projects/<slug:slug>/plans/<int:pk>/panel/", agent.plan_panel, name="plan-panel"),
    path("projects/<slug:slug>/plans/<int:pk>/questions/", agent.plan_questions, name="plan-questions"),
    path("projects/<slug:slug>/plans/<int:pk>/agree/", agent.plan_agree, name="plan-agree"),
    path("projects/<slug:slug>/plans/<int:pk>/refuse/", agent.plan_refuse, name="plan-refuse"),
    path("projects/<slug:slug>/plans/<int:pk>/again/", agent.plan_again, name="plan-again"),
    path("projects/<slug:slug>/plans/<int:pk>/budget/", agent.plan_budget, name="plan-budget"),
    path("projects/<slug:slug>/plans/<int:pk>/close/", agent.plan_close, name="plan-close"),
]
