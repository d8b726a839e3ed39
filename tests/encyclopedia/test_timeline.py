"""The timeline of everything."""

import random
import re
from collections import Counter
from dataclasses import replace
from threading import Thread

import pytest
from django.db import connection

from encyclopedia import editing, search, timeline
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import TimelineEvent as Told
from encyclopedia.editing.batches import record_all
from encyclopedia.models import Article, Category, Event, EventCount, TimelineEvent
from encyclopedia.timeline import scales, selection, stored
from tests.builders import count_queries, make_article, make_document, make_user

pytestmark = pytest.mark.django_db


def told(*events):
    """Events written as `1815: Born`."""
    return tuple(Told(parse_event_date(date), text) for date, _, text in (event.partition(": ") for event in events))


def change(article, **parts):
    return editing.record(article, replace(editing.current(article), **parts), by=None)


def body_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main")]


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def words_of(response):
    return plain(body_of(response))


def texts_in(response):
    return [plain(text) for text in re.findall(r'class="events-told"><div[^>]*>(.*?)</div>', body_of(response))]


def headings_in(response):
    return re.findall(r"<h2>([^<]*)", body_of(response))


def link(response, title):
    found = re.search(rf'<a[^>]* href="([^"]*)">{title}</a>', body_of(response))
    return found and "/timeline/" + found[1].replace("&amp;", "&")


def bars_of(response):
    """The bars of the chart: what each is called, and where it leads."""
    found = re.findall(r'<a href="([^"]*)"[^>]* aria-label="([^"]*)"', body_of(response))
    return {title: "/timeline/" + address.replace("&amp;", "&") for address, title in found}


@pytest.fixture
def library():
    """Events of three articles, of which one stands in a category below another's."""
    make_article(
        "Rome",
        category=("History",),
        timeline=told("-0043-03-15: Caesar is *murdered*.[@suet]", "0476: The West falls.", "0000: One BC."),
    )
    make_article(
        "Computing",
        category=("History", "Technology"),
        timeline=told("1950: A question.", "1950-10: The paper of [[Alan Turing]].", "1948/1951: Machines."),
    )
    make_article("Alan Turing", timeline=told("1912-06-23: Born.", "~1936: A machine.", "1954-06-07: Died."))
    make_article("Plan", status="draft", category=("Secret",), timeline=told("1950: Nobody sees this."))


# What is counted


