"""Django's Korean formats put the half of the day behind the time; Korean says it before: 오전 5:18."""

DATETIME_FORMAT = "Y년 n월 j일 A g:i"
TIME_FORMAT = "A g:i"
