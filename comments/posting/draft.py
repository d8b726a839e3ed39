"""What somebody has written, on its way in."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from comments.articles import RENDERER_VERSION
from comments.models import CommentRevision, Passage


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form brings, after its fields were found in order."""

    text: str
    html: str
    """The text as `render_comment` has just given it back."""
    name: str
    email: str
    address: str
    """Where the request came from; only a keyed hash of it is kept."""
    user_agent: str = ""
    """The browser, as it calls itself; kept nowhere."""
    trapped: bool = False
    """Whether the field that people do not see was filled in."""
    account: User | None = None
    subscribe: bool = False
    """Whether to write to the address when somebody replies."""
    passage: Passage | None = None
    """The words of the article that it is about; not stored yet."""

    def revision(self, number: int, now: datetime) -> CommentRevision:
        """The text as it is going to be stored."""
        return CommentRevision(
            number=number, source=self.text, html=self.html, renderer_version=RENDERER_VERSION, created_at=now
        )
