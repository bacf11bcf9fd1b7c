"""The static files, listed once: every test client builds its middleware anew, which would look all of them up."""

from whitenoise.middleware import WhiteNoiseMiddleware

_look_up = WhiteNoiseMiddleware.add_files_from_finders
_found: dict = {}


def add_found(middleware: WhiteNoiseMiddleware) -> None:
    """Instead of WhiteNoiseMiddleware.add_files_from_finders: nothing changes these files while tests run."""
    if not _found:
        _look_up(middleware)
        _found.update(middleware.files)
    middleware.files.update(_found)
