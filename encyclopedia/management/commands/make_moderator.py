"""`manage.py make_moderator`: an account that may moderate."""

from encyclopedia.site import staff as people

from . import make_editor


class Command(make_editor.Command):
    help = (
        "Makes an account for somebody who looks after the comments, or makes an account that is there one. "
        "Asks for the password of a new account, or prints a random one where there is no terminal."
    )
    group = people.MODERATORS
