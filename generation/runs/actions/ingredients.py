"""Noting what accepted samples were made from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generation.inserts import insert, insert_values
from generation.methods.values.origins import document_of, facts_of, file_of, passages_of
from generation.models import Ingredient, IngredientUse, PlannedRow

LONGEST = 400


def names_of(row: PlannedRow, parents: Iterable[str], templates: Iterable[str], frozen: Mapping[str, Any]) -> set[str]:
    """The ingredients of a candidate, each by its kind and what it is. `frozen`: the setup of its run, which knows the
    files and samples that the row's places count through."""
    draw = row.condition
    named = [f"value:{name}={value}" for name, value in draw.get("conditions", [])]
    named += [f"shown:{sample}" for sample in draw.get("demonstrations", [])]
    named += [f"from:{sample}" for sample in parents]
    named += [f"template:{template}" for template in templates if template]
    named += _knowledge(draw.get("extra", {}), frozen)
    return {name[:LONGEST] for name in named}


def _knowledge(extra: Mapping[str, Any], frozen: Mapping[str, Any]) -> Iterator[str]:
    """Passages, with their document and file; facts, with their file; the unlabelled sample that a piece is of."""
    for name in filter(None, passages_of(extra, frozen)):
        yield from (name, document_of(name), file_of(name))
    for name in filter(None, facts_of(extra, frozen)):
        yield from (name, file_of(name))
    if "fragment" in extra:
        yield f"from:{frozen['topics'][extra['document']]}"


def note(project_id: int, made: Mapping[int, set[str]]) -> None:
    """Keep the ingredients of some samples, by sample id. The project is locked, so nobody else adds names."""
    wanted = sorted(set().union(*made.values())) if made else []
    if not wanted:
        return
    known = _known(project_id, wanted)
    if missing := [name for name in wanted if name not in known]:
        insert([Ingredient(project_id=project_id, name=name) for name in missing], ignore_conflicts=True)
        known = _known(project_id, wanted)
    uses = [(known[name], pk) for pk, names in made.items() for name in names]
    insert_values(IngredientUse, ("ingredient_id", "sample_id"), uses, ignore_conflicts=True)


def _known(project_id: int, names: list[str]) -> dict[str, int]:
    found = Ingredient.objects.filter(project=project_id, name__in=names)
    return dict(found.values_list("name", "pk"))
