"""REST endpoints of annotation, mounted under /api/v1/ by synthlab/api.py. Thin: access, schema, action."""

from ninja import Router

from annotation.agreement.api import router as agreement_router
from annotation.certificate.api import router as certificate_router
from annotation.compare.api import router as compare_router
from annotation.dashboard.api import router as dashboard_router
from annotation.datasets.api import router as datasets_router
from annotation.effects.api import router as effects_router
from annotation.machine.api import router as machine_router
from annotation.queue.api import router as queue_router
from annotation.review.api import router as review_router
from annotation.samples.api import router as samples_router

router = Router()
router.add_router("", machine_router)
router.add_router("", queue_router)
router.add_router("", review_router)
router.add_router("", samples_router)
router.add_router("", datasets_router)
router.add_router("", compare_router)
router.add_router("", agreement_router)
router.add_router("", effects_router)
router.add_router("", dashboard_router)
router.add_router("", certificate_router)
