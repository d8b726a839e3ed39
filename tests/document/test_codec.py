import pytest
from hypothesis import Phase, given, settings
from hypothesis.strategies import just
from ruamel.yaml import YAML

from encyclopedia.document import rules
from encyclopedia.document.codec import dumps, loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.schema import Document, InfoboxField
from tests.documents import documents
from tests.thoroughness import examples

EXAMPLE = """\
---
title: Open-source artificial intelligence
slug: open-source-ai
category: Technology / Artificial intelligence
tags: [Open source, Community]
status: published
published: 2026-05-14
updated: 2026-05-14T09:00:00Z
aliases: [Open AI models]
former: [open-ai]
language: en
summary: One plain sentence for lists, previews and search engines.
short_answer: |
  The whole answer in a few sentences of Markdown.
infobox:
  title: Open-source AI
  caption: A sentence that defines the subject.
  image: images/open-source-ai.png
  image_alt: What the picture shows.
  image_credit: Who made it, and its licence.
  fields:
    Field: Artificial intelligence
    License types: [MIT, Apache 2.0, GPL, Creative Commons]
timeline:
  - date: 1950
    event: Alan Turing asks whether machines can think.[@turing1950]
  - date: 2018-10-11
    event: BERT is published.
faq:
  - question: Is every open model open source?
    answer: No. Many are released under licences that restrict use.
references:
  - key: turing1950
    type: article-journal
    title: Computing Machinery and Intelligence
    authors: [Alan M. Turing]
    container: Mind
    date: 1950-10
    url: https://doi.org/10.1093/mind/LIX.236.433
    accessed: 2026-05-14
---

## Overview

Text in CommonMark.
"""


def front(*lines, body=""):
    return "---\n" + "\n".join(lines) + "\n---\n" + body


@settings(max_examples=examples(2000), deadline=None, phases=set(Phase) - {Phase.explain})
@given(documents())
def test_a_document_survives_being_written_and_read(document):
    rules.check(document)
    text = dumps(document)
    assert loads(text) == document
    assert dumps(loads(text)) == text


@settings(max_examples=examples(300), deadline=None)
@given(documents(body=just("")))
def test_a_reader_of_yaml_1_2_sees_the_same_texts(document):
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    yaml.Resolver = type("Resolver", (yaml.Resolver,), {"versioned_resolver": {}})
    values = yaml.load(dumps(document).removeprefix("---\n").removesuffix("---\n"))
    assert str(values["title"]) == document.title
    assert [str(tag) for tag in values.get("tags", [])] == list(document.tags)
    assert str(values.get("short_answer", "")) == document.short_answer
    assert [str(event["event"]) for event in values.get("timeline", [])] == [e.event for e in document.timeline]


def test_the_example_of_the_format_is_written_as_it_was_read():
    assert dumps(loads(EXAMPLE)) == EXAMPLE


@pytest.mark.parametrize("text", ["no", "1.10", "12:30:45", "=", "null", "~", "0x1f", "2026-05-14", "on"])
def test_every_scalar_is_text_as_written(text):
    document = loads(front("title: T", f"summary: {text}", "infobox:", "  fields:", f"    {text}: {text}"))
    assert document.summary == text
    assert document.infobox.fields == (InfoboxField(text, text),)
    assert f"summary: {text}\n" in dumps(document)


@pytest.mark.parametrize("text", ["0:?", ":?", "a:?b", ":,", "?", "- a", "a, b", "[a]", "a:b", "a #b", "#a", "::"])
def test_every_text_stands_in_a_list(text):
    document = Document(title="A", slug="a", aliases=(text, "another"))
    assert loads(dumps(document)) == document


def test_windows_line_ends_and_a_byte_order_mark_are_accepted():
    assert loads("\ufeff" + EXAMPLE.replace("\n", "\r\n")) == loads(EXAMPLE)


def test_only_a_title_is_enough():
    document = loads(front("title: Ada Lovelace"))
    assert (document.title, document.slug, document.body) == ("Ada Lovelace", "ada-lovelace", "")


def test_text_without_front_matter_takes_its_title_from_the_first_heading():
    document = loads("# Ada Lovelace #\n\nShe wrote programs.\n")
    assert (document.title, document.slug, document.body) == ("Ada Lovelace", "ada-lovelace", "She wrote programs.")


def test_text_without_front_matter_and_heading_takes_its_title_from_the_name_of_its_file():
    assert loads("She wrote programs.", name="Ada").title == "Ada"


def test_the_body_keeps_the_indent_of_its_first_line():
    assert loads(front("title: T", body="\n \n    code\n\n \n")).body == "    code"


def test_a_front_matter_mark_inside_a_block_does_not_end_it():
    document = loads(front("title: T", "short_answer: |", "  a", "  ---", "  b"))
    assert document.short_answer == "a\n---\nb\n"


def test_values_of_one_label_stand_together_at_its_first_place_under_its_first_spelling():
    document = loads(front("title: T", "infobox:", "  fields:", "    Field: a", "    B: c", "    FIELD: d"))
    assert document.infobox.fields == (InfoboxField("Field", "a"), InfoboxField("Field", "d"), InfoboxField("B", "c"))


