"""Folders of documents in, and captured pages."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from encyclopedia import editing
from encyclopedia.document.codec import dumps, loads
from encyclopedia.models import Article, Revision
from encyclopedia.transfer import Import, documents
from tests.document.test_codec import EXAMPLE

pytestmark = pytest.mark.django_db

STARTER = Path(__file__).parents[2] / "encyclopedia" / "starter"
CAPTURED = Path(__file__).parents[3] / "shared" / "open-source-ai-page.txt"


def take_in(*paths, **options):
    run = Import(**options)
    for path in documents(paths):
        run.article_file(path)
    return run.report


def write(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_documents_are_taken_in_and_a_second_time_nothing_changes(tmp_path):
    write(tmp_path, "ai.md", EXAMPLE)
    (tmp_path / "below").mkdir()
    write(tmp_path / "below", "ada.md", "# Ada Lovelace\n\nShe wrote programs.")
    assert take_in(tmp_path).counts == {"created": 2}
    assert take_in(tmp_path).counts == {"unchanged": 2}
    assert Revision.objects.count() == 2


def test_the_document_that_is_served_is_the_one_that_was_taken_in(tmp_path, client):
    take_in(write(tmp_path, "ai.md", EXAMPLE))
    assert client.get("/wiki/open-source-ai.md").content.decode() == EXAMPLE


def test_an_existing_article_is_replaced_but_keeps_status_and_dates_that_are_not_given(tmp_path):
    take_in(write(tmp_path, "a.md", "---\ntitle: T\nstatus: published\npublished: 2026-01-02\nsummary: S\n---\n"))
    assert take_in(write(tmp_path, "a.md", "---\ntitle: T\n---\n\nNew.\n")).counts == {"updated": 1}
    document = editing.current(Article.objects.get())
    assert (document.status, str(document.published), document.summary, document.body) == (
        "published",
        "2026-01-02",
        "",
        "New.",
    )


def test_a_new_document_without_status_is_a_draft_or_published_when_asked(tmp_path):
    take_in(write(tmp_path, "a.md", "# One"))
    take_in(write(tmp_path, "b.md", "# Two"), publish=True)
    take_in(write(tmp_path, "c.md", "---\ntitle: Three\nstatus: archived\n---\n"), publish=True)
    assert list(Article.objects.by_title().values_list("title", "status")) == [
        ("One", "draft"), ("Three", "archived"), ("Two", "published")
    ]  # fmt: skip


def test_what_is_refused_is_named_with_file_and_line_and_the_rest_goes_in(tmp_path):
    write(tmp_path, "1-fine.md", "# Fine")
    write(tmp_path, "2-key.md", "---\ntitle: T\ncolour: red\n---\n")
    write(tmp_path, "3-bomb.md", "---\na: &a [x]\nb: [*a, *a]\n---\n")
    write(tmp_path, "4-binary.md", b"\x00\xff\xfe\x00")
    write(tmp_path, "5-date.md", "---\ntitle: D\ntimeline:\n  - date: 1950s\n    event: x\n---\n")
    write(tmp_path, "6-huge.md", b"x" * 50_000_000)
    write(tmp_path, "7-also-fine.md", b"\xef\xbb\xbf---\r\ntitle: Also fine\r\n---\r\n")
    write(tmp_path, "8-empty.md", "")
    report = take_in(tmp_path)
    assert report.counts == {"created": 3, "refused": 5}
    told = [line.removeprefix(f"{tmp_path}/") for line in report.refused]
    assert [line.split(" ")[0] for line in told] == [
        "2-key.md:3:", "3-bomb.md:2:", "4-binary.md:1:", "5-date.md:4:", "6-huge.md:"
    ]  # fmt: skip
    assert sorted(Article.objects.values_list("slug", flat=True)) == ["8-empty", "also-fine", "fine"]


def test_two_files_with_one_slug_are_not_both_taken_in(tmp_path):
    write(tmp_path, "a.md", "---\ntitle: Café\n---\n\nFirst.\n")
    write(tmp_path, "b.md", "---\ntitle: B\nslug: cafe\n---\n\nSecond.\n")
    report = take_in(tmp_path)
    assert report.counts == {"created": 1, "refused": 1}
    assert "a.md already" in report.refused[0]


def test_a_slug_that_is_another_articles_former_address_is_refused(tmp_path):
    take_in(write(tmp_path, "a.md", "---\ntitle: New name\nformer: [old-name]\n---\n"))
    report = take_in(write(tmp_path, "b.md", "---\ntitle: Old name\n---\n"))
    assert report.counts == {"refused": 1}
    assert "former address" in report.refused[0]


def test_a_dry_run_writes_nothing(tmp_path):
    assert take_in(write(tmp_path, "a.md", EXAMPLE), dry_run=True).counts == {"created": 1}
    assert not Article.objects.exists()


def test_another_spelling_of_a_category_is_remarked_on(tmp_path):
    take_in(write(tmp_path, "a.md", "---\ntitle: A\ncategory: Technology\ntags: [Open source]\n---\n"))
    report = take_in(write(tmp_path, "b.md", "---\ntitle: B\ncategory: technology\ntags: [OPEN SOURCE]\n---\n"))
    assert len(report.remarks) == 2
    assert "“technology” is known as “Technology”" in report.remarks[0]


def test_the_starter_articles_are_whole_and_canonical():
    report = take_in(STARTER)
    assert report.refused == []
    assert report.remarks == []
    assert report.counts["created"] >= 8
    for article in Article.objects.with_parts():
        document = editing.current(article)
        assert article.is_public, article
        parts = (document.category, document.summary, document.short_answer, document.infobox.caption, document.body)
        assert all((*parts, document.infobox.fields, document.timeline, document.faq, document.references)), article
        written = (STARTER / f"{article.slug}.md").read_text()
        # Where a starter says no dates, they are those of its first day here.
        said = loads(written)
        stored = replace(loads(article.revisions.get().text), published=said.published, updated=said.updated)
        assert dumps(stored) == written


@pytest.mark.skipif(not CAPTURED.exists(), reason="the captured page is not beside the project")
def test_the_real_captured_page_becomes_an_article_beside_the_starters(client):
    take_in(STARTER)
    run = Import(publish=True)
    options = {"category": "", "labels": [], "sections": []}
    run.captured_file(CAPTURED, **options, replace_existing=False)
    assert run.report.counts == {"created": 1}
    document = editing.current(Article.objects.get(title="AI And Open Source: Community-Driven Innovation"))
    assert (len(document.timeline), len(document.faq), len(document.references)) == (12, 3, 4)
    assert client.get(f"/wiki/{document.slug}/").status_code == 200
    again = Import(publish=True)
    again.captured_file(CAPTURED, **options, replace_existing=False)
    assert again.report.counts == {"refused": 1}
    assert "--replace" in again.report.refused[0]


@pytest.mark.parametrize("text", [b"", b"\x00\x01\x02", b"x" * 50_000_000, b"\xff\xfe"])
def test_what_is_no_captured_page_is_refused(tmp_path, text):
    run = Import()
    run.captured_file(write(tmp_path, "page.txt", text), category="", labels=[], sections=[], replace_existing=False)
    assert run.report.counts == {"refused": 1}
    assert not Article.objects.exists()


# Documents that were written elsewhere

HUGO = (
    "---\ntitle: Ada\ndescription: She wrote programs.\nlayout: post\nauthor: me\n---\n\n# Ada\n\n{{< youtube x >}}\n"
)


def test_foreign_keys_are_renamed_and_the_rest_is_left_out_and_counted(tmp_path):
    write(tmp_path, "a.md", HUGO)
    write(tmp_path, "b.md", HUGO.replace("Ada", "Bert").replace("author: me\n", ""))
    report = take_all(tmp_path, renamed={"description": "summary"}, ignore_unknown=True)
    assert report.counts == {"created": 2}
    assert report.left_out == {"layout": 2, "author": 1}
    document = editing.current(Article.objects.get(slug="ada"))
    assert (document.summary, document.body) == ("She wrote programs.", "{{< youtube x >}}")


def test_foreign_keys_are_refused_unless_somebody_says_what_they_are(tmp_path):
    write(tmp_path, "a.md", HUGO)
    report = take_all(tmp_path, renamed={"description": "summary"})
    assert report.counts == {"refused": 1}
    assert report.refused[0].startswith(f"{tmp_path}/a.md:4: the key “layout”")


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("title: A\nname: B", "3: the key “name”"),
        ("name: B\ntitle: A", "2: the key “name”"),
        ("name: B\nheading: C", "3: the key “heading”"),
    ],
)
def test_two_keys_that_would_be_one_are_refused_with_the_line(tmp_path, front, told):
    write(tmp_path, "a.md", f"---\n{front}\n---\n")
    report = take_all(tmp_path, renamed={"name": "title", "heading": "title"}, ignore_unknown=True)
    assert report.refused[0].startswith(f"{tmp_path}/a.md:{told} is read as “title”")
    assert report.left_out == {}


def test_two_keys_may_change_places(tmp_path):
    write(tmp_path, "a.md", "---\nsummary: Ada\ntitle: She wrote programs.\n---\n")
    assert take_all(tmp_path, renamed={"summary": "title", "title": "summary"}).counts == {"created": 1}
    assert Article.objects.get().title == "Ada"


def test_what_is_unknown_is_left_out_at_the_top_only_and_stays_strict_yaml(tmp_path):
    write(tmp_path, "a.md", "---\ntitle: A\ninfobox:\n  colour: red\n---\n")
    write(tmp_path, "b.md", "---\ntitle: B\nx: &a [1]\ny: *a\n---\n")
    report = take_all(tmp_path, ignore_unknown=True)
    assert [line.removeprefix(f"{tmp_path}/")[:6] for line in report.refused] == ["a.md:4", "b.md:3"]


def take_all(*paths, **options):
    run = Import(**options)
    for _ in run.take_in(paths):
        pass
    return run.report


# Folders


def test_hidden_files_and_folders_are_no_documents(tmp_path):
    write(tmp_path, "a.md", "# A")
    write(tmp_path, ".b.md", "# B")
    (tmp_path / ".git").mkdir()
    write(tmp_path / ".git", "c.md", "# C")
    assert take_all(tmp_path).counts == {"created": 1}


def test_more_documents_than_a_batch_holds_are_all_taken_in(tmp_path):
    for number in range(250):
        write(tmp_path, f"{number}.md", f"# Article {number}")
    write(tmp_path, "again.md", "# Article 7")
    run = Import()
    steps = list(run.take_in([tmp_path]))
    assert steps[-1] == (251, 251)
    assert run.report.counts == {"created": 250, "refused": 1}
    assert take_all(tmp_path).counts == {"unchanged": 250, "refused": 1}
    assert Revision.objects.count() == 250


def test_a_pipe_is_neither_file_nor_folder(tmp_path):
    os.mkfifo(tmp_path / "a.md")
    report = take_all(tmp_path / "a.md", tmp_path / "b.md")
    assert [line.rpartition(": ")[2] for line in report.refused] == [
        "this is neither a file nor a folder", "there is no such file"
    ]  # fmt: skip
