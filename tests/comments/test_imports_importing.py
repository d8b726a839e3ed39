"""Runs of an import: odd files, deep threads, interruptions, and two runs at once."""

import gzip
import html
import io
import tracemalloc
from itertools import islice

import pytest
from django.utils.html import strip_tags

from comments import moderation
from comments.exchange.imports import disqus, importing, mending
from comments.exchange.imports.importing import NAMELESS, Import, Options, clean_text, name_of
from comments.models import Comment, State
from encyclopedia import editing
from tests.builders import thread_version
from tests.growth import MOST, growth

from .at_once import at_once
from .builders import root_user
from .test_races import counts_are_true

pytestmark = pytest.mark.django_db

HEAD = '<?xml version="1.0"?>\n<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">\n'
LINK = "https://old.example.org/ada-lovelace/"


def post(number, parent=None, *, text=None, thread=1, time="2015-01-02T03:04:05Z", name="Ana", flags=""):
    above = f'<parent dsq:id="{parent}"/>' if parent else ""
    return (
        f'<post dsq:id="{number}"><message><![CDATA[{text or f"Number {number}."}]]></message>'
        f"<createdAt>{time}</createdAt>{flags}<author><name>{name}</name></author>"
        f'<thread dsq:id="{thread}"/>{above}</post>\n'
    )


@pytest.fixture
def export(tmp_path):
    """Writes an export with these posts on the article; answers its path."""

    def write(*posts, link=LINK, end="</disqus>"):
        path = tmp_path / "export.xml"
        path.write_text(f'{HEAD}<thread dsq:id="1"><link>{link}</link></thread>\n{"".join(posts)}{end}')
        return path

    return write


def take_in(path, **options):
    run = Import(Options("disqus", approve=True) if not options else Options("disqus", **options))
    for _ in run.take_in(path):
        pass
    return run.report


def test_a_chain_ends_at_the_deepest_level_whatever_the_order(article, export):
    posts = [post(number, number - 1 if number > 1 else None) for number in range(1, 9)]
    take_in(export(*reversed(posts)))
    chain = [by_text(f"Number {number}.") for number in range(1, 9)]
    assert [each.depth for each in chain] == [1, 2, 3, 4, 5, 5, 5, 5]
    assert [each.reply_to for each in chain[5:]] == chain[4:7]
    assert {each.parent for each in chain[4:]} == {chain[3]}
    assert {each.root for each in chain[1:]} == {chain[0]}
    counts_are_true()


def by_text(text):
    return Comment.objects.get(revisions__source=text)


