"""How comments are taken, by decision and by age."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import discussions
from comments.models import Comment, Mode, Rules
from comments.threads import threads
from encyclopedia.models import Article
from encyclopedia.site.kept_pages.making import Unkept

from .builders import fields, make_comment, root_user, text_of

pytestmark = pytest.mark.django_db


def mode(article):
    return discussions.mode_of(article, now=timezone.now())


def published_ago(article, **ago):
    Article.objects.update(published_at=timezone.now() - timedelta(**ago))
    article.refresh_from_db()


def test_articles_stay_open_however_old_they_are(article):
    published_ago(article, days=4000)
    assert mode(article) == Mode.OPEN


def test_by_rule_an_article_closes_some_days_after_its_publication(article, new):
    Rules.objects.create(pk=1, close_after=30)
    published_ago(article, days=29)
    assert mode(article) == Mode.OPEN
    published_ago(article, days=31)
    assert mode(article) == Mode.CLOSED
    assert threads.first_page(article, Unkept()).is_closed
    make_comment(article)
    assert threads.first_page(article, Unkept()).is_closed
    assert Client().post(new, fields(article, text="Late.")).status_code == 403
    assert "Comments are closed here." in text_of(Client().get(article.get_absolute_url()))


def test_what_a_moderator_has_decided_goes_before_the_rules(article):
    Rules.objects.create(pk=1, close_after=30)
    published_ago(article, days=31)
    discussions.set_mode(article, Mode.OPEN, by=root_user())
    assert mode(article) == Mode.OPEN
    assert not threads.first_page(article, Unkept()).is_closed


def test_a_thread_that_has_rested_is_pre_moderated(article):
    assert mode(article) == Mode.OPEN
    make_comment(article)
    Comment.objects.update(created_at=timezone.now() - timedelta(days=179))
    assert mode(article) == Mode.OPEN
    Comment.objects.update(created_at=timezone.now() - timedelta(days=181))
    assert mode(article) == Mode.PRE_MODERATED
    Rules.objects.create(pk=1, idle_after=365)
    assert mode(article) == Mode.OPEN
