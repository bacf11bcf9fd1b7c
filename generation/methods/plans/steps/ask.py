"""Ask the model: once, several times, or once for each entry of a list."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from generation.methods.kit import Kit
from generation.methods.parts import PartError, bounded, unknown
from generation.methods.plans.steps.scratch import SECOND_MODEL, Scratch
from generation.methods.plans.steps.shapes import check_shape, inner_names, schema_of, values_of
from generation.methods.plans.steps.tools.tool import Unusable
from generation.methods.steps import FIRST, Answer, Ask, Script, asked_all
from generation.methods.translatable import gettext_noop as _

NO_TEMPERATURE = _("“%(value)s” is no temperature from 0 to %(most)s")
HOTTEST = 2  # as published
LIKELY = 10  # entries of a list, as far as a price can know


@dataclass(frozen=True)
class AskStep:
    """Fill the template called `step` and keep what `gives` names; without `gives` the fields of one item.

    Parameters
    ----------
    times : ask so often; each value becomes the list of what came back, without what was of no use. each : name of a
    list; ask once for each entry, of the first 50, which templates call {one}; values are lists beside it, None where
    nothing came.
    when, unless : names of values that decide whether it is asked at all. variant : name of a value that is added to
    the template's name, as “step_value”; without a value the step's own.
    probability_of : name of a value whose probability is wanted; it is kept as `step_probability`, those of all that
    it could be as `step_shares`. likelihood : how likely the model found what it wrote, kept as `step_likelihood`.
    optional : go on without it where nothing came back. variants : the values that `variant` takes, each with a
    template. model : first or second, which of the run's models is asked. temperature_of : name of a value that holds
    the temperature. bias_of : name of a value with words and what is added to their logits.
    """

    step: str
    gives: dict[str, Any] = field(default_factory=dict)
    times: int = bounded(1, least=1, most=50)
    each: str = ""
    when: str = ""
    unless: str = ""
    variant: str = ""
    variants: tuple[str, ...] = ()
    probability_of: str = ""
    likelihood: bool = False
    optional: bool = False
    model: Literal["first", "second"] = FIRST
    temperature_of: str = ""
    bias_of: str = ""
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None

    READ = ("each", "when", "unless", "variant", "temperature_of", "bias_of")

    def __post_init__(self) -> None:
        check_shape(self.gives, "gives")
        if self.probability_of and self.probability_of not in self.gives:
            raise PartError("probability_of", *unknown(self.probability_of, self.gives))

    @property
    def asks(self) -> frozenset[str]:
        """The templates that it needs."""
        return frozenset(f"{self.step}_{one}" for one in self.variants) if self.variant else frozenset({self.step})

    @property
    def names(self) -> tuple[str, ...]:
        """What it gives, by all the names that templates have for it."""
        return (*self._own, *inner_names(self.gives))

    @property
    def _own(self) -> tuple[str, ...]:
        chance = (f"{self.step}_probability", f"{self.step}_shares") if self.probability_of else ()
        likely = (f"{self.step}_likelihood",) if self.likelihood else ()
        return (*(self.gives or ("fields",)), *chance, *likely)

    @property
    def models(self) -> frozenset[str]:
        """Which models it asks."""
        return frozenset({self.model})

    def calls(self, kit: Kit, of: str = "") -> tuple[int, int]:
        """Calls at least and at most, of one model or of all; a list has as many entries as ten."""
        if of not in ("", self.model) or (self.when == SECOND_MODEL and not kit.context.second):
            return 0, 0
        surely = self.when in ("", SECOND_MODEL) and not (self.unless or self.each)
        most = self.times * (LIKELY if self.each else 1)
        return (self.times if surely else 0), most

    def run(self, row: Scratch) -> Script[None]:
        if (self.when and not row.known(self.when)) or (self.unless and row.known(self.unless)):
            return
        try:
            yield from self._asked(row)
        except Unusable as problem:
            row.end(str(problem)[:200], self.step)

    def _asked(self, row: Scratch) -> Script[None]:
        if self.each:
            yield from self._each(row)
        elif self.times > 1:
            yield from self._often(row)
        else:
            ask = self._ask(row)
            [answer] = yield from asked_all([ask])
            self._keep(row, ask, answer)

    def _keep(self, row: Scratch, ask: Ask, answer: Answer) -> None:
        row.steps.append(ask.step)
        row.raw = answer.text
        if answer.fields is not None:
            row.values.update(self._told(answer, row.kit))
        elif self.optional:
            row.values.update(dict.fromkeys(self._own))
        else:
            row.end(answer.problem, answer.detail)

    def _often(self, row: Scratch) -> Script[None]:
        asks = []
        for number in range(1, self.times + 1):
            with row.turn(number):
                asks.append(self._ask(row))
        answers = yield from asked_all(asks)
        row.steps += [ask.step for ask in asks]
        told = [self._told(answer, row.kit) for answer in answers if answer.fields is not None]
        if not told and not self.optional:
            return row.end(answers[-1].problem, answers[-1].detail)
        row.values.update({name: [one[name] for one in told] for name in self._own})

    def _each(self, row: Scratch) -> Script[None]:
        entries, asks = row.entries(self.each), []
        for number, entry in enumerate(entries, start=1):
            more = entry if isinstance(entry, Mapping) else {}
            with row.turn(number), row.having(one=entry, number=number, **more):
                asks.append(self._ask(row) if entry not in (None, "") else None)
        answers = yield from asked_all([ask for ask in asks if ask])
        row.steps += [ask.step for ask in asks if ask]
        left = iter(answers)
        told = [self._told(next(left), row.kit) if ask else {} for ask in asks]
        told += [{}] * (len(row.known(self.each) or ()) - len(asks))  # beside the list, as long as it is
        row.values.update({name: [one.get(name) for one in told] for name in self._own})

    def _ask(self, row: Scratch) -> Ask:
        value = row.known(self.variant) if self.variant else None
        if self.variants and value not in self.variants:
            value = self.variants[0]  # a wording that the recipe has no template for: somebody entered it
        variant = f"_{value}" if value not in (None, "") else ""
        given = {"temperature": self.temperature, "top_p": self.top_p, "max_tokens": self.max_tokens}
        changes = {name: value for name, value in given.items() if value is not None}
        if self.temperature_of and (warm := row.known(self.temperature_of)) not in (None, ""):
            changes["temperature"] = _temperature(warm)
        if self.bias_of and (words := row.known(self.bias_of)):
            changes["bias"] = _bias(words)
        schema = schema_of(self.gives, row.kit, row.kit.label_of(row.draw))
        ask = row.kit.ask(row.step(self.step), row.slots(), schema, template=self.step + variant, **changes)
        return replace(ask, probability_of=self.probability_of, likelihood=self.likelihood, model=self.model)

    def _told(self, answer: Answer, kit: Kit) -> dict[str, Any]:
        if answer.fields is None:
            return {}
        told = values_of(self.gives, answer.fields, kit)
        if self.probability_of:
            shares = {kit.question.name_of(name) or name: share for name, share in (answer.shares or {}).items()}
            told |= {f"{self.step}_probability": answer.probability, f"{self.step}_shares": shares}
        return told | ({f"{self.step}_likelihood": answer.likelihood} if self.likelihood else {})


def _temperature(value: Any) -> float:
    """A temperature that came from the row; Unusable where it is none: somebody may have entered it as an attribute."""
    with suppress(TypeError, ValueError):
        if HOTTEST >= (warm := float(value)) >= 0:
            return warm
    raise Unusable(NO_TEMPERATURE % {"value": str(value)[:60], "most": HOTTEST})


def _bias(words: Any) -> tuple[tuple[str, float], ...]:
    """Words with what is added to their logits; Unusable where the row has something else."""
    try:
        return tuple((str(word), float(bias)) for word, bias in sorted(words.items()))
    except (AttributeError, TypeError, ValueError) as problem:
        raise Unusable(_("these are no words with numbers")) from problem
