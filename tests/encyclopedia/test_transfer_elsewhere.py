"""Documents as other systems write them."""

from pathlib import Path

import pytest

from encyclopedia.document.codec import dumps, loads
from encyclopedia.document.dates import write_moment
from encyclopedia.document.errors import DocumentError
from encyclopedia.transfer import elsewhere
from encyclopedia.transfer.elsewhere.changes import Changes
from encyclopedia.transfer.elsewhere.dates import moment
from encyclopedia.transfer.elsewhere.links import Named, relinked
from encyclopedia.transfer.elsewhere.tree import Tree
from tests.document.test_codec import EXAMPLE


def read(text, name="notes/The note.md", *, ignore_unknown=True, **renamed):
    return elsewhere.read(text, name, renamed=renamed, ignore_unknown=ignore_unknown)


# Titles


@pytest.mark.parametrize(
    ("name", "text", "title", "body"),
    [
        ("a/The note.md", "---\ntags: [x]\n---\nText.", "The note", "Text."),
        ("a/note.md", "---\ntags: [x]\n---\n\n# Ada **Lovelace** {#ada}\n\nText.", "Ada Lovelace", "Text."),
        ("a/note.md", "Ada Lovelace\n====\n\nText.", "Ada Lovelace", "Text."),
        ("a/note.md", "Text.\n\n# Late", "note", "Text.\n\n# Late"),
        ("a/note.md", "---\ntitle: Ada\n---\n# Áda\n\nText.", "Ada", "Text."),
        ("a/note.md", "---\ntitle: Ada\n---\n# Grace\n\nText.", "Ada", "# Grace\n\nText."),
        ("guide/README.md", "Text.", "guide", "Text."),
        ("a/note.md", "# " + "long " * 50, "note", "# " + ("long " * 50)),
        ("a/note.md", "---\ntitle: >\n  Ada\n  Lovelace\n---\n", "Ada Lovelace", ""),
        ("a/note.md", "---\ntitle:\n---\nText.", "note", "Text."),
        ("guide/index.md", "Text.", "guide", "Text."),
        ("guide/_index.md", "---\n---\n", "guide", ""),
        ("vault.zip/index.md", "", "vault", ""),
        ("_posts/2020-01-02-on-foot-in-may.md", "Text.", "On foot in may", "Text."),
        ("x/Plan 4c89352a79a862e1c116afebc8de93cd.md", "Text.", "Plan", "Text."),
        ("pages/Projects___Sea%3F.md", "- a", "Projects/Sea?", "- a"),
        ("a/U\u0308bersicht.md", "", "Übersicht", ""),
    ],
)
def test_a_title_comes_from_front_matter_heading_or_file(name, text, title, body):
    document = read(text, name).document
    assert (document.title, document.body) == (title, body)


# Front matter


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Ada\ntags: [a, b]\n---\nText.",
        "\ufeff---\r\ntitle: Ada\r\ntags: [a, b]\r\n---\r\nText.\r\n",
        "\n---\ntitle: 'Ada'\n'tags':\n- a\n- \"b\"\n...\nText.",
        "---\nTitle: Ada\ntags: a, b\nmenu:\n  main:\n    weight: 1\nx: |\n  a\n\n  b\n---\n\nText.",
        '+++\ntitle = "Ada"\ntags = ["a", "b"]\n[params]\nx = 1\n[[resources]]\nsrc = "a"\n+++\nText.',
        '{\n "title": "Ada", "tags": ["a", "b"], "menu": {"x": null}\n}\nText.',
        "title:: Ada\ntags:: [[a]], #b\n\nText.",
        "Title: Ada\nTags: a, b\nAuthor:\n\nText.",
        '+++\ntitle = "Ada"\n[taxonomies]\ntags = ["a", "b"]\n+++\nText.',
        "---\ntitle: Ada\ntags: '#a #b'\nup: [[Home]]\ndate: {{date}}\nnote: this: that\n---\nText.",
    ],
)
def test_front_matter_is_read_in_every_usual_spelling(text):
    document = read(text).document
    assert (document.title, document.tags, document.body) == ("Ada", ("a", "b"), "Text.")


