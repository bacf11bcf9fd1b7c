"""The secret key of an embedded set-up, made once and kept in its data folder."""

import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The key in `data_dir/secret_key`; it is made on first use, also when two processes start at once."""
    path = data_dir / "secret_key"
    try:
        # A link appears whole or not at all, so nobody reads half a key.
        if not path.exists():
            fresh = data_dir / f"secret_key.{os.getpid()}.{secrets.token_hex(4)}"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50))
            try:
                os.link(fresh, path)
            finally:
                fresh.unlink()
    except FileExistsError:
        pass
    return path.read_text().strip()
