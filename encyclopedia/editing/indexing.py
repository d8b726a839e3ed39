"""What readers find articles by, written in the transaction that changes them."""

from collections.abc import Collection, Iterator, Sequence

from django.db import connection, transaction
from django.utils import timezone

from encyclopedia import search, snapshots, timeline
from encyclopedia.browsing import facts, tags
from encyclopedia.document.schema import Document
from encyclopedia.links import links, wanted
from encyclopedia.models import Article, Entry, Event, Link, Status, SynonymGroup, Version
from encyclopedia.site.kept_pages.names import SITE
from encyclopedia.site.outages import without_waiting

from . import showing

Articles = Sequence[tuple[Article, Document]]
"""Articles with what they say."""

#: Articles that are indexed in one transaction.
BATCH = 200
#: Articles whose time has come that one reader waits for.
DUE_AT_ONCE = 50


def index(article: Article, document: Document, before: Document | None) -> None:
    """Let the article be found by what the document says, as far as it is published.

    `before` is what it said; None where it is new.
    """
    linked = _linked_names([article]) if before else set()
    entry = Entry.objects.filter(article=article).first() if before else None
    was_shown = entry is not None and not entry.waits
    was_seen = entry is not None and entry.public_from <= timezone.now()
    counted = _names([(article, before)]) if before and was_shown else [wanted.NOTHING]
    links.index(article, document)
    is_shown = False
    if document.status == Status.PUBLISHED:
        shown, facts_changed = _index([(article, document)])
        is_shown = bool(shown)
    elif entry:
        facts_changed = _forget(article)
    else:
        return
    wanted.count(zip(counted, _names([(article, document)]) if is_shown else [wanted.NOTHING], strict=True))
    now_linked = _linked_names([article])
    # Where readers saw it and still do, links that stayed count as before.
    changed = linked ^ now_linked if was_shown and is_shown else linked | now_linked
    targets = search.targets_by_name(linked | now_linked)
    search.update_standing({targets[name] for name in changed & targets.keys()} | {article.pk})
    seen = showing.Seen(before if was_seen else None, document if is_shown else None)
    showing.move([seen], targets=targets.values(), facts=facts_changed)
    if (entry and entry.waits) or (document.status == Status.PUBLISHED and not is_shown):
        showing.set_clock()


def index_new(articles: Sequence[tuple[Article, Document]]) -> None:
    """The same for many articles that were not there before."""
    Link.objects.bulk_create(link for article, document in articles for link in links.rows(article, document))
    public = [(article, document) for article, document in articles if document.status == Status.PUBLISHED]
    shown, facts_changed = _index(public)
    _count_new(shown)
    _settle(public, shown, facts_changed)
    if len(shown) < len(public):
        showing.set_clock()


def remove(article: Article) -> None:
    """Let the article be found no more."""
    if Entry.objects.filter(article=article, waits=False).exists():
        wanted.count((names, wanted.NOTHING) for names in _names([(article, snapshots.document_of(article))]))
    seen = showing.Seen(snapshots.document_of(article) if article.is_public else None, None)
    targets = search.targets(_linked_names([article]))
    showing.move([seen], targets=targets, facts=_forget(article))
    showing.set_clock()


def _forget(article: Article) -> set[int]:
    facts_changed = _index_parts([article], shown=False)
    search.remove(article)
    return facts_changed


def reindex() -> Iterator[tuple[int, int]]:
    """Make the whole index anew, and yield after each batch how many articles are done and how many there are.

    The site can be used meanwhile, and a run that was broken off is completed by another.
    """
    public = Article.objects.filter(status=Status.PUBLISHED)
    for article in Article.objects.filter(entry__isnull=False).exclude(status=Status.PUBLISHED):
        with transaction.atomic():
            _forget(article)
    pks = list(public.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            # Locked, so that nobody who saves in between is overtaken by the text of before.
            some = public.filter(pk__in=pks[start : start + BATCH]).order_by("pk").with_parts()
            _index([(article, snapshots.document_of(article)) for article in some.select_for_update(of=["self"])])
            Version.objects.move([SITE])
        yield min(start + BATCH, len(pks)), len(pks)
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            search.update_standing(pks[start : start + BATCH], every=True)
    for group in SynonymGroup.objects.all():
        with transaction.atomic():
            search.index_synonyms(group)
    # At the end: what this has let be seen, or not, is counted then.
    for _ in wanted.recount():
        yield len(pks), len(pks)


def is_stale() -> bool:
    """Whether published articles are not in the index, or in an older version of it, as after an update."""
    missing = Article.objects.filter(status=Status.PUBLISHED, entry=None)
    return missing.exists() or Entry.objects.filter(index_version__lt=search.INDEX_VERSION).exists()


def index_due() -> None:
    """Let articles be found and counted whose time has come since they were saved, so many at once."""
    due = Entry.objects.filter(waits=True, public_from__lte=timezone.now()).order_by("public_from", "pk")
    pks = list(due.values_list("pk", flat=True)[:DUE_AT_ONCE])
    if not pks:
        return
    with without_waiting(), transaction.atomic():
        # Locked, and asked again: somebody else may have come first, or may be saving one of them.
        rows = Article.objects.published().with_parts().filter(pk__in=pks, entry__waits=True).order_by("pk")
        locked = rows.select_for_update(of=["self"], skip_locked=connection.features.has_select_for_update_skip_locked)
        articles = [(article, snapshots.document_of(article)) for article in locked]
        shown, facts_changed = _index(articles)
        _count_new(shown)
        _settle(articles, shown, facts_changed)
        showing.set_clock()


def _index(articles: Sequence[tuple[Article, Document]]) -> tuple[list[tuple[Article, Document]], set[int]]:
    """Index published articles; the answer are those that readers see already, and the facts that they begin to say."""
    present = timezone.now()
    shown = [(article, document) for article, document in articles if article.published_at <= present]
    waiting = [article for article, _ in articles if article.published_at > present]
    facts_changed = _index_parts([article for article, _ in shown], shown=True) | _index_parts(waiting, shown=False)
    search.index(shown)
    search.put_off(waiting)
    return shown, facts_changed


def _index_parts(articles: Sequence[Article], *, shown: bool) -> set[int]:
    """What is counted across articles, which is only what readers may see already; the facts that come or go."""
    if not articles:
        return set()
    facts_changed = facts.index(articles, shown=shown)
    tags.index(articles, shown=shown)
    before = list(Event.objects.filter(article__in=articles).values_list("pk", flat=True))
    timeline.index(articles, shown=shown)
    search.index_events(articles, gone=before)
    return facts_changed


def _names(articles: Sequence[tuple[Article, Document]]) -> list[wanted.Names]:
    return list(wanted.names_of(articles).values())


def _count_new(shown: Sequence[tuple[Article, Document]]) -> None:
    """Count the names of articles that readers did not see before."""
    wanted.count((wanted.NOTHING, names) for names in _names(shown))


def _settle(articles: Articles, shown: Articles, facts_changed: set[int]) -> None:
    """Count the links to articles that have just come, and to those that they link to; let those be seen that are."""
    come = [article for article, _ in articles]
    targets = search.targets(_linked_names(come))
    search.update_standing(targets | {article.pk for article in come})
    showing.move([showing.Seen(None, document) for _, document in shown], targets=targets, facts=facts_changed)


def _linked_names(articles: Collection[Article]) -> set[str]:
    return set(Link.objects.filter(article__in=articles).values_list("key", flat=True))
