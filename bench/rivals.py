"""Libraries that only whoever wants them as rivals installs. No `main`."""

from importlib.metadata import PackageNotFoundError, version


def say_what_is_left_out(*names: str) -> None:
    for name in names:
        try:
            version(name)
        except PackageNotFoundError:
            print(f"{name} is left out: it is not installed (`pip install {name}`).", flush=True)
