"""What may fail once: tests of a browser and those that kill processes, nothing else (docs/contributors/tests.md)."""

from tests.conftest import BROWSER


def test_nothing_is_run_again_but_what_drives_a_browser_or_kills_processes(request):
    for item in request.session.items:
        may = item.path.is_relative_to(BROWSER) or item.get_closest_marker("kills") is not None
        assert (item.get_closest_marker("flaky") is not None) == may, item.nodeid
