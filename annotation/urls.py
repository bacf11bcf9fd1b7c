"""Every page address of annotation; prefix by prefix, features in their order."""

from django.urls import URLPattern, path

from annotation.aggregation.views import aggregation
from annotation.agreement.views import agreement
from annotation.asked.views import asked, asked_again
from annotation.attention.views import attention, attention_put_back, attention_retire
from annotation.certificate import views as certificate
from annotation.comments import views as comments
from annotation.compare.views.items import compare_items
from annotation.compare.views.report import compare
from annotation.dashboard.views import compute_now, dashboard
from annotation.datasets import views as versions
from annotation.duplicates import views as near
from annotation.effects.views import effects
from annotation.enhance import views as enhance
from annotation.estimation import views as estimation
from annotation.filters import views as filters
from annotation.joined import views as joined
from annotation.judges.views import judges
from annotation.learning.views import learning
from annotation.machine import views as machine
from annotation.map import views as data_map
from annotation.palette.views import palette
from annotation.review.views import answers, flagged, looking, people, room, rules
from annotation.routing import views as routing
from annotation.samples import views as samples
from annotation.selections import views as selections
from annotation.similar import views as similar
from annotation.stopping.views import stopping
from annotation.trials.views import doubts as doubtful
from annotation.trials.views import own_answers as draft_own
from annotation.trials.views import people as trial_people
from annotation.trials.views import results, trying
from annotation.trials.views import room as draft

app_name = "annotation"

