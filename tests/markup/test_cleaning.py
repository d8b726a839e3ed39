"""The last step by itself: it trusts nothing that comes before it."""

import pytest

from encyclopedia.markup.cleaning import clean_article, clean_comment

from .reader import COMMENT, read


def test_what_the_renderer_makes_goes_through_unchanged() -> None:
    html = (
        '<h2 id="early-history">A<a class="anchor" href="#early-history" aria-label="Link">#</a></h2>\n'
        "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code><br>\n<bdi>e</bdi></p>\n"
        '<p><a class="wikilink" href="/wiki/a/" title="A">a</a> <a href="https://e.org" rel="noopener external">e</a>'
        '<sup class="citation"><a id="cite-1-1" href="#ref-1" aria-label="Reference 1">[1]</a></sup>'
        '<sup class="footnote-ref"><a id="note-1-1" href="#note-1" aria-label="Note a">[a]</a></sup>'
        '<span class="unwritten">b<span class="visually-hidden"> (not yet written)</span></span></p>\n'
        '<p><img src="/media/a.png" alt="a" title="b" loading="lazy"></p>\n'
        '<div class="table" role="group" tabindex="0" aria-label="Table">\n<table>\n<tbody>\n<tr>\n'
        '<td class="align-left">a</td>\n</tr>\n</tbody>\n</table>\n</div>\n'
        '<section class="footnotes">\n<ol type="a" start="3">\n<li id="note-3">a</li>\n</ol>\n</section>\n'
    )
    assert clean_article(html) == html
    assert read(html).problems == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>a</script>",
        "<style>a</style>",
        "<iframe src='/a'></iframe>",
        "<svg><a xlink:href='javascript:1'></a></svg>",
        "<form action='/a'><button>a</button></form>",
        "<object data='/a'></object>",
        "<template><p>a</p></template>",
        "<!-- a -->",
        "<h1>a</h1>",
        "<base href='/a'>",
        "<meta http-equiv=refresh content=0>",
        "<video src='/a'></video>",
        "<textarea>a</textarea>",
    ],
)
def test_other_elements_are_dropped(html: str) -> None:
    for clean in (clean_article, clean_comment):
        assert "<" not in clean(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a id="location" href="/a">a</a>', '<a href="/a">a</a>'),
        ('<a id="ref-1">a</a>', "<a>a</a>"),
        ('<a name="a">a</a>', "<a>a</a>"),
        ('<a target="_blank" download ping="/a">a</a>', "<a>a</a>"),
        ('<a rel="opener">a</a>', "<a>a</a>"),
        ('<p id="a" class="a" style="a" lang="a" title="a" dir="rtl" onclick="a">a</p>', "<p>a</p>"),
        ('<p tabindex="1" role="alert" hidden contenteditable data-a="b" hx-get="/a">a</p>', "<p>a</p>"),
        ('<div role="dialog" tabindex="5" class="modal">a</div>', "<div>a</div>"),
        ('<h2 id="exports">a</h2>', "<h2>a</h2>"),
        ('<h2 id="ref-1">a</h2>', "<h2>a</h2>"),
        ('<h2 id="a b">a</h2>', "<h2>a</h2>"),
        ('<h2 id="">a</h2>', "<h2>a</h2>"),
        ('<h2 id="a&quot;b">a</h2>', "<h2>a</h2>"),
        ('<li id="main">a</li>', "<li>a</li>"),
        ('<img src="/a.png">', "<img>"),
        ('<img src="/media/../a">', "<img>"),
        ('<img src="/media/%2E./a">', "<img>"),
        ('<img src="/media/..">', "<img>"),
        ('<img src="https://e.org/a.png" srcset="/b" onerror="a" alt="a">', '<img alt="a">'),
        ('<img src="//e.org/a.png" loading="eager" name="a">', "<img>"),
        ('<code class="language-a b">a</code>', "<code>a</code>"),
        ('<span class="unwritten modal">a</span>', "<span>a</span>"),
        ('<ol start="-1" type="1" reversed>', "<ol></ol>"),
        ('<td colspan="1000" class="align-up">a</td>', "a"),
        ('<input type="text" name="a" value="b" autofocus formaction="/a">', '<input type="checkbox" disabled="">'),
        ("<pre>a</pre>", '<pre tabindex="0">a</pre>'),
    ],
)
def test_other_attributes_are_dropped(html: str, expected: str) -> None:
    assert clean_article(html) == expected


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "java&Tab;script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A&#x61&#x76&#x61script:alert(1)",
        "javascript&colon;alert(1)",
        "vbscript:a",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml,a",
        "blob:https://e.org/a",
        "filesystem:a",
        "file:///etc/passwd",
        "view-source:https://e.org",
        "ftp://e.org",
        "tel:1",
        "//e.org",
        "/\\e.org",
        "\\\\e.org",
        "/\t/e.org",
        "\t//e.org",
        "http:e.org",
        "https:/e.org",
        "http:\\\\e.org",
        "http://",
        "http:///e.org",
        "?a",
        "a:b",
        "a:/b",
        "a\\b",
        "",
        " ",
        "/a b",
        "https://e.org/a\u2028b",
    ],
)
def test_a_link_that_may_not_lead_there_leads_nowhere(address: str) -> None:
    assert clean_article(f'<a href="{address}">a</a>') == "<a>a</a>"
    assert clean_article(f'<img src="{address}">') == "<img>"
    assert clean_comment(f'<a href="{address}">a</a>') == '<a rel="ugc nofollow noopener">a</a>'


@pytest.mark.parametrize("address", ["/wiki/a/", "#a", "mailto:a@e.org"])
def test_a_comment_links_to_the_web_only(address: str) -> None:
    assert clean_article(f'<a href="{address}">a</a>') == f'<a href="{address}">a</a>'
    assert "href" not in clean_comment(f'<a href="{address}">a</a>')


def test_a_comment_has_neither_classes_nor_ids() -> None:
    html = '<p id="a" class="unwritten">a <a href="https://e.org" title="b" id="cite-1-1" rel="me">c</a></p><h2>d</h2>'
    cleaned = clean_comment(html)
    assert cleaned == '<p>a <a href="https://e.org" rel="ugc nofollow noopener">c</a></p>d'
    assert read(cleaned, COMMENT).problems == []
