"""The app, and the desk in place of the stock admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class EncyclopediaConfig(AppConfig):
    name = "encyclopedia"
    verbose_name = "Encyclopedia"
    default = True


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with the encyclopedia's own site: the editors' desk."""

    default_site = "encyclopedia.desk.Desk"
    default = False
