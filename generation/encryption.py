"""Secrets at rest, such as API keys: encrypted with a key derived from SECRET_KEY, never shown again."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class KeyUnreadable(Exception):
    """SECRET_KEY is another one than when the key was stored: the key has to be entered again."""


def sealed(api_key: str) -> str:
    return _box().encrypt(api_key.encode()).decode() if api_key else ""


def opened(token: str) -> str:
    try:
        return _box().decrypt(token.encode()).decode() if token else ""
    except InvalidToken as problem:
        raise KeyUnreadable("The stored key cannot be read. Enter it again.") from problem


def _box() -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"synthlab secrets").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
