import numpy as np
import pytest

from annotation.methods.selection.clusters import clusters
from generation.methods.students.neighbours import Neighbours, nearest


def view(*angles: float) -> np.ndarray:
    """Unit vectors on a circle: the cosine between two is that of the angle between them, in degrees."""
    radians = np.deg2rad(angles)
    return np.column_stack([np.cos(radians), np.sin(radians)])


def stars(*angles: float, groups=None, free=None, alike_from=0.75, **more) -> list[int]:
    n = len(angles)
    groups = np.arange(n) if groups is None else np.array(groups)
    free = np.ones(n, dtype=bool) if free is None else np.array(free)
    return clusters(nearest(view(*angles)), groups, free, alike_from=alike_from, **more).tolist()


def test_rows_that_are_alike_are_a_star_around_the_one_with_the_most_neighbours():
    # cos 40° = .766: 0 and 80 are alike to 40 alone
    assert stars(0, 40, 80, 200) == [1, 1, 1, -1]


def test_no_chain_leads_from_one_matter_to_another():
    found = stars(0, 35, 70, 105, 140)
    ends = {found[0], found[4]}
    assert len(ends) == 2, "140 degrees apart are not together"


def test_near_duplicates_of_the_centre_are_with_it_although_they_are_no_neighbours():
    assert stars(0, 0, 180, groups=[0, 0, 2]) == [0, 0, -1]


def test_near_duplicates_that_are_more_than_a_star_holds_are_several_stars_in_their_order():
    found = clusters(nearest(np.repeat(view(0), 50, axis=0)), np.zeros(50, dtype=int), np.ones(50, dtype=bool), most=20)
    assert found.tolist() == [0] * 20 + [20] * 20 + [40] * 10


def test_rows_that_have_their_answer_take_no_part():
    assert stars(0, 40, 80, free=[True, False, True]) == [-1, -1, -1]


def test_a_star_is_cut_off_at_the_least_alike_and_the_rest_find_another_centre():
    found = stars(0, 5, 10, 15, 20, most=3)
    sizes = sorted(found.count(centre) for centre in {*found} - {-1})
    assert sizes == [2, 3]


def test_the_same_texts_give_the_same_clusters_whatever_there_is():
    angles = np.random.default_rng(3).uniform(0, 360, 60)
    assert stars(*angles) == stars(*angles)


def test_alike_is_what_the_nearest_quarter_reaches_and_never_less_than_half():
    # of eight rows two are 10 degrees apart, the others 30 or more
    assert stars(0, 10, 40, 80, 130, 180, 230, 290, alike_from=None)[:3] == [0, 0, -1]
    assert {*stars(0, 70, 140, 210, 280, alike_from=None)} == {-1}


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_alone_is_a_cluster(n):
    nobody = Neighbours(np.full((n, 15), -1), np.zeros((n, 15)))
    assert clusters(nobody, np.arange(n), np.ones(n, dtype=bool)).tolist() == [-1] * n
