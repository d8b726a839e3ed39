"""The folder that an export writes to."""

import json
import os
from threading import Thread

import pytest
from django.db import connection

from encyclopedia import editing
from encyclopedia.models import Article, Category
from encyclopedia.transfer import Export, FolderRefused, exporting
from encyclopedia.transfer.layout import is_safe, stem
from tests.builders import count_queries, make_article, make_document
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def export(folder, **options):
    run = Export(folder, **options)
    steps = list(run.run())
    return run, steps


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_an_article_is_written_as_its_document(out, client):
    make_article("Ada Lovelace", body="Words.")
    export(out)
    assert (out / "articles" / "ada-lovelace.md").read_bytes() == client.get("/wiki/ada-lovelace.md").content


def test_articles_of_every_status_are_written(out):
    for status in ("draft", "in review", "published", "archived"):
        make_article(f"Article {status}", status=status)
    export(out)
    assert len(list((out / "articles").iterdir())) == 4


def test_a_second_run_writes_nothing_anew(out):
    make_article("Ada")
    run, _ = export(out, with_history=True, with_companions=True)
    assert run.counts == {"created": 2}
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in out.rglob("*") if path.is_file()}
    run, _ = export(out, with_history=True, with_companions=True)
    assert run.counts == {"unchanged": 2}
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in before} == before


def test_files_that_no_longer_belong_are_removed_and_others_are_named(out):
    ada = make_article("Ada", category=("People",))
    make_article("Bert")
    export(out, with_history=True)
    (out / "notes.txt").write_text("mine")
    (out / "articles" / "mine.md").write_text("# Mine")
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("x")
    Article.objects.filter(pk=ada.pk).delete()
    Category.objects.all().delete()
    run, _ = export(out)
    assert run.others == [".git/", "notes.txt", "articles/mine.md"]
    assert names(out) == {"articles/bert.md", "articles/mine.md", "notes.txt", ".git/HEAD", "export.json"}
    assert run.counts == {"unchanged": 1, "removed": 4}
    assert not (out / "history").exists()


def test_a_file_of_somebody_else_is_not_overwritten(out):
    make_article("Ada")
    (out / "articles").mkdir(parents=True)
    (out / "articles" / "ada.md").write_text("mine")
    with pytest.raises(FolderRefused, match=r"articles/ada.md is not from an export; move it away"):
        export(out)
    assert (out / "articles" / "ada.md").read_text() == "mine"


def test_a_file_is_no_folder_to_write_to(out):
    out.write_text("mine")
    with pytest.raises(FolderRefused, match="is a file; name a folder"):
        export(out)


def test_two_exports_to_one_folder_do_not_disturb_each_other(out):
    make_article("Ada")
    first = Export(out).run()
    next(first)
    with pytest.raises(FolderRefused, match="Another export is writing"):
        export(out)
    list(first)
    export(out)


def test_an_export_that_was_broken_off_knows_its_own_files_again(out):
    ada, bert = make_article("Ada"), make_article("Bert")
    first = Export(out).run()
    next(first)
    first.close()
    assert not (out / "export.json").exists()
    editing.rename(ada, "lovelace", by=None)
    run, _ = export(out)
    assert run.others == []
    assert names(out) == {"articles/lovelace.md", "articles/bert.md", "export.json"}
    assert bert.slug == "bert"


def test_a_list_that_leads_out_of_the_folder_removes_nothing(out):
    make_article("Ada")
    export(out)
    victim = out.parent / "victim"
    victim.write_text("x")
    (out / "export.json").write_text(json.dumps({"format": 1, "files": ["../victim"]}))
    with pytest.raises(FolderRefused, match="no list of the files"):
        export(out)
    (out / "export.json").unlink()
    (out / "export.part").write_text('"../victim"\n"articles/ada.md"\n"cut o')
    export(out)
    assert victim.exists()


def test_a_place_that_cannot_be_written_to_is_named(out):
    make_article("Ada")
    out.mkdir()
    (out / "articles").write_text("a file")
    with pytest.raises(OSError) as refused:
        export(out)
    assert refused.value.filename == f"{out}/articles/ada.md"


def test_progress_is_told(out):
    make_article("Ada")
    make_article("Bert")
    assert export(out)[1] == [(2, 2)]


def test_an_export_asks_the_same_number_of_questions_however_many_articles_there_are(out, tmp_path):
    make_article("Ada", tags=("A",), category=("B",))
    few = count_queries(lambda: export(out, with_history=True, with_companions=True))
    for number in range(20):
        make_article(f"Article {number}", tags=("A",), category=("C",))
    assert count_queries(lambda: export(tmp_path / "more", with_history=True, with_companions=True)) == few


def test_pictures_are_copied_and_hidden_files_are_not(out, media):
    (media / "images").mkdir(parents=True)
    (media / "images" / "a.png").write_bytes(b"a")
    (media / "images" / ".half").write_bytes(b"b")
    (media / "images" / os.fsdecode(b"\xff.png")).write_bytes(b"c")
    run, _ = export(out)
    assert names(out) == {"images/a.png", "export.json"}
    assert run.unnamed == ["images/\\udcff.png"]


@pytest.mark.parametrize("slug", ["a", "é" * 100, "🜚" * 100, "長い" * 50])
def test_every_slug_gives_a_name_that_a_disk_can_hold(slug):
    assert len(stem(slug).encode()) <= 240
    assert (stem(slug) == slug) == (len(slug.encode()) <= 200)
    assert stem(slug) != stem(slug + "a")


@pytest.mark.parametrize("name", ["a", "a/b.md", "Ünï/ö.png", "...", "a..b"])
def test_names_inside_a_folder_are_safe(name):
    assert is_safe(name)


@pytest.mark.django_db(transaction=True)
def test_an_export_sees_one_state_and_keeps_nobody_from_writing(out, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    make_article("Ada")
    later = make_article("Bert", body="Before.")
    run = Export(out).run()
    next(run)
    elsewhere(lambda: editing.record(later, make_document("Bert", body="Meanwhile."), by=None))
    list(run)
    assert "Before." in (out / "articles" / "bert.md").read_text()
    assert "Meanwhile." in editing.current(later).body
    export(out)
    assert "Meanwhile." in (out / "articles" / "bert.md").read_text()


def elsewhere(act):
    """Do it with a connection of its own, as another process would."""
    failed = []

    def work():
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive() and not failed, failed
