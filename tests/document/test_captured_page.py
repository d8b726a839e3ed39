import html
import re
from collections import Counter
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from encyclopedia.document import rules
from encyclopedia.document.captured_page import read
from encyclopedia.document.codec import dumps, loads
from encyclopedia.document.errors import DocumentError
from tests.growth import MOST, growth

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))
REAL_PAGE = Path(__file__).parents[3] / "shared" / "open-source-ai-page.txt"

MARKDOWN = MarkdownIt("commonmark").enable("table").use(footnote_plugin)

HEAD = "Artificial IntelligenceUpdated May 14, 2026\n\nTitle\n\nSummary.\n\n"
PARTS = {"short answer", "infobox", "timeline", "faq", "references"}
#: Words of a timeline's dates: they stand in the document as numbers.
DATE_WORDS = {"c", "october", "bc", "ad", "century", "present"}


def page(*sections, head=HEAD):
    return read(head + "\n\n".join(sections))


def body(text):
    """The Markdown that the text of a section becomes."""
    return page("#Overview", text).document.body.removeprefix("## Overview\n\n")


def reports(page):
    return [guess.what for guess in page.guesses]


def read_fixture(name):
    return read((Path(__file__).parent / "pages" / f"{name}.txt").read_text(encoding="utf-8"))


def fields(document):
    return [(field.label, field.value) for field in document.infobox.fields]


def events(document):
    return [(str(event.date), event.event) for event in document.timeline]


def headings(document):
    return re.findall(r"^#+ .*", document.body, re.MULTILINE)


# Nothing is lost


def words(text):
    return re.findall(r"[^\W_]+", text.casefold())


def is_in_order(some, all_words):
    rest = iter(all_words)
    return all(word in rest for word in some)


def part_words(document, part):
    """The words of the fields that a part became."""
    box = document.infobox
    labels = list(dict.fromkeys(field.label for field in box.fields))
    texts = {
        "": [*document.category, document.title, document.summary],
        "short answer": [document.short_answer],
        "infobox": [box.caption, box.title]
        + [text for name in labels for text in [name, *(value for label, value in fields(document) if label == name)]],
        "timeline": [text for event in document.timeline for text in (str(event.date), event.event)],
        "faq": [text for pair in document.faq for text in (pair.question, pair.answer)],
        "references": [reference.title for reference in document.references],
    }
    return words(" ".join(texts.get(part, [])))


def sections_of(text):
    """The parts of a page by the lines that open them, read without the module: (name, text)."""
    text = text.removeprefix("\ufeff").split("\nComments", 1)[0]
    pieces = re.split(r"^#(?=[^#\s])(.*[^\W_].*)$", f"{text}\n", flags=re.MULTILINE)
    return [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]


def expected_words(part, text):
    """The words that must be found, without those that are layout."""
    if part == "":
        text = re.sub(r"Updated [^\n]*", "", text)
    if part == "timeline":
        text = re.sub(r"\AYear\s+Event\b", "", text.strip())
        return [word for word in words(text) if word not in DATE_WORDS and not word[0].isdigit()]
    if part in ("faq", "references"):
        text = re.sub(r"^\s*\d+\.(?=\s)", "", text, flags=re.MULTILINE)
    return words(text)


def assert_nothing_is_lost(text, document):
    in_body = words(document.body)
    seen = set()
    for name, content in sections_of(text):
        part = name.strip().casefold() if name.strip().casefold() in PARTS or not name else None
        if part is None or part in seen:
            assert is_in_order(words(name) + words(content), in_body), name
            continue
        seen.add(part)
        expected = expected_words(part, content)
        found = Counter(part_words(document, part)) + Counter(in_body)
        assert not Counter(expected) - found, part
        if not Counter(expected) - Counter(part_words(document, part)):
            assert is_in_order(expected, part_words(document, part)), part


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_nothing_of_a_page_is_lost(path):
    text = path.read_text(encoding="utf-8")
    # Said in the report: a value that stands there twice is kept once.
    text = text.replace("Canvas, canvas,", "Canvas,")
    if path.stem == "untidy":
        text = text.replace("Updated a while ago", "\n\nUpdated a while ago")
    assert_nothing_is_lost(text, read(path.read_text(encoding="utf-8")).document)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_comes_out_is_a_document(path):
    document = read(path.read_text(encoding="utf-8")).document
    rules.check(document)
    assert loads(dumps(document)) == document


#: Shapes of lines; each {} becomes a word that stands nowhere else on the page.
SHAPES = [
    "#{}", "#{} {}", "#Overview",
    "#Short Answer", "#Infobox", "#Timeline", "#FAQ", "#References", "#History", "#{} #",
    "{} {} {}.", "{}", "{}, {}; {}!", "  • {}: {} {}", "  • {}", "    ◦ {} {}", "    {} {}", "  1. {} {}", "  2. {}",
    "7. {}",
    "•", "- {}", "* {}", "– {}", "{} {}?", "Is {} so?", "  • {}?", "{}: {}", "Field: {}, {}",
    "{} {} Founder: {} Zork: {}",
    "Key Concepts: {}, ({}, {}), \"{}", "1950 {} {}.",
    "October 1951 {} {}. 1952 {}.", "Year Event 1953 {} 1960 {}", "In 1999 {}",
    "1000 {}", "Updated {}", "*{}* _{}_ `{}` <{}> [[{}]] [@{}] &{};", "# {}", "> {}", "---",
    "===", "| {} | {} |", "|---|---|",
    "[{}]: {}", "\\{}\\", "{} https://example.org/{} 10.1000/{}", "\u00a0{}", "\t{}\t{}",
    "    # {}", "~~~", "{}:", "{} / {}: {}",
]  # fmt: skip


@st.composite
def untidy_pages(draw):
    """Pages in which anything may stand anywhere, with the words that must not be lost."""
    numbers = count(1)
    shapes = draw(st.lists(st.sampled_from(SHAPES), max_size=25))
    breaks = draw(st.lists(st.sampled_from(["\n", "\n\n"]), min_size=len(shapes), max_size=len(shapes)))
    text = (
        draw(st.sampled_from(["Title", "Craft / GlassUpdated May 14, 2026\n\nTitle\n\nSummary.", "Title\nSummary."]))
        + "\n\n"
    )
    for shape, gap in zip(shapes, breaks, strict=True):
        capital = draw(st.booleans())
        text += re.sub(r"\{\}", lambda _, capital=capital: f"{'W' if capital else 'w'}{next(numbers)}x", shape) + gap
    return text