@pytest.mark.parametrize(
    "text", ["---\n\nA rule.\n\n---\n\nText.", "---\nText.", "---\n\n# Heading", "{{< youtube x >}}", "{not json}"]
)
def test_what_only_looks_like_front_matter_is_text(text):
    assert read(text).document.body == text


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("---\ntitle: A\nText without end.", 1, "never ends|no end"),
        ("---\ntitle: A\nx: &a [1]\n---\n", 3, "anchors"),
        ("---\ntitle: A\ntitle: B\n---\n", 3, "twice"),
        ('+++\ntitle = "A"\nx = = 1\n+++\n', 3, "not TOML"),
        ("---\ntitle: A\ninfobox:\n  colour: red\n---\n", 4, "colour"),
        ("---\ntitle: A\ntimeline:\n  - date: 1950s\n    event: x\n---\n", 4, "1950/1959"),
        ("---\ntitle: A\n---\n\nA\x07b\n", 5, "U\\+0007"),
    ],
)
def test_what_is_refused_in_ours_is_refused_wherever_it_comes_from(text, line, told):
    with pytest.raises(DocumentError, match=told) as refused:
        read(text)
    assert refused.value.line == line


@pytest.mark.parametrize(
    "line", ["colour: red", "date: soon", "draft: false", "status: stub", "infobox: no", "faq: yes"]
)
def test_what_is_not_known_is_refused_unless_somebody_says_otherwise(line):
    text = f"---\ntitle: A\n{line}\n---\n"
    with pytest.raises(DocumentError) as refused:
        read(text, ignore_unknown=False)
    assert refused.value.line == 3
    reading = read(text)
    assert reading.changes.unknown == [(line.partition(":")[0], 3)]


@pytest.mark.parametrize(
    ("front", "tags"),
    [
        ("tags: physics, optics", ["physics", "optics"]),
        ('tags: "#a #b"', ["a", "b"]),
        ("tags: #a #b", ["a", "b"]),
        ("tags: # none yet", []),
        ("tags: ['#a', b/c]", ["a", "b/c"]),
        ("tags:\n- a\n-\n- A\n- C#", ["a", "C#"]),
        ("tags: machine learning", ["machine learning"]),
        ("tags: a; b", ["a", "b"]),
        ("tags: null", []),
        ("tags: []", []),
        ("tags:\n  - name: a\n    x: 1\n  - [b, c]", ["a", "b", "c"]),
        ("tag: a\ntags: [b]", ["b", "a"]),
    ],
)
def test_tags_are_read_in_every_usual_spelling(front, tags):
    assert list(read(f"---\n{front}\n---\n").document.tags) == tags


@pytest.mark.parametrize(
    ("front", "category", "tags"),
    [
        ("categories: [Travel, Food]", ("Travel",), ("Food",)),
        ("categories: Travel, Food", ("Travel",), ("Food",)),
        ("categories:\n  - Travel\n  - [Food, Soup]\ntags: [a, food]", ("Travel",), ("a", "food", "Soup")),
        ("category: [Travel, Food]", ("Travel",), ("Food",)),
        ("category: Travel / Food, wine", ("Travel", "Food, wine"), ()),
        ("category: Travel\ncategories: [Food]", ("Travel",), ("Food",)),
        ("categories:", (), ()),
    ],
)
def test_of_several_categories_the_first_is_the_category_and_the_others_are_tags(front, category, tags):
    document = read(f"---\n{front}\n---\n").document
    assert (document.category, document.tags) == (category, tags)