def recount():
    """Which events are to be there, and how many each year has, from the timelines themselves."""
    rows = list(TimelineEvent.objects.filter(article__in=Article.objects.published()).select_related("article"))
    rows.sort(key=lambda row: (row.article_id, row.starts, row.ends, row.position))
    numbers, counts, events = Counter(), Counter(), set()
    for row in rows:
        numbers[row.article_id] += 1
        category = row.article.category_id or 0
        events.add((row.pk, row.article_id, numbers[row.article_id], category, row.starts, row.ends))
        year = row.starts // 10_000
        for number in (category, EventCount.ALL):
            counts[number, 1, year] += 1
            counts[number, 100, (year - 1) // 100 * 100 + 1] += 1
    return events, dict(counts)


def kept():
    events = Event.objects.values_list("pk", "article", "number", "category_number", "starts", "ends")
    counts = EventCount.objects.values_list("category_number", "years", "year", "events")
    return set(events), {tuple(key): number for *key, number in counts}


@pytest.mark.parametrize("seed", range(3))
def test_after_whatever_happens_the_counts_equal_a_recount(seed):
    chance = random.Random(seed)
    boss = make_user("boss", is_superuser=True)

    def some_events():
        dates = ["-0043", "0000", "0001", "1950", "1950-10", "1950-10-07", "1939/1945", "1991/", "/1945"]
        return told(*(f"{chance.choice(dates)}: Event {chance.randrange(9)}" for _ in range(chance.randrange(5))))

    def some_category():
        return chance.choice([(), ("A",), ("A", "B"), ("C",)])

    made = 0
    for _ in range(40):
        article = chance.choice([None, None, *Article.objects.all()])
        act = chance.randrange(6)
        if article is None and act < 3:
            made += 1
            make_article(f"T{made}", timeline=some_events(), category=some_category(), status=chance.choice(STATUSES))
        elif article is None:
            record_all(
                [make_document(f"T{made + n}", timeline=some_events(), category=some_category()) for n in range(1, 4)],
                by=None,
            )
            made += 3
        elif act == 0:
            editing.remove(article, by=boss, reason="For a test.")
        elif act == 1:
            change(article, status=chance.choice(STATUSES))
        elif act == 2:
            change(article, category=some_category(), summary=str(chance.random()))
        else:
            change(article, timeline=some_events())
        assert kept() == recount()
    assert not EventCount.objects.filter(events__lte=0).exists()
    for article in Article.objects.all():
        editing.remove(article, by=boss, reason="For a test.")
    assert kept() == (set(), {})


STATUSES = ("published", "published", "draft", "archived")


def test_it_costs_the_same_however_many_events_there_are_and_nothing_when_they_stay(django_assert_num_queries):
    few = [make_article("Few", timeline=told("1900: One."))]
    made = record_all(
        [
            make_document(
                f"T{n}", category=("S", f"S{n % 7}"), timeline=told(*(f"{1500 + n + k}: E" for k in range(10)))
            )
            for n in range(60)
        ],
        by=None,
    )
    many = [each.article for each in made]
    with django_assert_num_queries(2):
        timeline.index(many, shown=True)
    costs = [count_queries(lambda articles=articles: timeline.index(articles, shown=False)) for articles in (few, many)]
    assert costs[0] == costs[1] <= 4
    costs = [count_queries(lambda articles=articles: timeline.index(articles, shown=True)) for articles in (few, many)]
    assert costs[0] == costs[1] <= 4
    assert kept() == recount()


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_the_same_time_both_count():
    articles = [make_article(f"T{n}") for n in range(4)]
    faults = []

    def write(article, years):
        try:
            for _ in range(5):
                change(article, timeline=told(*(f"{year}: E" for year in years)))
                change(article, timeline=())
            change(article, timeline=told(*(f"{year}: E" for year in years)))
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    years = list(range(1900, 1920))
    threads = [
        Thread(target=write, args=(article, years if n % 2 else years[::-1])) for n, article in enumerate(articles)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert kept() == recount()


# A page


def test_events_stand_in_their_order_under_their_time(client, library):
    response = client.get("/timeline/?scale=century")
    assert headings_in(response) == ["1st century BC", "5th century", "20th century"]
    assert texts_in(response) == [
        "Caesar is murdered.",
        "One BC.",
        "The West falls.",
        "Born.",
        "A machine.",
        "Machines.",
        "A question.",
        "The paper of Alan Turing.",
        "Died.",
    ]
    assert "9 events, 44 BC – 1954." in words_of(response)


def test_dates_before_christ_and_spans_carry_no_datetime(client, library):
    page = body_of(client.get("/timeline/"))
    assert re.findall(r'<time datetime="([^"]*)"', page) == [
        "0476",
        "1912-06-23",
        "1936",
        "1950",
        "1950-10",
        "1954-06-07",
    ]
    assert "15 March 44 BC" in page
    assert "c. 1936" in page


def test_an_event_leads_to_its_place_in_its_article(client, library):
    page = body_of(client.get("/timeline/?from=0001&to=1000"))
    address = re.search(r'href="(/wiki/rome/)#(event-\d+)"', page)
    article = client.get(address[1]).content.decode()
    assert "The West falls." in article[article.index(f'id="{address[2]}"') :].split("</li>")[0]
    # Within one article the written order decides between equal dates.
    make_article("Twins", timeline=told("1700: First.", "1700: Second.", "1600: Before."))
    page = body_of(client.get("/timeline/?from=1600&to=1700"))
    assert re.findall(r"/wiki/twins/#event-(\d)", page) == ["1", "2", "3"]
    assert texts_in(client.get("/timeline/?from=1600&to=1700")) == ["Before.", "First.", "Second."]


def test_texts_are_rendered_with_their_links_and_without_citations(client, library):
    page = body_of(client.get("/timeline/"))
    assert '<a class="wikilink" href="/wiki/alan-turing/">Alan Turing</a>' in page
    assert "<em>murdered</em>." in page
    assert "suet" not in page
    make_article("Hostile", timeline=told('1800: <script>alert(1)</script> "><img src=x>'))
    assert "<script" not in body_of(client.get("/timeline/"))


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ({"from": "1950", "to": "1950"}, ["A question.", "The paper of Alan Turing."]),
        ({"from": "1950-10", "to": "1950-10"}, ["The paper of Alan Turing."]),
        ({"from": "1954-06-07"}, ["Died."]),
        ({"to": "-0043"}, ["Caesar is murdered."]),
        ({"from": "44 BC", "to": "1 BC"}, ["Caesar is murdered.", "One BC."]),
        ({"from": "400", "to": "500 AD"}, ["The West falls."]),
        ({"category": "technology"}, ["Machines.", "A question.", "The paper of Alan Turing."]),
        ({"category": "history", "to": "1949"}, ["Caesar is murdered.", "One BC.", "The West falls.", "Machines."]),
        ({"category": "history", "from": "1955"}, []),
        (
            {"from": "", "category": "", "q": "", "scale": "", "to": "0000"},
            ["Caesar is murdered.", "One BC."],
        ),
    ],
)
def test_a_choice_narrows_it(client, library, query, texts):
    response = client.get("/timeline/", query)
    assert response.status_code == 200
    assert texts_in(response) == texts
    count = len(texts)
    said = f"{count} event{'s' if count != 1 else ''}, " if count else "No event answers to that."
    assert said in words_of(response)


