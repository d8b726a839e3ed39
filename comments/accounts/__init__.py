"""Readers' accounts: django-allauth, in our words and with our limits."""
