"""Who sent a comment, where there is no account to tell: the browser that was given a signed cookie for it."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from .models import Comment

REMEMBERED_FOR = 60 * 86_400  # seconds; a comment that has waited so long is removed
# Signed for this alone: a cookie that shows how a comment fares is no leave to change it.
_SIGNER = Signer(salt="comments.status")


def remember(response: HttpResponse, comment: Comment) -> None:
    """Let the browser see how this comment fares."""
    response.set_cookie(
        _cookie(comment),
        _SIGNER.sign(_proof(comment)),
        max_age=REMEMBERED_FOR,
        # Browsers take a `__Host-` cookie for nothing less than the whole site.
        path="/" if settings.SECURE else comment.get_absolute_url(),
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_own(request: HttpRequest, comment: Comment) -> bool:
    """Whether the comment, as it reads now, came from this browser."""
    try:
        return _SIGNER.unsign(request.COOKIES.get(_cookie(comment), "")) == _proof(comment)
    except BadSignature:
        return False


def _cookie(comment: Comment) -> str:
    return f"{'__Host-' if settings.SECURE else ''}comment-{comment.public_id}"


def _proof(comment: Comment) -> str:
    return f"{comment.public_id}.{comment.revision_number}"