def holding(word):
    return list(TimelineEvent.objects.filter(event__icontains=word).values_list("pk", flat=True))


def test_words_narrow_it_together_with_the_rest(client, library, monkeypatch):
    monkeypatch.setattr(search, "events", lambda typed: (holding(typed), typed == "a"))
    assert texts_in(client.get("/timeline/?q=A machine")) == ["A machine."]
    assert texts_in(client.get("/timeline/?q=a&category=history&to=1000")) == ["Caesar is murdered.", "The West falls."]
    assert texts_in(client.get("/timeline/?q=Nobody")) == [], "only readers' events, whatever is found"
    response = client.get("/timeline/?q=a&scale=century")
    assert list(bars_of(response)) == ["1st century BC: 1 event", "5th century: 1 event", "20th century: 4 events"]
    assert "only 6 of them are looked at" in words_of(response)


def test_withdrawn_articles_leave_it_at_once(client, library):
    editing.withdraw(Article.objects.get(slug="rome"), by=None)
    for path in ("/timeline/", "/timeline/?category=history"):
        assert "The West falls." not in texts_in(client.get(path))
    # Whatever the places say, what is not published is not shown.
    Article.objects.filter(slug="computing").update(status="draft")
    response = client.get("/timeline/?category=technology")
    assert texts_in(response) == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "1950s"}, "“1950s” is no date that is understood here"),
        ({"to": "abc"}, "“abc” is no date that is understood here"),
        ({"from": "0 BC"}, "“0 BC” is no date"),
        ({"from": "1960", "to": "1950"}, "ends before it begins"),
        ({"category": "nowhere"}, "There is no subject of that name."),
        ({"scale": "week"}, "Events stand under years, decades, centuries or millennia."),
        ({"after": "1950"}, "This is no place in the timeline."),
        ({"before": "1.2.x"}, "This is no place in the timeline."),
        ({"before": "1.2.3", "after": "1.2.3"}, "A page stands after one event or before one."),
    ],
)
def test_what_is_not_understood_is_answered_with_a_sentence_and_kept(client, library, query, sentence):
    response = client.get("/timeline/", query)
    assert response.status_code == 404
    assert sentence in words_of(response)
    assert texts_in(response) == []
    for name in query.keys() & {"from", "to"}:
        assert f'name="{name}" value="{query[name]}"' in body_of(response)


@pytest.mark.parametrize("name", ["from", "to", "q", "category", "scale", "after", "before"])
@pytest.mark.parametrize("value", ["\x00", '"><script>', "9" * 7000, "%FF", "\u202e", "-", "٣", "1" * 11 + ".1.1"])
def test_odd_values_are_no_faults(client, library, name, value):
    response = client.get("/timeline/", {name: value})
    assert response.status_code in {200, 404}
    assert "<script>" not in body_of(response)


