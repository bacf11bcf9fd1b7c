from datetime import timedelta

from django.utils import timezone

from generation.templatetags.moments import ago, minutes


def test_what_has_just_happened_was_not_0_minutes_ago():
    assert ago(timezone.now() - timedelta(seconds=59)) == "just now"


def test_later_it_is_told_in_minutes_and_hours():
    assert ago(timezone.now() - timedelta(minutes=125)) == "2\xa0hours, 5\xa0minutes ago"


def test_a_wait_is_told_in_minutes_that_are_not_too_few():
    assert [minutes(seconds) for seconds in (120, 121, 1260)] == [2, 3, 21]