@given(untidy_pages())
def test_no_word_is_lost_wherever_it_stands(text):
    result = read(text)
    document = result.document
    unique = re.findall(r"w\d+x", text.casefold())
    found = [word for part in ["", *PARTS] for word in part_words(document, part)] + words(document.body)
    assert not set(unique) - set(found)
    assert [problem for problem in rules.problems(document) if problem.path != ("slug",)] == []
    assert all(guess.line <= text.count("\n") + 1 and "\n" not in guess.what for guess in result.guesses)
    shown = html.unescape(re.sub(r"<[^>]+>", " ", MARKDOWN.render(document.body))).casefold()
    assert not {word for word in unique if word in words(document.body)} - set(words(shown))


@st.composite
def tidy_pages(draw):
    """Pages as the layout describes them, with all that they say."""
    numbers = count(1)

    def some(least=1, most=5, capital=False):
        number = draw(st.integers(least, most))
        return " ".join(f"{'W' if capital else 'w'}{next(numbers)}x" for _ in range(number))

    def many(make, least=1, most=4):
        return [make() for _ in range(draw(st.integers(least, most)))]

    labels = draw(
        st.lists(st.sampled_from(["Field", "Key Concepts", "Licence", "Born", "Written In"]), unique=True, min_size=1)
    )
    years = sorted(draw(st.sets(st.integers(1000, 2100), min_size=1, max_size=6)))
    expected = {
        "category": some(capital=True),
        "title": some(),
        "summary": some(),
        "caption": some() + ".",
        "box": some(),
        "fields": [(label, value) for label in labels for value in many(some)],
        "events": [(str(year), some(capital=True) + ".") for year in years],
        "faq": many(lambda: (some() + "?", some() + ".")),
        "references": many(some),
        "items": many(lambda: (some(), some())),
        "sections": many(lambda: (some(), some() + ".")),
    }
    pairs = " ".join(
        f"{label}: {', '.join(value for name, value in expected['fields'] if name == label)}" for label in labels
    )
    lines = [
        f"{expected['category']}Updated May 14, 2026",
        expected["title"],
        expected["summary"],
        "#Infobox",
        expected["caption"],
        f"{expected['box']} {pairs}",
        "#Overview",
        "\n".join(f"  • {lead}: {text}" for lead, text in expected["items"]),
        *(line for name, text in expected["sections"] for line in (f"#{name}", text)),
        "#Timeline",
        "Year Event " + " ".join(f"{year} {text}" for year, text in expected["events"]),
        "#FAQ",
        *(line for pair in expected["faq"] for line in pair),
        "#References",
        "\n".join(f"  {number}. {title}" for number, title in enumerate(expected["references"], 1)),
        "Comments",
        "No comments yet. Start the discussion with a useful note.",
    ]
    return "\n\n".join(lines), expected


@given(tidy_pages())
def test_a_tidy_page_is_read_exactly(generated):
    text, expected = generated
    document = read(text).document
    assert document.category == (expected["category"],)
    assert (document.title, document.summary) == (expected["title"], expected["summary"])
    assert (document.infobox.caption, document.infobox.title) == (expected["caption"], expected["box"])
    assert fields(document) == expected["fields"]
    assert events(document) == expected["events"]
    assert [(pair.question, pair.answer) for pair in document.faq] == expected["faq"]
    assert [reference.title for reference in document.references] == expected["references"]
    items = "\n".join(f"- **{lead}:** {text}" for lead, text in expected["items"])
    sections = "".join(f"\n\n## {name}\n\n{text}" for name, text in expected["sections"])
    assert document.body == f"## Overview\n\n{items}{sections}"
    assert_nothing_is_lost(text, document)


# Markdown that reads as the page did

TRICKY = st.sampled_from([
    *"*_`<>[]()#-+=|~!&\\:;.^@{}\"'/$1 2a b", "**", "__", "[[", "]]", "](", "[@", "[^", "^[", "&amp;", "&#60;", "![",
    "<b>", "://", "1. ", "2) ", "- ", "# ", "> ", "---", "~~~", "```", "|-|", "<!--", "é", "漢", "\u00a0", "a_b",
])  # fmt: skip
LINES = st.lists(TRICKY, min_size=1, max_size=12).map("".join).filter(str.strip)


def text_of(markdown):
    """What a reader sees, without the white space, which a browser lays out anew."""
    shown = MARKDOWN.render(markdown)
    assert not set(re.findall(r"<(\w+)", shown)) - {"p"}, shown
    return "".join(html.unescape(re.sub(r"</?p>", " ", shown)).split())


@given(st.lists(LINES, min_size=1, max_size=4))
def test_a_paragraph_reads_as_it_stood_on_the_page(lines):
    # A first word keeps it from being a heading or a list of the page itself; later lines may be lists.
    lines = [lines[0].strip(), *(line.strip() for line in lines[1:])]
    lines = [line for line in lines if not re.match(r"#[^#\s]|[-*][\s]|[-*]$|[01]\.\s|[01]\.$", line)]
    assert text_of(body("\n".join(["Text", *lines]))) == "".join("".join(["Text", *lines]).split())


@given(LINES)
def test_inline_fields_read_as_they_stood_on_the_page(text):
    text = " ".join(text.split())
    document = page("#Timeline", f"1950 A {text}\n1960 B").document
    shown = MARKDOWN.renderInline(document.timeline[0].event)
    assert html.unescape(shown) == f"A {text}"


@given(LINES)
def test_headings_read_as_they_stood_on_the_page(text):
    text = " ".join(f"A {text}".split())
    shown = MARKDOWN.render(page(f"#{text}", "Text").document.body)
    assert html.unescape(shown.split("\n")[0]) == f"<h2>{text}</h2>"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("2*3*4, *p and a * b", r"2\*3\*4, \*p and a * b"),
        ("snake_case and __init__", r"snake_case and \_\_init\_\_"),
        ("`x` <b> &amp; AT&T, 1 < 2", r"\`x\` \<b> \&amp; AT&T, 1 < 2"),
        ("[x] [x](y) [[Link]] [@key] [^1]", r"a"),
        ("# sign", r"\# sign"),
        ("> quote", r"\> quote"),
        ("+ plus", r"\+ plus"),
        ("1984. was a year", r"1984\. was a year"),
        ("2) is no item", r"2\) is no item"),
        ("---", r"\---"),
        ("[x]: y", r"\[x]: y"),
        ("C:\\dir\\*.*", r"C:\dir\\\*.\*"),
        ("-5 degrees, #hash and ##no", "-5 degrees, #hash and ##no"),
    ],
)
def test_only_what_markdown_would_read_is_escaped(text, markdown):
    markdown = r"[x] [x\](y) \[\[Link]] \[@key] \[^1]" if text.startswith("[x] [") else markdown
    expected = f"\\{markdown}" if text.startswith("[x] [") else markdown
    assert body(text) == expected


