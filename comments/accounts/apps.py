"""The app of readers' accounts."""

import logging
from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Stands after allauth in INSTALLED_APPS: it changes what that has put on the desk."""

    name = "comments.accounts"

    def ready(self) -> None:
        import_module("comments.accounts.signals")
        logs = import_module("comments.accounts.logs")
        for handler in logging.getLogger().handlers:
            handler.addFilter(logs.WithoutSecrets())
