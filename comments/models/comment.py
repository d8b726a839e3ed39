"""A comment, its texts, and the steps it has taken."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from encyclopedia.site.kept_pages.names import SITE
from encyclopedia.site.kept_pages.versions import Version
from encyclopedia.site.mailboxes import MailboxField

DEEPEST = 5
NAME_LENGTH = 50
REASON_LENGTH = 200
#: Characters of a comment as it is written.
TEXT_LENGTH = 5_000
AVATARS = 8


def new_public_id() -> str:
    """A name for addresses that tells neither how many comments there are nor when this one was written."""
    return secrets.token_hex(8)


def initial_of(name: str) -> str:
    """The first letter of a name, for the picture beside it."""
    letters = [character for character in name if character.isalnum()]
    return letters[0].upper()[0] if letters else "·"


def colour_of(public_id: str) -> int:
    """Which of the colours a picture has: as random as the public id, and in no way made from the person."""
    return int(public_id, 16) % AVATARS


def new_token() -> str:
    """A name that nobody guesses."""
    return secrets.token_urlsafe(32)


class State(models.TextChoices):
    PENDING = "pending", "pending"
    APPROVED = "approved", "approved"
    REJECTED = "rejected", "rejected"
    SPAM = "spam", "spam"
    DELETED = "deleted", "deleted"


READ = [
    "public_id",
    "article",
    "root",
    "parent",
    "reply_to",
    "depth",
    "state",
    "author_name",
    "created_at",
    "approved_below",
    "helpful",
    "account__is_staff",
    "account__person__public_id",
    "approved__html",
    "approved__created_at",
]
BESIDE = {
    "parent": ["parent__public_id", "parent__state", "parent__author_name"],
    "reply_to": ["reply_to__public_id", "reply_to__state", "reply_to__author_name"],
    "passage": ["passage__exact", "passage__prefix", "passage__suffix", "passage__start"],
}


class CommentQuerySet(models.QuerySet):
    def shown(self) -> Any:
        """What has a place in a thread: approved comments, and those that approved ones hang from."""
        # `is_shown=True` would become a bare `is_shown`, for which SQLite uses no index.
        return self.filter(is_shown__in=[True])

    def waiting(self) -> Any:
        """What a moderator has to look at: new comments, edits of public ones, and what readers have reported."""
        return self.filter(waits__in=[True])

    def oldest_first(self) -> Any:
        return self.order_by("created_at", "pk")

    def as_read(self, *others: Any) -> Any:
        """Only what a thread shows of a comment: neither its source nor anything about who sent it.

        `others` are those of BESIDE that are shown with it. They are asked for by name, because PostgreSQL orders no
        more than eight tables well: of a ninth, all rows would be read.
        """
        fields = [field for other in others for field in BESIDE[other]]
        return self.select_related("approved", "account__person", *others).only(*READ, *fields)


class Comment(models.Model):
    """One contribution to the discussion of an article."""

    article = models.ForeignKey("encyclopedia.Article", models.CASCADE, related_name="comments", db_index=False)
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    root = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="thread", db_index=False, editable=False
    )
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies", editable=False)
    reply_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The comment that this one answers, where it lies too deep to be the parent.",
    )
    depth = models.PositiveSmallIntegerField(default=1, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING, editable=False)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True, editable=False)
    entered_at = models.DateTimeField("in this state since", default=timezone.now, editable=False)
    # Empty once the author had it erased.
    author_name = models.CharField("name", max_length=NAME_LENGTH, blank=True)
    email = MailboxField(blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    ip_key = models.CharField(
        max_length=64, blank=True, editable=False, help_text="A keyed hash of the sender's address; see AddressSecret."
    )
    created_at = models.DateTimeField("sent", db_index=True)
    revision_number = models.PositiveIntegerField("revision", default=1)
    # A revision that readers see cannot be purged, but goes together with its comment.
    approved = models.ForeignKey(
        "CommentRevision",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The revision that readers see while the comment is approved.",
    )
    approved_below = models.PositiveIntegerField(
        default=0, editable=False, help_text="How many approved comments hang from this one, at any depth."
    )
    edit_waits = models.BooleanField(
        default=False, editable=False, help_text="Whether a public comment has a newer text that nobody has approved."
    )
    helpful = models.PositiveIntegerField(default=0, editable=False, help_text="How many accounts found it helpful.")
    reports_open = models.PositiveIntegerField(
        default=0, editable=False, help_text="How many reports no moderator has settled."
    )
    kept = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether a moderator has let it stand against reports; from then on they only queue.",
    )
    is_shown = models.GeneratedField(
        expression=Q(state=State.APPROVED) | Q(approved_below__gt=0),  # type: ignore[arg-type]  # a condition does
        output_field=models.BooleanField(),
        db_persist=True,
    )
    waits = models.GeneratedField(
        expression=Q(state=State.PENDING) | Q(edit_waits=True) | Q(reports_open__gt=0),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("moderate_comment", "Can moderate comments")]
        indexes = [
            models.Index(fields=["article", "is_shown", "depth", "created_at", "id"], name="comment_roots"),
            models.Index(fields=["article", "created_at"], name="comment_last"),
            models.Index(fields=["root", "is_shown", "created_at", "id"], name="comment_thread"),
            models.Index(
                fields=["article", "is_shown", "depth", "-helpful", "created_at", "id"], name="comment_helpful"
            ),
            models.Index(fields=["waits", "created_at", "id"], name="comment_waiting"),
            models.Index(fields=["state", "created_at", "id"], name="comment_queue"),
            models.Index(fields=["state", "entered_at"], name="comment_age"),
            models.Index(fields=["account", "state", "created_at", "id"], name="comment_person"),
            models.Index(fields=["email"], name="comment_email", condition=~Q(email="")),
            models.Index(fields=["ip_key", "created_at"], name="comment_rates"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="comment_state"),
            models.CheckConstraint(
                # A comparison with NULL is neither true nor false, and what is not false is let in.
                condition=Q(depth=1, parent=None, root=None)
                | (
                    Q(parent__isnull=False, root__isnull=False)
                    & (Q(depth=2, root=F("parent")) | (Q(depth__range=(3, DEEPEST)) & ~Q(root=F("parent"))))
                ),
                name="comment_has_its_place",
            ),
            models.CheckConstraint(condition=Q(reply_to=None) | Q(depth=DEEPEST), name="comment_answers_its_parent"),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | Q(approved__isnull=False), name="comment_approved_has_a_text"
            ),
            models.CheckConstraint(
                condition=Q(edit_waits=False) | Q(state=State.APPROVED), name="comment_edit_waits_beside_a_public_text"
            ),
            models.CheckConstraint(condition=Q(revision_number__gte=1), name="comment_revision_from_one"),
        ]

    def __str__(self) -> str:
        # Stands in logs, which outlive the text and the name.
        return f"Comment {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.article.slug, self.public_id])

    @property
    def version(self) -> str:
        """What somebody has seen who opened it now: another one means an edit or a decision since."""
        return f"{self.revision_number}-{self.state}"

    @property
    def standing(self) -> dict[str, Any]:
        """What a decision can change, as it is kept to undo one: no word of the text."""
        return {
            "state": self.state,
            "reason": self.reason,
            "entered_at": self.entered_at.isoformat(),
            "revision": self.revision_number,
            "approved": self.approved_id,
            "edit_waits": self.edit_waits,
            "kept": self.kept,
        }

    @property
    def is_approved(self) -> bool:
        return self.state == State.APPROVED

    @property
    def author(self) -> Any:
        """The name that readers see."""
        return self.author_name or "somebody"

    @property
    def by_staff(self) -> Any:
        """Whether it is of somebody who works at the desk: what no name can say."""
        return bool(self.account and self.account.is_staff)

    @property
    def was_edited(self) -> bool:
        """Whether the text that readers see is not the first."""
        return self.approved is not None and self.approved.created_at != self.created_at

    @property
    def initial(self) -> Any:
        """The first letter of the name, for the picture beside it."""
        return initial_of(self.author_name)

    @property
    def avatar(self) -> Any:
        """Which of the colours the picture has: as random as the public id, and in no way made from the person."""
        return colour_of(self.public_id)


@receiver(post_save, sender=settings.AUTH_USER_MODEL)
def mark(*, created: bool, update_fields: Any, **_: Any) -> None:
    """Who works at the desk is marked so beside all that they wrote. Whoever changes that does so in a transaction."""
    if not created and (update_fields is None or "is_staff" in update_fields):
        Version.objects.move([SITE])


class CommentRevision(models.Model):
    """The text of a comment after one change. Public is the one that was last approved."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    source = models.TextField()
    html = models.TextField()
    renderer_version = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="comment_revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="comment_revision_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"