def test_plain_fields_are_not_escaped():
    document = read_fixture("markdown").document
    assert document.title == "Asterisks *and* _underscores_ & [brackets]"
    assert document.summary == "A summary with *asterisks*, [[brackets]] and `ticks`."
    assert document.infobox.title == "Star*"
    assert document.faq[0].question == "Is *this* emphasis?"
    assert document.references[0].title == "*The* [[C]] Programming_Language_"


def test_fields_of_markdown_are_escaped():
    document = read_fixture("markdown").document
    assert document.short_answer == r"Write 2\*3\*4, snake_case, \_\_init\_\_ and \*p; or \<b>bold\</b> \&amp; a\\\*b."
    assert document.infobox.caption == r"A caption with \*stars\*, \[\[links]] and \<tags>."
    assert document.timeline[0].event == r"\*C\* appears, with \[\[pointers]]."
    assert document.faq[0].answer == r"\# No, it is \*not\*."
    values = [value for _, value in fields(document)]
    assert values == [r"\*p", "snake_case", r"\[\[x]]", "a|b", r"\[@key]", r"C:\\\*.\*"]


# The real page

needs_real_page = pytest.mark.skipif(not REAL_PAGE.exists(), reason="the captured page is not beside this checkout")


@pytest.fixture(scope="module")
def real_page():
    return read(REAL_PAGE.read_text(encoding="utf-8"))


@needs_real_page
def test_the_head_of_the_real_page(real_page):
    document = real_page.document
    assert document.category == ("Artificial Intelligence",)
    assert (document.updated, document.published, document.status) == (date(2026, 5, 14), None, "")
    assert document.title == "AI And Open Source: Community-Driven Innovation"
    assert document.slug == "ai-and-open-source-community-driven-innovation"
    assert document.summary.startswith("Explores how artificial intelligence shapes open source")
    assert document.short_answer == document.summary


@needs_real_page
def test_the_infobox_of_the_real_page(real_page):
    box = real_page.document.infobox
    assert box.caption.startswith("Open-source AI refers to artificial intelligence systems whose source code")
    assert box.title == "Open-Source AI: Community-Driven Innovation"
    found = {}
    for label, value in fields(real_page.document):
        found.setdefault(label, []).append(value)
    assert found == {
        "Field": ["Artificial Intelligence"],
        "Key Concepts": ["Collaborative Development", "Transparency", "Accessibility"],
        "Major Contributors": ["GitHub", "Hugging Face", "LAION", "EleutherAI"],
        "Notable Projects": ["Stable Diffusion", "Llama", "BERT", "PyTorch"],
        "License Types": ["MIT", "Apache 2.0", "GPL", "Creative Commons"],
        "Impact Areas": ["Research", "Education", "Enterprise", "Public Sector"],
    }


@needs_real_page
def test_the_lists_of_the_real_page(real_page):
    document = real_page.document
    years = [1950, 1966, 1983, 1997, 2008, 2015, 2016, 2018, 2020, 2021, 2022, 2023]
    assert [str(event.date) for event in document.timeline] == [str(year) for year in years]
    assert document.timeline[1].event == (
        "ELIZA, an early natural language processing program, is developed at MIT and shared openly."
    )
    assert [pair.question for pair in document.faq] == [
        "What does AI And Open Source: Community-Driven Innovation cover?",
        "Why is AI And Open Source: Community-Driven Innovation important?",
        "What should readers verify before applying this topic?",
    ]
    assert [reference.key for reference in document.references] == ["ref-1", "ref-2", "ref-3", "ref-4"]
    assert document.references[3].title == "Open case studies, benchmarks, and current industry analysis"


@needs_real_page
def test_the_body_of_the_real_page(real_page):
    document = real_page.document
    assert headings(document) == [
        "## Overview",
        "## History / Background",
        "### Early Foundations (1950s–1990s)",
        "### Emergence of Open-Source AI (2000s–2010s)",
        "### Golden Age of Open-Source AI (2020s–Present)",
        "## How It Works",
        "### Development Process",
        "### Key Components",
        "### Licensing and Governance",
        "## Important Facts",
    ]
    assert "\n\n- **Transparency:** All components, including source code, datasets, and" in document.body
    assert "\n\n1. **Idea and Planning:** Developers or organizations propose" in document.body
    assert "\n- **2023:** The emergence of Hugging Face" in document.body
    assert "Comments" not in document.body
    assert "\\" not in document.body


@needs_real_page
def test_nothing_of_the_real_page_is_lost(real_page):
    assert_nothing_is_lost(REAL_PAGE.read_text(encoding="utf-8"), real_page.document)
    rules.check(real_page.document)
    assert loads(dumps(real_page.document)) == real_page.document


@needs_real_page
def test_the_report_on_the_real_page(real_page):
    assert [(guess.line, guess.what.partition(" is taken")[0]) for guess in real_page.guesses] == [
        (15, "“Field”"),
        (15, "“Open-Source AI: Community-Driven Innovation”"),
        (30, "“History / Background”"),
        (55, "“How It Works”"),
    ]


# The head