def test_one_value_and_a_list_of_one_are_written_alike():
    as_list = loads(front("title: T", "infobox:", "  fields:", "    Field: [a]"))
    assert as_list == loads(front("title: T", "infobox:", "  fields:", "    Field: a"))
    assert "    Field: a\n" in dumps(as_list)


def test_a_missing_reference_key_is_made():
    document = loads(front("title: T", "references:", "  - title: A", "  - key: ref-1", "  - title: B"))
    assert [reference.key for reference in document.references] == ["ref-2", "ref-1", "ref-3"]


BAD = {
    "unknown key": (front("title: T", "colour: red"), 3, "colour"),
    "unknown key of a reference": (front("title: T", "references:", "  - key: a", "    color: b"), 5, "color"),
    "duplicate key": (front("title: T", "summary: a", "summary: b"), 4, "twice"),
    "anchor": (front("title: &a T"), 2, "anchors"),
    "alias": (front("title: T", "summary: *a"), 3, "anchors"),
    "tag": (front("title: T", "summary: !!python/object:os.system x"), 3, "tags"),
    "alias bomb": (front("title: T", "tags: &a [x, x]", "aliases: [*a, *a, *a]"), 3, "anchors"),
    "nesting": (front("title: T", "tags: " + "[" * 500), 3, ""),
    "not YAML": (front("title: T", "summary: 'open"), 3, "YAML"),
    "no end": ("---\ntitle: T\n", 1, "no end"),
    "list for text": (front("title: [a, b]"), 2, "one text"),
    "text for list": (front("title: T", "timeline: now"), 3, "list"),
    "mapping for list": (front("title: T", "tags:", "  a: b"), 4, "list"),
    "decade": (front("title: T", "timeline:", "  - date: 1950s", "    event: x"), 4, "1950/1959"),
    "no such day": (front("title: T", "timeline:", "  - date: 2023-02-29", "    event: x"), 4, "no day 29"),
    "month 13": (front("title: T", "timeline:", "  - date: 2023-13", "    event: x"), 4, "no month 13"),
    "date of words": (front("title: T", "published: yesterday"), 3, "yesterday"),
    "event without date": (front("title: T", "timeline:", "  - event: x"), 4, "date"),
    "event without words": (front("title: T", "timeline:", "  - date: 1950"), 4, "missing"),
    "span backwards": (front("title: T", "timeline:", "  - date: 1945/1939", "    event: x"), 4, "before it starts"),
    "same value twice": (front("title: T", "infobox:", "  fields:", "    A: [b, B]"), 5, "twice"),
    "slash in label": (front("title: T", "infobox:", "  fields:", "    A/B: c"), 5, "slash"),
    "label without value": (front("title: T", "infobox:", "  fields:", "    A:"), 5, "no value"),
    "long title": (front("title: " + "x" * 201), 2, "200"),
    "no title": (front("summary: x"), 1, "title"),
    "title without slug": (front("title: '...'"), 1, "slug:"),
    "upper-case slug": (front("title: T", "slug: Ada"), 3, "no slug"),
    "status": (front("title: T", "status: public"), 3, "no status"),
    "script address": (front("title: T", "references:", "  - url: javascript:alert(1)"), 4, "https"),
    "image elsewhere": (front("title: T", "infobox:", "  image: ../../etc/passwd.png"), 4, "image"),
    "control character": (front("title: T", "summary: a\x0bb"), 3, "U+000B"),
    "line separator": (front("title: T", "summary: a\u2028b"), 3, "U+2028"),
    "next line": (front("title: T", "summary: a\u0085b"), 3, "U+0085"),
    "surrogate": (front("title: T", body="\n\ud800\n"), 5, "U+D800"),
    "null": (front("title: T", body="\na\x00b\n"), 5, "U+0000"),
    "endless marks": (front("title: T", body="\na" + "\u0300\u0316" * 100_000), 5, "combining"),
    "tag twice": (front("title: T", "tags: [É, e]"), 3, "twice"),
    "reference key twice": (front("title: T", "references:", "  - key: a", "  - key: a"), 5, "twice"),
    "long body": (front("title: T", body="\n" + "x" * 1_000_001), 4, "1,000,000"),
    "second document": (front("title: T", "--- x"), 3, "second"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_document_is_refused_with_its_line(name):
    text, line, words = BAD[name]
    with pytest.raises(DocumentError) as refusal:
        loads(text)
    assert words in str(refusal.value)
    assert refusal.value.line == line


def test_a_huge_text_is_refused_at_once():
    with pytest.raises(DocumentError, match="longer than"):
        loads("x" * 50_000_000)


@pytest.mark.parametrize("slug", ["foo_bar", "_x", "a-b_c", "ölung_2"])
def test_a_former_address_may_have_the_underscores_of_other_systems(slug):
    text = f"---\ntitle: A\nslug: a\nformer: [{slug}]\n---\n"
    assert dumps(loads(text)) == text


@pytest.mark.parametrize("slug", ["Foo_bar", "_", "a__-b", "a b", "a/b", "-a", "a."])
def test_what_no_address_can_be_is_no_former_address_either(slug):
    with pytest.raises(DocumentError):
        loads(f"---\ntitle: A\nslug: a\nformer: ['{slug}']\n---\n")