urlpatterns: list[URLPattern] = [
    # machine
    path("projects/<slug:slug>/signals/", machine.signals, name="signals"),
    path("projects/<slug:slug>/signals/score/", machine.score, name="score"),
    # enhance
    path("projects/<slug:slug>/enhance/", enhance.enhancement_list, name="enhancement-list"),
    path("projects/<slug:slug>/enhance/ask/", enhance.enhancement_ask, name="enhancement-ask"),
    path("projects/<slug:slug>/enhance/<int:pk>/", enhance.enhancement, name="enhancement"),
    path("projects/<slug:slug>/enhance/<int:pk>/use/", enhance.enhancement_use, name="enhancement-use"),
    path("projects/<slug:slug>/enhance/<int:pk>/back/", enhance.enhancement_back, name="enhancement-back"),
    # routing
    path("projects/<slug:slug>/routing/", routing.routing, name="routing"),
    path("projects/<slug:slug>/routing/carry-out/", routing.routing_carry_out, name="routing-carry-out"),
    path("projects/<slug:slug>/routing/try/", routing.routing_try, name="routing-try"),
    path("projects/<slug:slug>/routing/<int:pk>/ask/", routing.routing_ask, name="routing-ask"),
    # asked
    path("projects/<slug:slug>/grades/", asked, name="asked"),
    path("projects/<slug:slug>/grades/again/", asked_again, name="asked-again"),
    # learning
    path("projects/<slug:slug>/learning/", learning, name="learning"),
    # queue
    # review
    path("projects/<slug:slug>/review/", room.review, name="review"),
    path("projects/<slug:slug>/review/items/<str:lease>/look/", looking.review_look, name="review-look"),
    path("projects/<slug:slug>/review/items/<str:lease>/answer/", room.review_answer, name="review-answer"),
    path("projects/<slug:slug>/review/items/<str:lease>/skip/", room.review_skip, name="review-skip"),
    path("projects/<slug:slug>/review/items/<str:lease>/unskip/", room.review_unskip, name="review-unskip"),
    path("projects/<slug:slug>/review/items/<str:lease>/flag/", room.review_flag, name="review-flag"),
    path("projects/<slug:slug>/review/items/<str:lease>/unflag/", room.review_unflag, name="review-unflag"),
    path("projects/<slug:slug>/review/answers/", answers.review_answers, name="review-answers"),
    path("projects/<slug:slug>/review/answers/<int:pk>/", answers.review_correct, name="review-correct"),
    path("projects/<slug:slug>/review/answers/<int:pk>/undo/", answers.review_undo, name="review-undo"),
    path("projects/<slug:slug>/review/answers/<int:pk>/reveal/", answers.review_reveal, name="review-reveal"),
    path("projects/<slug:slug>/review/flagged/", flagged.flagged, name="flagged"),
    path("projects/<slug:slug>/review/flagged/<int:pk>/decide/", flagged.flagged_decide, name="flagged-decide"),
    path("projects/<slug:slug>/review/flagged/<int:pk>/take/<int:answer>/", flagged.flagged_take, name="flagged-take"),
    path("projects/<slug:slug>/review/decisions/<int:pk>/undo/", flagged.decision_undo, name="decision-undo"),
    path("projects/<slug:slug>/review/flagged/<int:pk>/return/", flagged.flagged_return, name="flagged-return"),
    path("projects/<slug:slug>/review/draft/", draft.draft_room, name="draft-room"),
    path("projects/<slug:slug>/review/draft/items/<str:lease>/answer/", draft.draft_answer, name="draft-answer"),
    path("projects/<slug:slug>/review/draft/items/<str:lease>/skip/", draft.draft_skip, name="draft-skip"),
    path("projects/<slug:slug>/review/draft/items/<str:lease>/unskip/", draft.draft_unskip, name="draft-unskip"),
    path("projects/<slug:slug>/review/draft/items/<str:lease>/flag/", draft.draft_flag, name="draft-flag"),
    path("projects/<slug:slug>/review/draft/items/<str:lease>/unflag/", draft.draft_unflag, name="draft-unflag"),
    path("projects/<slug:slug>/review/draft/answers/", draft_own.draft_answers, name="draft-answers"),
    path("projects/<slug:slug>/review/draft/answers/<int:pk>/", draft_own.draft_correct, name="draft-correct"),
    path("projects/<slug:slug>/review/draft/answers/<int:pk>/undo/", draft_own.draft_undo, name="draft-undo"),
    path("projects/<slug:slug>/settings/review/", rules.policy, name="policy"),
    path("projects/<slug:slug>/settings/review/mix/", rules.policy_mix, name="policy-mix"),
    path("projects/<slug:slug>/settings/review/two-people/", rules.policy_two_people, name="policy-two-people"),
    path("projects/<slug:slug>/settings/people/", people.people, name="people"),
    path("projects/<slug:slug>/settings/people/<int:pk>/skills/", people.people_skills, name="people-skills"),
    path("projects/<slug:slug>/settings/people/rules/new/", people.people_rule, name="people-rule"),
    path(
        "projects/<slug:slug>/settings/people/rules/<int:pk>/delete/",
        people.people_rule_delete,
        name="people-rule-delete",
    ),
    # similar
    path("projects/<slug:slug>/review/similar/", similar.similar, name="similar"),
    path("projects/<slug:slug>/review/similar/<str:batch>/answer/", similar.similar_answer, name="similar-answer"),
    path("projects/<slug:slug>/review/similar/<str:batch>/apart/", similar.similar_apart, name="similar-apart"),
    path("projects/<slug:slug>/review/similar/<str:batch>/return/", similar.similar_return, name="similar-return"),
    path("projects/<slug:slug>/review/similar/<str:batch>/undo/", similar.similar_undo, name="similar-undo"),
    # samples
    path("projects/<slug:slug>/samples/", samples.sample_list, name="sample-list"),
    path("projects/<slug:slug>/samples/<int:pk>/", samples.sample_detail_page, name="sample-detail"),
    path("projects/<slug:slug>/samples/<int:pk>/requests/", samples.sample_requests, name="sample-requests"),
    # comments
    path("projects/<slug:slug>/samples/<int:pk>/comments/", comments.comment_create, name="comment-create"),
    path("projects/<slug:slug>/comments/<int:pk>/withdraw/", comments.comment_withdraw, name="comment-withdraw"),
    path("projects/<slug:slug>/comments/names/", comments.comment_names, name="comment-names"),
    path("projects/<slug:slug>/mentions/", comments.mention_list, name="mention-list"),
    path("projects/<slug:slug>/mentions/seen/", comments.mention_seen, name="mention-seen"),
    # map
    path("projects/<slug:slug>/map/", data_map.data_map, name="map"),
    path("projects/<slug:slug>/map/draw/", data_map.map_draw, name="map-draw"),
    path("projects/<slug:slug>/map/look/", data_map.map_look, name="map-look"),
    path("projects/<slug:slug>/map/<int:pk>/parts/<int:number>/", data_map.map_part, name="map-part"),
    # duplicates
    path("projects/<slug:slug>/duplicates/", near.duplicates, name="duplicates"),
    path("projects/<slug:slug>/duplicates/look/", near.duplicates_look, name="duplicates-look"),
    path("projects/<slug:slug>/duplicates/<int:pk>/", near.duplicate_group, name="duplicate-group"),
    path("projects/<slug:slug>/duplicates/<int:pk>/decide/", near.duplicates_decide, name="duplicates-decide"),
    path("projects/<slug:slug>/duplicates/<int:pk>/ask/", near.duplicates_ask, name="duplicates-ask"),
    # selections
    path("projects/<slug:slug>/selections/", selections.selection_list, name="selection-list"),
    path("projects/<slug:slug>/selections/new/", selections.selection_create, name="selection-create"),
    path("projects/<slug:slug>/selections/<int:pk>/ask/", selections.selection_ask, name="selection-ask"),
    path("projects/<slug:slug>/selections/<int:pk>/in-turn/", selections.selection_in_turn, name="selection-in-turn"),
    path("projects/<slug:slug>/selections/<int:pk>/rename/", selections.selection_rename, name="selection-rename"),
    path("projects/<slug:slug>/selections/<int:pk>/delete/", selections.selection_delete, name="selection-delete"),
    # compare
    path("projects/<slug:slug>/compare/", compare, name="compare"),
    path("projects/<slug:slug>/compare/items/", compare_items, name="compare-items"),
    # agreement
    path("projects/<slug:slug>/agreement/", agreement, name="agreement"),
    # aggregation
    path("projects/<slug:slug>/aggregation/", aggregation, name="aggregation"),
    # joined
    path("projects/<slug:slug>/joined/", joined.joined, name="joined"),
    path("projects/<slug:slug>/joined/<int:pk>/use/", joined.joined_use, name="joined-use"),
    path("projects/<slug:slug>/joined/<int:pk>/take-back/", joined.joined_take_back, name="joined-take-back"),
    # stopping
    path("projects/<slug:slug>/stopping/", stopping, name="stopping"),
    # effects
    path("projects/<slug:slug>/effects/", effects, name="effects"),
    # judges
    path("projects/<slug:slug>/judges/", judges, name="judges"),
    # attention
    path("projects/<slug:slug>/attention/", attention, name="attention"),
    path("projects/<slug:slug>/attention/checks/<int:sample>/retire/", attention_retire, name="attention-retire"),
    path("projects/<slug:slug>/attention/checks/<int:sample>/put-back/", attention_put_back, name="attention-put-back"),
    # trials
    path("projects/<slug:slug>/codebooks/tries/", trying.trial_list, name="trial-list"),
    path("projects/<slug:slug>/codebooks/tries/draw/", trying.trial_draw, name="trial-draw"),
    path("projects/<slug:slug>/codebooks/tries/new/", trying.trial_create, name="trial-create"),
    path("projects/<slug:slug>/codebooks/tries/<int:pk>/", results.trial_detail, name="trial-detail"),
    path("projects/<slug:slug>/codebooks/tries/<int:pk>/items/", results.trial_items, name="trial-items"),
    path("projects/<slug:slug>/codebooks/tries/<int:pk>/people/", trial_people.trial_people, name="trial-people"),
    path(
        "projects/<slug:slug>/codebooks/tries/<int:pk>/people/withdraw/",
        trial_people.trial_withdraw,
        name="trial-withdraw",
    ),
    path("projects/<slug:slug>/codebooks/tries/<int:pk>/judge/", trying.trial_judge, name="trial-judge"),
    path("projects/<slug:slug>/codebooks/tries/<int:pk>/resume/", trying.trial_resume, name="trial-resume"),
    path("projects/<slug:slug>/codebooks/tries/<int:pk>/cancel/", trying.trial_cancel, name="trial-cancel"),
    path("projects/<slug:slug>/codebooks/doubts/", doubtful.doubts, name="doubts"),
    path("projects/<slug:slug>/codebooks/doubts/items/", doubtful.doubt_items, name="doubt-items"),
    # filters
    path("projects/<slug:slug>/filters/", filters.filters, name="filters"),
    path("projects/<slug:slug>/filters/preview/", filters.filter_preview, name="filter-preview"),
    path("projects/<slug:slug>/filters/examples/", filters.filter_examples, name="filter-examples"),
    path("projects/<slug:slug>/filters/sets/<int:number>/check/", filters.filter_set_check, name="filter-set-check"),
    path("projects/<slug:slug>/filters/sets/new/", filters.filter_set_create, name="filter-set-create"),
    path(
        "projects/<slug:slug>/filters/sets/<int:number>/dropped/", filters.filter_set_dropped, name="filter-set-dropped"
    ),
    # curation
    # estimation
    path("projects/<slug:slug>/estimation/", estimation.estimation, name="estimation"),
    path("projects/<slug:slug>/estimation/<int:number>/end/", estimation.estimation_end, name="estimation-end"),
    # certificate
    path("projects/<slug:slug>/certificate/", certificate.certificate, name="certificate"),
    path("projects/<slug:slug>/certificate/seed/", certificate.certificate_seed, name="certificate-seed"),
    path("projects/<slug:slug>/certificate/again/", certificate.certificate_recheck, name="certificate-recheck"),
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
    path("projects/<slug:slug>/figures/<int:pk>/now/", compute_now, name="compute-now"),
    # palette
    path("palette/", palette.palette, name="palette"),
    path("palette/found/", palette.palette_found, name="palette-found"),
    path("projects/<slug:slug>/palette/", palette.palette, name="project-palette"),
    path("projects/<slug:slug>/palette/found/", palette.palette_found, name="project-palette-found"),
]