@pytest.mark.parametrize(
    ("head", "category", "updated", "title", "summary"),
    [
        ("GlassUpdated May 14, 2026\n\nPipe\n\nA tool.", "Glass", "2026-05-14", "Pipe", "A tool."),
        ("GlassUpdated May 14, 2026\n\nPipe", "Glass", "2026-05-14", "Pipe", ""),
        ("Glass Updated 14 May 2026\nPipe\nA tool.", "Glass", "2026-05-14", "Pipe", "A tool."),
        ("Glass • Updated: Sept. 4, 2026\n\nPipe", "Glass", "2026-09-04", "Pipe", ""),
        ("GlassUpdated 2026-05-14\n\nPipe", "Glass", "2026-05-14", "Pipe", ""),
        ("GLASSUPDATED MAY 14, 2026\n\nPipe", "GLASS", "2026-05-14", "Pipe", ""),
        ("Crafts / GlassUpdated May 14, 2026\n\nPipe", "Crafts/Glass", "2026-05-14", "Pipe", ""),
        ("Glass\n\nUpdated May 14, 2026\n\nPipe\n\nA tool.", "Glass", "2026-05-14", "Pipe", "A tool."),
        ("Glass\n\nUpdated May 14, 2026\n\nPipe", "Glass", "2026-05-14", "Pipe", ""),
        ("Updated May 14, 2026\n\nPipe\n\nA tool.", "", "2026-05-14", "Pipe", "A tool."),
        ("Pipe\n\nUpdated May 14, 2026\n\nA tool to blow glass with breath.", "", "2026-05-14", "Pipe", "A tool to"),
        ("Pipe\n\nA tool.", "", "None", "Pipe", "A tool."),
        ("Pipe", "", "None", "Pipe", ""),
        ("Glass\n\nPipe\n\nA tool to blow glass with breath.", "Glass", "None", "Pipe", "A tool to"),
        ("How to Stay Updated Without Tears\n\nA guide.", "", "None", "How to Stay Updated Without Tears", "A guide."),
        ("\ufeffGlassUpdated May 14, 2026\r\n\r\nPipe\r\n", "Glass", "2026-05-14", "Pipe", ""),
    ],
)
def test_category_date_title_and_summary_are_told_apart(head, category, updated, title, summary):
    document = read(f"{head}\n\n#Overview\n\nText.").document
    assert "/".join(document.category) == category
    assert str(document.updated) == updated
    assert (document.title, document.body) == (title, "## Overview\n\nText.")
    assert document.summary.startswith(summary) and bool(document.summary) == bool(summary)


@pytest.mark.parametrize("stamp", ["Updated yesterday", "Updated May 32, 2026", "Updated May 2026"])
def test_a_date_that_cannot_be_read_stays_in_the_body(stamp):
    result = read(f"Artificial Intelligence{stamp}\n\nTitle\n\nSummary.")
    assert result.document.category == ("Artificial Intelligence",)
    assert (result.document.updated, result.document.body) == (None, stamp)
    assert reports(result) == [f"“{stamp}” is not read as the date of the page; it stays in the body"]


def test_updated_in_a_summary_is_no_date_of_the_page():
    document = read("Pipe\n\nA page Updated May 14, 2026").document
    assert (document.updated, document.summary) == (None, "A page Updated May 14, 2026")


def test_a_moment_is_kept_as_one():
    updated = read("GlassUpdated 2026-05-14T09:00:00Z\n\nPipe").document.updated
    assert updated == datetime(2026, 5, 14, 9, tzinfo=UTC)


def test_a_category_that_is_given_replaces_that_of_the_page():
    result = read("GlassUpdated May 14, 2026\n\nPipe", category="Technology / Artificial  intelligence")
    assert result.document.category == ("Technology", "Artificial intelligence")
    assert reports(result) == ["the category “Glass” is replaced by the one that was given"]
    assert not read("GLÁSSUpdated May 14, 2026\n\nPipe", category="Crafts / Glass").guesses


def test_a_category_that_is_given_is_known_without_a_date():
    document = read("Glass\n\nPipe\n\nA tool.", category="Crafts / Glass").document
    assert (document.title, document.summary) == ("Pipe", "A tool.")


def test_what_stands_between_summary_and_sections_stays_in_the_body():
    result = read("Pipe\n\nA tool.\n\nBy Ann.\n\n#Overview\n\nText.")
    assert result.document.body == "By Ann.\n\n## Overview\n\nText."
    assert reports(result) == ["“By Ann.” stands between the summary and the first section; it stays in the body"]


