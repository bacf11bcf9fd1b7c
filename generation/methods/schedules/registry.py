"""All schedules, by the name that recipes use. What needs numpy is read when a round is prepared."""

from generation.methods.schedules.adversarial import Adversarial
from generation.methods.schedules.agreement import Agreement
from generation.methods.schedules.ambiguity import Ambiguity
from generation.methods.schedules.evolution import Evolution
from generation.methods.schedules.explained import Explained
from generation.methods.schedules.extrapolation import Extrapolation
from generation.methods.schedules.feedback import Feedback
from generation.methods.schedules.guarding import Guarding
from generation.methods.schedules.retrieval import Retrieval
from generation.methods.schedules.routing import Routing
from generation.methods.schedules.schedule import Rounds, Single
from generation.methods.schedules.score_top import ScoreTop
from generation.methods.schedules.selective import Selective

SCHEDULES: dict[str, type] = {
    "single": Single,
    "evolution": Evolution,
    "rounds": Rounds,
    "extrapolation": Extrapolation,
    "feedback": Feedback,
    "score_top": ScoreTop,
    "agreement": Agreement,
    "ambiguity": Ambiguity,
    "selective": Selective,
    "guarding": Guarding,
    "retrieval": Retrieval,
    "routing": Routing,
    "explained": Explained,
    "adversarial": Adversarial,
}
