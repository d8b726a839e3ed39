"""What the form of an article is filled with when it is opened."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.document.merge import Conflict
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, PendingVersion, Revision
from encyclopedia.site.annotations import SignedInRequest


@dataclass(frozen=True, slots=True)
class Filling:
    """A document, where it comes from, and what in it others have changed in another way."""

    document: Document | None
    revision: int = 0
    save: int | None = None
    note: str = ""
    conflicts: tuple[Conflict, ...] = ()

    @property
    def initial(self) -> dict[str, Any]:
        return {"revision": self.revision, "save": self.save, "note": self.note}


def filling_of(request: SignedInRequest, article: Article) -> Any:
    """What the address asks for, `?revert=` or `?undo=` a revision; else the pending version, else the article.

    `?public` passes the pending version over.
    """
    if article.pk is None:
        return Filling(None)
    document, number = editing.current_revision(article)
    for verb in ("revert", "undo"):
        if verb in request.GET:
            return _as_before(request, article, Filling(document, number), verb)
    pending = PendingVersion.objects.filter(article=article).first()
    if pending is None or not pending.is_open or "public" in request.GET:
        return Filling(document, number)
    newest = pending.newest
    try:
        document, number = editing.pending_document(article, pending)
    except editing.Conflicting as clash:
        return Filling(clash.merge.document, clash.revision, newest.pk, newest.note, clash.merge.conflicts)
    return Filling(document, number, newest.pk, newest.note)


def _as_before(request: SignedInRequest, article: Article, filling: Any, verb: str) -> Any:
    """The article as one of its revisions has it, or without the change of one."""
    number = request.GET[verb]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadRequest("A revision is named by its number.")
    revision = get_object_or_404(Revision, article=article, number=number)
    try:
        if verb == "revert":
            document = editing.reverted(filling.document, revision)
            return replace(filling, document=document, note=f"Back to revision {number}")
        merged = editing.undone(filling.document, revision)
    except editing.NoSuchText:
        messages.error(request, _("The text that this needs is not here."))
        return filling
    return replace(filling, document=merged.document, note=f"Undid revision {number}", conflicts=merged.conflicts)


def title_gone_back_to(request: SignedInRequest, article: Article) -> Any:
    """The title under which the article stood where the address goes back to, `?revert=` or `?undo=`; else empty."""
    for verb, earlier in (("revert", 0), ("undo", 1)):
        number = request.GET.get(verb, "")
        if number.isascii() and number.isdigit() and len(number) < 10:
            before = Revision.objects.filter(article=article, number=int(number) - earlier).first()
            return loads(before.text).title if before and before.text else ""
    return ""
