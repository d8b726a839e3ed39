"""Kept pages: what a process answers from finished bytes is what the application would answer now."""

import asyncio
import gzip
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import brotli
import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.utils import timezone

from comments.articles import move_version
from encyclopedia import editing
from encyclopedia.models import Article, Category, Version
from encyclopedia.site.kept_pages import shelf
from encyclopedia.site.kept_pages.keeper import POPULAR
from encyclopedia.site.kept_pages.pages import page_of, takes
from encyclopedia.site.kept_pages.shelf import Shelf
from tests.builders import make_article, make_user
from tests.comments.builders import make_comment

from .processes import Headers, Process

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def process():
    process = Process()
    yield process
    process.end()


def fresh(address):
    return Client(HTTP_HOST="localhost").get(address)


class TestAnAnswer:
    def test_is_made_once_and_is_what_the_application_says(self, process):
        make_article()
        first, second = (process.ask("/wiki/ada-lovelace/") for _ in range(2))
        said = fresh("/wiki/ada-lovelace/")
        assert process.made == 1
        assert first.body == second.body == said.content
        assert {name.lower(): value for name, value in first.headers.items()} == {
            name.lower(): value for name, value in said.headers.items()
        }

    def test_is_compressed_for_those_who_take_it(self, process):
        make_article()
        page = "/wiki/ada-lovelace/"
        plain = process.ask(page).body
        zipped = [process.ask(page, accept_encoding="gzip, deflate") for _ in range(POPULAR)][-1]
        assert gzip.decompress(zipped.body) == plain
        assert (zipped.headers["content-encoding"], zipped.headers["content-length"]) == ("gzip", str(len(zipped.body)))
        process.keeper._compressing.shutdown()
        process.ask("/")  # the loop takes what was compressed before it goes on
        smallest = process.ask(page, accept_encoding="gzip, br")
        assert smallest.headers["content-encoding"] == "br"
        assert brotli.decompress(smallest.body) == plain
        assert len(smallest.body) < len(zipped.body)

    @pytest.mark.parametrize(
        ("accepted", "taken"),
        [
            ("gzip", True),
            ("GZIP;q=1.0", True),
            ("br, gzip ; q=0.5", True),
            ("gzip;q=0", False),
            ("gzip; q=0.000", False),
            ("xgzip", False),
            ("", False),
            (",,;;=,gzip=", False),
            ("*", False),
        ],
    )
    def test_takes_what_is_named(self, accepted, taken):
        assert takes(accepted, "gzip") == taken

    def test_is_not_sent_again_to_whoever_has_it(self, process):
        make_article()
        page = "/wiki/ada-lovelace/"
        for coding in ("", "gzip"):
            tag = process.ask(page, accept_encoding=coding).headers["etag"]
            for known in (tag, f'"x", {tag}', "*", f"W/{tag}" if not tag.startswith("W/") else tag[2:]):
                again = process.ask(page, accept_encoding=coding, if_none_match=known)
                assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
                assert "content-type" not in again.headers
            assert process.ask(page, accept_encoding=coding, if_none_match='"x"').status == 200

    def test_to_head_has_no_body_and_the_same_headers(self, process):
        make_article()
        got, headed = (process.ask("/wiki/ada-lovelace/", method) for method in ("GET", "HEAD"))
        assert (headed.status, headed.body, headed.headers) == (200, b"", got.headers)

    def test_does_not_tell_of_whoever_came_first(self, process):
        make_article()
        odd = {"cookie": "session=x; csrf=y", "accept_language": "ar", "range": "bytes=0-1", "referer": "http://x/"}
        made = process.ask("/wiki/ada-lovelace/", x_forwarded_host="evil.example", user_agent="<x>", **odd)
        assert made.body == fresh("/wiki/ada-lovelace/").content

    def test_counts_the_readers_who_get_it(self, process, monkeypatch):
        article = make_article()
        counted = []
        monkeypatch.setattr("encyclopedia.reads.count", counted.append)
        for method in ("GET", "HEAD", "GET"):
            process.ask("/wiki/ada-lovelace/", method)
        assert counted == [article.pk] * 2


