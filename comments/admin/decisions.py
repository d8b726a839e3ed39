"""What is done to one comment: by a button in the queue or on its page, or on a page that asks first."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html

from comments import moderation
from comments.models import REASON_LENGTH, Comment
from comments.moderation import PERMISSION
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.characters import REFUSED

from .cards import cards_of, rows
from .filters import is_number
from .verbs import DECISIONS, UNDO

STALE = "Changed since you opened it."
#: How a moderator takes words out: so many characters of them.
MAX_WORDS_LENGTH = 5_000


def cleaned(text: str) -> str:
    """What was typed, without characters that no text of ours holds."""
    return REFUSED.sub("", text).strip()


class RedactForm(forms.Form):
    words = forms.CharField(
        label="Words to take out",
        help_text="One or more on each line, just as they are written. Readers see “[removed]” in their place.",
        max_length=MAX_WORDS_LENGTH,
        widget=forms.Textarea({"rows": 5, "class": "vLargeTextField"}),
    )

    def clean_words(self) -> Any:
        lines = {line.strip() for line in self.cleaned_data["words"].splitlines()} - {""}
        # Longer ones first: a shorter one may be a part of them.
        return sorted(lines, key=len, reverse=True)


class EraseForm(forms.Form):
    ground = forms.ChoiceField(
        label="Why it has to go",
        choices=[("legal", "For legal reasons"), ("privacy", "It tells what is nobody's business")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="For the log",
        help_text="Nothing of the text itself: the log is kept for a year.",
        required=False,
        max_length=150,
    )

    @property
    def reason(self) -> str:
        return ": ".join(filter(None, [self.cleaned_data["ground"], cleaned(self.cleaned_data["note"])]))


if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Base
else:
    _Base = object


class Decisions(_Base):
    """The addresses below a comment at the desk."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        verbs = [
            path(f"<int:pk>/{verb}/", view(self.decide), {"verb": verb}, name=f"comments_comment_{verb}")
            for verb in DECISIONS
        ]
        return [
            *verbs,
            path("<int:pk>/redact/", view(self.redact), name="comments_comment_redact"),
            path("<int:pk>/erase/", view(self.erase), name="comments_comment_erase"),
            *super().get_urls(),
        ]

    def decide(self, request: SignedInRequest, pk: int, verb: str) -> HttpResponseBase:
        """Do to one comment what a button says; a script gets the comment as it then is, others the queue again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        comment = self._comment(request, pk)
        seen = request.POST.get("seen") or request.POST.get(f"seen-{pk}", "")
        reason = cleaned(request.POST.get("reason", ""))[:REASON_LENGTH]
        try:
            DECISIONS[verb].do(comment, by=request.user, expected=seen, reason=reason)
        except (moderation.Stale, moderation.NoSuchStep):
            return (
                self._card(request, pk, {"message": STALE}, status=409)
                if _is_script(request)
                else (self.answer_stale(request, [comment]))
            )
        done = DECISIONS[verb].done
        if _is_script(request):
            return self._card(request, pk, {"message": done, "back": "" if verb == UNDO else UNDO})
        address = reverse("admin:comments_comment_change", args=[pk])
        said = format_html('{}: <a href="{}">the comment by <bdi>{}</bdi></a>.', done, address, comment.author)
        if verb != UNDO:
            said = format_html('{} <a href="{}#undo">Undo</a>', said, address)
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(_place(request))

    def redact(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        """Ask for words, and take them out of a comment."""
        comment = self._comment(request, pk)
        form = RedactForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            seen = request.POST.get("seen", "")
            try:
                moderation.redact(comment, form.cleaned_data["words"], by=request.user, expected=seen)
            except moderation.Stale:
                return self.answer_stale(request, [comment])
            except moderation.NoSuchStep:
                form.add_error("words", "None of these words occurs in the comment as you wrote them.")
            else:
                self.message_user(request, "The words were taken out.", messages.SUCCESS)
                return redirect("admin:comments_comment_change", pk)
        return self._ask(request, comment, form, "redact")

    def erase(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        """Ask whether the text and the name are to be erased for good, and do so."""
        comment = self._comment(request, pk)
        form = EraseForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                seen = request.POST.get("seen", "")
                moderation.delete(comment, by=request.user, expected=seen, reason=form.reason)
            except (moderation.Stale, moderation.NoSuchStep):
                return self.answer_stale(request, [comment])
            self.message_user(request, "The text and the name were erased.", messages.SUCCESS)
            return redirect("admin:comments_comment_changelist")
        return self._ask(request, comment, form, "erase")

    def answer_stale(self, request: SignedInRequest, stale: Any) -> Any:
        """Say that nothing was done to these comments, and where they can be read as they are now."""
        return self._page(request, "changed", {"title": STALE, "stale": stale}, status=409)

    def _comment(self, request: SignedInRequest, pk: int) -> Any:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return get_object_or_404(Comment.objects.select_related("article"), pk=pk)

    def _ask(self, request: SignedInRequest, comment: Comment, form: Any, verb: str) -> Any:
        title = "Take words out" if verb == "redact" else "Erase for legal or privacy reasons"
        card = cards_of(list(rows(Comment.objects.filter(pk=comment.pk))))[0]
        # What was opened at first is what was read.
        seen = cleaned(request.POST.get("seen", "")) or comment.version
        context = {"title": title, "form": form, "card": card, "verb": verb, "seen": seen}
        return self._page(request, "ask", context, status=422 if form.is_bound else 200)

    def _page(self, request: SignedInRequest, name: str, context: Any, *, status: int) -> HttpResponseBase:
        shared = self.admin_site.each_context(request) | {"opts": self.opts, "media": self.media}
        return render(request, f"admin/comments/{name}.html", shared | context, status=status)

    def _card(self, request: SignedInRequest, pk: int, answer: Any, *, status: int = 200) -> HttpResponseBase:
        """The comment as it is now, for a script to put in its place."""
        cards = cards_of(list(rows(Comment.objects.filter(pk=pk))))
        answer["waits"] = any(card.comment.waits for card in cards)
        answer["card"] = "".join(
            render_to_string("admin/comments/comment/card.html", {"card": card, "opts": self.opts}, request)
            for card in cards
        )
        return JsonResponse(answer, status=status)


def _is_script(request: SignedInRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _place(request: SignedInRequest) -> str:
    """Where in the queue the button was pressed: the same page of it, at the comment that comes next."""
    try:
        query = QueryDict(request.POST.get("place", "")[:2000]).urlencode()
    except ValueError:
        query = ""
    after = request.POST.get("next", "")
    anchor = f"#comment-{after}" if is_number(after) else ""
    address = reverse("admin:comments_comment_changelist")
    return f"{address}{'?' if query else ''}{query}{anchor}"