def test_what_is_too_long_for_the_head_stays_in_the_body():
    result = read(f"{'c' * 81}Updated May 14, 2026\n\nPipe\n\n{'s' * 1001}")
    assert (result.document.category, result.document.summary) == ((), "")
    assert result.document.body == f"{'c' * 81}\n\n{'s' * 1001}"
    assert [guess.line for guess in result.guesses] == [1, 5]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Line 1: the page is empty"),
        (" \n\t\n\u00a0\n", "Line 1: the page is empty"),
        ("#Overview\n\nText.", "Line 1: the page has no title before its first section"),
        ("\nGlassUpdated May 14, 2026\n\n#Overview", "Line 2: the page has no title before its first section"),
        (f"GlassUpdated May 14, 2026\n\n{'t' * 201}", "Line 3: the title is longer than 200 characters"),
        ("Pipe\n\nA\x00", "Line 3: the character U+0000 is not allowed here"),
        ("Pipe\n\n\u2028", "Line 3: the character U+2028 is not allowed here"),
        ("Pipe\n\ud800", "Line 2: the character U+D800 is not allowed here"),
        ("a" * (5 * 1024 * 1024 + 1), "the page is larger than 5 MB"),
        ("é" * (3 * 1024 * 1024), "the page is larger than 5 MB"),
        ("Pipe\n\n" + "a\n" * 50_001, "Line 50002: the page has more than 50,000 lines"),
        (
            f"Pipe\n\n#Overview\n\n{'a' * 600_000}\n\n#Use\n\n{'a' * 600_000}",
            "Line 9: the body is longer than 1,000,000 characters from here on",
        ),
        (f"Pipe\n\n#FAQ\n\nWhy?\n\n{'a' * 1_000_000}", "Line 3: “FAQ” is longer than 1,000,000 characters"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_with_its_line(text, problem):
    with pytest.raises(DocumentError) as refused:
        read(text)
    assert str(refused.value) == problem


def test_a_category_that_no_document_may_have_is_refused():
    with pytest.raises(DocumentError, match="the category is too long"):
        read("Pipe", category="c" * 81)


def test_the_text_is_normalised():
    assert read("Cafe\u0301\n\nA place.").document.title == "Café"


def test_a_title_without_letters_gives_no_slug():
    assert read("!!!").document.slug == ""


@pytest.mark.parametrize(
    ("part", "text", "left"),
    [
        ("Short Answer", "a" * 10_001, "a" * 10_001),
        ("Infobox", "c" * 1_001, "c" * 1_001),
        ("Infobox", "T" * 201 + " Field: a", "T" * 201),
        ("Infobox", "Field: a" + " b" * 50_000, "Field: a" + " b" * 50_000),
        ("Infobox", "Field: " + ", ".join(map(str, range(501))), "Field: 500"),
        ("Timeline", "1950 It is. 1960 " + "a" * 5_001, "1960 " + "a" * 5_001),
        ("Timeline", " ".join(f"{1 + number:04} E." for number in range(2_001)), "2001 E."),
        ("Timeline", "1950 " * 20_001, ("1950 " * 20_001).strip()),
        ("Timeline", "1950 A\n" * 20_001, ("1950 A\n" * 20_001).strip()),
        ("FAQ", "Why?\n\n" + "a" * 20_001, "Why?\n\n" + "a" * 20_001),
        ("FAQ", "q" * 300 + "?\n\nSo.", "q" * 300 + "?\n\nSo."),
        ("FAQ", "\n\n".join(f"Why {number}?\n\nSo." for number in range(501)), "Why 500?\n\nSo."),
        ("References", "  1. One\n  2. " + "a" * 501, "2\\. " + "a" * 501),
        ("References", "\n".join(f"  {number}. One" for number in range(1, 2_002)), "2001\\. One"),
    ],
    ids=lambda value: value[:12],
)
def test_what_a_part_cannot_hold_stays_in_the_body(part, text, left):
    result = page(f"#{part}", text)
    assert result.document.body == f"## {part}\n\n{left}"
    assert result.guesses
    rules.check(result.document)


# The outline


def test_an_empty_heading_holds_those_that_follow():
    result = page("#Making", "#Gathering", "Text.", "#Blowing", "Text.", "#Using", "#Drinking", "Text.")
    assert headings(result.document) == ["## Making", "### Gathering", "### Blowing", "## Using", "### Drinking"]
    assert reports(result) == [
        "“Making” is taken to hold “Gathering”, “Blowing”",
        "“Using” is taken to hold “Drinking”",
    ]


@pytest.mark.parametrize("end", ["#Overview\n\nText.", "#see  ALSO\n\nText.", "#Timeline\n\n1950 It is.", "#Timeline"])
def test_a_group_ends_at_a_common_name_and_at_a_part(end):
    found = headings(page("#Making", "#Gathering", "Text.", end, "#Care", "Text.").document)
    assert found[:2] == ["## Making", "### Gathering"]
    assert found[-1] == "## Care"


def test_more_common_names_can_be_given():
    text = HEAD + "#Making\n\n#Gathering\n\nText.\n\n#Käre and use\n\nText."
    assert headings(read(text).document)[-1] == "### Käre and use"
    assert headings(read(text, sections=["KARE  and Use"]).document)[-1] == "## Käre and use"


def test_a_last_heading_with_nothing_under_it_opens_no_group():
    assert headings(page("#Making", "#Gathering").document) == ["## Making", "### Gathering"]


def test_an_empty_group_is_reported():
    assert reports(page("#Making", "#Timeline", "1950 It is.")) == ["“Making” has nothing under it"]


def test_only_a_number_sign_before_a_name_makes_a_heading():
    document = page("#Use", "# no\n\n##no\n\n#\n\n#!\n\n  #no", "#" + "x" * 201).document
    assert headings(document) == ["## Use"]
    assert document.body.endswith("\\# no\n\n##no\n\n\\#\n\n#!\n\n#no\n\n#" + "x" * 201)


def test_a_part_that_occurs_twice_stays_in_the_body():
    result = page("#Timeline", "1950 It is.", "#Overview", "Text.", "#TIMELINE", "1960 It was.")
    assert events(result.document) == [("1950", "It is.")]
    assert result.document.body == "## Overview\n\nText.\n\n## TIMELINE\n\n1960 It was."
    assert reports(result) == ["“TIMELINE” stands there twice; this one stays in the body"]


# Paragraphs and lists


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("  • Clear: yes\n  • Plain", "- **Clear:** yes\n- Plain"),
        ("•No space\n•\tTab\n•\u00a0Fixed", "- No space\n- Tab\n- Fixed"),
        ("- One\n* Two", "- One\n- Two"),
        ("• One\n\n• Two\n\nText", "- One\n- Two\n\nText"),
        ("  • One\nText", "- One\n\nText"),
        ("•\nOne\n•\nTwo", "- One\n- Two"),
        ("  • One\n    goes on\n\n    and on\n  • Two", "- One\n  goes on\n\n  and on\n- Two"),
        (
            "  • One\n    ◦ In: it\n    – too\n      • deep\n  • Two",
            "- One\n  - **In:** it\n  - too\n    - deep\n- Two",
        ),
        ("– a dash\n\n◦ a ring", "– a dash\n\n- a ring"),
        ("1. One\n2. Two", "1. One\n2. Two"),
        ("  1. One\n\n     More\n\n  2. Two", "1. One\n\n   More\n2. Two"),
        ("1. One\n\nText\n\n2. Two", "1. One\n\nText\n\n2. Two"),
        ("1. One\n2. Two\n1. Again", "1. One\n2. Two\n\n1) Again"),
        ("  1. One\n     • In\n  2. Two", "1. One\n   - In\n2. Two"),
        ("  • One\n    3. Three", "- One\n\n  3. Three"),
        ("1950. A year", "1950\\. A year"),
        ("Line\nanother", "Line\nanother"),
        ("  10. Ten\n  11. Eleven", "10. Ten\n11. Eleven"),
    ],
)
def test_lists_become_markdown(text, markdown):
    assert body(text + "\n\nEnd.") == markdown + "\n\nEnd."


@pytest.mark.parametrize(
    ("item", "markdown"),
    [
        ("one two three four five six: text", "**one two three four five six:** text"),
        ("one two three four five six seven: text", "one two three four five six seven: text"),
        ("2020: GPT: a model", "**2020:** GPT: a model"),
        ("https://example.org", "https://example.org"),
        ("*Star*: text", r"**\*Star\*:** text"),
        ("Ends with a colon:", "Ends with a colon:"),
    ],
)
def test_a_lead_in_becomes_bold(item, markdown):
    assert body(f"  • {item}") == f"- {markdown}"


def test_lists_deeper_than_any_page_means_stay_at_one_depth():
    markdown = body("\n".join(" " * depth + "• x" for depth in range(500)))
    assert max(line.index("-") for line in markdown.split("\n")) < 20


def test_a_page_without_blank_lines_has_a_paragraph_a_line():
    result = read_fixture("run-on")
    assert result.document.body == (
        "## Overview\n\nFirst paragraph.\n\nSecond paragraph.\n\n## Structure\n\n### Membrane\n\nIt is thin."
    )
    assert "the page has no blank lines: each line is read as a paragraph of its own" in reports(result)


