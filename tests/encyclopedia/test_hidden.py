"""What authors write for each other is nowhere that readers come to; the text itself and its history have it."""

import pytest
from django.db import connection

from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, TimelineEvent
from encyclopedia.models import Article, Link
from tests.builders import make_article

SECRET = "quokka"
PAGES = [
    *["/", "/articles/", "/timeline/?q=tunnel", "/timeline/", "/facts/", "/facts/Country/", "/facts/Country/Italy/"],
    *["/tags/", "/tags/tunnels/", "/recent/", "/wanted/", "/feeds/new/", "/feeds/changes/", "/categories/transport/"],
    *["/categories/transport/table/?label=Country", "/categories/transport/table/?label=Country&format=csv"],
    *["/categories/transport/feed/", "/search/?q=tunnel", "/search/?q=Frejus", "/search/?q=what+is+Frejus"],
    *["/search/?q=when+was+the+tunnel+of+Frejus+opened", "/search/suggest/?q=tun", f"/search/suggest/?q={SECRET[:3]}"],
    *["/wiki/frejus/", "/wiki/frejus/preview/", "/wiki/frejus/links/", "/wiki/frejus/cite/", "/wiki/frejus/feed/"],
    *["/wiki/frejus/comments/", "/wiki/cenis/", "/opensearch.xml", "/wiki/frejus/comments/new/"],
]


@pytest.fixture(params=["<!-- {} -->", "%%{}%%", "<!--\n{}\n-->", "%%\n{}\n%%"])
def hiding(request, db):
    """An article that hides the same words in each of its parts."""
    hidden = request.param.format(f"{SECRET} [[{SECRET}]] [a](/wiki/{SECRET}/)")
    line = " ".join(hidden.split())
    article = make_article(
        "Frejus",
        category=("Transport",),
        tags=("Tunnels",),
        short_answer=f"{hidden}\n\nThe tunnel {hidden} of Frejus.",
        infobox=Infobox(
            caption=f"A tunnel {line}",
            image_credit=f"Somebody {line}",
            fields=(InfoboxField("Country", f"Italy {line}"), InfoboxField("Length", f"13 km {line}")),
        ),
        timeline=(TimelineEvent(parse_event_date("1871"), f"The tunnel opens. {line}"),),
        faq=(Faq("When was the tunnel opened?", f"{hidden}\n\nIn 1871 {hidden} it was."),),
        body=f"{hidden}\n\n## The tunnel {line}\n\nA [[Cenis]] tunnel {hidden} leads\n\n{hidden} through.\n\n"
        f'![A map](/media/none.png "The map {line}")\n\nSee [there](https://example.org/ "There {line}").',
    )
    make_article("Cenis", category=("Transport",), infobox=Infobox(fields=(InfoboxField("Country", "Italy"),)))
    return article


def test_hidden_words_are_on_no_page_and_in_no_answer(client, hiding):
    for address in PAGES:
        response = client.get(address)
        assert response.status_code in (200, 404), address
        shown = b"".join(response) if response.streaming else response.content
        assert SECRET not in shown.decode().replace(f"q={SECRET[:3]}", ""), address
    for typed in (SECRET, SECRET[:5], f"tunnel {SECRET}", f"{SECRET} {SECRET[:4]}", "quoka"):
        page = client.get("/search/", {"q": typed}).content.decode()
        assert "/wiki/frejus/" not in page or "tunnel" in typed, typed
        assert SECRET not in page.replace(typed, "").replace(f"q={SECRET}", ""), typed


def test_hidden_words_are_stored_in_nothing_made_for_finding(hiding):
    assert list(Link.objects.values_list("name", flat=True)) == ["Cenis"]
    text = (
        "body",
        "short_answer",
        "text",
        "value",
        "value_key",
        "event",
        "answer",
        "infobox_caption",
        "infobox_image_credit",
    )
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for column in columns:
                cursor.execute(f'SELECT COUNT(*) FROM "{table}" WHERE CAST("{column}" AS TEXT) LIKE \'%{SECRET}%\'')
                assert cursor.fetchone()[0] == 0 or column in text, (table, column)


def test_the_text_and_its_history_keep_what_is_hidden(client, hiding):
    for address in ("/wiki/frejus.md", "/wiki/frejus/history/1/"):
        shown = client.get(address)
        assert shown.status_code == 200
    assert SECRET in client.get("/wiki/frejus.md").content.decode()
    assert SECRET in Article.objects.get(pk=hiding.pk).body
