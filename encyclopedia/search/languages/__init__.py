"""The languages that search knows, each a module; a site has the one of its setting LANGUAGE, or English."""

from django.conf import settings

from .english import ENGLISH

BY_CODE = {"en": ENGLISH}

LANGUAGE = BY_CODE.get(settings.LANGUAGE_CODE.partition("-")[0], ENGLISH)

__all__ = ["LANGUAGE"]
