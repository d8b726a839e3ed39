"""Ordinary Markdown: what CommonMark and GitHub have, and what this encyclopedia makes of it."""

import pytest

from encyclopedia.markup import RENDERER_VERSION, Contents, MarkupError, Numbering, Page, Wording, parse

from .reader import elements, read, show, unwritten


def html(source: str) -> str:
    return show(parse(source)).strip()


def line(source: str) -> str:
    return show(parse(source, is_line=True))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("One\nline", "<p>One\nline</p>"),
        ("Two  \nlines", "<p>Two<br>\nlines</p>"),
        ("*a* **b** ***c***", "<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em></p>"),
        ("_d_ __e__", "<p><em>d</em> <strong>e</strong></p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("~~gone~~ ~kept~", "<p><s>gone</s> ~kept~</p>"),
        ("`a < b` and ``a ` b``", "<p><code>a &lt; b</code> and <code>a ` b</code></p>"),
        (r"\*plain\* &copy; &amp;", "<p>*plain* © &amp;</p>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("---", "<hr>"),
        ("    code <b>", '<pre tabindex="0"><code>code &lt;b&gt;\n</code></pre>'),
        ("```\n[[a]] *b*\n```", '<pre tabindex="0"><code>[[a]] *b*\n</code></pre>'),
        ("```poetry title\nx\n```", '<pre tabindex="0"><code class="language-poetry">x\n</code></pre>'),
        ("Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>"),
        ("A <b>bold</b> claim", "<p>A &lt;b&gt;bold&lt;/b&gt; claim</p>"),
        ("<div>\n*a*\n</div>", "<p>&lt;div&gt;\n<em>a</em>\n&lt;/div&gt;</p>"),
        ("a\r\nb\rc", "<p>a\nb\nc</p>"),
    ],
)  # fmt: skip
def test_markdown_becomes_html(source: str, expected: str) -> None:
    assert html(source) == expected


def test_a_table_scrolls_in_a_frame_and_aligns_its_columns_by_class() -> None:
    shown = html("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |")
    assert shown.startswith('<div class="table" role="group" tabindex="0" aria-label="Table">\n<table>')
    for tag in ("th", "td"):
        assert [cell.get("class") for cell in elements(shown, tag)] == [
            "align-left",
            "align-center",
            "align-right",
            None,
        ]
    assert "style" not in shown


def test_a_bar_in_a_cell_is_escaped_as_on_github() -> None:
    shown = html("| a | b |\n|---|---|\n| `x\\|y` | z \\| w |")
    assert "<td><code>x|y</code></td>\n<td>z | w</td>" in shown


def test_a_list_of_tasks_has_boxes_that_nobody_can_tick() -> None:
    boxes = elements(html("- [ ] later\n- [x] done\n- [y] neither"), "input")
    assert [(box["aria-label"], "checked" in box) for box in boxes] == [("Not done", False), ("Done", True)]
    assert all(box["type"] == "checkbox" and "disabled" in box for box in boxes)


def test_headings_stand_below_that_of_the_page_and_nest_as_written() -> None:
    assert html("# a\n## b\n### c\n###### d") == "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<h6>d</h6>"
    assert html("## b\n### c\n# a") == "<h3>b</h3>\n<h4>c</h4>\n<h2>a</h2>"
    assert html("## b\n> # a") == "<h3>b</h3>\n<blockquote>\n<h2>a</h2>\n</blockquote>"
    assert html("## b\n### c") == "<h2>b</h2>\n<h3>c</h3>"
    assert html("a\n===\nb\n---") == "<h2>a</h2>\n<h3>b</h3>"


