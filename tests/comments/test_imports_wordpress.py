"""The export of WordPress, taken in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comments.exchange.imports.importing import Import, Options
from comments.models import Comment, State

EXPORT = Path(__file__).parent / "exports" / "wordpress.xml"

pytestmark = pytest.mark.django_db


def take_in(path=EXPORT, **options):
    run = Import(Options("wordpress", **options))
    for _ in run.take_in(path):
        pass
    return run.report


def test_comments_are_taken_in_and_echoes_are_not(article):
    report = take_in(approve=True)
    assert +report.counts == {"created": 2, "refused": 1}
    assert report.left_out == {"pingbacks": 1, "deleted": 1}
    assert report.refused == [f"{EXPORT}:62: “yesterday” is no time"]
    first, reply = Comment.objects.order_by("created_at")
    assert (first.author_name, first.state) == ("Fatima", State.APPROVED)
    assert first.created_at == datetime(2012, 5, 6, 7, 8, 7, tzinfo=UTC)
    assert first.approved.source == "First line\nsecond line\n\n> A quotation\n\n\\* not a list"
    assert (reply.parent, reply.state) == (first, State.PENDING)
    assert first.approved_below == 0


def test_two_blogs_may_have_given_the_same_numbers(article, tmp_path):
    take_in()
    other = tmp_path / "other.xml"
    other.write_text(EXPORT.read_text().replace("engines.example.org/blog", "looms.example.org"))
    assert take_in(other).counts["created"] == 2
    moved = tmp_path / "moved.xml"
    moved.write_text(EXPORT.read_text().replace("https://engines", "http://engines"))
    assert take_in(moved).counts["unchanged"] == 2


def test_what_a_post_is_called_may_stand_behind_its_comments(article, tmp_path):
    name = "<wp:post_name><![CDATA[ada-lovelace]]></wp:post_name>"
    other = tmp_path / "other.xml"
    other.write_text(EXPORT.read_text().replace(name, "").replace("</item>", f"{name}</item>"))
    assert take_in(other).counts["created"] == 2
