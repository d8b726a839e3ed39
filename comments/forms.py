"""The form of a comment: what may stand in its fields, and in which words a mistake is told."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from .articles import REFUSED_CHARACTERS, render_comment
from .models import NAME_LENGTH
from .moderation import Draft

SHORTEST, LONGEST = 2, 5_000
EMAIL_LENGTH = 254
# Addresses, Markdown links, and hosts under the endings that are sold by the million; "J.R.R. Tolkien" is a name.
LINK = re.compile(
    r"://|\bwww\.|\]\s*\(|\w\.[a-z]{2,}/|\w\.(?:biz|club|cn|com|info|io|net|online|org|ru|shop|site|top|xyz)\b",
    re.IGNORECASE,
)
# Letters of any script turn by themselves; these turn what stands beside them, too.
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


class Text(forms.CharField):
    """Characters that can be stored, shown and sent, with line ends and composed letters in one form."""

    def to_python(self, value):
        text = unicodedata.normalize("NFC", super().to_python(value).replace("\r\n", "\n").replace("\r", "\n"))
        if found := REFUSED_CHARACTERS.search(text):
            raise ValidationError(f"The character U+{ord(found[0]):04X} cannot be shown. Remove it.")
        return text


class Prose(Text):
    """Text of several lines; the indent of the first is kept, because in Markdown it means code."""

    def to_python(self, value):
        return super().to_python(value).rstrip().lstrip("\n")


class CommentForm(forms.Form):
    text = Prose(
        label="Comment",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST}),
        help_text="**Bold**, *italic*, `code`, lists, > quotes and links can be written in Markdown.",
        error_messages={"required": "Write your comment."},
    )
    name = Text(
        label="Name",
        widget=forms.TextInput(attrs={"maxlength": NAME_LENGTH, "autocomplete": "nickname"}),
        help_text="Shown beside your comment.",
        error_messages={"required": "Write the name that is to stand beside your comment."},
    )
    email = forms.EmailField(
        label="Email (optional)",
        required=False,
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Never shown.",
        error_messages={"invalid": "Write an email address such as name@example.org, or leave this empty."},
    )
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    html = ""
    """The comment as it would be shown, once the form was found valid."""

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) < SHORTEST:
            raise ValidationError(f"Write at least {SHORTEST} characters.")
        if len(text) > LONGEST:
            raise ValidationError(f"This has {len(text):,} characters; at most {LONGEST:,} can be posted.")
        self.html = render_comment(text)
        if not _is_visible(strip_tags(self.html)):
            raise ValidationError("Nothing of this would be seen. Write your comment.")
        return text

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not _is_visible(name):
            raise ValidationError("A name needs a letter or another sign that can be seen.")
        if len(name) > NAME_LENGTH:
            raise ValidationError(f"Write a name of at most {NAME_LENGTH} characters.")
        if any(unicodedata.bidirectional(character) in TURNING for character in name):
            raise ValidationError("Write the name without signs that turn the direction of the text around it.")
        if LINK.search(name):
            raise ValidationError("Write a name, not an address.")
        return name

    def draft(self, address):
        """What was written, with where it came from; only of a valid form."""
        return Draft(
            text=self.cleaned_data["text"],
            html=self.html,
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            address=address,
            trapped=bool(self.cleaned_data["website"]),
        )


def _is_visible(text):
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