def test_an_empty_encyclopedia_says_so(client):
    response = client.get("/timeline/")
    assert response.status_code == 200
    assert "No article tells of a dated event yet." in words_of(response)
    assert "<svg" not in body_of(response)


def test_a_choice_is_not_for_search_engines(client, library):
    assert '<link rel="canonical" href="http://127.0.0.1:8000/timeline/">' in client.get("/timeline/").content.decode()
    page = client.get("/timeline/?category=history")
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "public" in page["Cache-Control"]
    assert '<option value="history" selected>' in body_of(page)
    assert "Secret" not in body_of(page), "only subjects that have events"


# Page after page


@pytest.mark.parametrize(
    "query", ["", "category=a", "from=1900-06&to=1904-03", "from=1900-06&to=1904-03&category=a", "q=E"]
)
@pytest.mark.parametrize("few", [9, 0])
def test_pages_follow_each_other_there_and_back(client, monkeypatch, query, few):
    monkeypatch.setattr(selection, "PAGE", 7)
    if not few:
        # As if the categories were too many to add up their years, or to ask each for its events.
        monkeypatch.setattr(stored, "FEW_CATEGORIES", 0)
        monkeypatch.setattr(stored, "ADDED_UP", dict.fromkeys(stored.ADDED_UP, 0))
    monkeypatch.setattr(search, "events", lambda typed: (holding(typed), False))
    chance = random.Random(5)
    dates = ["1899", "1900", "1900", "1900-06", "1900-06-01", "1901/1950", "1901", "1902", "1904", "1904-03-09", "1910"]
    for n in range(9):
        category = [("A",), ("A", "B"), ("A", "C"), ("D",)][n % 4]
        events = told(*(f"{chance.choice(dates)}: E{n}-{k}" for k in range(6)))
        make_article(f"T{n}", category=category, timeline=events)
    wanted = list(
        Event.objects.order_by("starts", "ends", "pk").values_list("event__event", "starts", "article__category__slug")
    )
    if "category" in query:
        wanted = [row for row in wanted if row[2] != "d"]
    if "from" in query:
        wanted = [row for row in wanted if 1900_06_00 <= row[1] <= 1904_03_31]
    wanted = [row[0] for row in wanted]

    response = client.get(f"/timeline/?{query}")
    assert link(response, "Earlier") is link(response, "Earliest") is None
    assert f"{len(wanted)} events" in words_of(response)
    assert sum(int(title.split()[-2]) for title in bars_of(response)) == len(wanted)
    onwards = [texts_in(response)]
    while address := link(response, "Later"):
        last = client.get(link(response, "Latest"))
        response = client.get(address)
        onwards.append(texts_in(response))
    assert [text for page in onwards for text in page] == wanted
    assert texts_in(last) == wanted[-7:]
    assert link(last, "Later") is link(last, "Latest") is None
    assert link(response, "Earliest") == f"/timeline/?{query}"

    back = [texts_in(response)]
    while address := link(response, "Earlier"):
        response = client.get(address)
        back.insert(0, texts_in(response))
    assert back == onwards


def test_a_page_beyond_the_last_event_leads_back(client, library):
    response = client.get("/timeline/?after=99999999.99999999.1")
    assert texts_in(response) == []
    assert "None of them stands here." in words_of(response)
    assert texts_in(client.get(link(response, "Latest")))


def test_it_costs_the_same_with_many_events_and_reads_no_body(client, library, django_assert_num_queries):
    paths = ["/timeline/?scale=year", "/timeline/?category=history&from=1950-01&to=1960-01&scale=year"]
    costs = [count_queries(lambda path=path: client.get(path)) for path in paths]
    for n in range(5):
        events = told(*(f"{1950 + k}: [[Alan Turing]] {n}" for k in range(9)))
        make_article(f"T{n}", category=("History", "Technology"), timeline=events)
    for path, cost in zip(paths, costs, strict=True):
        with django_assert_num_queries(cost) as asked:
            client.get(path)
        assert not [query for query in asked if '"body"' in query["sql"] or "OFFSET" in query["sql"]]


# Scales and the chart


