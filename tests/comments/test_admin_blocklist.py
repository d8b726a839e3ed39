"""The block list at the desk."""

import pytest

from comments.models import BlockEntry

from .builders import text_of

pytestmark = pytest.mark.django_db

BLOCKS = "/admin/comments/blockentry/"


@pytest.mark.parametrize(
    ("kind", "pattern", "kept"),
    [
        ("word", "Cheap  Pills", "cheap pills"),
        ("host", "https://Spam.example/path", "spam.example"),
        ("address", "192.0.2.7/24", "192.0.2.0/24"),
        ("email", "@Example.ORG", "@example.org"),
        ("name", "Seller", "seller"),
    ],
)
def test_an_entry_is_kept_as_it_is_compared(desk, kind, pattern, kept):
    assert desk.post(f"{BLOCKS}add/", {"kind": kind, "pattern": pattern}).status_code == 302
    assert BlockEntry.objects.get().pattern == kept
    again = desk.post(f"{BLOCKS}add/", {"kind": kind, "pattern": pattern})
    assert again.status_code == 200
    assert BlockEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        *[("word", "x"), ("word", "\x00"), ("host", "no host"), ("address", "192.0.2.999"), ("address", "0.0.0.0/0")],
        *[("email", "nobody"), ("name", " "), ("x", "word"), ("word", "w" * 201)],
    ],
)
def test_what_is_no_entry_is_told_at_its_field(desk, kind, pattern):
    response = desk.post(f"{BLOCKS}add/", {"kind": kind, "pattern": pattern})
    assert response.status_code == 200
    assert "errorlist" in text_of(response)
    assert not BlockEntry.objects.exists()


def test_moderators_take_entries_away(desk):
    entry = BlockEntry.objects.create(kind="word", pattern="pills")
    assert desk.post(f"{BLOCKS}{entry.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not BlockEntry.objects.exists()
