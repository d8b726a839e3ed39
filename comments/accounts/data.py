"""All that is kept about one account, as its owner may take it along."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Prefetch

from comments.articles import Article
from comments.models import Comment, CommentRevision, Report, Subscription, Vote
from comments.people import known_as


def data_of(account: User) -> dict[str, Any]:
    """As JSON can hold it, times in ISO 8601; without what would let somebody else sign in."""
    person = known_as(account)
    return {
        "site": settings.SITE_URL,
        "account": {
            "name": person.name,
            "profile": f"{settings.SITE_URL}{person.get_absolute_url()}" if person.pk else None,
            "since": account.date_joined.isoformat(),
            "last_sign_in": account.last_login and account.last_login.isoformat(),
            "mail_about_decisions": person.wants_decisions,
            "banned": person.banned_at and person.banned_at.isoformat(),
        },
        "emails": [
            {"email": each.email, "confirmed": each.verified, "primary": each.primary}
            for each in EmailAddress.objects.filter(user=account).order_by("pk")
        ],
        "second_factors": [
            {"kind": each.type, "since": each.created_at.isoformat()}
            for each in Authenticator.objects.filter(user=account).order_by("pk")
        ],
        "sessions": [
            {"browser": each.user_agent, "since": each.created_at.isoformat()}
            for each in UserSession.objects.filter(user=account).order_by("pk")
        ],
        "comments": [_comment(each) for each in _comments(account)],
        "helpful": [
            {"comment": _address(each.comment), "time": each.created_at.isoformat()}
            for each in Vote.objects.filter(by=account).select_related("comment__article").order_by("pk")
        ],
        "reports": [
            _report(each)
            for each in Report.objects.filter(by=account).select_related("comment__article").order_by("pk")
        ],
        "subscriptions": [
            _subscription(each)
            for each in Subscription.objects.filter(account=account).select_related("article").order_by("pk")
        ],
    }


def _comments(account: User) -> Any:
    texts = Prefetch("revisions", CommentRevision.objects.defer("html").order_by("number"))
    rows = Comment.objects.filter(account=account).select_related("article", "parent").prefetch_related(texts)
    return rows.defer("article__body").order_by("pk")


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "address": _address(comment),
        "article": comment.article.public_title,
        "in_reply_to": comment.parent and comment.parent.public_id,
        "name": comment.author_name,
        "state": comment.state,
        "time": comment.created_at.isoformat(),
        "helpful": comment.helpful,
        "texts": [{"text": each.source, "time": each.created_at.isoformat()} for each in comment.revisions.all()],
    }


def _report(report: Any) -> dict[str, Any]:
    return {
        "comment": _address(report.comment),
        "complaint": report.complaint,
        "note": report.note,
        "time": report.created_at.isoformat(),
    }


def _subscription(subscription: Any) -> dict[str, Any]:
    return {
        "article": _url(subscription.article, subscription.article),
        "email": subscription.email,
        "since": subscription.created_at.isoformat(),
        "confirmed": subscription.confirmed_at and subscription.confirmed_at.isoformat(),
    }


def _address(comment: Comment) -> str:
    return _url(comment.article, comment)


def _url(article: Article, thing: Any) -> Any:
    """Where something about an article stands, while readers see it: its slug may be new since they did."""
    return f"{settings.SITE_URL}{thing.get_absolute_url()}" if article.is_public else ""
