"""The HTML of other systems in our Markdown."""

import html

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from comments.exchange.imports.markdown import plain, shortened, to_markdown
from encyclopedia.site.characters import REFUSED as REFUSED_CHARACTERS
from tests.growth import MOST, growth


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<p>Some <b>bold</b> and <i>slanted</i> words.</p>", "Some **bold** and *slanted* words."),
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<div>One</div><div>two</div>", "One\n\ntwo"),
        ("<blockquote><p>Said</p><p>so</p></blockquote>", "> Said\n>\n> so"),
        ("<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>", "- a\n- b\n\n1. c"),
        ("<code>a`b</code>", "``a`b``"),
        ("<pre><code>a\n  b</code></pre>", "```\na\n  b\n```"),
        ('<a href="https://example.org/?a=1&amp;b=2">words</a>', "[words](<https://example.org/?a=1&amp;b=2>)"),
        ('<a href="https://example.org/">https://example.org/</a>', "<https://example.org/>"),
        ('<a href="javascript:alert(1)">words</a>', "words"),
        ('<a href="/within">words</a>', "words"),
        ("<h1>Loud</h1><img src=x onerror=alert(1)><script>alert(1)</script>", "Loud"),
        ("1. none<br>- none<br># none<br>&gt; none", "1\\. none\n\\- none\n\\# none\n\\> none"),
        ("2*3*4 and snake_case and [no](link) &amp;amp;", "2\\*3\\*4 and snake_case and \\[no\\](link) \\&amp;"),
        ("a<b>&quot;b&quot;</b>c", 'a\\"b\\"c'),
        ("<p> </p><p><br></p>", ""),
    ],
)
def test_html_becomes_markdown(source, markdown):
    assert to_markdown(source)[0] == markdown


def test_lines_of_wordpress_end_where_they_were_ended():
    assert to_markdown("One\ntwo\n\nthree", breaks=True)[0] == "One\ntwo\n\nthree"
    assert to_markdown("One\ntwo\n\nthree")[0] == "One two three"


def seen(rendered):
    return "".join(html.unescape(strip_tags(rendered)).split())


@given(st.text(max_size=200))
def test_text_comes_out_as_text(text):
    text = REFUSED_CHARACTERS.sub("", text).replace("\xad", "")
    for breaks in (False, True):
        _, rendered = to_markdown(html.escape(text), breaks=breaks)
        assert seen(rendered) == "".join(text.split())


PAIRS = [f"<{end}{tag}>" for tag in ("b", "i", "ul", "code", "pre", "blockquote") for end in ("", "/")]
SIGNS = ["*", "_", "`", "[x](y)", "a", "\n", "1.", "-", ">", "#", "\\", "&lt;", "~~~", "http://c.d/_e_"]


@given(
    st.lists(st.sampled_from([*PAIRS, *SIGNS, "<p>", "<br>", "<li>", "<a href='https://a.b/*'>", "</a>"]), max_size=30)
)
def test_markup_of_any_kind_leaves_neither_marks_nor_scripts(parts):
    _, rendered = to_markdown("".join(parts))
    words = [part for part in parts if not part.startswith("<")]
    assert seen(rendered) == "".join(html.unescape("".join(words)).split())


# What is nested takes the parser longer the deeper it is, so that a text's length must be bounded: see below.
@pytest.mark.parametrize("repeated", ["<blockquote>", "<b><i>", "[<*_&", "<!--"])
def test_four_times_the_html_takes_about_four_times_as_long(repeated):
    assert growth(lambda length: to_markdown(repeated * (length // len(repeated))), 12_000, 48_000) < MOST


def test_html_of_no_end_is_refused():
    with pytest.raises(ValueError, match="more than"):
        to_markdown("x" * 200_001)


def test_a_text_is_shortened_at_the_end_of_a_word():
    _, rendered = to_markdown("word * " * 3_000)
    text, again = shortened(rendered, 5_000)
    assert 4_000 < len(text) <= 5_000 and text.endswith(" …")
    assert seen(rendered).startswith(seen(again).rstrip("…"))


def test_plain_text_means_just_that():
    assert plain("*a*\n\nhttps://b.c") == "\\*a\\*\n\nhttps\\:\\/\\/b\\.c"