@pytest.mark.parametrize(
    ("scale", "year", "first", "last", "title"),
    [
        ("year", 0, 0, 0, "1 BC"),
        ("year", 1815, 1815, 1815, "1815"),
        ("decade", 1950, 1950, 1959, "1950s"),
        ("decade", 9, 1, 9, "1–9"),
        ("decade", 79, 70, 79, "70–79"),
        ("decade", 0, -8, 0, "9–1 BC"),
        ("decade", -43, -48, -39, "40s BC"),
        ("century", 1, 1, 100, "1st century"),
        ("century", 100, 1, 100, "1st century"),
        ("century", 101, 101, 200, "2nd century"),
        ("century", 2000, 1901, 2000, "20th century"),
        ("century", 1050, 1001, 1100, "11th century"),
        ("century", 0, -99, 0, "1st century BC"),
        ("century", -99, -99, 0, "1st century BC"),
        ("century", -100, -199, -100, "2nd century BC"),
        ("millennium", 2001, 2001, 3000, "3rd millennium"),
        ("millennium", -2999, -2999, -2000, "3rd millennium BC"),
    ],
)
def test_a_year_belongs_to_a_period(scale, year, first, last, title):
    period = timeline.SCALES[scale].period(year)
    assert period == (first, last, title)
    assert {timeline.SCALES[scale].period(each) for each in (first, last)} == {period}


@pytest.mark.parametrize(
    ("years", "scale"),
    [
        (range(1950, 2010), "year"),
        (range(1949, 2010), "decade"),
        (range(1000, 2000, 10), "century"),
        (range(-9999, 3000, 50), "millennium"),
        ([], "year"),
    ],
)
def test_the_scale_is_the_finest_that_fits(years, scale):
    assert timeline.fitting(dict.fromkeys(years, 1)).name == scale


def test_there_is_a_scale_for_every_date():
    years = dict.fromkeys(range(-999_999, 1_000_000, 500), 1)
    assert len(timeline.fitting(years, most=120).gather(years)) <= 120
    assert str(scales.FROM_FINE_TO_COARSE[-1].period(-150_000).title) == "200000 BC – 100001 BC"


def test_a_bar_leads_closer_until_there_are_years(client, library):
    response = client.get("/timeline/?scale=century&category=history")
    bars = bars_of(response)
    assert list(bars) == ["1st century BC: 2 events", "5th century: 1 event", "20th century: 3 events"]
    decades = client.get(bars["20th century: 3 events"])
    assert headings_in(decades) == ["1940s", "1950s"]
    years = client.get(bars_of(decades)["1950s: 2 events"])
    assert headings_in(years) == ["1950"]
    assert texts_in(years) == ["A question.", "The paper of Alan Turing."]
    assert '<option value="history" selected>' in body_of(years)
    before = client.get(bars["1st century BC: 2 events"])
    assert headings_in(before) == ["40s BC", "9–1 BC"]
    assert 'name="from" value="100 BC"' in body_of(before)


def test_a_bar_keeps_to_the_period_that_was_chosen(client, library):
    bars = bars_of(client.get("/timeline/?from=1936-05&to=1950-05&scale=decade"))
    assert list(bars) == ["1940s: 1 event", "1950s: 1 event"]
    assert texts_in(client.get(bars["1950s: 1 event"])) == ["A question."]


def test_the_same_numbers_stand_in_a_table(client, library):
    page = body_of(client.get("/timeline/?scale=century"))
    rows = re.findall(r'<th scope="row"><a href="([^"]*)"[^>]*>([^<]*)</a></th><td>(\d+)</td>', page)
    assert [row[1:] for row in rows] == [("1st century BC", "2"), ("5th century", "1"), ("20th century", "6")]
    assert {"/timeline/" + row[0].replace("&amp;", "&") for row in rows} == set(
        bars_of(client.get("/timeline/?scale=century")).values()
    )


def test_a_chart_has_no_more_bars_than_can_be_seen(client):
    for start in range(1000, 1300, 50):
        make_article(f"T{start}", timeline=told(*(f"{year}: E" for year in range(start, start + 50))))
    response = client.get("/timeline/?scale=year")
    assert len(bars_of(response)) == 30
    assert headings_in(response)[:2] == ["1000", "1001"]
    assert Category.objects.count() == 0
