"""How much articles are linked and read, counted while others save."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction

from encyclopedia import editing, search
from encyclopedia.models import Article, Entry, Suggestion
from encyclopedia.models.index.entry import article_at
from encyclopedia.search import estimates, postgresql
from encyclopedia.search.index_tables import ARTICLES, database
from encyclopedia.search.query import parse
from tests.builders import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def places(articles):
    """The places that the index holds of these articles, and those that it should hold."""
    number = "number" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {number} FROM encyclopedia_search")
        held = sorted(place for (place,) in cursor.fetchall() if article_at(place) in articles)
    return held, sorted(Entry.objects.filter(article__in=articles).values_list("place", flat=True))


def test_saves_links_and_reads_at_once_leave_one_row_for_each_article():
    articles = [make_article(f"Article {n}", slug=f"a{n}") for n in range(4)]
    for n in range(9):
        make_article(f"Other {n}", body=" ".join(f"[[Article {m}]]" for m in range(4)))

    def work(n):
        try:
            for turn in range(6):
                article = articles[n]
                links = " ".join(f"[[Article {m}]]" for m in range(4) if m != n) if turn % 2 else "None."
                editing.record(article, replace(editing.current(article), body=f"{links} Turn {turn}."), by=None)
                with transaction.atomic():
                    search.count_reads({each.pk: 30 for each in articles})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    held, wanted = places(set(Article.objects.values_list("pk", flat=True)))
    assert held == wanted
    assert set(Entry.objects.filter(article__in=articles).values_list("reads", flat=True)) == {4 * 6 * 30}
    for entry in Entry.objects.all():
        assert article_at(entry.place) == entry.pk
        assert set(Suggestion.objects.filter(article=entry.pk).values_list("prior", flat=True)) == {entry.prior}
    for article in articles:
        assert article.pk in search.search(article.title).ids
    assert len(search.search("turn").ids) == Article.objects.filter(title__startswith="Article").count()


@pytest.mark.parametrize("place", ARTICLES.places)
def test_of_all_that_hold_a_common_word_those_that_are_read_most_and_the_newest_are_looked_at(monkeypatch, place):
    for n in range(30):
        make_article(f"Common {n}", slug=f"common-{n}")
    old = Article.objects.get(slug="common-3")
    with transaction.atomic():
        search.count_reads({old.pk: 1_000})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    monkeypatch.setattr(estimates, "BELIEVED", 1e-9)
    found = database().matches(ARTICLES, parse("common"), place, 5)
    newest = sorted(Article.objects.values_list("pk", flat=True), reverse=True)[:4]
    assert [article_at(number) for number in found] == [old.pk, *newest]
    assert len(database().matches(ARTICLES, parse("common"), place, 50)) == 30
    assert old.pk in search.search("common 3").ids


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gives rows in their order.")
@pytest.mark.parametrize("place", ARTICLES.places)
def test_each_place_of_a_row_names_the_band_of_its_number_also_after_it_has_moved(place):
    article = make_article("Moved", summary="Read by many.")
    make_article("Stayed", summary="Read by few.")
    with transaction.atomic():
        search.count_reads({article.pk: 1_000})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, ARRAY(SELECT word FROM UNNEST(TSVECTOR_TO_ARRAY(" + place + ")) AS word"
            " WHERE STARTS_WITH(word, %s)) FROM encyclopedia_search",
            [postgresql.BAND],
        )
        bands = {article_at(number): (number, held) for number, held in cursor.fetchall()}
    for entry in Entry.objects.all():
        band = postgresql.HIGHEST_BAND if entry.prior else f"{postgresql.BAND}{entry.place >> postgresql.BAND_BITS}"
        assert bands[entry.pk] == (entry.place, [band])
    assert Entry.objects.get(article=article).prior
