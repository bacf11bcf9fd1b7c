"""A small world with a skew like the real one: few relations and entities are in most facts."""

from generation.methods.values.graph import Entity, Graph, Relation, Triple


def geography() -> Graph:
    """Capitals are known completely, rivers are not."""
    entities = [
        Entity("de", "Germany", ("Deutschland",), ("country",)),
        Entity("fr", "France", (), ("country",)),
        Entity("it", "Italy", (), ("country",)),
        Entity("b", "Berlin", (), ("city",)),
        Entity("p", "Paris", ("Ville Lumière",), ("city",)),
        Entity("p2", "Paris", (), ("person",)),
        Entity("r", "Rome", (), ("city",)),
        Entity("rh", "Rhine", (), ("river",)),
    ]
    relations = [
        Relation("has capital", "country", "city", complete=True),
        Relation("is crossed by", "country", "river"),
        Relation("founded in", "city", "literal", complete=True),
    ]
    triples = [
        Triple("de", "has capital", "b", "atlas", 0.9, "1990-10-03"),
        Triple("fr", "has capital", "p", "atlas"),
        Triple("it", "has capital", "r", "atlas"),
        Triple("de", "is crossed by", "rh", "web", 0.4),
        Triple("b", "founded in", "1237", "atlas", literal=True),
        Triple("r", "founded in", "-753", "atlas", literal=True),
        Triple("p2", "has capital", "b"),
    ]
    return Graph(triples, entities, relations)


def skewed(entities: int = 400, relations: int = 20, facts: int = 6000) -> Graph:
    """Relation and subject of a fact by Zipf's law (exponent 1), objects spread out."""
    shares = [1 / (rank + 1) for rank in range(relations)]
    triples = []
    for rank, share in enumerate(shares):
        for i in range(max(round(facts * share / sum(shares)), 5)):
            subject = int(entities ** (((i * 7919 + rank * 104729) % 9973) / 9973)) - 1
            triples.append(Triple(f"e{subject}", f"r{rank}", f"e{(i * 31 + rank * 17) % entities}"))
    return Graph(triples, [Entity(f"e{i}", f"entity {i}", types=("thing",)) for i in range(entities)])
