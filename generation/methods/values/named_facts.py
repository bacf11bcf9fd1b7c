"""Types and relations that a setting names: whether the project's facts have them."""

from collections.abc import Iterable
from difflib import get_close_matches

from generation.methods.kit import Kit
from generation.methods.parts import PartError, unknown
from generation.methods.steps import SetupFailed
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.graph import Graph, fold

MOST_SHOWN = 12  # names in a message
MEANT = _("Your facts know no “%(name)s”. Did you mean “%(meant)s”?")
UNKNOWN = _("Your facts know no “%(name)s”. They know: %(known)s.")


def plain(name: str) -> str:
    """Return the form in which types and relations are compared with labels and settings."""
    return fold(name.replace("_", " "))


def types_of(graph: Graph) -> set[str]:
    """Return the types that entities have."""
    return {kind for entity in graph.entities.values() for kind in entity.types}


def check_known(setting: str, names: Iterable[str], known: Iterable[str]) -> None:
    """PartError says which of the names the facts do not have, and what was probably meant."""
    spelled = {plain(name): name for name in known}
    for name in names:
        if plain(name) not in spelled:
            raise PartError(setting, *_told(name, spelled))


def check_label(kit: Kit, setting: str, name: str) -> None:
    """PartError where the question has no label of that name."""
    if kit.question.name_of(name) is None:
        raise PartError(setting, *unknown(name, [label.name for label in kit.question.labels]))


def whole(kit: Kit) -> bool:
    """Whether all facts are known: before a run starts it is their beginning alone."""
    return bool(len(kit.context.triples)) and not getattr(kit.context.triples, "partial", False)


def failed(problem: PartError) -> SetupFailed:
    """The same for a set-up, where all facts are known at the latest; nothing is paid before it."""
    return SetupFailed(problem.message % problem.values)


def _told(name: str, spelled: dict[str, str]) -> tuple[str, dict]:
    close = get_close_matches(plain(name), spelled, n=1)
    if close:
        return MEANT, {"name": name, "meant": spelled[close[0]]}
    return UNKNOWN, {"name": name, "known": ", ".join(sorted(spelled.values())[:MOST_SHOWN]) or "–"}
