"""English without a country: 25 December 2026."""

from django.conf import settings

DATE_FORMAT = settings.DATE_FORMAT
DATETIME_FORMAT = settings.DATETIME_FORMAT
YEAR_MONTH_FORMAT = settings.YEAR_MONTH_FORMAT
MONTH_DAY_FORMAT = settings.MONTH_DAY_FORMAT
