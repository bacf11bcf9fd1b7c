"""One way to write a date in Korean, too. Django's own puts the half of the day behind the time; Korean says it before:
오전 5:18. Its short dates are written as in 2026-11-22, beside long ones in words."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y년 n월 j일"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y년 n월 j일 A g:i"
TIME_FORMAT = "A g:i"