class TestLinks:
    @pytest.mark.parametrize(
        "address",
        [
            "/wiki/bert/",
            "/",
            "#history",
            "/search/?q=a&page=2",
            "mailto:desk@example.org",
            "page.html",
            "./a",
            "../a:b",
        ],
    )
    def test_may_stay_on_the_site_or_write_mail(self, address: str) -> None:
        (link,) = elements(html(f"[a]({address})"), "a")
        assert link == {"href": address}

    @pytest.mark.parametrize(
        "address", ["https://example.org/a?b=c#d", "http://example.org", "https://[::1]/", "HTTPS://e.org"]
    )
    def test_say_that_they_lead_elsewhere(self, address: str) -> None:
        (link,) = elements(html(f"[a]({address})"), "a")
        assert link["rel"] == "noopener external"

    @pytest.mark.parametrize(
        "address",
        [
            "ftp://e.org",
            "//e.org",
            "https:e.org",
            "https:///e.org",
            "tel:1",
            "?a",
            "data:,a",
        ],
    )
    def test_of_other_kinds_stay_text(self, address: str) -> None:
        shown = html(f"[a]({address})")
        assert "<a" not in shown
        assert "[a](" in read(shown).text

    def test_show_their_title(self) -> None:
        (link,) = elements(html('[a](/b "say \\"hi\\" <b>")'), "a")
        assert link["title"] == 'say "hi" <b>'

    def test_are_encoded_for_browsers(self) -> None:
        assert elements(html("[a](</b c/ü>)"), "a") == [{"href": "/b%20c/%C3%BC"}]
        assert elements(html("[a](/\\e.org)"), "a") == [{"href": "/%5Ce.org"}]
        assert elements(html("[a](https://münchen.example/)"), "a")[0]["href"] == "https://xn--mnchen-3ya.example/"

    def test_may_be_defined_elsewhere_in_the_text(self) -> None:
        assert elements(html("[a][b] [b] [B][]\n\n[b]: /c 'd'"), "a") == [{"href": "/c", "title": "d"}] * 3

    def test_without_an_address_are_words(self) -> None:
        assert html("[a]()") == "<p>a</p>"

    def test_do_not_stand_within_links(self) -> None:
        shown = html("[a <https://e.org> b](/c)")
        assert elements(shown, "a") == [{"href": "/c"}]
        assert read(shown).text == "a https://e.org b"

    def test_with_endless_addresses_stay_text(self) -> None:
        assert "<a" not in html(f"[a](/{'b' * 2_000})")
        assert "<a" in html(f"[a](/{'b' * 1_900})")

    def test_are_written_out_between_pointed_brackets_only(self) -> None:
        assert elements(html("<https://e.org/> https://f.org <a@e.org>"), "a") == [
            {"href": "https://e.org/", "rel": "noopener external"},
            {"href": "mailto:a@e.org"},
        ]


class TestPictures:
    def test_of_this_site_are_shown_when_they_come_into_view(self) -> None:
        (image,) = elements(html('A ![A *red* `fox`](/media/fox.png "Vulpes")'), "img")
        assert image == {"src": "/media/fox.png", "alt": "A red fox", "title": "Vulpes", "loading": "lazy"}

    @pytest.mark.parametrize("address", ["https://e.org/a.png", "http://e.org/a.png"])
    def test_of_other_sites_are_links(self, address: str) -> None:
        shown = html(f'![A fox]({address} "Vulpes")!')
        assert "<img" not in shown
        assert elements(shown, "a") == [{"href": address, "title": "Vulpes", "rel": "noopener external"}]
        assert read(shown).text == "A fox!"

    @pytest.mark.parametrize("address", ["https://e.org/a.png", "https://E.ORG?a", "https://e.org"])
    def test_of_a_host_that_the_site_allows_are_shown(self, address: str) -> None:
        shown = parse(f"![a]({address})").html(
            find_article=unwritten, citations=Numbering([]), page=Page(image_hosts=["e.org"])
        )
        assert len(elements(shown, "img")) == 1

    @pytest.mark.parametrize(
        "address",
        [
            "http://e.org/a",
            "https://e.org:8443/a",
            "https://a.e.org/a",
            "https://e.org.evil.org/a",
            "https://e.org@f.org/a",
        ],
    )
    def test_of_other_hosts_are_not(self, address: str) -> None:
        shown = parse(f"![a]({address})").html(
            find_article=unwritten, citations=Numbering([]), page=Page(image_hosts=["e.org"])
        )
        assert "<img" not in shown

    def test_of_other_parts_of_this_site_are_links(self) -> None:
        for address in ("/static/a.png", "/admin/logout/", "/media/../admin/", "/media/%2e%2e/admin/", "a.png"):
            assert not elements(html(f"![a]({address})"), "img")

    def test_of_other_sites_without_words_show_their_address(self) -> None:
        assert read(html("![](https://e.org/a.png)")).text == "https://e.org/a.png"

    def test_of_other_sites_within_a_link_are_words(self) -> None:
        shown = html("[![A fox](https://e.org/a.png)](/wiki/fox/)")
        assert elements(shown, "a") == [{"href": "/wiki/fox/"}]
        assert read(shown).text == "A fox"

    def test_may_be_links(self) -> None:
        shown = html("[![A fox](/media/fox.png)](/wiki/fox/)")
        assert (len(elements(shown, "a")), len(elements(shown, "img"))) == (1, 1)

    @pytest.mark.parametrize("address", ["data:image/png;base64,AA==", "//e.org/a.png", "javascript:1"])
    def test_from_anywhere_else_stay_text(self, address: str) -> None:
        shown = html(f"![a]({address})")
        assert not elements(shown, "img")
        assert "![a](" in read(shown).text


