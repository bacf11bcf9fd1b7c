"""The tables of generation, low to high: a file imports only the ones above it in this list."""

from generation.models.answer import KeptAnswer
from generation.models.batch import Batch
from generation.models.codebook import Codebook, Label, ProposedFor, Question, QuestionType, Rule
from generation.models.condition import Attribute, AttributeValue
from generation.models.endpoint import Endpoint
from generation.models.ingredient import Ingredient, IngredientUse
from generation.models.job import Job
from generation.models.knowledge import Knowledge
from generation.models.machine import MachineLabel
from generation.models.measures import RunMeasures
from generation.models.person import Theme, User
from generation.models.plan import Plan, PlanState, PlanTurn
from generation.models.project import Event, Membership, Project, Role, Token, token_digest
from generation.models.recipe import RecipeDocument
from generation.models.run import Call, Claim, PlannedRow, Round, Run, RunPurpose, RunState
from generation.models.sample import TO_CHECK, GateResult, LabelSource, Origin, Sample, SampleState
from generation.models.support import Import, RejectedLine

__all__ = [
    "TO_CHECK",
    "Attribute", "AttributeValue", "Batch", "Call", "Claim", "Codebook", "Endpoint", "Event", "GateResult", "Import",
    "Ingredient", "IngredientUse", "Job", "KeptAnswer", "Knowledge", "Label", "LabelSource", "MachineLabel",
    "Membership", "Origin", "Plan", "PlanState", "PlanTurn", "PlannedRow", "Project", "ProposedFor",
    "Question", "QuestionType",
    "RecipeDocument", "RejectedLine", "Role", "Round", "Rule", "Run", "RunMeasures", "RunPurpose", "RunState",
    "Sample", "SampleState", "Theme", "Token", "User", "token_digest",
]  # fmt: skip
