"""The comparison of two sides that a person chose, made on demand and kept for a day."""

import hashlib

from annotation.reports import show
from annotation.shown import Shown
from generation.models import Project


def show_pair(project: Project, codebook: int, question: str, left: str, right: str) -> Shown:
    """`codebook` is the number of a published version."""
    named = "\x1f".join([str(codebook), question, left, right]).encode()
    kind = f"pair-{hashlib.blake2b(named, digest_size=12).hexdigest()}"
    return show(project, kind, codebook=codebook, question=question, left=left, right=right)