class TestWhatIsNotKept:
    @pytest.mark.parametrize(
        "address",
        ["/search/?q=x", "/admin/login/", "/random/", "/healthz", "/wiki/ada-lovelace/comments/new/", "/nowhere/"],
    )
    def test_goes_to_the_application(self, process, address):
        make_article()
        assert process.ask(address) is None

    @pytest.mark.parametrize(
        "headers",
        [
            {"host": "evil.example"},
            {"host": ""},
            {"content_length": "3"},
            {"transfer_encoding": "chunked"},
            {"if_match": '"x"'},
            {"if_unmodified_since": "Tue, 01 Dec 2026 10:00:00 GMT"},
        ],
    )
    def test_are_odd_requests(self, process, headers):
        make_article()
        assert process.ask("/wiki/ada-lovelace/", **headers) is None
        assert process.ask("/wiki/ada-lovelace/", "POST") is None

    def test_are_ways_that_are_not_safe_where_the_site_is(self, process, settings):
        make_article()
        settings.SECURE = True
        for headers, answered in (
            ({}, False),
            ({"x_forwarded_proto": "http"}, False),
            ({"x_forwarded_proto": "https"}, True),
            ({"scheme": "https"}, True),
        ):
            assert (process.ask("/wiki/ada-lovelace/", **headers) is not None) == answered

    def test_is_what_leads_elsewhere(self, process):
        article = make_article()
        editing.rename(article, "ada", by=None)
        assert process.ask("/wiki/ada-lovelace/?x=1") is None
        assert process.ask("/wiki/ADA/") is None

    def test_is_that_there_is_nothing(self, process):
        assert [process.ask("/wiki/nobody/").status for _ in range(2)] == [404, 404]
        assert (process.made, len(process.keeper.shelf)) == (2, 0)
        make_article("Nobody")
        assert process.ask("/wiki/nobody/").status == 200

    def test_are_marks_of_others_in_the_address(self, process):
        make_article()
        for address in ("", "?utm_source=x", "?page=2", "?q=a&q=b", "?&&=", "?x=%00"):
            assert process.ask(f"/wiki/ada-lovelace/{address}").status == 200
        assert (process.made, len(process.keeper.shelf)) == (1, 1)
        assert process.ask("/wiki/ada-lovelace/?x=%ff") is None

    def test_is_a_query_in_another_order(self, process):
        make_article(category=("Things",))
        for address in ("?order=title&page=1", "?page=1&order=title", "?x=1&page=1&order=title"):
            assert process.ask(f"/categories/things/{address}").status == 200
        assert process.made == 1
        assert process.ask("/categories/things/?page=1&page=1") is None


class TestChanges:
    def test_are_in_the_next_answer_of_every_process(self, process):
        other = Process()
        article = make_article(body="Of old.")
        page = "/wiki/ada-lovelace/"
        for number in range(5):
            for each in (process, other):
                each.ask(page)
            editing.record(article, replace(editing.current(article), body=f"Text {number}."), by=None)
            for each in (process, other):
                assert f"Text {number}." in each.ask(page).body.decode()
        other.end()

    def test_elsewhere_leave_a_page_alone(self, process):
        make_article()
        process.ask("/wiki/ada-lovelace/")
        make_article("Konrad Zuse", body="He built machines.")
        move_version(make_article("Grace Hopper").pk)
        process.ask("/wiki/ada-lovelace/")
        assert process.made == 1

    def test_of_what_a_page_shows_of_others_are_seen(self, process):
        make_article(body="See [[Konrad Zuse]].")
        assert b"/wiki/konrad-zuse/" not in process.ask("/wiki/ada-lovelace/").body
        zuse = make_article("Konrad Zuse", body="See [[Ada Lovelace]].")
        shown = process.ask("/wiki/ada-lovelace/").body.decode()
        assert shown == fresh("/wiki/ada-lovelace/").content.decode()
        assert 'href="/wiki/konrad-zuse/"' in shown
        editing.withdraw(zuse, by=None)
        assert b"/wiki/konrad-zuse/" not in process.ask("/wiki/ada-lovelace/").body

    def test_that_are_rolled_back_are_not(self, process):
        article = make_article(body="Of old.")
        process.ask("/wiki/ada-lovelace/")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            editing.record(article, replace(editing.current(article), body="Never."), by=None)
            raise ZeroDivisionError
        assert b"Never." not in process.ask("/wiki/ada-lovelace/").body
        assert process.made == 1

    def test_by_the_clock_are_seen_without_any_work(self, process, monkeypatch):
        make_article(body="See [[Later]].")
        process.ask("/wiki/ada-lovelace/")
        due = timezone.now().replace(microsecond=0) + timedelta(hours=1)
        make_article("Later", published=due, updated=due)
        assert process.ask("/wiki/later/").status == 404
        assert b"/wiki/later/" not in process.ask("/wiki/ada-lovelace/").body
        assert b"Later" not in process.ask("/").body
        after = due + timedelta(seconds=1)
        monkeypatch.setattr("django.utils.timezone.now", lambda: after)
        monkeypatch.setattr("time.time", after.timestamp)
        # All of them before the application itself is asked, which lets in whatever is due.
        answers = {address: process.ask(address) for address in ("/wiki/ada-lovelace/", "/wiki/later/", "/")}
        for address, shown in answers.items():
            assert shown.status == 200
            assert shown.body == fresh(address).content
        assert b'href="/wiki/later/"' in process.ask("/wiki/ada-lovelace/").body

    def test_of_a_clock_that_is_put_back_make_a_page_anew(self, process, monkeypatch):
        make_article()
        process.ask("/wiki/ada-lovelace/")
        before = timezone.now() - timedelta(hours=1)
        monkeypatch.setattr("time.time", before.timestamp)
        process.ask("/wiki/ada-lovelace/")
        assert process.made == 2

    def test_of_who_is_staff_are_seen_beside_comments(self, process):
        account = make_user("zuse")
        make_article()
        process.ask("/wiki/ada-lovelace/")
        account.last_login = timezone.now()
        account.save(update_fields=["last_login"])
        process.ask("/wiki/ada-lovelace/")
        assert process.made == 1
        account.is_staff = True
        account.save()
        process.ask("/wiki/ada-lovelace/")
        assert process.made == 2

    def test_of_a_category_are_seen(self, process):
        make_article(category=("Things",))
        process.ask("/wiki/ada-lovelace/")
        things = Category.objects.get()
        things.name = "Matters"
        things.place()
        things.save()
        assert b"Matters" in process.ask("/wiki/ada-lovelace/").body

    def test_of_many_pages_at_once_move_one_version(self, process, monkeypatch):
        monkeypatch.setattr("encyclopedia.editing.showing.MAX_MOVED", 3)
        for number in range(5):
            make_article(f"Page {number}", body="See [[Hub]].")
        make_article("Hub")
        assert Version.objects.get(name="site").number == 1