# The infobox


def box(text, title="Python", **more):
    return read(f"CodeUpdated May 14, 2026\n\n{title}\n\nSummary.\n\n#Infobox\n\n{text}", **more)


def test_a_box_with_one_label_a_line():
    result = read_fixture("glassblowing")
    box = result.document.infobox
    assert box.title == "Glassblowing"
    assert box.caption == "Glassblowing is a technique: a bubble of molten glass is inflated through a blowpipe."
    assert fields(result.document) == [
        ("Also Known As", "Glass forming"),
        ("Invented", "c. 50 BC"),
        ("Invented", "in Syria (today Lebanon, Israel and Syria)"),
        ("Working Temperature", "1,040 °C"),
        ("Named Pieces", '"Portland Vase, first"'),
        ("Named Pieces", "Lycurgus Cup"),
        ("First Guild", "June 23, 1291"),
    ]


def test_a_label_that_is_not_known_is_guessed_and_reported():
    text = "A language in wide use today.\n\nPython Field: Code Zorblax Fizz: red, green"
    result = box(text)
    assert fields(result.document) == [("Field", "Code"), ("Zorblax Fizz", "red"), ("Zorblax Fizz", "green")]
    assert reports(result) == ["“Zorblax Fizz” is taken for a label; it is none that is known"]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Python Zorks of Fizz: red", "Zorks of Fizz"),
        ("Python Field: Code Area (km²): red", "Area (km²)"),
        ("Python Field: Code, more Notable Zorks: red", "Notable Zorks"),
        ("Python Field: Code Notable Uses: red", "Notable Uses"),
        ("日本 分野: red", "分野"),
    ],
)
def test_labels_of_several_words(line, label):
    assert fields(box(line).document)[-1] == (label, "red")


def test_more_labels_can_be_given():
    text = "A language in wide use today.\n\nPython Field: Free Code Fizz of ours: red"
    result = box(text, labels=["FIZZ of  Öurs", "Input/Output", ""])
    assert fields(result.document) == [("Field", "Free Code"), ("Fizz of ours", "red")]
    assert not result.guesses


def test_a_known_label_behind_a_word_that_may_belong_to_it_is_reported():
    result = box("Python Field: Code Chip Vendor: Intel")
    assert fields(result.document) == [("Field", "Code Chip"), ("Vendor", "Intel")]
    assert reports(result) == ["“Vendor” is taken for a label, without “Chip” before it"]


def test_a_label_leaves_a_word_for_the_value_before_it():
    result = box("Python Type: Software License: MIT Kind: Zork: a")
    assert fields(result.document) == [("Type", "Software"), ("License", "MIT"), ("Kind", "Zork: a")]
    assert reports(result)[0] == "“License” is taken for a label, without “Software” before it"


def test_a_label_with_a_slash_stays_text():
    text = "Python Field: Free Input/Output: red, Zork: blue"
    assert fields(box(text, labels=["Input/Output"]).document) == [
        ("Field", "Free Input/Output: red"),
        ("Field", "Zork: blue"),
    ]


def test_a_colon_that_ends_no_label_stays_in_the_value():
    result = box("Python Motto: we say: go Website: https://example.org/a:b")
    assert fields(result.document) == [("Motto", "we say: go"), ("Website", "https://example.org/a:b")]
    assert reports(result) == ["“we say:” is taken for text, not for a label"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Python: A Language Field: Code", "Python: A Language"),
        ("Field: Code", ""),
        ("Python Zork: a Field: Code", "Python"),
        ("Python: A Language\nField: Code", "Python: A Language"),
        ("Python\nField: Code", "Python"),
        ("Python\n\nField: Code", "Python"),
    ],
)
def test_the_title_of_the_box(line, title):
    document = box(f"A language in wide use today.\n\n{line}").document
    assert document.infobox.title == title
    assert fields(document)[-1] == ("Field", "Code")
    assert document.body == ""


@pytest.mark.parametrize(
    ("value", "values"),
    [
        ("MIT, GPL", ["MIT", "GPL"]),
        ("MIT,GPL,", ["MIT", "GPL"]),
        ("1,000, 2,000.5", ["1,000", "2,000.5"]),
        ("a (b, c), d [e, f]", ["a (b, c)", "d [e, f]"]),
        ('"a, b", “c, d”', ['"a, b"', "“c, d”"]),
        ('5", 6", 7"', ['5"', '6"', '7"']),
        ("open (a, b", ["open (a", "b"]),
        ("June 23, 1912, London", ["June 23, 1912", "London"]),
        ("Apple, Inc., Sammy Davis, Jr.", ["Apple, Inc.", "Sammy Davis, Jr."]),
    ],
)
def test_values_are_split_at_commas(value, values):
    assert [found for _, found in fields(box(f"Field: {value}").document)] == values


def test_what_has_no_place_in_the_box_stays_in_the_body():
    long = "v" * 301
    result = box(f"A sentence with five words.\n\nPython Field: {long}, b\n\nInput/Output: c\n\nNo label here\n\nBorn:")
    assert fields(result.document) == [("Field", "b")]
    assert result.document.body == f"## Infobox\n\nField: {long}\n\nInput/Output: c\n\nNo label here\n\nBorn:"
    assert len(result.guesses) == 4


def test_a_value_that_begins_with_and_is_reported():
    result = box("Field: Code, and Data")
    assert fields(result.document) == [("Field", "Code"), ("Field", "and Data")]
    assert reports(result) == ["the value “and Data” begins with “and”"]


def test_a_label_with_two_places_keeps_the_first():
    result = box("Field: a, A, b\nBorn: 1950\nFIELD: c")
    assert fields(result.document) == [("Field", "a"), ("Field", "b"), ("Field", "c"), ("Born", "1950")]
    assert reports(result) == ["“Field: A” stands there twice; it is kept once"]


def test_values_listed_under_their_label():
    assert fields(box("Projects:\nBERT\nLlama\n\nLicense:\n• MIT").document) == [
        ("Projects", "BERT"),
        ("Projects", "Llama"),
        ("License", "MIT"),
    ]


def test_a_box_that_is_wrapped_is_put_together():
    document = box(
        "A language in wide use.\n\nPython Field: Free\nSoftware Key Concepts: Speed,\nSafety Born: 1991 Owner: Us"
    ).document
    assert fields(document) == [
        ("Field", "Free Software"),
        ("Key Concepts", "Speed"),
        ("Key Concepts", "Safety"),
        ("Born", "1991"),
        ("Owner", "Us"),
    ]


