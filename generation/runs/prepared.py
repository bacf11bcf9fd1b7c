"""A run's recipe as its rows are drawn and asked: built from what the run froze."""

from generation.catalogue.prepared import Prepared
from generation.methods.context import Context
from generation.models import Run
from generation.recipe_book import recipe_of
from generation.runs.frames.context import context_of


def prepared(run: Run, number: int | None = None, known: Context | None = None) -> Prepared:
    """The recipe with all that a round is drawn with: the current one, or that of this number (see
    context_of)."""
    return recipe_of(run).prepare(context_of(run, number, known))