def test_discussions_from_before_there_were_versions_have_one():
    said, _ = make_article(), make_article("Konrad Zuse")
    make_comment(said, "A useful note.")
    Version.objects.all().delete()
    import_module("comments.migrations.0007_versions_of_discussions").tell(apps, None)
    assert dict(Version.objects.values_list("name", "number")) == {f"discussion:{said.pk}": 1}


class TestTheShelf:
    def page(self, size=1_000):
        return page_of(200, [], bytes(size))

    def test_holds_no_more_than_it_may(self):
        held = Shelf(200_000)
        for number in range(1_000):
            held.put(f"/{number}", self.page())
            held.get(f"/{number}")
            assert held.bytes <= 200_000
        assert len(held) > 10

    def test_keeps_what_is_asked_for_often_whatever_else_is_asked_for_once(self):
        held = Shelf(200_000)
        held.put("/often", self.page())
        held.get("/often")
        for number in range(1_000):
            held.put(f"/?once={number}", self.page())
        assert held.get("/often")
        assert not held.get("/?once=0")

    def test_takes_no_page_that_would_drive_out_all_others(self):
        held = Shelf(200_000)
        held.put("/small", self.page())
        held.put("/huge", self.page(5_000_000))
        assert held.get("/huge") is None
        assert held.get("/small")

    def test_counts_what_comes_and_goes(self):
        held = Shelf(1_000_000)
        page = self.page()
        held.put("/", page)
        held.grow("/", page, 500)
        held.grow("/", self.page(), 500)
        assert held.bytes == page.size + 500
        held.put("/", self.page())
        assert shelf.PROBATION < 1


def test_a_thousand_readers_of_a_page_that_has_just_changed_have_it_made_once(process):
    article = make_article()
    process.ask("/wiki/ada-lovelace/")
    editing.record(article, replace(editing.current(article), body="New."), by=None)
    bodies = []

    async def read():
        asked = {"method": "GET", "path": "/wiki/ada-lovelace/", "query_string": "", "scheme": "http"}
        scope = SimpleNamespace(**asked, headers=Headers([("host", "localhost")]))
        protocol = SimpleNamespace(response_bytes=lambda status, headers, body: bodies.append(body))
        await process.keeper.answer(scope, protocol)

    async def read_all():
        await asyncio.gather(*(read() for _ in range(1_000)))

    asyncio.run_coroutine_threadsafe(read_all(), process.loop).result()
    assert process.made == 2
    assert (len(bodies), len(set(bodies))) == (1_000, 1)
    assert b"New." in bodies[0]
    assert Article.objects.count() == 1
