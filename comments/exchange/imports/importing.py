"""One run of an import: what is read goes into batches, each of which is taken in whole or not at all."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from types import ModuleType

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from lxml import etree

from comments.articles import move_version
from comments.exchange import arrivals
from comments.exchange.arrivals import Arrival
from comments.forms import SHORTEST, TURNING, clean_name
from comments.models import NAME_LENGTH, TEXT_LENGTH, Comment, State
from comments.posting.spam import IMPORTED
from encyclopedia.site.characters import REFUSED, without_endless_marks
from encyclopedia.site.imports.interrupts import Interrupts
from encyclopedia.site.imports.report import Report

from . import disqus, wordpress
from .addresses import Addresses
from .markdown import shortened, to_markdown
from .mending import Mended
from .source import NotAnExport, Post, Thread, moment, open_export
from .spool import Kept, Spool

FORMATS: dict[str, ModuleType] = {"disqus": disqus, "wordpress": wordpress}
BATCH = 200
#: So many threads without an article are named, the largest first; and as many faults of a file.
NAMED = 20
#: Who has given no name that can stand beside a comment.
NAMELESS = "Guest"
EMAIL = re.compile(r"\S@\S")
MEGABYTE = 1 << 20
#: How far ahead a clock elsewhere may be.
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Options:
    """How an export is taken in."""

    format: str
    approve: bool = False
    """Whether readers see at once what was approved there; else all of it waits for a moderator."""
    dry_run: bool = False
    map: Path | None = None


class Faults:
    """What was mended in a file: the first are named by line, the others counted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: dict[tuple[int, str], None] = {}
        self._others = 0

    def add(self, line: int, what: str) -> None:
        if (line, what) in self._first:
            return
        if len(self._first) < NAMED:
            self._first[line, what] = None
        else:
            self._others += 1

    def named(self) -> Iterator[str]:
        yield from (f"{self._path}:{line}: {what}" for line, what in self._first)
        if self._others:
            yield f"{self._path}: … and {self._others} more of the kind"


