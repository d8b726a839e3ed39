"""What happens to an import and an export when the machine, another process or a person gets in between."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as site
from django.db import IntegrityError, OperationalError

from encyclopedia import editing
from encyclopedia.document.codec import dumps
from encyclopedia.models import Article, Revision
from encyclopedia.transfer import Import, importing
from tests.builders import make_article, make_document
from tests.everywhere import postgres
from tests.patience import PATIENCE, until
from tests.settings import environment_of_a_site
from tests.thoroughness import some

from .sites import with_tables

STARTER = Path(__file__).parents[2] / "encyclopedia" / "starter"
COUNT = """
import django; django.setup()
from encyclopedia.models import Article, Revision
print(Article.objects.count(), Revision.objects.count(), Article.objects.filter(revisions=None).count())
"""
FILL = """
import django; django.setup()
from dataclasses import replace
from django.contrib.auth import get_user_model
from comments import moderation
from encyclopedia import editing
from encyclopedia.models import Article, Category
from tests.comments.builders import make_chain, make_comment, root_user
from tests.builders import make_user
from tests.thoroughness import some
ada = Article.objects.get(slug="bert")
alice = make_user("alice")
for number in range(3):
    editing.record(ada, replace(editing.current(ada), summary=f"Changed {number}."), by=alice, note="Note")
