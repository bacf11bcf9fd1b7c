"""REST endpoints of annotation, mounted under /api/v1/ by synthlab/api.py. Thin: access, schema, action."""

from ninja import Router

from annotation.aggregation.api import router as aggregation_router
from annotation.agreement.api import router as agreement_router
from annotation.asked.api import router as asked_router
from annotation.attention.api import router as attention_router
from annotation.certificate.api import router as certificate_router
from annotation.comments.api import router as comments_router
from annotation.compare.api import router as compare_router
from annotation.dashboard.api import router as dashboard_router
from annotation.datasets.api import router as datasets_router
from annotation.duplicates.api import router as duplicates_router
from annotation.effects.api import router as effects_router
from annotation.enhance.api import router as enhance_router
from annotation.estimation.api import router as estimation_router
from annotation.filters.api import router as filters_router
from annotation.joined.api import router as joined_router
from annotation.judges.api import router as judges_router
from annotation.learning.api import router as learning_router
from annotation.machine.api import router as machine_router
from annotation.queue.api import router as queue_router
from annotation.review.api import router as review_router
from annotation.review.flagged_api import router as flagged_router
from annotation.routing.api import router as routing_router
from annotation.samples.api import router as samples_router
from annotation.selections.api import router as selections_router
from annotation.similar.api import router as similar_router
from annotation.stopping.api import router as stopping_router
from annotation.trials.api import router as trials_router
from annotation.trials.draft_api import router as draft_router

router = Router()
router.add_router("", machine_router)
router.add_router("", queue_router)
router.add_router("", review_router)
router.add_router("", flagged_router)
router.add_router("", similar_router)
router.add_router("", samples_router)
router.add_router("", comments_router)
router.add_router("", enhance_router)
router.add_router("", routing_router)
router.add_router("", asked_router)
router.add_router("", learning_router)
router.add_router("", selections_router)
router.add_router("", filters_router)
router.add_router("", duplicates_router)
router.add_router("", datasets_router)
router.add_router("", compare_router)
router.add_router("", agreement_router)
router.add_router("", aggregation_router)
router.add_router("", joined_router)
router.add_router("", effects_router)
router.add_router("", judges_router)
router.add_router("", attention_router)
router.add_router("", dashboard_router)
router.add_router("", certificate_router)
router.add_router("", stopping_router)
router.add_router("", estimation_router)
router.add_router("", trials_router)
router.add_router("", draft_router)
