"""Every page address of annotation; prefix by prefix, features in their order."""

from django.urls import URLPattern, path

from annotation.agreement.views import agreement
from annotation.certificate import views as certificate
from annotation.compare.views import compare, compare_items
from annotation.dashboard.views import dashboard
from annotation.datasets import views as versions
from annotation.effects.views import effects
from annotation.machine import views as machine
from annotation.review.views import answers, flagged, looking, people, room, rules
from annotation.samples import views as samples

app_name = "annotation"

urlpatterns: list[URLPattern] = [
    # machine
    path("projects/<slug:slug>/signals/", machine.signals, name="signals"),
    path("projects/<slug:slug>/signals/score/", machine.score, name="score"),
    # queue
    # review
    path("projects/<slug:slug>/review/", room.review, name="review"),
    path("projects/<slug:slug>/review/items/<str:lease>/look/", looking.review_look, name="review-look"),
    path("projects/<slug:slug>/review/items/<str:lease>/answer/", room.review_answer, name="review-answer"),
    path("projects/<slug:slug>/review/items/<str:lease>/skip/", room.review_skip, name="review-skip"),
    path("projects/<slug:slug>/review/items/<str:lease>/flag/", room.review_flag, name="review-flag"),
    path("projects/<slug:slug>/review/answers/", answers.review_answers, name="review-answers"),
    path("projects/<slug:slug>/review/answers/<int:pk>/", answers.review_correct, name="review-correct"),
    path("projects/<slug:slug>/review/answers/<int:pk>/undo/", answers.review_undo, name="review-undo"),
    path("projects/<slug:slug>/review/answers/<int:pk>/reveal/", answers.review_reveal, name="review-reveal"),
    path("projects/<slug:slug>/review/flagged/", flagged.flagged, name="flagged"),
    path("projects/<slug:slug>/review/flagged/<int:pk>/decide/", flagged.flagged_decide, name="flagged-decide"),
    path("projects/<slug:slug>/review/flagged/<int:pk>/return/", flagged.flagged_return, name="flagged-return"),
    path("projects/<slug:slug>/settings/review/", rules.policy, name="policy"),
    path("projects/<slug:slug>/settings/review/mix/", rules.policy_mix, name="policy-mix"),
    path("projects/<slug:slug>/settings/people/", people.people, name="people"),
    path("projects/<slug:slug>/settings/people/<int:pk>/skills/", people.people_skills, name="people-skills"),
    path("projects/<slug:slug>/settings/people/rules/new/", people.people_rule, name="people-rule"),
    path(
        "projects/<slug:slug>/settings/people/rules/<int:pk>/delete/",
        people.people_rule_delete,
        name="people-rule-delete",
    ),
    # samples
    path("projects/<slug:slug>/samples/", samples.sample_list, name="sample-list"),
    path("projects/<slug:slug>/samples/<int:pk>/", samples.sample_detail_page, name="sample-detail"),
    path("projects/<slug:slug>/samples/<int:pk>/requests/", samples.sample_requests, name="sample-requests"),
    # compare
    path("projects/<slug:slug>/compare/", compare, name="compare"),
    path("projects/<slug:slug>/compare/items/", compare_items, name="compare-items"),
    # agreement
    path("projects/<slug:slug>/agreement/", agreement, name="agreement"),
    # effects
    path("projects/<slug:slug>/effects/", effects, name="effects"),
    # curation
    # certificate
    path("projects/<slug:slug>/certificate/", certificate.certificate, name="certificate"),
    path("projects/<slug:slug>/certificate/seed/", certificate.certificate_seed, name="certificate-seed"),
    # datasets
    path("projects/<slug:slug>/versions/", versions.version_list, name="version-list"),
    path("projects/<slug:slug>/versions/new/", versions.version_create, name="version-create"),
    path("projects/<slug:slug>/versions/<int:number>/", versions.version_detail, name="version-detail"),
    path("projects/<slug:slug>/versions/<int:number>/diff/", versions.version_diff, name="version-diff"),
    path(
        "projects/<slug:slug>/versions/<int:number>/export/<slug:form>/", versions.version_export, name="version-export"
    ),
    # dashboard
    path("projects/<slug:slug>/", dashboard, name="dashboard"),
]
