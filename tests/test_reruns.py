"""What may fail once: what races with other threads and processes, nothing else (docs/contributors/tests.md)."""

from tests.conftest import may_race


def test_nothing_is_run_again_but_what_may_race(request):
    for item in request.session.items:
        assert (item.get_closest_marker("flaky") is not None) == may_race(item), item.nodeid


def test_what_nobody_else_sees_fails_at_once(request):
    assert not may_race(request.node)
