"""`H<sub>2</sub>O`: the few tags of HTML that may be written."""

import pytest

from encyclopedia.markup import Contents, parse, render_comment, searchable

from .reader import read, show


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ("m<SUP>2</SUP>", "m<sup>2</sup>"),
        ("<kbd>Ctrl</kbd> <mark>*a*</mark>", "<kbd>Ctrl</kbd> <mark><em>a</em></mark>"),
        ("*x<sub>2</sub>*", "<em>x<sub>2</sub></em>"),
        ("<mark>[a](/b) `c`</mark>", '<mark><a href="/b">a</a> <code>c</code></mark>'),
        ("a<sup>b<sub>c</sub></sup>", "a<sup>b<sub>c</sub></sup>"),
        ("a<br>b<br/>c<br />d", "a<br>\nb<br>\nc<br>\nd"),
        ("<sub>a", "&lt;sub&gt;a"),
        ("a</sub>", "a&lt;/sub&gt;"),
        ("<sub>a</sup>", "&lt;sub&gt;a&lt;/sup&gt;"),
        ("<sub><kbd>a</sub></kbd>", "<sub>&lt;kbd&gt;a</sub>&lt;/kbd&gt;"),
        ("*<sub>a*</sub>", "<em>&lt;sub&gt;a</em>&lt;/sub&gt;"),
        ("[<sub>a](/b)</sub>", '<a href="/b">&lt;sub&gt;a</a>&lt;/sub&gt;'),
        ("<sub class=a>b</sub>", "&lt;sub class=a&gt;b&lt;/sub&gt;"),
        ("<br clear=all>", "&lt;br clear=all&gt;"),
        ("<sub/>a</br>", "&lt;sub/&gt;a&lt;/br&gt;"),
        ("<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"),
        ("`<sub>2</sub>`", "<code>&lt;sub&gt;2&lt;/sub&gt;</code>"),
        (r"\<sub>2</sub>", "&lt;sub&gt;2&lt;/sub&gt;"),
    ],
)
def test_tags_are_shown_when_they_are_closed_where_they_were_opened(source: str, shown: str) -> None:
    assert show(parse(source)) == f"<p>{shown}</p>\n"
    assert show(parse(source, is_line=True)) == shown


def test_they_stand_in_headings_tables_links_and_descriptions_and_part_no_word() -> None:
    contents = Contents([])
    part = parse(
        "## H<sub>2</sub>O\n\n|a<br>b|\n|-|\n|m<sup>2</sup>|\n\n[[BERT|x<sub>i</sub>]] ![c<sub>1</sub>](/media/d.png)"
    )
    shown = show(part, contents=contents)
    assert read(shown).problems == []
    assert (contents.entries[0].text, contents.entries[0].anchor) == ("H2O", "h2o")
    assert part.text.split() == ["H2O", "a", "b", "m2", "xi", "c1"]
    assert 'alt="c1"' in shown
    assert searchable("H<sub>2</sub>O\n\n`<sub>`").split() == ["H2O", "<sub>"]


def test_none_reaches_beyond_its_paragraph_however_many_there_are() -> None:
    shown = show(parse("<mark>a\n\nb</mark>\n\n" + "<sup>" * 500 + "c" + "</sup>" * 500))
    assert read(shown).problems == []
    assert (shown.count("<mark>"), shown.count("<sup>")) == (0, 6)


def test_comments_of_readers_have_none() -> None:
    assert render_comment("H<sub>2</sub>O") == "<p>H&lt;sub&gt;2&lt;/sub&gt;O</p>\n"
