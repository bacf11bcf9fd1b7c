import re

from django.conf import settings


def test_each_file_that_the_methods_page_names_exists():
    page = (settings.BASE_DIR / "docs" / "methods.md").read_text()
    named = re.findall(r"`((?:annotation|generation)/[\w/]+\.py)`", page)
    assert len(named) > 20
    assert [path for path in named if not (settings.BASE_DIR / path).is_file()] == []


def test_each_signal_and_coefficient_has_a_row():
    page = (settings.BASE_DIR / "docs" / "methods.md").read_text()
    folders = ("signals", "filters", "weighting", "agreement", "aggregation", "enhancement", "effects", "selection")
    for folder in (*folders, "exports", "judges"):
        shared = {"registry", "evidence", "words", "coefficient", "columns", "pipe", "__init__"}
        shared |= {"vocabulary", "sentences", "rude_words", "language_words", "answers", "aggregated"}
        shared |= {"lesson", "decision"}
        for path in (settings.BASE_DIR / "annotation" / "methods" / folder).glob("*.py"):
            assert path.stem in shared or f"{folder}/{path.name}" in page, path.name