@pytest.mark.parametrize(
    ("written", "slug", "former"),
    [
        ("foo_bar", "foo-bar", ("foo_bar",)),
        ("Foo_Bar", "foo-bar", ("foo_bar",)),
        ("Foo-Bar", "foo-bar", ()),
        ("Web/API/Canvas_API", "web-api-canvas-api", ()),
        ("/guide/", "guide", ()),
        ("gr%C3%B6%C3%9Fe", "größe", ()),
        ("Web/" + "x" * 150, "web-" + "x" * 96, ()),
        ("/", "the-note", ()),
    ],
)
def test_a_slug_becomes_ours_and_is_kept_as_a_former_address_where_it_can_be_one(written, slug, former):
    reading = read(f"---\nslug: {written}\n---\n")
    assert (reading.document.slug, reading.document.former) == (slug, former)
    assert [change.line for change in reading.changes.changed] == [2]
    assert loads(dumps(reading.document)) == reading.document


# Dates


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((day, "2020-01-02") for day in (
            "2020-01-02", "2020-1-2", "2020/01/02", "20200102", "Jan 2, 2020", "January 2nd, 2020", "2 January 2020",
            "02-Jan-2020", "2. Januar 2020", "02.01.2020", "2020年1月2日", "[[Jan 2nd, 2020]]", "Thursday, 2 Jan 2020",
        )),
        *((time, "2020-01-02T03:04:00Z") for time in (
            "2020-01-02 03:04", "2020-01-02T03:04", "2020-01-02T03:04:00.000Z", "2020-01-02T04:04:00+01:00",
            "2020-01-01 22:04:00 -0500", "Thu, 02 Jan 2020 03:04:00 GMT", "Jan 2, 2020 3:04 AM", "202001020304",
            "02.01.2020 03:04", "1577934240", "1577934240000", "2020-01-02 03:04:00 UTC",
        )),
        *((none, None) for none in (
            "01/02/2020", "2020", "2020-01", "soon", "2020-02-31", "", "2020-01-02 25:00", "0020-01-02", "2020-01-02 x",
            "2020-01-02T03:04:00+99:00",
        )),
    ],
)  # fmt: skip
def test_dates_of_others_are_read_where_no_other_reading_is_likely(written, meant):
    found = moment(written)
    assert (write_moment(found) if found else None) == meant


@pytest.mark.parametrize(
    ("front", "published", "updated"),
    [
        ("date: 2020-01-02 03:04\nlastmod: Jan 3, 2020", "2020-01-02T03:04:00Z", "2020-01-03"),
        ("created: 2019-01-01\ndate: 2020-01-02", "2020-01-02", None),
        ("last_update:\n  date: 2020-01-03\n  author: x", None, "2020-01-03"),
        ("published: 2020/01/02\ndate: 2019-01-01", "2020-01-02", None),
    ],
)
def test_keys_of_others_that_are_dates_are_known(front, published, updated):
    document = read(f"---\n{front}\n---\n").document
    written = [write_moment(each) if each else None for each in (document.published, document.updated)]
    assert written == [published, updated]
    mapped = read("---\nday: 2020/01/02\n---\n", day="updated").document
    assert write_moment(mapped.updated) == "2020-01-02"


@pytest.mark.parametrize("line", ["draft: true", "published: false", "publish: no", "status: Draft"])
def test_a_draft_of_another_system_is_a_draft(line):
    assert read(f"---\n{line}\n---\n").document.status == "draft"


# What we wrote


def test_what_we_wrote_is_taken_as_it_stands():
    text = EXAMPLE.replace("tags: [Open source, Community]", "tags: ['#MeToo', 'a, b']").replace(
        "## Overview", "[a](other.md) ![[picture.png]]"
    )
    assert dumps(loads(text)) == text
    reading = read(text)
    assert reading.is_ours
    assert dumps(reading.document) == text
    assert not (reading.changes.changed or reading.changes.left_out or reading.changes.unknown)


# Links

FILES = {
    "guide/start.md": Named("Getting started", "getting-started", ""),
    "guide/index.md": Named("Guide", "guide", ""),
    "guide/deep/my note.md": Named("My note", "my-note", ""),
    "other.md": Named("A | B", "a-b", ""),
    "one/same.md": Named("Same", "same", ""),
    "two/same.md": Named("Same", "same-2", ""),
    "web/index.md": Named("Canvas", "web-api-canvas-api", ""),
}
ADDRESSES = {"web/index.md": "Web/API/Canvas_API"}


