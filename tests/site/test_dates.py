"""The days that the pages of one site show, in the order of its language."""

import re
from dataclasses import replace

import pytest
from django.utils import translation

from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date, parse_partial_date
from encyclopedia.document.schema import Reference, TimelineEvent
from encyclopedia.models import Article
from tests.builders import make_article

SHOWN = {
    "/wiki/franks/": "0800-12-25 updated archived accessed",
    "/timeline/": "0800-12-25 -0043-03-15",
    "/wiki/franks/compare/1/2/": "-0043-03-15",
    "/categories/europe/": "updated",
}
FORMS = {
    "en": ("25 December 800", "15 March 44 BC", "2 January 2026", "14 May 2025", "3 June 2025"),
    "de": ("25. Dezember 800", "15. März 44 v. Chr.", "2. Januar 2026", "14. Mai 2025", "3. Juni 2025"),
    "ja": ("800年12月25日", "紀元前44年3月15日", "2026年1月2日", "2025年5月14日", "2025年6月3日"),
}


@pytest.fixture
def franks(db):
    source = Reference("a", title="Annals", url="https://example.org/", archive_url="https://example.org/a")
    source = replace(source, archived=parse_partial_date("2025-05-14"), accessed=parse_partial_date("2025-06-03"))
    crowned = TimelineEvent(parse_event_date("0800-12-25"), "Crowned.")
    make_article("Franks", category=("Europe",), references=(source,), timeline=(crowned,))
    article = Article.objects.get()
    murdered = TimelineEvent(parse_event_date("-0043-03-15"), "Murdered.")
    editing.record(article, replace(editing.current(article), timeline=(murdered, crowned)), by=None)


@pytest.mark.parametrize("language", FORMS)
def test_every_page_writes_its_days_in_the_order_of_its_language(client, franks, language):
    names = ("0800-12-25", "-0043-03-15", "updated", "archived", "accessed")
    forms = dict(zip(names, FORMS[language], strict=True))
    with translation.override(language):
        for path, shown in SHOWN.items():
            text = re.sub(r"<[^>]+>", "", client.get(path).content.decode())
            assert [name for name in shown.split() if forms[name] not in text] == [], path
        if language == "en":
            # Times besides days: the framework writes them.
            text = client.get("/wiki/franks/history/").content.decode()
            assert re.search(r">\d{1,2} [A-Z][a-z]+ \d{4}, ", text)
