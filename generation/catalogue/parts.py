"""All parts that a recipe can be made of, by kind and by the name that recipes use."""

from generation.methods.allocators import ALLOCATORS as DRAWING
from generation.methods.demonstrations.selectors import SELECTORS
from generation.methods.plans.answers import Answers
from generation.methods.plans.grade import Grade
from generation.methods.plans.label import Label
from generation.methods.plans.steps.plan import Steps
from generation.methods.plans.write import Write
from generation.methods.quota import Quota
from generation.methods.schedules.registry import SCHEDULES
from generation.methods.values.attributes import Attributes
from generation.methods.values.chunks import Chunks
from generation.methods.values.complexity import Complexity
from generation.methods.values.contexts import Contexts
from generation.methods.values.entity_facts import EntityFacts
from generation.methods.values.enumerated import Enumerated
from generation.methods.values.fact_sets import Facts, FactSets
from generation.methods.values.given import Given
from generation.methods.values.induction import Induced
from generation.methods.values.inspirations import Inspirations
from generation.methods.values.leaves import Leaves
from generation.methods.values.lengths import Lengths
from generation.methods.values.principles import Principles
from generation.methods.values.repeat import Repeats
from generation.methods.values.retrieved import Documents, Retrieved
from generation.methods.values.seed_words import SeedWords
from generation.methods.values.similar_labels import SimilarLabels
from generation.methods.values.terms import Terms
from generation.methods.values.topics import Topics
from generation.methods.values.transform_plan import TransformPlan
from generation.methods.values.worn_words import WornWords

ALLOCATORS = {**DRAWING, "quota": Quota, "fact_sets": FactSets}
SOURCES = {
    "attributes": Attributes,
    "chunks": Chunks,
    "complexity": Complexity,
    "contexts": Contexts,
    "enumerated": Enumerated,
    "given": Given,
    "inspirations": Inspirations,
    "leaves": Leaves,
    "lengths": Lengths,
    "worn_words": WornWords,
    "transform_plan": TransformPlan,
    "similar_labels": SimilarLabels,
    "seed_words": SeedWords,
    "terms": Terms,
    "topics": Topics,
    "principles": Principles,
    "induced": Induced,
    "facts": Facts,
    "entity_facts": EntityFacts,
    "repeats": Repeats,
    "retrieved": Retrieved,
    "documents": Documents,
}
PLANS = {"write": Write, "label": Label, "answers": Answers, "grade": Grade, "steps": Steps}

__all__ = ["ALLOCATORS", "PLANS", "SCHEDULES", "SELECTORS", "SOURCES"]