class Here:
    def __init__(self, seen_from):
        top = Path("/tree")
        known = [(top / name, named, ADDRESSES.get(name, "")) for name, named in FILES.items()]
        paths = [*(path for path, _, _ in known), top / "guide" / "Bild 1.png"]
        self.tree = Tree(top, paths, lambda: iter(known))
        self.seen_from = seen_from

    def article(self, address):
        return self.tree.article(address, seen_from=self.seen_from)

    def note(self, name):
        return self.tree.note(name, seen_from=self.seen_from)

    def picture(self, address):
        return "/media/images/x.png" if self.tree.picture(address, seen_from=self.seen_from) else None


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("[a](start.md#part-two)", "[[Getting started#part-two|a]]"),
        ("[Getting started](./start.md)", "[[Getting started]]"),
        ("[a](../guide/deep/My%20Note.md)", "[[My note|a]]"),
        ("[a](<deep/my note.md>)", "[[My note|a]]"),
        ("[a](deep/my note.md)", "[[My note|a]]"),
        ('[a](/guide/start "Title")', "[[Getting started|a]]"),
        ("[a](/guide/)", "[[Guide|a]]"),
        ("[a](../other.md)", "[a](/wiki/a-b/)"),
        ("[same](../two/same.md)", "[[same-2|same]]"),
        ("[a](/de/docs/Web/API/Canvas_API#x)", "[[Canvas#x|a]]"),
        ('[a]({{< ref "start.md" >}})', "[[Getting started|a]]"),
        ("[a]({% link guide/start.md %})", "[[Getting started|a]]"),
        ("| [a](start.md) | b |", "| [a](/wiki/getting-started/) | b |"),
        ("[r]: start.md#x", "[r]: /wiki/getting-started/#x"),
        ("[![p](Bild%201.png)](start.md)", "[![p](/media/images/x.png)](/wiki/getting-started/)"),
        ("![p](<Bild 1.png>)", "![p](/media/images/x.png)"),
        ("![[Bild 1.png|300]]", "![Bild 1](/media/images/x.png)"),
        ('<img width=3 src="Bild 1.png" alt="p">', "![p](/media/images/x.png)"),
        ("[[start#Part two|x]]", "[[Getting started#Part two|x]]"),
        ("[[guide/start]]", "[[Getting started|start]]"),
        ("[[My note#^b15695]]", "[[My note]]"),
        ("[[start]] [[a|b]]", "[start](/wiki/getting-started/) [[a|b]]"),
        ("| [[start\\|x]] |", "| [[Getting started\\|x]] |"),
        ("`[a](start.md)` \\[a](start.md)", "`[a](start.md)` \\[a](start.md)"),
        ("```\n[a](start.md)\n```\n", "```\n[a](start.md)\n```\n"),
        ("[a](https://example.org/start.md) [b](#c) [d](/wiki/start/)",) * 2,
        ("[[Elsewhere]] [b](c) [1] [](x)",) * 2,
    ],
)
def test_links_to_files_lead_to_their_articles(written, becomes):
    changes = Changes()
    assert relinked(written, Here("guide/page.md"), changes, line=1) == becomes
    assert changes.left_out == []


def test_links_that_lead_nowhere_stay_and_are_named_with_their_line():
    changes = Changes()
    body = "One\n\n[a](gone.md) text\n![p](gone.png)\n\n```\n[c](gone.md)\n```\n![[film.mp4]]\n"
    assert relinked(body, Here("guide/page.md"), changes, line=10) == body
    assert [(change.line, change.what.partition("”")[0]) for change in changes.left_out] == [
        (12, "the link to “gone.md"),
        (13, "“gone.png"),
        (18, "“film.mp4"),
    ]