def test_batches_join_what_others_have_begun(article, export, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    take_in(export(*(post(number, number // 2 or None) for number in range(1, 40))))
    assert Comment.objects.count() == 39
    assert Comment.objects.get(depth=1).approved_below == 38
    counts_are_true()


def test_an_import_that_was_broken_off_is_completed_by_another(article, export, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    path = export(*(post(number, number - 1 if number > 1 else None) for number in range(1, 8)))
    run = Import(Options("disqus", approve=True))
    list(islice(run.take_in(path), 6))
    assert 0 < Comment.objects.count() < 7
    report = take_in(path)
    assert report.counts["created"] + report.counts["unchanged"] == 7
    assert report.counts["unchanged"] > 0
    assert Comment.objects.count() == 7
    counts_are_true()


def test_an_export_in_two_files_is_one_discussion(article, export):
    take_in(export(post(1)))
    take_in(export(post(2, 1)))
    assert by_text("Number 2.").parent == by_text("Number 1.")


def test_what_hangs_from_nothing_or_from_elsewhere_is_a_root(article, export):
    other = f'<thread dsq:id="2"><link>{LINK}</link></thread>'
    take_in(export(other, post(1, thread=2), post(2, 1), post(3, 99)))
    assert set(Comment.objects.values_list("depth", flat=True)) == {1}


def test_odd_comments_are_refused_by_line_and_the_rest_goes_in(article, export):
    path = export(
        post(1),
        post(1),
        post(2, 3),
        post(3, 2),
        post(4, time="never"),
        post(5, time="2999-01-01T00:00:00Z"),
        post(6, text="<p> </p>"),
        post(""),
        post(7, text="x" * 200_001),
        post(8),
    )
    report = take_in(path)
    assert +report.counts == {"created": 2, "refused": 8}
    assert sorted(line.removeprefix(f"{path}:").split(":")[0] for line in report.refused) == [
        *("10", "11", "12", "5", "6", "7", "8", "9")
    ]


def test_lines_are_right_in_long_files(article, export):
    path = export("\n" * 70_000, post(1, time="never"))
    (line,) = take_in(path).refused
    assert line == f"{path}:70004: “never” is no time"


@pytest.mark.parametrize(
    ("fault", "kept", "named"),
    [
        (b"\x08", "", mending.BYTES),
        (b"\x00\x1f", "", mending.BYTES),
        (b"\xff", "", mending.BYTES),
        (b"\xe2\x82", "", mending.BYTES),
        (b"\xed\xa0\x80", "", mending.BYTES),
        (b"\xef\xbf\xbf", "", mending.BYTES),
        (b"&#0;", "", mending.BYTES),
        (b"&#x1F;", "", mending.BYTES),
        (b"&#xD800;", "", mending.BYTES),
        (b"&#9999999999;", "", mending.BYTES),
        (b" & ", " & ", mending.AMPERSAND),
        (b"&a=b", "&a=b", mending.AMPERSAND),
        (b"&#;", "&#;", mending.AMPERSAND),
        (b"&unheard;", "&unheard;", mending.AMPERSAND),
        (b"&nbsp;", "\xa0", mending.ENTITY),
        (b"&eacute;", "é", mending.ENTITY),
        (b"&amp;eacute;", "é", None),
        (b"&amp;amp; &#233; &#xE9;", "& é é", None),
        (b"]]>", "]]>", None),
    ],
)
def test_a_sign_that_xml_does_not_have_costs_itself(article, export, fault, kept, named):
    path = export(post(1), post(2).replace("<![CDATA[Number 2.]]>", "one@two"), post(3, text="five &nbsp; & six"))
    path.write_bytes(path.read_bytes().replace(b"one@two", b"one" + fault + b"two"))
    report = take_in(path)
    assert +report.counts == {"created": 3}
    assert report.remarks == ([f"{path}:5: {named}"] if named else [])
    shown = [html.unescape(strip_tags(comment.approved.html)).strip() for comment in Comment.objects.order_by("pk")]
    assert shown == ["Number 1.", f"one{kept}two", "five \xa0 & six"]


@pytest.mark.parametrize("fault", [b"\x08", b"\xff", b"\x00"])
def test_in_protected_text_names_and_addresses_as_well(article, export, fault):
    path = export(post(1, text="one@two", name="A@a"), post(2), link=LINK.replace("ada", "a@da"))
    path.write_bytes(path.read_bytes().replace(b"@", fault))
    report = take_in(path)
    assert +report.counts == {"created": 2}
    assert report.remarks == [f"{path}:{line}: {mending.BYTES}" for line in (3, 4)]
    first = Comment.objects.earliest("pk")
    assert (first.author_name, first.approved.source) == ("Aa", "onetwo")


def test_signs_are_mended_wherever_the_file_is_cut_while_it_is_read(article, export, monkeypatch):
    signs = b"a\x08b &nbsp; & \xff ]]> &#0; <![CDATA[&c; ]]]]><![CDATA[> \x01]]> \xc3\xa9 <!-- & --> &amp;"
    made = set()
    for size in (1, 2, 3, 7, 64, 65, 1_000):
        monkeypatch.setattr(mending, "CHUNK", size)
        faults = []
        mended = mending.Mended(io.BytesIO(signs * 3), lambda line, what, faults=faults: faults.append(what))
        made.add((b"".join(iter(mended.read, b"")), tuple(faults)))
    ((text, faults),) = made
    assert text == "ab \xa0 &amp;  ]]&gt;  <![CDATA[&c; ]]]]><![CDATA[> ]]> é <!-- & --> &amp;".encode() * 3
    assert len(faults) == 18


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_an_export_in_another_encoding_is_read(article, export, encoding):
    path = export(post(1, text="Café"))
    name = encoding.removesuffix("-sig")
    path.write_bytes(path.read_text().replace('"1.0"', f'"1.0" encoding="{name}"').encode(encoding))
    report = take_in(path)
    assert (report.remarks, Comment.objects.get().approved.source) == ([], "Café")


def test_an_encoding_that_is_none_is_refused(article, export):
    path = export(post(1))
    for name in ("base64", "hex", "klingon"):
        path.write_text(path.read_text().replace('"1.0"', f'"1.0" encoding="{name}"', 1))
        (problem,) = take_in(path).refused
        assert name in problem


def test_of_very_many_faults_the_first_are_named(article, export):
    path = export(*[post(1, text="a\x01\n" * 500)])
    remarks = take_in(path).remarks
    assert len(remarks) == importing.NAMED + 1
    assert remarks[-1] == f"{path}: … and {500 - importing.NAMED} more of the kind"


def test_however_long_an_export_is_little_of_it_is_held(article, export, tmp_path):
    packed = tmp_path / "export.xml.gz"
    peaks = []
    for times in (2_000, 8_000):
        posts = (post(n, text="word & \x01 " * 60, thread=2) for n in range(times))
        packed.write_bytes(gzip.compress(export(*posts).read_bytes(), 1))
        with gzip.open(packed) as stream:
            tracemalloc.start()
            for thing in disqus.read(mending.Mended(stream, lambda line, what: None)):
                assert thing
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_a_long_text_is_shortened_and_said_to_be(article, export):
    report = take_in(export(post(1, text="word " * 3_000)))
    assert report.beside == {"texts shortened": 1}
    assert len(Comment.objects.get().approved.source) <= 5_000


def test_a_file_that_breaks_off_gives_what_it_has(article, export, tmp_path):
    path = export(post(1), post(2), end="<post dsq:id='3'><message>")
    report = take_in(path)
    assert +report.counts == {"created": 2, "refused": 1}
    assert report.refused == [f"{path}:6: the rest is not well-formed, and is left out"]


def test_a_packed_file_is_unpacked_and_may_break_off(article, export, tmp_path):
    packed = tmp_path / "export.xml.gz"
    packed.write_bytes(gzip.compress(export(post(1), post(2)).read_bytes()))
    assert +take_in(packed).counts == {"created": 2}
    packed.write_bytes(packed.read_bytes()[:-9])
    assert take_in(packed).counts["unchanged"] + take_in(packed).counts["refused"] >= 1


def test_entities_and_files_are_not_read_in(article, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom"}">' for n in range(9))
    path = tmp_path / "export.xml"
    path.write_text(
        HEAD.replace("<disqus", f'<!DOCTYPE disqus [<!ENTITY x SYSTEM "file://{secret}">{bomb}]>\n<disqus', 1)
        + f'<thread dsq:id="1"><link>{LINK}</link></thread>'
        + '<post dsq:id="1"><message>Before &x; &e8; after</message><createdAt>2015-01-02T03:04:05Z</createdAt>'
        '<author><name>Ana</name></author><thread dsq:id="1"/></post></disqus>'
    )
    take_in(path)
    for comment in Comment.objects.all():
        assert "secret" not in comment.approved.source and "boom" not in comment.approved.source


def test_a_former_slug_leads_to_the_article(article, export):
    editing.rename(article, "ada-king", by=None)
    assert +take_in(export(post(1))).counts == {"created": 1}


@pytest.mark.parametrize("link", ["https://a.example/%00", "http://[::1", "", "x" * 5_000, "https://a.example/?p=1"])
def test_odd_addresses_belong_to_no_article(article, export, link):
    assert take_in(export(post(1), link=link)).left_out["of articles that are not known here"] == 1


def test_what_a_moderator_has_decided_stays(article, export):
    path = export(post(1), post(2, 1))
    take_in(path)
    moderation.reject(by_text("Number 1."), by=root_user())
    moderation.delete(by_text("Number 2."), by=root_user())
    assert +take_in(path).counts == {"unchanged": 2}
    assert set(Comment.objects.values_list("state", flat=True)) == {State.REJECTED, State.DELETED}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  Ana \n María ", "Ana María"),
        ("x" * 80, "x" * 50),
        ("ana@example.de", NAMELESS),
        ("www.looms.example", NAMELESS),
        ("\u202eAna", "Ana"),
        ("A\u2028n\x00a", "Ana"),
        ("", NAMELESS),
        ("\u200b", NAMELESS),
    ],
)
def test_a_name_is_cleaned_as_the_form_does(name, shown):
    assert name_of(name) == shown


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_each_comment_once(article, export, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 5)
    path = export(*(post(number, number // 3 or None) for number in range(1, 30)))
    reports = at_once(*[lambda: take_in(path)] * 3)
    assert sum(report.counts["created"] for report in reports) == 29
    assert sum(report.counts["unchanged"] for report in reports) == 58
    assert Comment.objects.count() == 29
    counts_are_true()


def test_an_article_is_told_once_for_each_batch(article, export):
    take_in(export(*(post(number) for number in range(1, 100))))
    assert thread_version() == 1


def test_marks_without_end_cost_no_time():
    def clean(marks):
        assert len(clean_text("a" + "\u0301" * marks + "\u0316" * marks)) < 65

    assert growth(clean, 15_000, 60_000) < MOST
