"""`manage.py make_writer`: an account that may write."""

from encyclopedia.site import staff as people

from . import make_editor


class Command(make_editor.Command):
    help = (
        "Makes an account for somebody who writes articles that others publish, or makes an account that is there one. "
        "Asks for the password of a new account, or prints a random one where there is no terminal."
    )
    group = people.WRITERS
