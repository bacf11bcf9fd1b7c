"""REST endpoints of generation, mounted under /api/v1/ by synthlab/api.py. Thin: access, schema, action."""

from ninja import Router

from generation.agent.api import router as agent_router
from generation.codebooks.api import router as codebooks_router
from generation.endpoints.api import router as endpoints_router
from generation.knowledge.api import router as knowledge_router
from generation.projects.api import router as projects_router
from generation.recipes.api import router as recipes_router
from generation.runs.api import router as runs_router
from generation.support.api import router as support_router

router = Router()
router.add_router("", projects_router)
router.add_router("", codebooks_router)
router.add_router("", support_router)
router.add_router("", knowledge_router)
router.add_router("", endpoints_router)
router.add_router("", recipes_router)
router.add_router("", runs_router)
router.add_router("", agent_router)
