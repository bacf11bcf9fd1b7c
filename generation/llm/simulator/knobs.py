"""What can be turned on the simulated model."""

from dataclasses import asdict, dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Knobs:
    """Rates are shares of requests; `obedience` is the chance that one asked-for condition is honoured; `collapse` the
    exponent of a Zipf law over phrases (0: all alike); `rate_unusable` the share of answers to questions other than for
    one label that no codebook takes; `seed` gives another world."""

    label_noise: float = 0.05
    obedience: float = 0.95
    collapse: float = 0.0
    latency_ms: float = 0.0
    rate_400: float = 0.0
    rate_429: float = 0.0
    rate_quota: float = 0.0
    rate_500: float = 0.0
    rate_malformed: float = 0.0
    rate_refusal: float = 0.0
    rate_truncated: float = 0.0
    rate_hang: float = 0.0
    rate_no_usage: float = 0.0
    rate_no_choices: float = 0.0
    rate_unusable: float = 0.0
    retry_header: str = "seconds"
    seed: int = 0

    def changed(self, values: dict) -> "Knobs":
        """With some knobs turned; ValueError names one that does not exist or a value that makes no sense."""
        kinds = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        unknown = sorted(values.keys() - kinds.keys())
        if unknown:
            raise ValueError(f"There is no knob called {unknown[0]}.")
        turned = replace(self, **{name: kinds[name](value) for name, value in values.items()})
        turned.check()
        return turned

    def check(self) -> None:
        for name, value in asdict(self).items():
            is_share = name.startswith("rate_") or name in ("label_noise", "obedience")
            if is_share and not 0 <= value <= 1:
                raise ValueError(f"{name} must be between 0 and 1.")
        if self.retry_header not in ("seconds", "ms", "date", "none"):
            raise ValueError("retry_header must be seconds, ms, date or none.")
        if self.collapse < 0 or self.latency_ms < 0:
            raise ValueError("collapse and latency_ms must not be negative.")