editing.hide(ada.revisions.get(number=2))
editing.rename(ada, "bert-the-model", by=alice)
editing.keep(ada, replace(editing.current(ada), body="Next."), by=alice, opened=editing.Opened(5))
chain = make_chain(ada, 5)
make_comment(ada, "Beside.", parent=chain[-1])
moderation.reject(chain[1], by=root_user())
Category.objects.update(description="Described: here.", order=2)
"""


class Site:
    """A site with a database of its own, asked through its commands as a person would."""

    def __init__(self, place, **variables):
        self.media = place / "media"
        self.database = place / "encyclopedia.sqlite3"
        self.environment = environment_of_a_site(place, SECRET_KEY="of a test " * 6, **variables)
        if "DATABASE_URL" in variables:
            self.run("migrate", "--verbosity=0")
        else:
            with_tables(self.environment)

    def line(self, *arguments):
        return [sys.executable, "manage.py", *map(str, arguments)]

    def start(self, *arguments):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(self.line(*arguments), cwd=site.BASE_DIR, env=self.environment, **pipes)

    def run(self, *arguments, status=0):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == status, err
        return out

    def python(self, code):
        line = [sys.executable, "-c", code]
        done = subprocess.run(
            line, cwd=site.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def counts(self):
        """Articles, revisions, and articles without a revision."""
        return [int(number) for number in self.python(COUNT).split()]


@pytest.fixture
def new_site(tmp_path):
    return Site(tmp_path / "site")


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    for number in range(600):
        document = make_document(f"Article {number:03}", body="Words of the body. " * 50, tags=(f"Tag {number % 7}",))
        (place / f"{number:03}.md").write_text(dumps(document))
    return place


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kill_in_the_middle(process, is_begun):
    until(lambda: is_begun() or process.poll() is not None)
    assert process.poll() is None, "it was done before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_an_import_that_was_killed_is_completed_by_a_second_run(new_site, folder):
    process = new_site.start("import_articles", folder)
    with closing(sqlite3.connect(new_site.database)) as database:
        count = "SELECT count(*) FROM encyclopedia_article"
        kill_in_the_middle(process, lambda: database.execute(count).fetchone()[0] > 0)
    articles, revisions, without = new_site.counts()
    assert 0 < articles < 600
    assert (articles, without) == (revisions, 0)
    out = new_site.run("import_articles", folder)
    assert out == f"created {600 - articles}, updated 0, unchanged {articles}, refused 0\n"
    assert new_site.counts()[:2] == [600, 600]


def test_an_export_that_was_killed_is_completed_by_a_second_run(new_site, folder, tmp_path):
    new_site.run("import_articles", folder)
    whole, out = tmp_path / "whole", tmp_path / "out"
    new_site.run("export_articles", whole, "--with-history", "--with-comments")
    process = new_site.start("export_articles", out, "--with-history", "--with-comments")
    kill_in_the_middle(process, lambda: (out / "articles").is_dir() and len(list((out / "articles").iterdir())) > 20)
    assert not (out / "export.json").exists()
    said = new_site.run("export_articles", out, "--with-history", "--with-comments")
    assert "not from an export" not in said
    assert contents(out) == contents(whole)


def test_two_imports_of_one_folder_at_once_make_each_article_once(new_site, folder):
    processes = [new_site.start("import_articles", folder) for _ in range(2)]
    counted = []
    for process in processes:
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
        counted.append([int(part.split()[1]) for part in out.strip().split(", ")])
    assert new_site.counts()[:2] == [600, 600]
    assert [sum(numbers) for numbers in zip(*counted, strict=True)] == [600, 0, 600, 0]


POSTGRES = postgres()


@pytest.mark.skipif(not POSTGRES, reason="There is no PostgreSQL; see tests/everywhere.py.")
@pytest.mark.parametrize("order", some([("sqlite", "postgresql"), ("postgresql", "sqlite")]))
def test_everything_goes_from_one_kind_of_database_to_the_other(tmp_path, order):
    name = f"test_exchange_{os.getpid()}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    try:
        urls = {"sqlite": {}, "postgresql": {"DATABASE_URL": f"{POSTGRES.rpartition('/')[0]}/{name}"}}
        first, second = (Site(tmp_path / kind, **urls[kind]) for kind in order)
        first.run("import_articles", STARTER)
        first.python(FILL)
        (first.media / "images").mkdir(parents=True)
        (first.media / "images" / "a.png").write_bytes((site.BASE_DIR / "docs" / "article.png").read_bytes())
        first.run("export_articles", tmp_path / "out", "--with-history", "--with-comments")
        said = second.run("import_articles", tmp_path / "out")
        number = len(list((tmp_path / "out" / "articles").glob("*.md")))
        assert number > 0
        assert said.splitlines()[0] == f"created {number}, updated 0, unchanged 0, refused 0"
        second.run("export_articles", tmp_path / "again", "--with-history", "--with-comments")
        assert contents(tmp_path / "out") == contents(tmp_path / "again")
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def take_in(*paths, **options):
    run = Import(**options)
    for _ in run.take_in(paths):
        pass
    return run.report


@pytest.mark.django_db
def test_somebody_who_takes_a_slug_meanwhile_is_found_at_a_second_look(tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text("# Ada")
    (tmp_path / "b.md").write_text("# Bert")
    record_all = importing.record_all
    raced = []

    def race(documents, **options):
        if not raced:
            raced.append(True)
            raise IntegrityError("UNIQUE constraint failed")
        return record_all(documents, **options)

    monkeypatch.setattr(importing, "record_all", race)
    assert take_in(tmp_path).counts == {"created": 2}


@pytest.mark.django_db
def test_a_database_that_goes_on_failing_is_no_refusal_of_a_document(tmp_path, monkeypatch):
    def fail(documents, **options):
        raise OperationalError("disk full")

    (tmp_path / "a.md").write_text("# Ada")
    monkeypatch.setattr(importing, "record_all", fail)
    with pytest.raises(OperationalError):
        take_in(tmp_path)


@pytest.mark.django_db
def test_one_document_that_cannot_be_replaced_leaves_the_rest_of_its_batch(tmp_path):
    make_article("Old name", former=("older",))
    existing = make_article("Bert")
    (tmp_path / "a.md").write_text("# Ada")
    (tmp_path / "b.md").write_text("---\ntitle: Bert\nformer: [older]\n---\n\nNew.\n")
    (tmp_path / "c.md").write_text("# Older")
    (tmp_path / "d.md").write_text("# Dora")
    report = take_in(tmp_path)
    assert report.counts == {"created": 2, "refused": 2}
    assert editing.current(existing).body == ""
    assert Revision.objects.count() == Article.objects.count() == 4
