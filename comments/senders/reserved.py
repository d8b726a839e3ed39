"""Names that only the people who run the site may have, however they are spelled.

Two names look alike when the same letters are left once accents, spaces and signs are gone and each letter has become
the one of the Latin alphabet that it looks like. The table is short: it is there for what deceives at a glance, and a
comment of the staff carries a mark that no name can give.
"""

import unicodedata
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

WORDS = ("editor", "editors", "moderator", "moderators", "administrator", "administrators", "admin", "admins", "staff")

#: Letters and signs that look otherwise once they are taken apart or made small, or that are left out as signs then.
_AS_THEY_ARE: dict[int, Any] = str.maketrans("ΗΝΡΥΧϲϹ℮€†", "hnpyxcceet")
#: The capitals of the Latin alphabet in white on black, as circles and as squares, which Unicode takes apart no more.
_ENCLOSED = {first + at: chr(ord("a") + at) for first in (0x1F150, 0x1F170) for at in range(26)}
_TWINS = {
    ord(twin): letter
    for twins, letters in (
        ("авегіјкмнопрстухѕһԁԛԝӏиү", "aberijkmhonpctyxshdqwluy"),  # Cyrillic
        ("αβγεηικμνορτυχω", "abyenikmvoptuxw"),  # Greek
        ("օոսհցզ", "onuhgq"),  # Armenian
        ("ıɑɡɩøđłħŧðƒ", "iagiodlhtdf"),  # Latin of other languages
        ("ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃᎾ", "abcdeghljklmprstvwzo"),  # Cherokee
        ("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijklmnoprstuvwxyz"),  # Lisu
        ("ᗩⲁռᴦ", "aanr"),  # of other scripts
        ("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdeghijklmnoprstuvwyz"),  # phonetic capitals
        ("0134578@$|!", "oleastbasll"),
    )
    for twin, letter in zip(twins, letters, strict=True)
}


def look_of(name: str) -> str:
    """What a name looks like: equal for two that are hard to tell apart."""
    seen = name.translate(_AS_THEY_ARE | _ENCLOSED)
    letters = unicodedata.normalize("NFKD", seen).translate(_AS_THEY_ARE).casefold()
    plain = unicodedata.normalize("NFKD", letters).translate(_TWINS)
    bare = "".join(character for character in plain if character.isalnum())
    return bare.replace("i", "l").replace("rn", "m").replace("vv", "w")


def check_free(name: str, account: User | None = None) -> None:
    """Raise ValidationError for a name that is not for this account, or for somebody without one."""
    if account and account.is_staff:
        return
    look = look_of(name)
    if look and look in {look_of(reserved) for reserved in (*WORDS, settings.SITE_NAME, *_names_of_staff())}:
        raise ValidationError("This name is kept for the people who run this site. Write another one.")


def _names_of_staff() -> list[str]:
    staff = get_user_model().objects.filter(is_staff=True)
    rows = staff.values_list("username", "first_name", "last_name", "person__name")
    return [
        name
        for username, first, last, shown in rows
        for name in (username, shown, f"{first} {last}" if first and last else "")
        if name
    ]
