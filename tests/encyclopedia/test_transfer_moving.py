"""Trees of other systems taken in: slugs and numbers, links, pictures, and what is told of it."""

import json
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from encyclopedia import editing
from encyclopedia.models import Article, Revision
from encyclopedia.transfer import Import
from tests.builders import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(tmp_path, settings):
    """Writes files below a folder; the answer is the folder."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def write(**files):
        for name, text in files.items():
            path = tmp_path / "tree" / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / "tree"

    return write


def take_in(*paths, **options):
    run = Import(**{"ignore_unknown": True, "publish": True} | options)
    run.report.is_kept = True
    for _ in run.take_in(paths):
        pass
    return run.report


def picture():
    data = BytesIO()
    Image.new("RGB", (9, 9), "red").save(data, "PNG")
    return data.getvalue()


SITE = {
    "a_md": "---\nslug: Web/First_one\ndraft: false\n---\n# First\n\n[b](deep/b.md#end) ![p](p.png) [gone](gone.md)\n",
    "deep__b_markdown": "---\ntags: x, y\ndate: Jan 2, 2020\n---\n# Second\n\n[[a]] ![p](../p.png)\n",
    "deep__c_md": "---\ntitle: Second\ncategories: [Food, Travel]\n---\n",
    "notes_txt": "x",
    "page_mdx": "x",
    "style_css": "x",
    "unused_png": "x",
    "p_png": picture(),
}


def test_a_tree_of_another_system_is_taken_in_and_all_that_happened_is_told(tree, tmp_path):
    folder = tree(**SITE)
    rehearsed = take_in(folder, number=True, dry_run=True)
    assert not Article.objects.exists()
    assert not (tmp_path / "media").exists()
    report = take_in(folder, number=True)
    assert rehearsed.as_data() == report.as_data()
    assert report.counts == {"created": 3}
    first, second = Article.objects.get(title="First"), Article.objects.get(slug="second")
    name = next((tmp_path / "media" / "images").iterdir()).name
    assert first.body == f"[[second#end|b]] ![p](/media/images/{name}) [gone](gone.md)"
    assert second.body == f"[[First|a]] ![p](/media/images/{name})"
    data = json.loads(json.dumps(report.as_data()))
    assert data["beside"] == {"pictures": 1}
    assert data["taken"][0] == {"file": f"{folder}/a.md", "slug": "web-first-one", "outcome": "created"}
    assert [(entry["file"].removeprefix(f"{folder}/"), entry["line"]) for entry in data["changed"]] == [
        ("a.md", 2), ("deep/b.markdown", 3), ("deep/b.markdown", 2), ("deep/c.md", 3), ("deep/c.md", None)
    ]  # fmt: skip
    assert sorted((entry["file"].removeprefix(f"{folder}/"), entry["line"]) for entry in data["left_out"]) == [
        ("a.md", 3), ("a.md", 7), ("notes.txt", None), ("page.mdx", None), ("style.css", None), ("unused.png", None)
    ]  # fmt: skip
    assert report.left_out == {"draft": 1, "files .css": 1}
    again = take_in(folder, number=True)
    assert (again.counts, again.beside["pictures"]) == ({"unchanged": 3}, 0)
    assert Revision.objects.count() == 3


def test_files_that_are_named_one_by_one_know_each_other(tree, monkeypatch):
    folder = tree(a_md="[x](b.md)", b_md="# Bee")
    monkeypatch.chdir(folder)
    take_in(Path("a.md"), Path("./b.md"))
    assert Article.objects.get(slug="a").body == "[[Bee|x]]"


def test_an_address_with_underscores_leads_to_the_article(tree, client):
    take_in(tree(a_md="---\nslug: Canvas_API\n---\n"))
    response = client.get("/wiki/Canvas_API/")
    assert (response.status_code, response.headers["Location"]) == (301, "/wiki/canvas-api/")


# Numbers


def slugs(report):
    return {entry["file"].rpartition("tree/")[2]: entry["slug"] for entry in report.kept["taken"]}


def test_a_taken_slug_gets_the_next_free_number_on_request(tree):
    make_article("Index 3", slug="index-3")
    make_article("Old", slug="new")
    editing.rename(Article.objects.get(slug="new"), "newer", by=None)
    folder = tree(a_md="# Index", b_md="# Index", c_md="# Index", d_md="# Index 2", e_md="# New")
    refused = take_in(folder, dry_run=True)
    assert refused.counts == {"created": 2, "refused": 3}
    assert slugs(take_in(folder, number=True)) == {
        "a.md": "index", "b.md": "index-2", "c.md": "index-4", "d.md": "index-2-2", "e.md": "new-2"
    }  # fmt: skip


def test_the_same_file_is_the_same_article_whatever_comes_between(tree, tmp_path):
    folder = tree(b_md="# Index\n\nB", c_md="# Index\n\nC", d_md="# Index\n\nD")
    first = slugs(take_in(folder, number=True))
    editing.rename(Article.objects.get(slug="index-2"), "about-c", by=None)
    tree(a_md="# Index\n\nA", bb_md="# Index\n\nBB")
    (folder / "d.md").rename(folder / "e.md")
    (tmp_path / "moved").mkdir()
    moved = folder.rename(tmp_path / "moved" / "tree")
    report = take_in(moved, number=True)
    second = slugs(report)
    assert (first["b.md"], second["b.md"], second["c.md"]) == ("index", "index", "about-c")
    assert report.counts == {"unchanged": 2, "created": 3}
    assert len(set(second.values())) == 5
    assert Counter(Article.objects.values_list("body", flat=True)) == Counter(["A", "B", "BB", "C", "D", "D"])
    assert take_in(moved, number=True).counts == {"unchanged": 5}


def test_a_run_that_was_broken_off_goes_on_with_the_same_numbers(tree):
    folder = tree(**{f"n{number:03}_md": "# Note" for number in range(120)})
    run = Import(number=True)
    for done, _ in run.take_in([folder]):
        if done == 105:  # the first batch is in
            break
    assert Article.objects.count() == 100
    assert take_in(folder, number=True).counts == {"unchanged": 100, "created": 20}


def test_what_is_refused_leaves_no_picture_behind(tree, tmp_path):
    make_article("Other", former=("taken",))
    folder = tree(a_md="---\nslug: taken\n---\n![p](p.png)", p_png=picture())
    assert take_in(folder).counts == {"refused": 1}
    assert not (tmp_path / "media").exists()


def test_a_dry_run_tells_the_same_of_spellings_and_of_former_addresses_in_many_batches(tree, monkeypatch):
    monkeypatch.setattr("encyclopedia.transfer.importing.BATCH", 1)
    folder = tree(
        a_md="---\nslug: a_b\ntags: [Red]\ncategory: Life / Art\n---\n",
        b_md="---\ntags: [red]\ncategory: life / art\nformer: [old]\n---\n",
        c_md="---\nslug: old\n---\n",
    )
    assert take_in(folder, dry_run=True).as_data() == (told := take_in(folder)).as_data()
    assert (told.counts, told.changed) == ({"created": 2, "refused": 1}, 4)


def test_what_describes_a_page_is_its_summary_and_keywords_are_tags(tree):
    note = (
        "---\ntitle: Ada\ndescription: Who wrote the first program.\nkeywords: [People, Science]\n---\n# Ada\n\nText.\n"
    )
    report = take_in(tree(ada_md=note, long_md="---\ndescription: " + "x" * 1_001 + "\n---\nText.\n"))
    ada = editing.current(Article.objects.get(slug="ada"))
    assert (ada.summary, ada.tags, ada.body) == ("Who wrote the first program.", ("People", "Science"), "Text.")
    assert report.counts["created"] == 2
    assert report.left_out["description"] == 1


def test_pictures_that_others_keep_in_hidden_folders_are_taken_where_a_page_shows_them(tree):
    page = "# A\n\n![a](.gitbook/assets/a.png) ![b](/img/b.png)\n"
    folder = tree(a_md=page)
    for name, colour in (
        (".gitbook/assets/a.png", "red"),
        (".vuepress/public/img/b.png", "blue"),
        (".git/c.png", "red"),
    ):
        (folder / name).parent.mkdir(parents=True)
        Image.new("RGB", (9, 9), colour).save(folder / name)
    take_in(folder)
    assert editing.current(Article.objects.get()).body.count("](/media/images/") == 2