# The timeline


def timeline(text):
    return page("#Timeline", text)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("1950", "1950"),
        ("October 2018", "2018-10"),
        ("Oct. 11, 2018", "2018-10-11"),
        ("11th October 2018", "2018-10-11"),
        ("2018-10-11", "2018-10-11"),
        ("44 BC", "-0043"),
        ("15 March 44 BCE", "-0043-03-15"),
        ("AD 79", "0079"),
        ("c. 1450", "~1450"),
        ("circa 1450", "~1450"),
        ("1939–1945", "1939/1945"),
        ("1939–45", "1939/1945"),
        ("300–200 BC", "-0299/-0199"),
        ("27 BC – AD 14", "-0026/0014"),
        ("2020s", "2020/2029"),
        ("1990s–2000s", "1990/2009"),
        ("1991–present", "1991/"),
        ("October–December 2018", "2018-10/2018-12"),
        ("June 3–5, 2019", "2019-06-03/2019-06-05"),
        ("5th century BC", "-0499/-0400"),
        ("c. 10,000 BC", "~-9999"),
    ],
)
@pytest.mark.parametrize(
    "layout", ["{} It begins.\n2100 It ends.", "{}: It begins.\n\n2100: It ends.", "{} It begins. 2100 It ends."]
)
def test_dates_as_english_writes_them(written, stored, layout):
    assert events(timeline(layout.format(written)).document) == [(stored, "It begins."), ("2100", "It ends.")]


def test_events_on_lines_of_their_own():
    assert events(read_fixture("glassblowing").document) == [
        ("~-0049", "Blowing is invented in Syria."),
        ("-0043/0014", "Workshops open in Rome."),
        ("0401/0500", "Skills are lost in the north."),
        ("1291-11-08", "Furnaces move to Murano."),
        ("1830-10", "A patent for pressing is granted; in 1845 a tax is repealed."),
        ("1939/1945", "Studios close."),
        ("1962", "Harvey Littleton holds workshops."),
        ("1970/1979", "Studio glass spreads."),
        ("1991/", "Museums teach it."),
    ]


def test_dates_on_lines_of_their_own():
    document = timeline("Year\n\nEvent\n\n1950\n\nIt is.\n\n1960\n\nIt was.").document
    assert events(document) == [("1950", "It is."), ("1960", "It was.")]


def test_a_number_inside_an_event_begins_none():
    result = timeline(
        "Year Event 1950 It began in 1951, with 1200 users. 1960 Windows 2000 is (since 1999) no year. In 2019 the"
        " rest. 2020 It ends. 3000 people came."
    )
    assert events(result.document) == [
        ("1950", "It began in 1951, with 1200 users."),
        ("1960", "Windows 2000 is (since 1999) no year. In 2019 the rest."),
        ("2020", "It ends. 3000 people came."),
    ]
    assert not result.guesses


def test_a_year_out_of_order_stays_in_its_event_and_is_reported():
    result = timeline("1950 It is. 1905 Was better. 1966 It was. 1983 It ends.")
    assert events(result.document) == [("1950", "It is. 1905 Was better."), ("1966", "It was."), ("1983", "It ends.")]
    assert reports(result) == ["“1905” is left in the text of an event; it may begin one"]


def test_events_that_end_like_no_sentence_are_told_apart_by_their_order():
    result = timeline("1950 Turing asks 1966 ELIZA answers in 1967 1983 GNU begins")
    assert events(result.document) == [
        ("1950", "Turing asks"),
        ("1966", "ELIZA answers in 1967"),
        ("1983", "GNU begins"),
    ]
    assert [what.partition(" is taken")[0] for what in reports(result)] == ["“1966”", "“1983”"]


def test_a_date_that_is_none_begins_no_event():
    result = timeline("1950 It is. 12345 It was. 0 It is. 45 It was. 1,000 It is. June 31, 1960 It was. 1955s It is.")
    assert len(result.document.timeline) == 1
    assert not result.guesses


def test_a_number_behind_a_dash_is_no_end_of_a_span():
    assert events(timeline("1950 - 2 people meet.\n1960 - More.").document) == [
        ("1950", "2 people meet."),
        ("1960", "More."),
    ]


def test_a_month_that_may_be_the_end_of_a_span_is_reported():
    result = timeline("1905-06 It is.")
    assert events(result.document) == [("1905-06", "It is.")]
    assert reports(result) == ["the date of “1905-06 It is.” is read as 1905-06: a month, not the end of a span"]


def test_events_in_no_order_are_each_taken():
    result = timeline("1950 It is. 2000 It was. 1940 It is. 1990 It was. 1960 It is. 1980 It was. 1970 It is.")
    assert len(result.document.timeline) == 7
    assert reports(result) == ["the dates of the timeline are in no order: each is taken to begin an event"]


def test_bulleted_events():
    result = timeline("• 1950: It is.\n• In 1960, it was.\n• And more.\n  Still more.")
    assert events(result.document) == [("1950", "It is."), ("1960", "In 1960, it was.")]
    assert result.document.body == "## Timeline\n\n- And more.\n  Still more."
    assert len(result.guesses) == 3


def test_a_timeline_may_run_backwards():
    result = timeline("2020 New. 2010 Old. 1990 Older.")
    assert [event.date.starts for event in result.document.timeline] == [20200000, 20100000, 19900000]
    assert reports(result) == ["the timeline is read from the latest event to the earliest"]


def test_words_that_make_a_date_vague_stay_in_the_event():
    result = timeline("1980 It is. Late 1990s It was.")
    assert events(result.document) == [("1980", "It is."), ("1990/1999", "Late 1990s It was.")]
    assert len(result.guesses) == 1


def test_what_is_no_event_stays_in_the_body():
    result = timeline("First this. 1950 It is. 1960")
    assert events(result.document) == [("1950", "It is.")]
    assert result.document.body == "## Timeline\n\nFirst this.\n\n1960"
    assert len(result.guesses) == 2
    assert timeline("Nothing at all.").document.body == "## Timeline\n\nNothing at all."


# Questions, references, comments


def test_an_answer_is_everything_up_to_the_next_question():
    faq = read_fixture("glassblowing").document.faq
    assert [(pair.question, pair.answer) for pair in faq] == [
        ("What is a gaffer?", "The person who leads the work."),
        ("Is it dangerous?", "It can be:\n\n- **Burns:** from the furnace\n- Dust\n\nWear glasses."),
    ]


