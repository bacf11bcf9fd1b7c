"""One way to write a date in English: 21 Nov 2026, 16:01. Django's own ends in a full stop, and has three ways."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