class TestFootnotes:
    def test_stand_below_their_part_with_a_way_back_from_each_use(self) -> None:
        shown = html("a[^x] b[^x]\n\n[^x]: Note.")
        assert [link["href"] for link in elements(shown, "a")] == ["#note-1", "#note-1", "#note-1-1", "#note-1-2"]
        assert [link.get("id") for link in elements(shown, "a")] == ["note-1-1", "note-1-2", None, None]
        assert elements(shown, "li") == [{"id": "note-1"}]
        assert read(shown).text.split() == ["a[a]", "b[a]", "Notes", "Note.", "↩\ufe0e", "↩\ufe0e"]

    def test_go_on_counting_from_part_to_part(self) -> None:
        numbering = Numbering([])
        parts = [parse(f"a[^1] b[^2]\n\n[^1]: {name}.\n\n[^2]: {name}.") for name in ("One", "Two")]
        first, second = (part.html(find_article=unwritten, citations=numbering) for part in parts)
        assert [note["id"] for note in elements(first, "li")] == ["note-1", "note-2"]
        assert [note["id"] for note in elements(second, "li")] == ["note-3", "note-4"]
        assert elements(second, "ol") == [{"type": "a", "start": "3"}]
        assert "[c]" in read(second).text

    def test_have_as_many_letters_as_it_takes(self) -> None:
        source = "".join(f"[^{n}]" for n in range(703)) + "\n\n" + "\n\n".join(f"[^{n}]: x" for n in range(703))
        words = read(html(source)).text
        assert words.startswith("[a][b]")
        assert "[z][aa][ab]" in words
        assert "[zz][aaa]" in words

    def test_hold_links_and_citations(self) -> None:
        part = parse("a[^1]\n\n[^1]: See [[BERT]].[@turing1950]")
        assert [link.title for link in part.links] == ["BERT"]
        assert [citation.key for citation in part.citations] == ["turing1950"]

    def test_that_nobody_uses_are_left_out(self) -> None:
        part = parse("a\n\n[^1]: See [[BERT]].")
        assert (show(part), part.links, part.text) == ("<p>a</p>\n", (), "a")

    def test_without_a_note_are_text(self) -> None:
        assert html("a[^1]") == "<p>a[^1]</p>"


class TestOneLine:
    def test_has_emphasis_code_links_and_citations(self) -> None:
        shown = line("*a* **b** `c` [d](/e) <https://f.org> [[BERT]] [@turing1950] &copy; \\*")
        assert {tag for tag, _ in read(shown).elements} == {"em", "strong", "code", "a", "sup"}
        assert read(shown).text == "a b c d https://f.org BERT [1] © *"

    @pytest.mark.parametrize(
        "source",
        [
            "# a",
            "- a",
            "1. a",
            "> a",
            "    a",
            "```a",
            "---",
            "a | b",
            "~~a~~",
            "a[^1]",
            "[a]: /b",
            "<b>a</b>",
            "![a](/media/b.png)",
        ],
    )
    def test_has_nothing_else(self, source: str) -> None:
        shown = line(source)
        assert not read(shown).elements
        assert read(shown).text == source.strip()

    def test_is_one_line(self) -> None:
        assert line("a  \n  *b*\n\n# c") == "a <em>b</em>  # c"


