"""The form of a comment: what may stand in its fields, and in which words a mistake is told."""

import re
import unicodedata
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from comments.articles import Article
from comments.models import Comment, Person
from comments.posting.draft import Draft
from encyclopedia.site.characters import REFUSED, without_endless_marks
from encyclopedia.site.mailboxes import check_domain

from .articles import render_comment
from .models import CONTEXT_LENGTH, NAME_LENGTH, NOTE_LENGTH, QUOTATION_LENGTH, TEXT_LENGTH, Complaint, Passage
from .passages.passages import NotThere, point_at
from .passages.plain_text import one_spaced
from .senders.reserved import check_free

SHORTEST = 2
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

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        if without_endless_marks(text) != text:
            raise ValidationError("There are too many marks on one letter. Remove some of them.")
        text = unicodedata.normalize("NFC", text)
        if found := REFUSED.search(text):
            raise ValidationError(f"The character U+{ord(found[0]):04X} cannot be shown. Remove it.")
        return text


class Prose(Text):
    """Text of several lines; the indent of the first is kept, because in Markdown it means code."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value).rstrip().lstrip("\n")


class Hint(forms.CharField):
    """What a script says about where words stand: of use or not, but nothing that a person could put right."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        text = value if isinstance(value, str) else ""
        return "" if REFUSED.search(text) else text


class TextForm(forms.Form):
    """A form with the text of a comment in it."""

    text = Prose(
        label="Comment",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": TEXT_LENGTH}),
        help_text="**Bold**, *italic*, `code`, lists, > quotes and links can be written in Markdown.",
        error_messages={"required": "Write your comment."},
    )

    html = ""
    """The comment as it would be shown, once the form was found valid."""

    def clean_text(self) -> Any:
        text = self.cleaned_data["text"]
        if len(text) < SHORTEST:
            raise ValidationError(f"Write at least {SHORTEST} characters.")
        if len(text) > TEXT_LENGTH:
            raise ValidationError(f"This has {len(text):,} characters; at most {TEXT_LENGTH:,} can be posted.")
        self.html = render_comment(text)
        if not _is_visible(strip_tags(self.html)):
            raise ValidationError("Nothing of this would be seen. Write your comment.")
        return text


class PassageForm(forms.Form):
    """Words of an article, typed or selected there, with what a script knows about their place."""

    exact = Text(
        label="About these words (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"Copied from the article, at most {QUOTATION_LENGTH} characters.",
    )
    prefix = Hint(required=False)  # type: ignore[assignment]  # a field of that name, not the prefix of the form
    suffix = Hint(required=False)
    start = Hint(required=False)

    def __init__(self, *args: Any, article: Article | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.article = article
        if article is None:
            for name in PassageForm.base_fields:
                del self.fields[name]

    @cached_property
    def passage(self) -> Any:
        """The words as they stand in the article, not stored yet; None where it is about none, or none that are there.

        Of a form that nobody has sent, too.
        """
        try:
            return self.point()
        except NotThere:
            return None

    def point(self) -> Any:
        """The words as they stand in the article, or None where it is about none. Raises NotThere."""
        if self.article is None:
            return None
        try:
            values = {name: self.fields[name].clean(self[name].value()) for name in PassageForm.base_fields}
        except ValidationError as problem:
            raise NotThere(str(problem.message)) from None
        exact, start = one_spaced(values["exact"]), values["start"]
        if not exact:
            return None
        is_number = start.isascii() and start.isdigit() and len(start) < 10
        wanted = Passage(
            exact=exact,
            prefix=values["prefix"][-CONTEXT_LENGTH:],
            suffix=values["suffix"][:CONTEXT_LENGTH],
            start=int(start) if is_number else 0,
        )
        return point_at(self.article, wanted)

    def clean(self) -> Any:
        try:
            self.passage = self.point()
        except NotThere as problem:
            self.passage = None
            if "exact" not in self.errors:
                self.add_error("exact", problem.message)
        return super().clean()


class CommentForm(PassageForm, TextForm):
    """A new comment, about words of `article` where that is given.

    Of `person`, who has an account, the name and the address are known.
    """

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
        validators=[check_domain],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Never shown.",
        error_messages={"invalid": "Write an email address such as name@example.org, or leave this empty."},
    )
    subscribe = forms.BooleanField(
        label="Tell me by email when somebody replies",
        required=False,
        help_text="Only after you have confirmed it; every mail has a link that ends it.",
    )
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, person: Person | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person
        if person:
            del self.fields["name"], self.fields["email"]

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        check_free(name)
        return name

    def clean(self) -> Any:
        values = super().clean()
        # It is missing where it is known, and where it was found wrong.
        if values.get("subscribe") and values.get("email") == "":
            self.add_error("email", "Write the address at which you want to hear of replies.")
        return values

    def draft(self, address: str, user_agent: Any = "") -> Any:
        """What was written, with where it came from; only of a valid form."""
        values = self.cleaned_data
        return Draft(
            text=values["text"],
            html=self.html,
            name=self.person.name if self.person else values["name"],
            email="" if self.person else values["email"],
            address=address,
            user_agent=user_agent,
            trapped=bool(values["website"]),
            account=self.person.account if self.person else None,
            subscribe=values["subscribe"],
            passage=self.passage,
        )


class EditForm(TextForm):
    """The newer text of one's own comment, with the version that it is to replace."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def draft(self, comment: Comment, address: str, user_agent: Any = "") -> Any:
        """What was written, with where it came from; only of a valid form."""
        return Draft(
            text=self.cleaned_data["text"],
            html=self.html,
            name=comment.author_name,
            email=comment.email,
            address=address,
            user_agent=user_agent,
            account=comment.account,
        )


class ReportForm(forms.Form):
    """Why moderators should look at a comment."""

    complaint = forms.ChoiceField(
        label="What is wrong with it",
        choices=Complaint,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong with the comment."},
    )
    note = Text(
        label="Anything else (optional)",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
        help_text="Only moderators read it.",
    )


def clean_name(text: str) -> str:
    """The name that stands beside a comment, without needless spaces. Raises ValidationError."""
    name = " ".join(text.split())
    if not _is_visible(name):
        raise ValidationError("A name needs a letter or another sign that can be seen.")
    if len(name) > NAME_LENGTH:
        raise ValidationError(f"Write a name of at most {NAME_LENGTH} characters.")
    if any(unicodedata.bidirectional(character) in TURNING for character in name):
        raise ValidationError("Write the name without signs that turn the direction of the text around it.")
    if LINK.search(name):
        raise ValidationError("Write a name, not an address.")
    return name


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
