"""Whose a comment is: the account's that has posted it, else the browser's that was given signed cookies for it.

One cookie shows how the comment fares. Another lets it be changed; it is bound to the revision, and is no good once
somebody else has changed the text.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from comments.models import Comment

# Seconds. A comment that has waited so long is removed; that it is too late to change one is told for a day.
REMEMBERED_FOR, COOKIE_KEPT_FOR = 60 * 86_400, 86_400
# Each is signed for its action alone: to see how a comment fares is no leave to change it.
_STATUS = Signer(salt="comments.status")
_CHANGE = Signer(salt="comments.change")


def remember(response: HttpResponse, comment: Comment) -> None:
    """Let the browser see how this comment fares, and change it while that is possible."""
    for action, value, seconds in (
        ("status", _STATUS.sign(comment.public_id), REMEMBERED_FOR),
        ("change", _CHANGE.sign(_revision(comment)), COOKIE_KEPT_FOR),
    ):
        response.set_cookie(
            _cookie(action, comment),
            value,
            max_age=seconds,
            # Browsers take a `__Host-` cookie for nothing less than the whole site.
            path="/" if settings.SECURE else reverse("comments", args=[comment.article.slug]),
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )


def is_own(request: HttpRequest, comment: Comment) -> bool:
    """Whether the comment is of this account, or came from this browser."""
    if comment.account_id:
        return comment.account_id == request.user.pk
    return _proven(request, _cookie("status", comment), _STATUS) == comment.public_id


def may_change(request: HttpRequest, comment: Comment) -> bool:
    """Whether the comment is of this account, or came, as it reads now, from this browser."""
    if comment.account_id:
        return comment.account_id == request.user.pk
    return _proven(request, _cookie("change", comment), _CHANGE) == _revision(comment)


def _proven(request: HttpRequest, name: str, signer: Signer) -> str:
    """What the cookie of that name proves; nothing when it is not there or not ours."""
    try:
        return signer.unsign(request.COOKIES.get(name, ""))
    except BadSignature:
        return ""


def _cookie(action: str, comment: Comment) -> str:
    return f"{'__Host-' if settings.SECURE else ''}comment-{action}-{comment.public_id}"


def _revision(comment: Comment) -> str:
    return f"{comment.public_id}.{comment.revision_number}"
