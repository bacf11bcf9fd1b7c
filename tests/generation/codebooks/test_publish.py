import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from generation.codebooks.actions import publish, save_draft
from generation.models import Codebook, Event
from tests.generation.codebooks.specs import spec


@pytest.fixture
def draft(project, lead):
    return save_draft(project=project, spec=spec(), author=lead)


def test_it_freezes_and_numbers(draft, lead):
    published = publish(codebook=draft, author=lead)

    assert published.is_published
    assert published.published_by == lead
    assert len(published.fingerprint) == 16
    assert Event.objects.first().verb == "codebook.publish"


def test_it_refuses_a_version_that_is_published(draft, lead):
    published = publish(codebook=draft, author=lead)
    with pytest.raises(ValidationError, match="published already"):
        publish(codebook=published, author=lead)


def test_it_refuses_a_draft_that_changes_nothing(draft, project, lead):
    publish(codebook=draft, author=lead)
    spec_again = Codebook.objects.current(project).as_spec()
    again = save_draft(project=project, spec=spec_again, author=lead)
    with pytest.raises(ValidationError, match="Nothing has changed since version 1"):
        publish(codebook=again, author=lead)


@pytest.mark.scaled
@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_publish_one_version(draft, lead):
    results = []

    def go():
        try:
            results.append(publish(codebook=draft, author=lead).number)
        except ValidationError as error:
            results.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert results.count(1) == 1
    assert results.count("Version 1 is published already.") == 3
