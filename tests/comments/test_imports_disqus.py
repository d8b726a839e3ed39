"""The export of Disqus, taken in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from comments.models import Comment, State
from tests.builders import thread_version

EXPORT = Path(__file__).parent / "exports" / "disqus.xml"

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_in(capsys):
    """Runs the command; the answer is its status and what was said."""

    def run(path=EXPORT, **options):
        status = 0
        try:
            call_command("import_comments", str(path), format="disqus", **options)
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_comments_wait_with_their_times_and_places(article, take_in):
    status, out, err = take_in()
    assert status == 1
    assert "created 3, updated 0, unchanged 0, refused 1" in out
    assert "1 × spam" in out and "1 × deleted" in out and "1 × of articles that are not known here" in out
    assert "No article for https://engines.example.org/2014/04/a-page-nobody-moved/: 1 left out." in out
    assert err.strip() == f"{EXPORT}:83: nothing of the comment can be shown"
    first, reply, answer = Comment.objects.order_by("created_at")
    assert {each.state for each in (first, reply, answer)} == {State.PENDING}
    assert first.created_at == datetime(2014, 3, 1, 9, 15, 30, tzinfo=UTC)
    assert [each.author_name for each in (first, reply, answer)] == ["Ana María", "Brenda", "Guest"]
    assert (reply.parent, reply.root, reply.depth) == (first, first, 2)
    assert (answer.parent, answer.depth) == (first, 2)
    for comment in (first, reply, answer):
        assert (comment.email, comment.ip_key, comment.account) == ("", "", None)
        (step,) = comment.transitions.all()
        assert (step.from_state, step.to_state, step.reason) == ("", State.PENDING, "imported from Disqus")


def test_the_text_comes_out_as_it_was_meant(article, take_in):
    take_in()
    text = Comment.objects.earliest("created_at").revisions.get()
    assert text.source == (
        "Was her **Note G** the *first* program? See [this page](<https://example.org/note-g?a=1&amp;b=2>).\n\n"
        "5 \\< 6 & 2\\*3\\*4, \\<script>alert(1)\\</script>"
    )
    assert "<strong>Note G</strong>" in text.html and "&lt;script&gt;" in text.html
    assert 'href="https://example.org/note-g?a=1&amp;b=2" rel="ugc nofollow noopener"' in text.html


def test_with_approve_readers_see_them(article, take_in, client):
    take_in(approve=True)
    first = Comment.objects.earliest("created_at")
    assert (first.state, first.approved_below) == (State.APPROVED, 2)
    page = client.get(f"{article.get_absolute_url()}comments/").content.decode()
    assert "Note G" in page and "example.org" in page
    for secret in ("203.0.113", "ana@", "brenda@", "Cheap looms"):
        assert secret not in page


def test_a_second_run_takes_in_nothing_twice(article, take_in):
    take_in(approve=True)
    before = list(Comment.objects.values()), thread_version()
    _, out, _ = take_in(approve=True)
    assert "created 0, updated 0, unchanged 3, refused 1" in out
    assert (list(Comment.objects.values()), thread_version()) == before


def test_a_dry_run_writes_nothing(article, take_in):
    _, out, _ = take_in(dry_run=True)
    assert "Nothing was written. It would be:\ncreated 3, updated 0, unchanged 0, refused 1" in out
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://engines.example.org/2014/04/a-page-nobody-moved",
        "HTTP://www.engines.example.org/2014/04/a-page-nobody-moved/#x",
        "post-12",
    ],
)
def test_a_mapping_says_where_a_thread_belongs(article, take_in, tmp_path, address):
    mapping = tmp_path / "map.csv"
    mapping.write_text(f"address,slug\n{address},ada-lovelace\n")
    _, out, _ = take_in(map=mapping)
    assert "created 4," in out


def test_a_fault_in_the_mapping_is_named_by_line(article, take_in, tmp_path):
    mapping = tmp_path / "map.csv"
    mapping.write_text("address,slug\nhttps://a.example/,nowhere\nonly one\n")
    status, out, err = take_in(map=mapping)
    assert status == 1
    assert f"{mapping}:2: there is no article with the slug “nowhere”" in err
    assert f"{mapping}:3: two values are expected here" in err
    assert "created 3," in out


def test_a_file_of_another_kind_is_refused(article, take_in):
    status, _, err = take_in(EXPORT.with_name("wordpress.xml"))
    assert (status, "begins with <rss>" in err) == (1, True)
