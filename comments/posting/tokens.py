"""What a form carries about itself: for which article and parent it was opened, when, and a number used once."""

import secrets
import time
from dataclasses import asdict, dataclass, replace

from django.core.signing import BadSignature, Signer

from comments.refusals import OutOfDate

VALID_FOR = 86_400  # seconds
_SIGNER = Signer(salt="comments.form")


@dataclass(frozen=True, slots=True)
class FormToken:
    article: int
    parent: str
    """The public id of the comment that is answered, empty for a new thread."""
    issued: float
    nonce: str

    @property
    def age(self) -> float:
        return time.time() - self.issued

    def __str__(self) -> str:
        return _SIGNER.sign_object(asdict(self))

    def without_parent(self) -> "FormToken":
        """The same form, for a comment that answers none."""
        return replace(self, parent="")


def issue(article: int, parent: str = "") -> FormToken:
    return FormToken(article, parent, time.time(), secrets.token_urlsafe(16))


def read(text: str, *, article: int) -> FormToken:
    """The token that a form came with. Raises OutOfDate when it is older than a day, forged or of another article."""
    try:
        token = FormToken(**_SIGNER.unsign_object(text))
    except BadSignature:
        raise OutOfDate from None
    if token.age > VALID_FOR or token.article != article:
        raise OutOfDate
    return token