class TestWords:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("# A *b*\n\nc `d` [e](/f) ~~g~~", "A b\nc d e g"),
            (
                "[[BERT]] [[BERT|the *2018* model]] [[BERT#History]] [[Nobody]]",
                "BERT the 2018 model BERT § History Nobody",
            ),
            ("Machines think.[@turing1950, p. 4] So?", "Machines think. So?"),
            ("- a\n- b\n  - c", "a\nb\nc"),
            ("| a | b |\n|---|---|\n| c | d |", "a\nb\nc\nd"),
            ("```python\nx = 1\n\ny = 2\n```", "x = 1\n\ny = 2"),
            ("![A fox](/media/a.png) &amp; <b>", "A fox & <b>"),
            ("a\nb  \nc", "a b c"),
            ("- [x] a", "a"),
            ("a[^1]\n\n[^1]: b", "a\nb"),
        ],
    )
    def test_are_what_search_and_snippets_need(self, source: str, expected: str) -> None:
        assert parse(source).text == expected

    def test_of_one_line(self) -> None:
        assert parse("*a* [[BERT|b]][@x]", is_line=True).text == "a b"


def test_a_text_that_is_too_long_is_refused_with_a_sentence() -> None:
    for is_line in (False, True):
        with pytest.raises(MarkupError, match=r"1,000,001 characters; at most 1,000,000"):
            parse("a" * 1_000_001, is_line=is_line)
    assert parse("a" * 1_000_000).text


def test_characters_that_no_page_can_hold_are_shown_as_missing() -> None:
    source = "a\x00b\x0bc\ud800d\ufffee\x1bf"
    assert html(source) == "<p>a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf</p>"
    assert html("a &#12; b") == "<p>a \ufffd b</p>"
    assert "\x00" not in parse("```\n\x00").text


@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\u2066", "\u2067"])
def test_a_change_of_direction_ends_with_its_words(sign: str) -> None:
    assert html(f"a *{sign}b* c") == f"<p>a <em><bdi>{sign}b</bdi></em> c</p>"
    assert html(f"[[BERT|{sign}b]] `{sign}c`").count("<bdi>") == 2
    assert f"[1, <bdi>{sign}p</bdi>]" in html(f"a[@turing1950, {sign}p]")


def test_the_same_text_can_be_shown_twice() -> None:
    part = parse("# a\n\n[[BERT]] ![x](https://e.org)[^1]\n\n- [x] b\n\n[^1]: c")
    assert show(part, contents=Contents([])) == show(part, contents=Contents([]))


def test_a_site_in_another_language_has_its_own_words() -> None:
    wording = Wording(
        *("nicht da", "Link auf den Abschnitt", "Quelle", "Fußnote", "Fußnoten", "Zurück", "Tabelle", "Fertig", "Offen")
    )
    source = "# a\n\n[[b]][@x][^1]\n\n- [x] c\n- [ ] d\n\ne|f\n-|-\n\n[^1]: g"
    shown = parse(source).html(
        find_article=unwritten, citations=Numbering(["x"]), contents=Contents([]), wording=wording
    )
    labels = [attributes["aria-label"] for _, attributes in read(shown).elements if "aria-label" in attributes]
    assert labels == ["Link auf den Abschnitt", "Quelle 1", "Fußnote a", "Fertig", "Offen", "Tabelle", "Zurück"]
    assert "(nicht da)" in shown
    assert "<h2>Fußnoten</h2>" in shown


def test_one_long_address_does_not_make_an_endless_page() -> None:
    address = "/" + "a" * 1_500
    shown = html(f"{'[a]' * 20_000}\n\n[a]: {address}")
    assert len(shown) < 500_000
    assert shown.count("<a") == 66


def test_wide_tables_with_short_rows_do_not_make_an_endless_page() -> None:
    wide = "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "|b|\n" * 100 + "\n"
    shown = html(wide * 50)
    assert shown.count("<table>") == 3
    assert read(shown).text.count("b") == 50 * 100


def test_lists_nested_deeper_than_anyone_reads_are_still_shown() -> None:
    source = "\n".join(f"{'  ' * depth}- level {depth}" for depth in range(30))
    words = read(html(source)).text
    assert all(f"level {depth}" in words for depth in range(30))
    assert read(html(">" * 50 + " deep")).text.strip().endswith("deep")


def test_the_version_of_the_renderer_is_a_number() -> None:
    assert RENDERER_VERSION >= 1
