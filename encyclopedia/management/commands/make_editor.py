"""`manage.py make_editor`: an account that may edit and publish."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from encyclopedia.site import staff as people


class Command(BaseCommand):
    help = (
        "Makes an account for somebody who writes and publishes articles, or makes an account that is there one. "
        "Asks for the password of a new account, or prints a random one where there is no terminal."
    )
    group = people.EDITORS

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="What the person signs in with.")

    def handle(self, *, name: str, **options: Any) -> None:
        try:
            user = people.make_staff(name, [self.group], password=self.password)
        except ValidationError as error:
            raise CommandError(f"No account can be called “{name}”. {' '.join(error.messages)}") from None
        except (EOFError, KeyboardInterrupt):
            raise CommandError("No account was made.") from None
        self.stdout.write(f"{user.get_username()} is in the group {self.group}.")
        if not user.is_active:
            self.stderr.write("The account is switched off; switch it on in the admin before it can sign in.")

    def password(self, user: User) -> str:
        """The password of a new account."""
        if not sys.stdin.isatty():
            password = people.random_password()
            self.stdout.write(f"Password, printed only this once: {password}")
            return password
        while True:
            password = getpass(f"Password for {user.get_username()}: ")
            try:
                password_validation.validate_password(password, user)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            if getpass("The same again: ") == password:
                return password
            self.stderr.write("The two are not the same.")
