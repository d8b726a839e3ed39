"""`![[fox.jpg]]`: pictures and texts by their names."""

import pytest

from encyclopedia.markup import Contents, Numbering, Page, parse

from .reader import ARTICLES, read

UPLOADS = {"fox.jpg": "/media/images/fox.jpg", "images/red fox.png": "/media/images/red%20fox.png"}


def html(source: str) -> str:
    shown = parse(source).html(
        find_article=ARTICLES.get, citations=Numbering([]), contents=Contents([]), page=Page(find_picture=UPLOADS.get)
    )
    assert read(shown).problems == []
    return shown.strip()


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("![[fox.jpg]]", '<p><img src="/media/images/fox.jpg" alt="fox" loading="lazy"></p>'),
        ("![[fox.jpg|300]]", '<p><img src="/media/images/fox.jpg" alt="fox" width="300" loading="lazy"></p>'),
        ("![[fox.jpg|300x200]]", '<p><img src="/media/images/fox.jpg" alt="fox" width="300" loading="lazy"></p>'),
        (
            "![[images/red fox.png|In *snow*]]",
            '<figure><img src="/media/images/red%20fox.png" alt="red fox" loading="lazy">\n'
            "<figcaption>In *snow*</figcaption></figure>",
        ),
        ("![[BERT]]", '<p><a class="wikilink" href="/wiki/bert/">BERT</a></p>'),
        ("![[BERT#History|then]]", '<p><a class="wikilink" href="/wiki/bert/#history" title="BERT">then</a></p>'),
        ("![[a]](https://example.org)", '<p><a href="https://example.org" rel="noopener external">[a]</a></p>'),
        ("`![[fox.jpg]]`", "<p><code>![[fox.jpg]]</code></p>"),
        (r"\![[BERT]]", '<p>!<a class="wikilink" href="/wiki/bert/">BERT</a></p>'),
    ],
)
def test_an_embed_becomes_a_picture_or_a_link(source: str, shown: str) -> None:
    assert html(source) == shown


@pytest.mark.parametrize(
    "name", ["wolf.PNG", "talk.pdf", "song.mp3", "board.canvas", "../fox.jpg", "<b>.gif", "fox.svg"]
)
def test_what_is_not_there_is_named(name: str) -> None:
    shown = html(f"![[{name}|300]]")
    assert read(shown).text == f"{name} (not among the uploads)"
    assert '<span class="unwritten">' in shown
    assert parse(f"a ![[{name}]]").embeds == (name,)


@pytest.mark.parametrize("source", ["![[fox.jpg", "![[fox.jpg]", "![[]]", "![[|a]]", "! [[fox.jpg"])
def test_what_is_not_closed_is_text(source: str) -> None:
    assert parse(source).embeds == ()
    assert "<img" not in html(source)


def test_a_picture_is_found_by_what_its_name_and_caption_say() -> None:
    assert parse("![[red_fox.png|In snow]]").text == "red fox In snow"
