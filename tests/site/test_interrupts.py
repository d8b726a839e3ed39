"""Whenever a person stops an import, its counts are the rows that it has stored."""

import signal
import sys
from collections import Counter

import pytest
from django.db import connection, transaction

from comments.exchange.imports import importing as discussions
from comments.models import Comment
from encyclopedia.document.codec import dumps
from encyclopedia.models import Article, Category
from encyclopedia.site.imports import interrupts
from encyclopedia.transfer import Import, importing
from encyclopedia.transfer import exports as exported
from tests import thoroughness
from tests.builders import make_article, make_document

pytestmark = pytest.mark.django_db(transaction=True)

#: In these a person's signal may make a difference; it is sent before each of their lines.
TRACED = {module.__file__ for module in (importing, discussions, exported, interrupts, transaction)}
#: So many lines lie between two at which runs are stopped.
STEP = 47 if thoroughness.ALL else 331
HEAD = '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'


class Stopped:
    """Runs what is given, and interrupts it as a terminal does before one of the traced lines."""

    def __init__(self, run, at):
        self.left = at
        sys.settrace(self._trace)
        try:
            run()
            self.ended = True
        except KeyboardInterrupt:
            self.ended = False
        finally:
            sys.settrace(None)

    def _trace(self, frame, event, argument):
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                signal.raise_signal(signal.SIGINT)
        return self._trace


def begin_anew():
    """What the end of the process does to a transaction that it leaves open."""
    connection.in_atomic_block = connection.needs_rollback = False
    connection.savepoint_ids, connection.run_on_commit, connection.atomic_blocks = [], [], []
    connection.close()


def articles(folder, run):
    for number in range(5):
        name = f"r{run}-{number}"
        path = folder / "articles" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        # One of a batch is refused, so that each of it is taken in by itself.
        history = folder / "history" / f"{name}.jsonl"
        history.parent.mkdir(exist_ok=True)
        if number == 1:
            history.write_text("{}\n")
        path.write_text(dumps(make_document(name, tags=("One",))))
    (folder / "categories.yaml").write_text(f"- path: Subject {run}\n  slug: subject-{run}\n")
    (folder / "export.json").write_text('{"format": 1, "files": []}')
    taken = Import()
    return taken, lambda: list(taken.take_in([folder]))


def comments(folder, run):
    posts = "".join(
        f'<post dsq:id="r{run}-{number}"><message>Number {number} of {run}.</message><thread dsq:id="1"/>'
        "<createdAt>2015-01-02T03:04:05Z</createdAt><author><name>Ana</name></author></post>"
        for number in range(5)
    )
    path = folder / "export.xml"
    path.write_text(f'{HEAD}<thread dsq:id="1"><link>https://x.example/known/</link></thread>{posts}</disqus>')
    taken = discussions.Import(discussions.Options("disqus"))
    return taken, lambda: list(taken.take_in(path))


def stored():
    return Counter(
        created=Article.objects.count() + Comment.objects.count(),
        categories=Category.objects.count(),
    )


@pytest.fixture(autouse=True)
def terminal():
    """Ctrl-C as a command gets it: workers that other tests have run take the signal for themselves."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("kind", [articles, comments])
def test_counts_are_rows_wherever_an_import_is_stopped(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(discussions, "BATCH", 2)
    make_article("Known")
    at, stopped, counts = 1, None, Counter()
    while stopped is None or not stopped.ended:
        folder = tmp_path / str(at)
        folder.mkdir()
        taken, run = kind(folder, at)
        before = stored()
        stopped = Stopped(run, at)
        begin_anew()
        report = taken.report
        told = Counter(created=report.counts["created"], categories=report.beside["categories"])
        assert +(stored() - before) == +told, f"stopped before line {at} of those that are run"
        counts[told["created"]] += 1
        at += STEP
    assert len(counts) > 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