class Import:
    """Takes in one export. What was taken in before is found again by its public id, and left as it is."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.report = Report()
        self._format = FORMATS[options.format]

    @property
    def dry_run(self) -> bool:
        return self.options.dry_run

    def take_in(self, path: Path) -> Iterator[tuple[int, int]]:
        """Take in the file; says on the way how much of it is done, of what is known by then.

        What is wrong with it stands in the report. Raises OSError and DatabaseError.
        """
        addresses = Addresses()
        if self.options.map:
            for problem in addresses.read(self.options.map):
                self._refuse(problem)
        with Spool() as spool:
            yield from self._read(path, spool, addresses)
            spool.arrange()
            for line in spool.circular():
                self._refuse(f"{path}:{line}: the comment hangs from itself")
            self._tell_left_out(spool)
            rows, total, done = iter(spool), len(spool), 0
            while batch := list(islice(rows, BATCH)):
                self._take_in_batch(path, batch)
                done += len(batch)
                yield done, total

    def _read(self, path: Path, spool: Spool, addresses: Addresses) -> Iterator[tuple[int, int]]:
        size = path.stat().st_size
        faults = Faults(path)
        with path.open("rb") as file, open_export(file) as stream:
            try:
                for number, thing in enumerate(self._format.read(Mended(stream, faults.add))):
                    self._keep(path, thing, spool, addresses)
                    if number % BATCH == 0:
                        yield file.tell() // MEGABYTE, size // MEGABYTE
            except NotAnExport as error:
                self._refuse(f"{path}: {error}")
            except etree.XMLSyntaxError as error:
                self._refuse(f"{path}:{error.lineno}: the rest is not well-formed, and is left out")
            except EOFError:
                self._refuse(f"{path}: the rest is missing: the packed file breaks off")
            except LookupError as error:
                self._refuse(f"{path}: {error}")
        self.report.remarks += faults.named()

    def _keep(self, path: Path, thing: Thread | Post, spool: Spool, addresses: Addresses) -> None:
        if isinstance(thing, Thread):
            spool.add_thread(thing, addresses.article_of(thing.names))
        elif not thing.id:
            self._refuse(f"{path}:{thing.line}: the comment has no id")
        elif not spool.add_post(thing):
            self._refuse(f"{path}:{thing.line}: there is another comment with the same id above")

    def _tell_left_out(self, spool: Spool) -> None:
        self.report.left_out.update(spool.left_out())
        unknown = spool.without_article()
        if unknown:
            self.report.left_out["of articles that are not known here"] = sum(number for _, number in unknown)
        for name, number in unknown[:NAMED]:
            self.report.remarks.append(f"No article for {name or 'a thread without an address'}: {number} left out.")
        if len(unknown) > NAMED:
            self.report.remarks.append(f"… and {len(unknown) - NAMED} more threads. --map FILE says where they belong.")

    def _take_in_batch(self, path: Path, batch: list[Kept]) -> None:
        ids = {kept.post.id: self._public_id(kept.post.id) for kept in batch}
        known = set(Comment.objects.filter(public_id__in=ids.values()).values_list("public_id", flat=True))
        new: dict[str, tuple[Kept, Arrival]] = {}
        cut: set[str] = set()
        for kept in batch:
            if ids[kept.post.id] in known:
                self.report.counts["unchanged"] += 1
                continue
            try:
                # Before the lock is taken: this is most of the work.
                new[ids[kept.post.id]] = kept, self._arrival(kept, ids[kept.post.id], cut)
            except ValueError as error:
                self._refuse(f"{path}:{kept.post.line}: {error}")
        if self.dry_run:
            self._count(new, set(new), cut)
            return
        with Interrupts():
            try:
                created = self._store(new)
            except IntegrityError:
                created = self._store(new)  # another run has just stored some of them
            self._count(new, created, cut)

    def _count(self, new: Collection[str], created: set[str], cut: set[str]) -> None:
        self.report.counts["created"] += len(created)
        self.report.counts["unchanged"] += len(new) - len(created)
        self.report.beside["texts shortened"] += len(cut & created)

    @transaction.atomic
    def _store(self, new: dict[str, tuple[Kept, Arrival]]) -> set[str]:
        """Store what is not there by now; answers the public ids of that."""
        known = set(Comment.objects.filter(public_id__in=list(new)).values_list("public_id", flat=True))
        above = _parents({self._public_id(kept.above) for kept, _ in new.values() if kept.above})
        stored = []
        for public_id, (kept, arrival) in new.items():
            if public_id in known:
                continue
            comment = arrival.comment
            comment.pk = comment.parent = comment.root = comment.reply_to = None
            comment.depth, comment.state = 1, self._state(kept.post)
            parent = above.get(self._public_id(kept.above)) if kept.above else None
            if parent and parent.article_id == comment.article_id:
                arrivals.place_below(comment, parent)
            above[public_id] = comment
            stored.append(arrival)
        arrivals.store(stored, self._reason)
        for article in sorted({arrival.comment.article_id for arrival in stored}):
            move_version(article)
        return {arrival.comment.public_id for arrival in stored}

    def _arrival(self, kept: Kept, public_id: str, cut: set[str]) -> Arrival:
        """The comment, its place aside. Raises ValueError when there is no comment in it."""
        post = kept.post
        created = moment(post.time)
        if created > timezone.now() + AHEAD:
            raise ValueError("the comment is from the future")
        text, html = to_markdown(clean_text(post.text), breaks=self._format.BREAKS)
        if len(text) > TEXT_LENGTH:
            text, html = shortened(html, TEXT_LENGTH)
            cut.add(public_id)
        if len(text) < SHORTEST:
            raise ValueError("nothing of the comment can be shown")
        comment = Comment(
            article_id=kept.article,
            public_id=public_id,
            reason=self._reason,
            author_name=name_of(post.name),
            created_at=created,
        )
        return Arrival(comment, text, created, html)

    def _state(self, post: Post) -> State:
        return State.APPROVED if self.options.approve and post.is_approved else State.PENDING

    @property
    def _reason(self) -> str:
        return f"{IMPORTED} {self._format.NAME}"

    def _public_id(self, source_id: str) -> str:
        """The same one each time, so that no comment comes in twice."""
        return hashlib.sha256(f"{self.options.format}:{source_id}".encode()).hexdigest()[:16]

    def _refuse(self, problem: str) -> None:
        self.report.counts["refused"] += 1
        self.report.refused.append(problem)


def name_of(text: str) -> str:
    """The name that can stand beside a comment: as much as the form would take of it. No address is ever one."""
    kept = (each for each in clean_text(text) if unicodedata.bidirectional(each) not in TURNING)
    name = " ".join("".join(kept).split())[:NAME_LENGTH].strip()
    try:
        return NAMELESS if EMAIL.search(name) else clean_name(name)
    except ValidationError:
        return NAMELESS


def clean_text(text: str) -> str:
    """The text without characters that cannot be kept, in one form of each."""
    text = REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", without_endless_marks(text))


def _parents(public_ids: set[str]) -> dict[str, Comment]:
    """Those of the comments that are stored, with all that they hang from, locked as moderators lock them."""
    rows = Comment.objects.filter(public_id__in=public_ids)
    roots = {root or pk for pk, root in rows.values_list("pk", "root")}
    list(Comment.objects.select_for_update(no_key=True).filter(pk__in=roots).order_by("pk").values_list("pk"))
    above = "parent__parent__parent__parent"
    return {comment.public_id: comment for comment in rows.select_related(above)}
