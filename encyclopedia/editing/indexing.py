"""What readers find articles by, written in the transaction that changes them."""

from collections.abc import Collection, Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from encyclopedia import facts, links, search, snapshots, tags, timeline
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, Entry, Event, Link, Status

#: Articles that are indexed in one transaction.
BATCH = 200


def index(article: Article, document: Document) -> None:
    """Let the article be found by what the document says, as far as it is published."""
    before = _linked_names([article])
    was_public = Entry.objects.filter(article=article).exists()
    is_public = document.status == Status.PUBLISHED
    links.index(article, document)
    if not (was_public or is_public):
        return
    if is_public:
        _index([(article, document)])
    else:
        remove(article)
    after = _linked_names([article])
    # Where it was public and still is, links that stayed count as before.
    changed = before ^ after if was_public and is_public else before | after
    search.settle(search.targets(changed) | {article.pk})


def index_new(articles: Sequence[tuple[Article, Document]]) -> None:
    """The same for many articles that were not there before."""
    Link.objects.bulk_create(link for article, document in articles for link in links.rows(article, document))
    public = [(article, document) for article, document in articles if document.status == Status.PUBLISHED]
    _index(public)
    published = [article for article, _ in public]
    search.settle(search.targets(_linked_names(published)) | {article.pk for article in published})


def remove(article: Article) -> None:
    """Let the article be found no more."""
    _index_parts([article], shown=False)
    search.remove(article)


def reindex() -> Iterator[tuple[int, int]]:
    """Make the whole index anew, and yield after each batch how many articles are done and how many there are.

    The site can be used meanwhile, and a run that was broken off is completed by another.
    """
    public = Article.objects.filter(status=Status.PUBLISHED)
    for article in Article.objects.filter(entry__isnull=False).exclude(status=Status.PUBLISHED):
        with transaction.atomic():
            remove(article)
    pks = list(public.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            # Locked, so that nobody who saves in between is overtaken by the text of before.
            some = public.filter(pk__in=pks[start : start + BATCH]).order_by("pk").with_parts()
            _index([(article, snapshots.document_of(article)) for article in some.select_for_update(of=["self"])])
        yield min(start + BATCH, len(pks)), len(pks)
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            search.settle(pks[start : start + BATCH], every=True)


def is_stale() -> bool:
    """Whether published articles are not in the index, or in an older version of it, as after an update."""
    missing = Article.objects.filter(status=Status.PUBLISHED, entry=None)
    return missing.exists() or Entry.objects.filter(index_version__lt=search.INDEX_VERSION).exists()


def index_due() -> None:
    """Count the facts and the events of articles whose time has come since they were saved."""
    due = Entry.objects.filter(waits=True, public_from__lte=timezone.now()).values_list("pk", flat=True)
    for pk in list(due):
        with transaction.atomic():
            article = Article.objects.select_for_update(of=["self"]).with_parts().filter(pk=pk).first()
            if article and article.is_public:
                _index([(article, snapshots.document_of(article))])


def _index(articles: Sequence[tuple[Article, Document]]) -> None:
    present = timezone.now()
    shown = [article for article, _ in articles if article.published_at <= present]
    waiting = [article for article, _ in articles if article.published_at > present]
    _index_parts(shown, shown=True)
    _index_parts(waiting, shown=False)
    search.index(articles)
    for some, waits in ((shown, False), (waiting, True)):
        Entry.objects.filter(article__in=some).exclude(waits=waits).update(waits=waits)


def _index_parts(articles: Sequence[Article], *, shown: bool) -> None:
    """What is counted across articles, which is only what readers may see already."""
    if not articles:
        return
    facts.index(articles, shown=shown)
    tags.index(articles, shown=shown)
    before = list(Event.objects.filter(article__in=articles).values_list("pk", flat=True))
    timeline.index(articles, shown=shown)
    search.index_events(articles, gone=before)


def _linked_names(articles: Collection[Article]) -> set[str]:
    return set(Link.objects.filter(article__in=articles).values_list("key", flat=True))
