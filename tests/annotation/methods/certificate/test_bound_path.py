"""Where the bound stood: each point is the certificate of the log up to there."""

from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.bound_path import Point, bound_path
from annotation.methods.certificate.removal import Removal

RIGHT, WRONG, FOUND = Removal(True, 0.0), Removal(True, 1.0), Removal(False, 1.0)


def test_it_begins_where_all_may_be_wrong_and_ends_at_the_certificate():
    path = bound_path(1000, [RIGHT] * 100)
    assert (path[0], path[-1]) == (Point(0, 0, 1000), Point(100, 100, 35))


def test_each_point_is_the_bound_of_the_log_up_to_there_and_it_never_rises():
    log = [RIGHT, FOUND, RIGHT, WRONG, *[RIGHT, FOUND] * 30, FOUND]
    path = bound_path(200, log, points=10)
    assert len(path) <= 10
    assert path[-1].removed == len(log)
    assert all(point.remaining == bound(200, log[: point.removed]).remaining for point in path)
    remaining = [point.remaining for point in path]
    assert remaining == sorted(remaining, reverse=True)


def test_before_the_first_audit_only_what_was_found_counts():
    assert bound_path(10, []) == [Point(0, 0, 10)]
    assert bound_path(10, [FOUND, FOUND]) == [Point(0, 0, 10), Point(0, 2, 8)]
