"""What a candidate has to reach on the held-out half, set before anybody looks. No import that pages cannot bear."""

from dataclasses import asdict, dataclass, fields

FEWEST_OF_A_LABEL = 5  # items with a label, from which on it counts for a verdict
FEWEST_OF_A_KIND = 10  # items that say something of a question of another kind, from which on it is judged
LABEL = "label"


@dataclass(frozen=True)
class Thresholds:
    """What has to be reached. Defaults for one label: methods/curation 3.3, after Pangakis, Wolken, Fasching 2023
    (arXiv 2306.00176); for the other kinds our own.

    `target`: the accuracy wanted; the lower limit of its interval may be below it by `slack`. Each other kind has the
    value wanted of its first measure (kinds.py), whose lower limit may be below by the same `slack`. 0 asks for
    nothing: the figure is told, and judges nothing. So it is of texts unless somebody sets it, for two wordings may
    say the same.
    """

    macro_f1: float = 0.8
    recall: float = 0.7  # of every label
    target: float = 0.85
    slack: float = 0.05
    multi_label: float = 0.75  # mean Jaccard index
    rating: float = 0.6  # kappa with quadratic weights
    ranking: float = 0.75  # pairs in the same order
    text: float = 0.0  # mean similarity
    spans: float = 0.7  # F1 of equal spans

    @classmethod
    def from_json(cls, data: dict) -> "Thresholds":
        return cls(**{one.name: float(data[one.name]) for one in fields(cls) if one.name in data})

    def as_json(self) -> dict:
        return asdict(self)

    @property
    def least(self) -> float:
        """What the lower limit of the agreement has to reach."""
        return round(self.target - self.slack, 10)

    def least_of(self, kind: str) -> float | None:
        """What the lower limit of a kind's first measure has to reach; None where nothing is asked for."""
        wanted = getattr(self, kind)
        return round(max(0.0, wanted - self.slack), 10) if wanted else None


OF_KINDS = ("multi_label", "rating", "ranking", "text", "spans")
