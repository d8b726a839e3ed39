"""The smaller language of comments."""

from urllib.parse import unquote

import pytest

from encyclopedia.markup import MarkupError, render_comment

from .reader import COMMENT, read


def links(source: str) -> list[str]:
    return [attributes["href"] for tag, attributes in read(render_comment(source), COMMENT).elements if tag == "a"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("One\nTwo", "<p>One<br>\nTwo</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("> a\n> > b", "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("2. a", '<ol start="2">\n<li>a</li>\n</ol>'),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("a \u202eb", "<p><bdi>a \u202eb</bdi></p>"),
        ("a\x00b\ud800", "<p>a\ufffdb\ufffd</p>"),
    ],
)
def test_markdown_becomes_html(source: str, expected: str) -> None:
    assert render_comment(source).strip() == expected


@pytest.mark.parametrize(
    "source",
    [
        "# a",
        "a\n===",
        "---",
        "a | b\n--|--\nc | d",
        "<b>a</b>",
        "<!-- a -->",
        "![a](https://e.org/b.png)",
        "![a](/media/b.png)",
        "[[BERT]]",
        "a[@turing1950]",
        "~~a~~",
        "a[^1]",
        "[a]: https://e.org",
        "- [ ] a",
        "a\n: b",
        "[a](/wiki/bert/)",
        "[a](#b)",
        "[a](mailto:a@e.org)",
        "<a@e.org>",
        "mailto:a@e.org xmpp:a@e.org a@e.org www.e.org",
    ],
)
def test_everything_else_stays_as_it_was_typed(source: str) -> None:
    shown = read(render_comment(source), COMMENT)
    assert {tag for tag, _ in shown.elements} <= {"p", "br", "ul", "li", "a"}
    assert shown.text.split() == source.removeprefix("- ").replace("- ", "", source.startswith("- ")).split()
    assert not links(source) or "[a]: https://e.org" in source


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("[a](https://e.org)", "https://e.org"),
        ("<https://e.org>", "https://e.org"),
        ("https://e.org", "https://e.org"),
        ("See http://e.org/a?b=c&d=e#f.", "http://e.org/a?b=c&d=e#f"),
        ("(https://e.org/a_(b))", "https://e.org/a_(b)"),
        ("*https://e.org/a_b_c*", "https://e.org/a_b_c"),
        ("https://e.org/a!?!", "https://e.org/a"),
        ("https://e.org/a, https", "https://e.org/a"),
        ("> https://e.org", "https://e.org"),
        ("a\nhttps://e.org\nb", "https://e.org"),
        ("[https://e.org]", "https://e.org"),
        ('"https://e.org"', "https://e.org"),
        ("xhttps://e.org", None),
        ("https://", None),
        ("https://.", None),
        ("`https://e.org`", None),
        (r"\https://e.org", None),
        ("ftp://e.org", None),
        ("https://" + "a" * 3_000, None),
        ("http://münchen.example/ä", "http://xn--mnchen-3ya.example/%C3%A4"),
    ],
)
def test_addresses_of_the_web_become_links(source: str, address: str | None) -> None:
    assert links(source) == ([address] if address else [])


@pytest.mark.parametrize(
    "around",
    [
        *[
            "见{}。好",
            "見る、{}、",
            "{}，那",
            "「{}」",
            "（{}）",
            "【{}】",
            "{}…",
            "{}！真",
            "：{}；",
            "{}〜",
            "주소{}。",
        ],
        *["“{}”", "‘{}’", "„{}“", "«{}»", '"{}"', "'{}'", "{{{}}}", "*（{}）*"],
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(around: str) -> None:
    for address in ("https://e.org", "https://e.org/a_(b)?c=d"):
        assert links(around.format(address)) == [address]


def test_letters_of_any_script_and_the_dot_of_a_name_belong_to_an_address() -> None:
    shown = read(render_comment("https://ja.example/エイダ・ラブレス。"), COMMENT)
    assert unquote(next(attributes for tag, attributes in shown.elements if tag == "a")["href"]).endswith(
        "エイダ・ラブレス"
    )


def test_no_address_begins_within_a_word_or_another_address() -> None:
    for before in "a1é/=.-:":
        assert links(f"{before}https://e.org") == []


def test_an_address_in_the_words_of_a_link_is_no_second_link() -> None:
    assert links("[see https://f.org and <https://g.org>](https://e.org)") == ["https://e.org"]


def test_every_link_is_marked_as_a_strangers() -> None:
    shown = read(render_comment("[a](http://e.org 'title') <https://f.org> https://g.org"), COMMENT)
    found = [attributes for tag, attributes in shown.elements if tag == "a"]
    assert [set(attributes) for attributes in found] == [{"href", "rel"}] * 3
    assert {attributes["rel"] for attributes in found} == {"ugc nofollow noopener"}


def test_a_comment_that_is_too_long_is_refused() -> None:
    with pytest.raises(MarkupError):
        render_comment("a" * 1_000_001)
