"""Who may do what: the groups of the staff, their rights, and the accounts in them."""

from collections.abc import Callable, Collection

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.utils.crypto import get_random_string

WRITERS = "Writers"
EDITORS = "Editors"
MODERATORS = "Moderators"

#: The rights of each group, of whichever app has them. Nobody may delete what people have written: an article is
#: archived, a comment has a verb of its own.
RIGHTS = {
    WRITERS: ["view_article", "add_article", "change_article", "upload_image", "view_category"],
    EDITORS: [
        *("view_article", "add_article", "change_article", "publish_article", "upload_image"),
        *("view_category", "add_category", "change_category"),
        *("view_synonymgroup", "add_synonymgroup", "change_synonymgroup", "delete_synonymgroup"),
    ],
    MODERATORS: ["moderate_comment", "hide_revision"],
}

UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def random_password() -> str:
    """A password that can be read out; its 16 characters hold 79 bits."""
    return get_random_string(16, UNMISTAKABLE)


def make_groups() -> None:
    """Make the groups and give each exactly its rights; those of an app that is not installed are left out."""
    for name, codenames in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(codename__in=codenames))


def make_staff(name: str, groups: Collection[str], *, password: Callable[[User], str]) -> User:
    """Put the account of that name into the groups and let it sign in at the desk.

    An account that is there keeps its password; for a new one, `password` is asked, and given the account that is
    going to be. Raises ValidationError when `name` cannot be an account's.
    """
    accounts = get_user_model()
    new = accounts(username=accounts.normalize_username(name))
    new.clean_fields(exclude=["password"])
    user = accounts.objects.filter(username=new.username).first()
    if user is None:
        user = new
        user.set_password(password(user))
    with transaction.atomic():
        make_groups()
        user.is_staff = True
        user.save()
        user.groups.add(*Group.objects.filter(name__in=groups))
    return user
