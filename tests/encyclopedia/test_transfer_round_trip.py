"""Out and in again: what an export holds comes back, byte for byte, and nothing becomes public by the way."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from comments import discussions, moderation
from comments.models import Comment, Mode, State
from encyclopedia import editing, search
from encyclopedia.document.schema import Infobox, InfoboxField
from encyclopedia.models import Article, Category, FormerAddress, PendingState, PendingVersion, Revision, Tag
from encyclopedia.transfer import Export, Import
from tests.builders import make_article, make_document, make_user
from tests.comments.builders import make_chain, make_comment, root_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def export(folder, *, with_history=True, with_comments=True):
    run = Export(folder, with_history=with_history, with_companions=with_comments)
    for _ in run.run():
        pass
    return run


def take_in(*paths, **options):
    run = Import(**options)
    for _ in run.take_in(paths):
        pass
    return run.report


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def picture(kind="PNG", size=(3, 2)):
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, kind)
    return written.getvalue()


def change(article, **parts):
    return editing.record(article, replace(editing.current(article), **parts), by=None, note="Changed")


def empty(media):
    """Leave nothing of the encyclopedia."""
    for article in Article.objects.all():
        search.remove(article)
    Article.objects.all().delete()
    Tag.objects.all().delete()
    for depth in range(8, 0, -1):
        Category.objects.filter(depth=depth).delete()
    shutil.rmtree(media, ignore_errors=True)


@pytest.fixture
def everything(media):
    """An encyclopedia in which there is something of every kind."""
    alice, bob = make_user("alice"), make_user("bob")
    box = Infobox(title="Ada", image="images/ada.png", fields=(InfoboxField("Born", "1815"),))
    ada = make_article("Ada Lovelace", by=alice, category=("People", "Scientists"), tags=("Maths",), infobox=box)
    change(ada, body="First words.")
    change(ada, body="Words that are hidden later.")
    change(ada, body="Words that stand, with “quotes”, a \\ and\ta tab.")
    editing.hide(ada.revisions.get(number=3))
    editing.rename(ada, "ada", by=alice)
    editing.keep(ada, make_document(body="A secret next version."), by=bob, note="Next", opened=editing.Opened(5))

    bert = make_article("BERT", status="draft", published=None, body="Words from before it was public.")
    editing.publish(bert, by=alice)
    pending = editing.keep(bert, make_document("BERT", body="Old base."), by=alice, opened=editing.Opened(2)).pending
    editing.reject(pending, by=bob, seen=pending.newest.pk, remark="Not so.\nReally.")
    change(bert, summary="Newer than the base of its next version.")

    soon = timezone.now().replace(microsecond=0) + timedelta(days=3)
    later = make_article("Scheduled", published=soon)
    change(later, body="Will be seen.")
    archived = make_article("Archived", updated=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC))
    editing.archive(archived, by=alice)
    withdrawn = make_article("長い" * 50)
    editing.withdraw(withdrawn, by=alice)
    make_article("C", tags=("C", "C++"), category=("Technology",))
    # The article's own words stay while only its time moves: that is no revision.
    change(ada, updated=date(2026, 6, 1))

    Category.objects.filter(path="People").update(description="Who lived.\n\nAnd when: all.", order=7)
    Category.objects.create(name="Empty", slug="not-its-name", path="Empty", path_key="empty", depth=1)

    chain = make_chain(ada, 5)
    make_comment(ada, "Beside the last.", parent=chain[-1], name="Dora")
    make_comment(ada, "Another root.")
    make_comment(ada, "A secret rejected text.", state=State.REJECTED)
    make_comment(ada, "A secret pending text.", state=State.PENDING, email="secret@example.org")
    moderation.reject(chain[1], by=root_user(), reason="secret reason")
    discussions.set_mode(bert, Mode.CLOSED, by=root_user())

    (media / "images" / "deep").mkdir(parents=True)
    (media / "images" / "ada.png").write_bytes(picture())
    (media / "images" / "deep" / "Ünï.jpg").write_bytes(picture("JPEG"))
    return ada


@pytest.mark.parametrize(
    "options", [{}, {"with_history": False}, {"with_comments": False}, {"with_history": False, "with_comments": False}]
)
def test_an_export_taken_into_an_empty_encyclopedia_gives_the_same_export(everything, media, tmp_path, options):
    export(tmp_path / "first", **options)
    empty(media)
    report = take_in(tmp_path / "first")
    assert (report.refused, report.remarks) == ([], [])
    export(tmp_path / "second", **options)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert report.counts == {"created": Article.objects.count()}


def test_an_export_holds_all_that_there_is(everything, tmp_path):
    export(tmp_path / "out")
    names = contents(tmp_path / "out").keys()
    assert {
        *("export.json", "categories.yaml", "articles/ada.md", "articles/scheduled.md", "articles/archived.md"),
        *("drafts/ada.md", "drafts/ada.json", "drafts/bert.md", "history/ada.jsonl", "comments/ada.jsonl"),
        *("images/ada.png", "images/deep/Ünï.jpg"),
    } <= names
    listed = json.loads((tmp_path / "out" / "export.json").read_text())
    assert listed == {"format": 1, "files": sorted(names - {"export.json"})}


def test_slugs_that_no_file_name_can_hold_lose_nothing(everything, tmp_path):
    export(tmp_path)
    (long,) = [path for path in (tmp_path / "articles").iterdir() if "~" in path.name]
    assert len(long.name.encode()) < 255
    assert (tmp_path / "history" / long.with_suffix(".jsonl").name).is_file()
    assert f"slug: {'長い' * 50}" in long.read_text()


def test_of_a_hidden_revision_only_its_number_is_told(everything, tmp_path):
    export(tmp_path)
    told = lines(tmp_path / "history" / "ada.jsonl")
    assert [revision["number"] for revision in told] == [1, 2, 3, 4, 5]
    assert told[2] == {"number": 3, "hidden": True}
    assert told[0]["author"] == "alice"


def test_no_secret_of_a_commenter_leaves_the_house(everything, tmp_path):
    export(tmp_path)
    written = (tmp_path / "comments" / "ada.jsonl").read_text()
    assert "secret" not in written
    (gone,) = [values for values in lines(tmp_path / "comments" / "ada.jsonl") if values["state"] == "rejected"]
    assert gone.keys() == {"id", "parent", "time", "state"}


def test_what_comes_back_works_as_before(everything, media, tmp_path, client):
    thread = client.get("/wiki/ada/comments/").content.decode()
    before = {(page, client.get(page).status_code) for page in ("/wiki/ada/", "/wiki/ada-lovelace/", "/wiki/bert/")}
    export(tmp_path / "out")
    empty(media)
    take_in(tmp_path / "out")
    assert {(page, client.get(page).status_code) for page, _ in before} == before
    assert client.get("/wiki/ada/comments/").content.decode() == thread
    assert "BERT" in client.get("/search/?q=bert").content.decode()
    article = Article.objects.get(slug="ada")
    assert article.revision_number == 5
    # The history goes on, the next version is approved, a reply is taken.
    editing.revert(article, to=article.revisions.get(number=1), by=None)
    pending = PendingVersion.objects.get(article=article)
    assert (pending.newest.author_name, pending.newest.base, pending.state) == ("bob", 5, PendingState.DRAFT)
    assert Article.objects.get(slug="ada").revision_number == 6
    make_comment(article, "A reply.", parent=Comment.objects.get(article=article, depth=1, approved__source="Level 1."))
    gone = Comment.objects.get(article=article, state=State.REJECTED)
    assert (gone.author_name, gone.email, gone.approved_below) == ("", "", 4)
    assert moderation.approve(gone, by=root_user()).is_approved


def test_nothing_that_was_not_public_becomes_so(everything, media, tmp_path):
    def public():
        return (
            set(Article.objects.published().values_list("slug", flat=True)),
            set(Revision.objects.readable().values_list("article__slug", "number", "text")),
            set(Revision.objects.public().values_list("article__slug", "number")),
            set(Revision.objects.values_list("article__slug", "number", "public_from", "created_at")),
            set(Comment.objects.filter(state=State.APPROVED).values_list("public_id", "approved__source")),
            set(FormerAddress.objects.values_list("slug", "article__slug")),
        )

    before = public()
    export(tmp_path / "out")
    empty(media)
    take_in(tmp_path / "out")
    after = public()
    # Of a hidden one nobody knows when it was; it stands where it stood.
    hidden = {row for row in before[3] if row[:2] == ("ada", 3)}
    assert before[:3] + before[4:] == after[:3] + after[4:]
    assert before[3] - hidden == {row for row in after[3] if row[:2] != ("ada", 3)}
    assert "A secret next version." not in "".join(Revision.objects.values_list("text", flat=True))
    assert not Comment.objects.filter(approved__source__contains="secret").exists()


def test_a_second_import_adds_nothing(everything, media, tmp_path):
    export(tmp_path / "out")
    empty(media)
    take_in(tmp_path / "out")
    counts = (Revision.objects.count(), Comment.objects.count(), PendingVersion.objects.count())
    report = take_in(tmp_path / "out")
    assert report.counts == {"unchanged": Article.objects.count()}
    assert +report.beside == {}
    assert counts == (Revision.objects.count(), Comment.objects.count(), PendingVersion.objects.count())


def test_a_dry_run_of_an_export_writes_nothing(everything, media, tmp_path):
    export(tmp_path / "out")
    empty(media)
    report = take_in(tmp_path / "out", dry_run=True)
    assert report.counts["created"] == 6
    assert report.beside["pictures"] == 2
    assert not Article.objects.exists() and not Category.objects.exists() and not Comment.objects.exists()
    assert not media.exists()


def test_an_article_that_was_edited_in_the_folder_gets_one_more_revision(everything, media, tmp_path):
    export(tmp_path / "out")
    empty(media)
    file = tmp_path / "out" / "articles" / "ada.md"
    file.write_text(file.read_text() + "\nAdded by hand.\n")
    take_in(tmp_path / "out")
    article = Article.objects.get(slug="ada")
    assert (article.revision_number, article.revisions.count()) == (6, 6)
    assert article.revisions.get(number=6).note == "Imported"
    assert "Added by hand." in article.revisions.get(number=6).text


def test_the_search_finds_what_was_restored(everything, media, tmp_path):
    export(tmp_path / "out")
    empty(media)
    take_in(tmp_path / "out")
    found = search.search('"words that stand"').ids
    assert found == [Article.objects.get(slug="ada").pk]


BAD_LINES = {
    "no JSON": ("history", "{", "1: the line is not JSON"),
    "no object": ("history", "[1]", "1: the line is not an object"),
    "deep": ("history", "[" * 100_000, "1: the line is not JSON"),
    "bytes": ("history", b"\xff\xfe", "1: the line is not UTF-8"),
    "key": ("history", '{"number": 1, "is_staff": true}', "1: the key “is_staff” is not known"),
    "number": ("history", '{"number": 0, "hidden": true}', "1: number: a whole number"),
    "true": ("history", '{"number": true, "hidden": true}', "1: number: a whole number"),
    "huge": ("history", '{"number": 99999999999999999999, "hidden": true}', "1: number: a whole number"),
    "falling": ("history", '{"number": 2, "hidden": true}\n{"number": 2, "hidden": true}', "2: the numbers"),
    "text": ("history", '{"number": 1, "time": "2026-01-01T00:00:00Z", "text": "---\\nno"}', "1: the text of this"),
    "time": ("history", '{"number": 1, "time": "yesterday", "text": "x"}', "1: time: a time such as"),
    "NUL": ("history", '{"number": 1, "time": "2026-01-01T00:00:00Z", "text": "a\\u0000"}', "1: text: the character"),
    "surrogate": (
        "history",
        '{"number": 1, "time": "2026-01-01T00:00:00Z", "author": "\\ud800", "text": "x"}',
        "1: author: the character U+D800",
    ),
    "parent": (
        "comments",
        '{"id": "0123456789abcdef", "parent": "fedcba9876543210", "time": "2026-01-01T00:00:00Z", "state": "rejected"}',
        "1: parent: no comment above",
    ),
    "state": (
        "comments",
        '{"id": "0123456789abcdef", "time": "2026-01-01T00:00:00Z", "state": "x"}',
        "1: state: one of",
    ),
    "id": ("comments", '{"id": "../../../etc/pas"}', "1: id: 16 of"),
    "key of a comment": ("comments", '{"id": "0123456789abcdef", "email": "a@b.c"}', "1: the key “email”"),
    "secret text": (
        "comments",
        '{"id": "0123456789abcdef", "time": "2026-01-01T00:00:00Z", "state": "rejected", "text": "x"}',
        "1: an approved comment",
    ),
    "next version": ("drafts", '{"state": "live"}', "drafts/ada.json: state: one of"),
    "next version without more": ("drafts", "x", "drafts/ada.json:1: this is not JSON"),
}


@pytest.mark.parametrize("kind", BAD_LINES)
def test_what_belongs_to_an_article_and_is_broken_refuses_it_whole(media, tmp_path, kind):
    folder, written, problem = BAD_LINES[kind]
    make_article("Ada", category=("People",))
    make_article("Bert")
    export(tmp_path)
    empty(media)
    (tmp_path / folder).mkdir(exist_ok=True)
    path = tmp_path / folder / f"ada.{'json' if folder == 'drafts' else 'jsonl'}"
    path.write_bytes(written if isinstance(written, bytes) else written.encode())
    if folder == "drafts":
        shutil.copy(tmp_path / "articles" / "ada.md", tmp_path / "drafts")
    report = take_in(tmp_path)
    assert report.counts == {"created": 1, "refused": 1}
    assert f"{tmp_path}/{folder}/ada.json" in report.refused[0]
    assert problem in report.refused[0]
    assert list(Article.objects.values_list("slug", flat=True)) == ["bert"]
    assert not Comment.objects.exists() and not PendingVersion.objects.exists()
    assert list(Revision.objects.values_list("article__slug", flat=True)) == ["bert"]
    # Put right, the second run completes the first.
    path.unlink()
    shutil.rmtree(tmp_path / "drafts", ignore_errors=True)
    assert take_in(tmp_path).counts == {"created": 1, "unchanged": 1}


def test_categories_that_are_there_get_description_and_order(media, tmp_path):
    make_article("Ada", category=("People",))
    Category.objects.update(description="Who lived.", order=3)
    export(tmp_path)
    Category.objects.update(description="", order=0, slug="folk")
    take_in(tmp_path)
    assert Category.objects.values_list("slug", "description", "order").get() == ("folk", "Who lived.", 3)


def test_the_addresses_that_a_category_had_come_back_with_the_same_bytes(client, media, tmp_path):
    article = make_article("Ada", category=("People",))
    for slug in ("folk", "humans"):
        article.category.former_addresses.create(slug=slug)
    export(tmp_path / "first")
    assert "  former: [folk, humans]\n" in (tmp_path / "first" / "categories.yaml").read_text()
    article.delete()
    Category.objects.all().delete()
    take_in(tmp_path / "first")
    export(tmp_path / "second")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert client.get("/categories/folk/")["Location"] == "/categories/people/"
    take_in(tmp_path / "second")
    assert Category.objects.get().former_addresses.count() == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- path: A\n- path: B\n  former: [a]\n", ":2: the slug “a” is or was another category's"),
        ("- path: A\n- path: B\n  former: [A B]\n", ":2: “A B” is no slug"),
        ("- path: A\n- path: B\n  former: [[a]]\n", ":3: former: a list of slugs is expected"),
        ("- path: A\n- path: B\n  slug: '-'\n", ":2: “-” is no slug"),
        ("- path: A\n- path: B\n  order: -1\n", ":2: “-1” is no whole number"),
        ("- path: A\n- path: B\n  order: ٣\n", ":2: “٣” is no whole number"),
        ("- path: A\n- path: B\n  owner: me\n", ":3: the key “owner” is not known"),
        ("- path: A\n- slug: b\n", ":2: the path of the category is missing"),
        ("- path: A\n- path: 1 / 2 / 3 / 4 / 5 / 6 / 7 / 8 / 9\n", ":2: the category is nested"),
        ("- path: A\n  slug: a\n- path: B\n  slug: a\n", ":3: the slug “a” belongs to another category"),
        ("- path: A\n- [x]\n", ":2: path, slug, description"),
    ],
)
def test_a_category_that_breaks_a_rule_is_refused_with_its_line(media, tmp_path, text, problem):
    make_article("Ada")
    export(tmp_path)
    (tmp_path / "categories.yaml").write_text(text)
    report = take_in(tmp_path)
    assert f"categories.yaml{problem}" in report.refused[0]
    assert list(Category.objects.values_list("path", flat=True)) == ["A"]


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.png", b"<svg onload=alert(1)>", "not a PNG, JPEG, GIF or WebP"),
        ("a.jpg", picture("PNG"), "its name says another"),
        ("a.svg", b"<svg/>", "no name of a picture"),
        ("a.html", picture("PNG"), "no name of a picture"),
        ("a b.png", picture("PNG"), "no name of a picture"),
        ("big.png", b"\x89PNG" + b"x" * 11_000_000, "larger than 10 MB"),
        ("taken.png", picture("PNG", (5, 5)), "another picture has this name"),
    ],
)
def test_what_is_no_picture_or_would_overwrite_one_is_refused(media, tmp_path, name, data, problem):
    (media / "images").mkdir(parents=True)
    (media / "images" / "taken.png").write_bytes(picture())
    export(tmp_path / "out")
    (tmp_path / "out" / "images" / name).write_bytes(data)
    report = take_in(tmp_path / "out")
    assert report.counts == {"refused": 1}
    assert f"images/{name}" in report.refused[0] and problem in report.refused[0]
    assert contents(media) == {"images/taken.png": picture()}


def test_links_that_lead_out_of_an_export_are_not_followed(media, tmp_path):
    make_article("Ada")
    export(tmp_path / "out")
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture())
    (tmp_path / "elsewhere.md").write_text("# Elsewhere")
    (tmp_path / "out" / "images").mkdir()
    (tmp_path / "out" / "images" / "a.png").symlink_to(secret)
    (tmp_path / "out" / "articles" / "b.md").symlink_to(tmp_path / "elsewhere.md")
    (tmp_path / "out" / "articles" / "up").symlink_to(tmp_path)
    (tmp_path / "out" / "articles" / "again.md").symlink_to("ada.md")
    report = take_in(tmp_path / "out")
    assert sorted(line.partition(": ")[0].rpartition("/")[2] for line in report.refused) == [
        "a.png",
        "again.md",
        "b.md",
        "up",
    ]
    assert sum("leads out of the folder" in line for line in report.refused) == 3
    assert not media.exists()


def test_an_export_of_a_format_that_is_not_known_is_refused_whole(media, tmp_path):
    make_article("Ada")
    export(tmp_path)
    empty(media)
    for listed in ({"format": 2, "files": []}, {"format": 1, "files": ["../../etc/passwd"]}, [], {}, "no JSON"):
        (tmp_path / "export.json").write_text(listed if isinstance(listed, str) else json.dumps(listed))
        report = take_in(tmp_path)
        assert report.counts == {"refused": 1}
        assert "export.json: " in report.refused[0]
    assert not Article.objects.exists()


def test_drafts_and_pages_of_an_export_are_no_articles_but_loose_documents_are(everything, media, tmp_path):
    export(tmp_path / "out")
    (tmp_path / "out" / "pages").mkdir()
    (tmp_path / "out" / "pages" / "about.md").write_text("# About")
    (tmp_path / "out" / "loose.md").write_text("# Loose")
    report = take_in(tmp_path / "out")
    assert report.counts == {"unchanged": 6, "created": 1}
    assert Article.objects.filter(slug="loose").exists()
    assert not Article.objects.filter(slug="about").exists()