def test_numbered_questions():
    result = page("#FAQ", "  1. What?\n\nThis. Who knows?\n\n  2. Why?\n\nSo.")
    assert [(pair.question, pair.answer) for pair in result.document.faq] == [
        ("What?", "This. Who knows?"),
        ("Why?", "So."),
    ]
    assert reports(result) == [
        "“This. Who knows?” is left in an answer, since it does not stand where the other questions do"
    ]


def test_a_question_on_two_lines():
    result = page("#FAQ", "What is\nthis?\n\nIt is.")
    assert result.document.faq[0].question == "What is this?"
    assert reports(result) == ["“What is this?” is taken for one question on several lines"]


def test_what_is_no_question_with_an_answer_stays_in_the_body():
    result = page("#FAQ", "Some ask:", "Why?", "So.", "And who?")
    assert len(result.document.faq) == 1
    assert result.document.body == "## FAQ\n\nSome ask:\n\nAnd who?"
    assert [guess.line for guess in result.guesses] == [9, 15]


def test_identifiers_in_references():
    references = read_fixture("glassblowing").document.references
    assert [(source.key, source.doi, source.isbn, source.url) for source in references] == [
        ("ref-1", "", "0-12-265650-4", ""),
        ("ref-2", "10.2307/506468", "", ""),
        ("ref-3", "", "", "https://www.cmog.org/article/glass_(craft)"),
        ("ref-4", "", "", ""),
    ]
    assert references[1].title == 'Stern, E. M. "Roman Glassblowing". doi:10.2307/506468.'
    assert references[3].title == "A book whose title is wrapped over two lines"


@pytest.mark.parametrize(
    ("text", "doi", "isbn", "url"),
    [
        ("See https://doi.org/10.1093/mind/LIX.236.433.", "10.1093/mind/LIX.236.433", "", "https://doi.org/10.1093/mind/LIX.236.433"),
        ("doi:10.1016/S0140-6736(20)30183-5).", "10.1016/S0140-6736(20)30183-5", "", ""),
        ("ISBN-13: 978-3-16-148410-0", "", "978-3-16-148410-0", ""),
        ("ISBN 316148410X.", "", "316148410X", ""),
        ("ISBN 978-3-16-148410-1 is wrong", "", "", ""),
        ("version 110.1234/5 or 10.12", "", "", ""),
        ("ftp://example.org and xhttps://example.org", "", "", ""),
    ],
)  # fmt: skip
def test_identifiers_by_their_form(text, doi, isbn, url):
    source = page("#References", f"1. {text}").document.references[0]
    assert (source.title, source.doi, source.isbn, source.url) == (text, doi, isbn, url)


@pytest.mark.parametrize(
    "text", ["  1. One\n  2. Two", "[1] One\n[2] Two", "• One\n• Two", "1.\nOne\n2.\nTwo", "One\n\nTwo"]
)
def test_lists_of_references(text):
    assert [source.title for source in page("#References", text).document.references] == ["One", "Two"]


def test_what_is_no_reference_stays_in_the_body():
    result = page("#References", "Listed:\n\n  1. One\n  3. Three\n\nStray", f"  4. {'x' * 501}")
    assert [source.key for source in result.document.references] == ["ref-1", "ref-2"]
    assert result.document.body == f"## References\n\nListed:\n\nStray\n\n4\\. {'x' * 501}"
    assert len(result.guesses) == 4


def test_the_empty_words_of_the_comments_are_layout():
    result = page("#Overview", "Text.", "Comments", "No comments yet. Start the discussion with a useful note.")
    assert (result.document.body, result.guesses) == ("## Overview\n\nText.", ())
    result = page("#Overview", "Text.", "#Comments", "No comments yet. Start the discussion with a useful note.")
    assert (result.document.body, result.guesses) == ("## Overview\n\nText.", ())


def test_comments_are_not_imported_but_reported():
    result = page("#Overview", "Text.", "Comments (2)", "Ann", "I like it.\n#really", "Me too.")
    assert result.document.body == "## Overview\n\nText."
    assert [(guess.line, guess.what) for guess in result.guesses] == [(13, "3 paragraphs of comments not imported")]


def test_a_section_about_comments_is_a_section():
    document = page(
        "#Syntax", "#Comments", "They begin with //.", "#Overview", "Comments", "Text.", "#See Also", "Text."
    ).document
    assert headings(document) == ["## Syntax", "### Comments", "## Overview", "## See Also"]
    assert "## Overview\n\nComments\n\nText." in document.body


def test_an_untidy_page_is_reported_line_by_line():
    result = read_fixture("untidy")
    lines = [guess.line for guess in result.guesses]
    assert lines == sorted(lines)
    assert set(lines) == {1, 7, 11, 17, 19, 21, 23, 27, 33, 43, 49, 52, 54, 58}
    assert headings(result.document) == [
        "## Timeline", "## Infobox", "## FAQ", "## Overview", "## Short Answer", "## References"
    ]  # fmt: skip
    assert result.document.body.startswith("Updated a while ago\n\nBy the editors of this page\n\n## Timeline")


def test_a_page_with_a_title_alone():
    result = read_fixture("bare")
    assert (result.document.title, result.document.slug, result.guesses) == ("Quokka", "quokka", ())


# Size

UNITS = [
    *("\n", " ", "a\n", "#a\n", "  • a: b\n", "a: ", "A: ", "1950 A. ", "a?\nb\n", "1. a\n", "*a", "[", "(", "May "),
    *("Updated", "\u00a0x\n", "漢", '"a,'),
]


def read_or_refuse(text):
    try:
        read(text)
    except DocumentError as refused:
        assert "\n" not in str(refused)


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_megabytes_of_anything_take_time_that_grows_with_them(unit):
    most = 5_000_000 // len(unit.encode())
    assert growth(read_or_refuse, HEAD + unit * (most // 4), HEAD + unit * most) < MOST


@pytest.mark.parametrize("unit", UNITS, ids=repr)
@pytest.mark.parametrize("part", ["", "#Overview\n\n", "#Infobox\n\n", "#Timeline\n\n1950 A ", "#FAQ\n\nWhat?\n\n"])
def test_so_does_a_page_that_just_keeps_to_the_limits(unit, part):
    most = min(19_000 // max(1, unit.count("\n")), 900_000 // len(unit))
    assert growth(read_or_refuse, HEAD + part + unit * (most // 4), HEAD + part + unit * most) < MOST
