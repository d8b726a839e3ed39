import json
import sys
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError

from encyclopedia import editing, search, transfer
from encyclopedia.management.commands import make_editor
from encyclopedia.models import Article, Category, Revision, Status
from encyclopedia.transfer import exporting, importing
from tests.builders import make_article, make_user

pytestmark = pytest.mark.django_db

PAGE = """\
Technology / Artificial intelligence Updated May 14, 2026
BERT
A language model.
#Overview
BERT is a language model.
"""


@pytest.fixture
def run(capsys):
    """Runs a command; the answer is its exit status, and what it printed to the one and to the other."""

    def run_command(*arguments, **options):
        try:
            call_command(*map(str, arguments), **options)
            status = 0
        except SystemExit as ended:
            status = ended.code
        return status, *capsys.readouterr()

    return run_command


@pytest.fixture
def write(tmp_path):
    def write_file(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write_file


@pytest.fixture
def terminal(monkeypatch):
    """A person at a terminal who gives these answers."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    def answers(*given):
        left = iter(given)
        monkeypatch.setattr(make_editor, "getpass", lambda prompt: next(left))

    return answers


def document(title, **keys):
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": title, **keys}.items())
    return f"---\n{lines}---\n\nText.\n"


# import_articles


def test_files_and_folders_are_read_and_counted(run, write, tmp_path):
    write("wiki/ada.md", document("Ada Lovelace"))
    write("wiki/deep/bert.md", document("BERT"))
    alone = write("alone.md", document("Alone"))
    status, out, err = run("import_articles", tmp_path / "wiki", alone)
    assert (status, err) == (0, "")
    assert out == "created 3, updated 0, unchanged 0, refused 0\n"
    assert set(Article.objects.values_list("title", "status")) == {
        *{("Ada Lovelace", Status.DRAFT), ("BERT", Status.DRAFT), ("Alone", Status.DRAFT)}
    }


def test_a_second_import_changes_nothing(run, write):
    path = write("ada.md", document("Ada Lovelace", updated="2026-05-14"))
    run("import_articles", path)
    assert run("import_articles", path)[1] == "created 0, updated 0, unchanged 1, refused 0\n"
    path.write_text(path.read_text() + "\nMore.\n")
    assert run("import_articles", path)[1] == "created 0, updated 1, unchanged 0, refused 0\n"
    assert Revision.objects.count() == 2


def test_what_is_refused_is_named_with_its_line_and_the_rest_goes_in(run, write):
    bad = write("bad.md", "---\ntitle: Bad\ncolour: red\n---\n")
    good = write("good.md", document("Good"))
    status, out, err = run("import_articles", bad, good)
    assert status == 1
    assert err.startswith(f"{bad}:3: ")
    assert "colour" in err
    assert out == "created 1, updated 0, unchanged 0, refused 1\n"


def test_paths_that_hold_nothing_are_refused(run, write, tmp_path):
    good = write("good/good.md", document("Good"))
    (tmp_path / "empty").mkdir()
    status, out, err = run("import_articles", tmp_path / "nothing.md", tmp_path / "empty", good.parent)
    assert status == 1
    assert f"{tmp_path / 'nothing.md'}: " in err
    assert f"{tmp_path / 'empty'}: there is no document in this folder\n" in err
    assert out == "created 1, updated 0, unchanged 0, refused 2\n"


def test_new_articles_are_published_on_request(run, write):
    run("import_articles", write("ada.md", document("Ada Lovelace")), publish=True)
    assert Article.objects.published().count() == 1


def test_a_dry_run_writes_nothing(run, write):
    status, out, _ = run("import_articles", write("ada.md", document("Ada Lovelace")), dry_run=True)
    assert status == 0
    assert out == "Nothing was written. It would be:\ncreated 1, updated 0, unchanged 0, refused 0\n"
    assert not Article.objects.exists()


def test_a_person_may_stop_and_run_again(run, write, monkeypatch):
    paths = [write(f"{number}.md", document(f"Article {number}")) for number in range(3)]
    record_all = importing.record_all
    monkeypatch.setattr(importing, "BATCH", 1)

    def stop_at_the_second(documents, **options):
        if documents and documents[0].title == "Article 1":
            raise KeyboardInterrupt
        return record_all(documents, **options)

    monkeypatch.setattr(importing, "record_all", stop_at_the_second)
    status, out, err = run("import_articles", *paths)
    assert (status, out) == (130, "created 1, updated 0, unchanged 0, refused 0\n")
    assert err == "Interrupted; what is counted is in. Run again for the rest.\n"
    monkeypatch.undo()
    run("import_articles", *paths)
    assert Article.objects.count() == 3


def test_a_database_that_fails_is_said_in_a_sentence(run, write, monkeypatch):
    def fail(*arguments, **options):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(importing, "record_all", fail)
    with pytest.raises(CommandError, match="disk I/O error"):
        run("import_articles", write("ada.md", document("Ada Lovelace")))


def test_keys_of_others_are_mapped_or_left_out(run, write):
    path = write("ada.md", document("Ada Lovelace", description="A sentence.", layout="post", draft="no"))
    status, out, _ = run("import_articles", path, "--map", "description=summary", "--ignore-unknown")
    assert (status, out) == (0, "created 1, updated 0, unchanged 0, refused 0\nleft out: 1 × layout, 1 × draft\n")
    assert Article.objects.get().summary == "A sentence."


def test_one_report_tells_people_and_programs_what_became_of_each_file(run, write, tmp_path):
    write("in/a.md", "---\ntags: x, y\nlayout: post\n---\n# A")
    write("in/b.md", "---\ntitle: A\n---\n")
    write("in/c.txt", "x")
    report = tmp_path / "report.json"
    status, out, err = run("import_articles", tmp_path / "in", "--ignore-unknown", "--report", report)
    place = tmp_path / "in"
    assert (status, err) == (1, f"{place}/b.md: the slug “a” stands in {place}/a.md already\n")
    assert out == (
        f"{place}/a.md:2: tags: read as tags: [x, y]\n"
        f"{place}/c.txt: the name of a document ends in .md or .markdown; this file is left out\n"
        "created 1, updated 0, unchanged 0, refused 1\n"
        "changed on the way: 1, each named above\n"
        "left out: 1 × layout\n"
    )
    data = json.loads(report.read_text())
    assert data["counts"] == {"created": 1, "refused": 1}
    assert [len(data[name]) for name in ("taken", "changed", "left_out", "refused")] == [1, 1, 2, 1]
    assert run("import_articles", tmp_path / "in", "--number", "--ignore-unknown")[1].splitlines()[-3:-1] == [
        "created 1, updated 0, unchanged 1, refused 0",
        "changed on the way: 2, each named above",
    ]


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(run, write, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        run("import_articles", write("a.md", "# A"), "--report", tmp_path / "nowhere" / "report.json")
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        (["a"], "--map a: write their_key=our_key"),
        (["=title"], "write their_key=our_key"),
        (["a=nothing"], "there is no key “nothing” here; there are title, slug"),
        (["a=body"], "there is no key “body” here"),
        (["a=title", "a=summary"], "“a” is read as “title” already"),
    ],
)
def test_a_mapping_that_is_not_understood_is_refused(run, write, pairs, problem):
    with pytest.raises(CommandError, match=problem):
        run("import_articles", write("ada.md", document("Ada")), *[word for pair in pairs for word in ("--map", pair)])


# export_articles


def test_an_export_ends_with_counts_and_names_what_is_not_its_own(run, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    article = make_article("Ada")
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("x")
    assert run("export_articles", out, "--with-history", "--with-comments") == (
        0,
        f"{out}/mine.txt is not from an export and was left alone.\ncreated 2, updated 0, unchanged 0, removed 0\n",
        "",
    )
    editing.archive(article, by=None)
    assert run("export_articles", out)[1].endswith("created 0, updated 1, unchanged 0, removed 1\n")


def test_what_was_exported_can_be_imported(run, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    article = make_article("Ada", category=("People",))
    run("export_articles", tmp_path / "out", "--with-history")
    search.remove(article)
    article.delete()
    Category.objects.all().delete()
    status, out, err = run("import_articles", tmp_path / "out")
    assert (status, err) == (0, "")
    assert out == "created 1, updated 0, unchanged 0, refused 0\nwith them: categories 1, revisions 1\n"


def test_a_folder_that_cannot_be_written_to_is_said_in_a_sentence(run, tmp_path):
    make_article("Ada")
    place = tmp_path / "file"
    place.write_text("x")
    with pytest.raises(CommandError, match="is a file; name a folder to write to"):
        run("export_articles", place)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "articles").write_text("x")
    with pytest.raises(CommandError, match=r"articles/ada\.md cannot be written: Not a directory"):
        run("export_articles", tmp_path / "out")


def test_an_export_can_be_stopped_and_begun_again(run, tmp_path, monkeypatch, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    make_article("Ada")

    def stop(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting.pictures, "give", stop)
    status, out, err = run("export_articles", tmp_path / "out")
    assert (status, out, err) == (130, "", "Interrupted; the export is not whole. Run again to complete it.\n")
    monkeypatch.undo()
    assert run("export_articles", tmp_path / "out")[1] == "created 0, updated 0, unchanged 1, removed 0\n"


def test_progress_is_shown_on_a_terminal_only(run, write, monkeypatch):
    terminal = StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    run("import_articles", write("ada.md", document("Ada Lovelace")))
    assert "1 of 1" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\033[K")


# import_page


def test_a_captured_page_becomes_an_article(run, write):
    status, out, _ = run("import_page", write("bert.txt", PAGE))
    assert status == 0
    assert out.endswith("created 1, updated 0, unchanged 0, refused 0\n")
    article = Article.objects.get(slug="bert")
    assert article.status == Status.DRAFT
    assert article.category.path == "Technology / Artificial intelligence"


def test_the_category_of_a_page_may_be_given(run, write):
    run("import_page", write("bert.txt", PAGE), category="Language / Models", publish=True)
    article = Article.objects.published().get(slug="bert")
    assert article.category.path == "Language / Models"


def test_an_article_is_replaced_by_a_page_only_on_request(run, write):
    make_article("BERT", summary="What was there.")
    path = write("bert.txt", PAGE)
    status, _, err = run("import_page", path)
    assert status == 1
    assert "--replace" in err
    assert run("import_page", path, replace=True)[0] == 0
    assert Article.objects.get(slug="bert").summary == "A language model."


def test_labels_and_sections_are_separated_by_commas(write, monkeypatch):
    given = {}
    monkeypatch.setattr(transfer.Import, "captured_file", lambda self, path, **options: given.update(options))
    call_command("import_page", str(write("bert.txt", PAGE)), "--labels", "A, B b", "--sections", "C,, D")
    assert (given["labels"], given["sections"]) == (["A", "B b"], ["C", "D"])


# make_editor and make_moderator


def account(name):
    return get_user_model().objects.get(username=name)


@pytest.mark.parametrize(("command", "group"), [("make_editor", "Editors"), ("make_moderator", "Moderators")])
def test_without_a_terminal_a_random_password_is_printed_once(run, command, group):
    status, out, _ = run(command, "ada")
    first, last = out.splitlines()
    assert status == 0
    assert account("ada").check_password(first.rpartition(" ")[2])
    assert last == f"ada is in the group {group}."
    assert [each.name for each in account("ada").groups.all()] == [group]
    assert run(command, "ada")[1] == f"{last}\n"


def test_at_a_terminal_the_password_is_asked_until_it_is_good_and_the_same_twice(run, terminal):
    terminal("short", "a long password", "another password", "a long password", "a long password")
    _, out, err = run("make_editor", "ada")
    assert account("ada").check_password("a long password")
    assert "too short" in err and "not the same" in err
    assert "password" not in out


def test_whoever_gives_up_at_the_password_gets_no_account(run, monkeypatch, terminal):
    def give_up(prompt):
        raise KeyboardInterrupt

    terminal()
    monkeypatch.setattr(make_editor, "getpass", give_up)
    with pytest.raises(CommandError, match="No account was made"):
        run("make_editor", "ada")
    assert not get_user_model().objects.exists()


def test_an_account_that_is_there_is_not_asked_for_a_password(run, terminal):
    make_user("bob")
    terminal()
    assert run("make_moderator", "bob")[0] == 0
    assert account("bob").check_password("bob-password")
    assert account("bob").is_staff


def test_an_account_that_is_switched_off_stays_so(run):
    make_user("bob", is_active=False)
    assert "switched off" in run("make_editor", "bob")[2]
    assert not account("bob").is_active


def test_what_can_be_no_name_is_refused(run):
    with pytest.raises(CommandError, match="No account can be called “ada lovelace”"):
        run("make_editor", "ada lovelace")
