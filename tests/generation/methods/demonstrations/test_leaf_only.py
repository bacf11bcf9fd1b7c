from random import Random

from generation.methods.demonstrations.leaf_only import select
from generation.methods.demonstrations.pool import Pool, Want

POOL = Pool(list("abcdefg"), groups=["cats", "cats", "dogs", "dogs", "dogs", "birds", ""], labels=list("xyxyxyx"))


def shown(**want):
    return {row.id for row in select(POOL, Want(**want), 3, Random(0))}


def test_only_the_leaf_that_is_asked_for_is_shown():
    assert shown(group="dogs") == set("cde")
    assert shown(group="cats") == set("ab")
    assert shown(group="fish") == shown(group="") == set()


def test_within_the_leaf_the_label_counts():
    assert shown(group="dogs", label="x") == set("ce")
