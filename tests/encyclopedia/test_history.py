"""The history of an article as readers meet it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from encyclopedia import editing
from encyclopedia.document.codec import dumps
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, TimelineEvent
from encyclopedia.models import Article, Revision
from tests.builders import count_queries, make_article, make_document, make_user

pytestmark = pytest.mark.django_db

HISTORY = "/wiki/ada-lovelace/history/"


def change(article, *, by=None, note="", **parts):
    return editing.record(article, replace(editing.current(article), **parts), by=by, note=note)


def body_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main")]


def words_of(response):
    """What stands on the page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2068\u2069]", "", body_of(response)))


def numbers_in(response):
    return [int(number) for number in re.findall(r'class="revision-number"[^>]*>Revision (\d+)<', body_of(response))]


@pytest.fixture
def ada():
    """An article of four public revisions by two people."""
    article = make_article("Ada Lovelace", by=make_user("alice"), body="She wrote a program.")
    bob = make_user("bob")
    change(article, by=bob, note="Which program", body="She wrote the first program.")
    change(article, by=bob, summary="A mathematician.")
    change(article, note="Nobody signed this", tags=("Computing",))
    return article


def long_history(article, count, text="x"):
    """Give the article revisions up to number `count`, as many people save them over the years."""
    began = timezone.now() - timedelta(days=3_000)
    Revision.objects.bulk_create(
        [
            Revision(
                article=article,
                number=number,
                text=text,
                author_name=f"writer-{number % 7}",
                created_at=began + timedelta(hours=number),
                public_from=began + timedelta(hours=number),
            )
            for number in range(2, count + 1)
        ],
        batch_size=500,
    )
    Article.objects.filter(pk=article.pk).update(revision_number=count)


class TestTheList:
    def test_each_revision_stands_with_its_number_author_and_note_the_newest_first(self, client, ada):
        response = client.get(HISTORY)
        assert numbers_in(response) == [4, 3, 2, 1]
        words = words_of(response)
        assert words.index("Nobody signed this") < words.index("by bob") < words.index("Which program")
        assert words.index("Which program") < words.index("by alice")
        assert "First public revision" in words

    def test_each_leads_to_the_article_as_it_was_and_to_what_it_changed(self, client, ada):
        page = body_of(client.get(HISTORY))
        assert 'href="/wiki/ada-lovelace/history/2/"' in page
        assert 'href="/wiki/ada-lovelace/compare/1/2/"' in page
        assert f'href="/admin/encyclopedia/article/{ada.pk}/history/2/"' in page

    def test_pages_hold_fifty_and_the_last_is_reached(self, client):
        long_history(make_article("Deep"), 120)
        assert numbers_in(client.get("/wiki/deep/history/")) == list(range(120, 70, -1))
        last = client.get("/wiki/deep/history/?page=3")
        assert numbers_in(last) == list(range(20, 0, -1))
        assert client.get("/wiki/deep/history/?page=4").status_code == 404
        page = body_of(client.get("/wiki/deep/history/?page=2"))
        assert "/wiki/deep/compare/20/21/" in page, "the last of a page is compared with the first of the next"

    def test_it_costs_the_same_with_five_revisions_and_with_five_thousand(self, client):
        few, deep = make_article("Few"), make_article("Deep")
        text = dumps(make_document("Deep", body="Old."))
        long_history(few, 5, text)
        long_history(deep, 5_000, text)
        for page in ("history/", "history/3/", "compare/2/4/", "contributors/", "feed/"):
            cost = count_queries(lambda page=page: client.get(f"/wiki/few/{page}"))
            assert count_queries(lambda page=page: client.get(f"/wiki/deep/{page}")) == cost, page
        cost = count_queries(lambda: client.get("/wiki/few/history/"))
        assert count_queries(lambda: client.get("/wiki/deep/history/?page=100")) == cost

    @pytest.mark.parametrize("page", ["history/", "contributors/", "feed/"])
    def test_no_list_reads_a_text(self, client, ada, page, django_assert_num_queries):
        with django_assert_num_queries(count_queries(lambda: client.get(f"/wiki/ada-lovelace/{page}"))) as asked:
            client.get(f"/wiki/ada-lovelace/{page}")
        assert not [query for query in asked if '"encyclopedia_revision"."text"' in query["sql"]]

    def test_an_article_that_never_changed_offers_no_comparison(self, client):
        make_article("Ada Lovelace")
        page = body_of(client.get(HISTORY))
        assert "The article has not been changed since it was published." in page
        assert "<form" not in page


class TestWhatIsPublic:
    def test_what_was_saved_before_the_article_was_public_is_nowhere(self, client):
        article = make_article("Ada Lovelace", status="draft", body="A secret plan.", by=make_user("carol"))
        change(article, body="No plan.", note="Took out the secret")
        editing.publish(article, by=None)
        change(article, summary="Another.")
        assert numbers_in(client.get(HISTORY)) == [4, 3]
        response = client.get(f"{HISTORY}2/")
        assert response.status_code == 404
        assert "Revision 2 is not public" in words_of(response)
        assert f'href="/admin/encyclopedia/article/{article.pk}/history/"' in body_of(response)
        assert client.get("/wiki/ada-lovelace/compare/2/3/").status_code == 404
        for path in (HISTORY, f"{HISTORY}1/", "compare/1/3/", "contributors/", "feed/", "/recent/", "/feeds/changes/"):
            address = path if path.startswith("/") else f"/wiki/ada-lovelace/{path}"
            content = client.get(address).content.decode()
            assert "carol" not in content, address
            assert "secret" not in content, address

    def test_the_first_public_revision_is_compared_with_none(self, client):
        article = make_article("Ada Lovelace", status="draft")
        editing.publish(article, by=None)
        change(article, summary="Another.")
        page = body_of(client.get(HISTORY))
        assert "/compare/2/3/" in page
        assert "/compare/1/2/" not in page

    def test_what_waits_for_its_time_is_not_there_yet(self, client):
        make_article("Ada Lovelace", published=(timezone.now() + timedelta(days=2)).replace(microsecond=0))
        for path in ("", "history/", "history/1/", "contributors/", "feed/"):
            assert client.get(f"/wiki/ada-lovelace/{path}").status_code == 404

    def test_a_hidden_revision_keeps_its_number_and_its_time_and_nothing_else(self, client, ada):
        editing.hide(ada.revisions.get(number=2))
        response = client.get(HISTORY)
        assert numbers_in(response) == [4, 3, 2, 1]
        assert "Hidden by a moderator" in words_of(response)
        page = body_of(response)
        assert "Which program" not in page
        assert "/history/2/" not in page.replace(f"/admin/encyclopedia/article/{ada.pk}/history/2/", "")
        assert 'value="2"' not in page
        assert "/compare/1/3/" in page, "the one after it is compared with the last that may be read"
        for path in ("history/2/", "compare/1/2/", "compare/2/3/"):
            response = client.get(f"/wiki/ada-lovelace/{path}")
            assert response.status_code == 404
            assert "Revision 2 was hidden" in words_of(response)
            assert "Which program" not in response.content.decode()

    def test_a_shown_one_is_back(self, client, ada):
        editing.hide(ada.revisions.get(number=2))
        editing.show(ada.revisions.get(number=2))
        assert client.get(f"{HISTORY}2/").status_code == 200

    @pytest.mark.parametrize("verb", [editing.withdraw, editing.archive])
    def test_nothing_is_left_below_an_article_that_was_taken_back(self, client, ada, verb):
        verb(ada, by=None)
        for path in ("history/", "history/1/", "compare/1/2/", "compare/?a=1&b=2", "contributors/", "feed/"):
            response = client.get(f"/wiki/ada-lovelace/{path}")
            assert response.status_code == 404, path
            assert "There is no article of that name" in response.content.decode()

    def test_everybody_gets_the_same_bytes(self, client, ada, editor):
        editing.hide(ada.revisions.get(number=2))
        paths = [HISTORY, f"{HISTORY}1/", f"{HISTORY}2/", "/wiki/ada-lovelace/compare/1/3/", "/recent/"]
        anonymous = [client.get(path).content for path in paths]
        client.force_login(editor)
        assert [client.get(path).content for path in paths] == anonymous


class TestTheArticleAsItWas:
    def test_it_says_which_revision_it_is_and_that_it_is_not_the_current_one(self, client, ada):
        response = client.get(f"{HISTORY}2/")
        words = words_of(response)
        assert "Revision 2 of" in words
        assert "by bob: Which program" in words
        assert "not as it is now" in words
        assert "She wrote the first program." in words
        assert "A mathematician." not in words
        page = body_of(response)
        for path in ("", "history/1/", "history/3/", "compare/1/2/", "compare/2/4/", "history/"):
            assert f'href="/wiki/ada-lovelace/{path}"' in page, path

    def test_search_engines_are_led_to_the_article(self, client, ada, settings):
        page = client.get(f"{HISTORY}2/").content.decode()
        assert '<meta name="robots" content="noindex">' in page
        assert f'<link rel="canonical" href="{settings.SITE_URL}/wiki/ada-lovelace/">' in page

    def test_the_current_one_says_so(self, client, ada):
        words = words_of(client.get(f"{HISTORY}4/"))
        assert "This is the current revision" in words
        assert "What changed since" not in words

    def test_comments_are_no_part_of_it(self, client, ada):
        assert "comment" not in body_of(client.get(f"{HISTORY}4/")).lower()

    def test_its_subject_and_tags_are_those_of_then(self, client, ada):
        change(ada, category=("People",), tags=())
        change(ada, category=("Art",))
        assert "People" in words_of(client.get(f"{HISTORY}5/"))
        assert "Computing" in words_of(client.get(f"{HISTORY}4/"))

    @pytest.mark.parametrize("number", ["0", "5", "99999999999999999999", "9" * 5000])
    def test_a_number_that_none_has_is_no_fault(self, client, ada, number):
        assert client.get(f"{HISTORY}{number}/").status_code == 404


class TestChoosing:
    def test_two_numbers_lead_to_their_comparison_the_older_first(self, client, ada):
        response = client.get("/wiki/ada-lovelace/compare/?a=4&b=2")
        assert response.status_code == 302
        assert response["Location"] == "/wiki/ada-lovelace/compare/2/4/"

    def test_one_number_leads_to_what_it_changed(self, client, ada):
        editing.hide(ada.revisions.get(number=2))
        assert client.get("/wiki/ada-lovelace/compare/?b=3")["Location"] == "/wiki/ada-lovelace/compare/1/3/"
        assert client.get("/wiki/ada-lovelace/compare/?b=1")["Location"] == HISTORY + "1/"

    def test_the_same_one_twice_is_compared_with_itself(self, client, ada):
        response = client.get("/wiki/ada-lovelace/compare/?a=2&b=2", follow=True)
        assert "The two are the same" in words_of(response)

    @pytest.mark.parametrize("query", ["", "?a=x&b=2", "?a=-1&b=2", "?a=%D9%A1&b=2", "?a=1&b=" + "9" * 40, "?a=&b="])
    def test_anything_else_is_answered_with_a_sentence(self, client, ada, query):
        response = client.get(f"/wiki/ada-lovelace/compare/{query}")
        assert response.status_code == 400
        assert "Choose two revisions" in words_of(response)


class TestComparing:
    @pytest.mark.parametrize("numbers", ["0/1", "1/99", "1/99999999999999999999", "9" * 500 + "/1"])
    def test_numbers_that_no_revision_has_are_no_fault(self, client, ada, numbers):
        assert client.get(f"/wiki/ada-lovelace/compare/{numbers}/").status_code == 404

    def test_words_are_marked_for_eyes_and_for_ears(self, client, ada):
        page = body_of(client.get("/wiki/ada-lovelace/compare/1/2/"))
        removed = re.search(r"<del>(.*?)</del>", page)[1]
        added = re.search(r"<ins>(.*?)</ins>", page)[1]
        assert "removed: </span>a<" in removed
        assert "added: </span>the first<" in added

    def test_both_sides_stand_on_top_with_author_and_note(self, client, ada):
        words = words_of(client.get("/wiki/ada-lovelace/compare/1/2/"))
        assert words.index("by alice") < words.index("by bob") < words.index("Which program") < words.index("Changes")

    def test_each_part_is_told_in_a_sentence(self, client, ada):
        before = Infobox(fields=(InfoboxField("License types", "MIT"), InfoboxField("Born", "1815")))
        fields = (InfoboxField("License types", "MIT"), InfoboxField("License types", "Apache 2.0"))
        change(ada, infobox=before, timeline=(TimelineEvent(parse_event_date("1815"), "Born."),))
        change(
            ada,
            infobox=Infobox(caption="A person.", fields=(*fields, InfoboxField("Born", "1816"))),
            timeline=(
                TimelineEvent(parse_event_date("1815"), "Born."),
                TimelineEvent(parse_event_date("1843"), "Notes."),
            ),
            faq=(Faq("Who?", "She."), Faq("When?", "Then.")),
            tags=("Mathematics",),
        )
        words = words_of(client.get("/wiki/ada-lovelace/compare/5/6/"))
        assert "Infobox: License types gained Apache 2.0; Born changed from 1815 to 1816; caption changed." in words
        assert "Timeline: one event added." in words
        assert "Questions and answers: 2 questions added." in words
        assert "Computing removed" in words
        assert "Mathematics added" in words

    def test_prose_is_counted_in_words(self, client, ada):
        assert "Text: 2 words added, one word removed." in words_of(client.get("/wiki/ada-lovelace/compare/1/2/"))

    def test_facts_about_the_article_are_listed_apart(self, client, ada):
        editing.rename(ada, "countess", by=None)
        response = client.get("/wiki/countess/compare/4/5/")
        words = words_of(response)
        assert "The text is the same" in words
        assert words.index("About the article") < words.index("before: ada-lovelace") < words.index("after: countess")

    def test_changed_spaces_are_drawn(self, client, ada):
        change(ada, body="She wrote the first program.\n\nAnd")
        change(ada, body="She wrote the first program.\n\n\nAnd")
        assert "¶" in words_of(client.get("/wiki/ada-lovelace/compare/5/6/"))

    def test_later_and_earlier_changes_are_a_step_away(self, client, ada):
        page = body_of(client.get("/wiki/ada-lovelace/compare/2/3/"))
        assert 'href="/wiki/ada-lovelace/compare/1/2/"' in page
        assert 'href="/wiki/ada-lovelace/compare/3/4/"' in page

    def test_a_change_that_touches_every_word_gives_a_page_of_bounded_size(self, client, ada):
        change(ada, body=" ".join(f"word{n} and" for n in range(60_000)))
        change(ada, body=" ".join(f"term{n} and" for n in range(60_000)))
        response = client.get("/wiki/ada-lovelace/compare/5/6/")
        assert len(response.content) < 2_000_000
        assert "There are more changes than one page shows" in words_of(response)


class TestContributors:
    def test_who_wrote_most_comes_first(self, client, ada):
        words = words_of(client.get("/wiki/ada-lovelace/contributors/"))
        assert words.index("bob") < words.index("alice")
        assert "2 revisions" in words
        assert "No name on record" in words

    def test_a_hidden_revision_counts_for_nobody(self, client, ada):
        editing.hide(ada.revisions.get(number=1))
        assert "alice" not in words_of(client.get("/wiki/ada-lovelace/contributors/"))

    def test_pages_hold_a_hundred(self, client, ada):
        now = timezone.now()
        Revision.objects.bulk_create(
            Revision(article=ada, number=number, text="x", author_name=f"w{number}", created_at=now, public_from=now)
            for number in range(10, 160)
        )
        assert "Page 2 of 2" in words_of(client.get("/wiki/ada-lovelace/contributors/?page=2"))
        assert client.get("/wiki/ada-lovelace/contributors/?page=3").status_code == 404


BELOW = ["history/", "history/?page=1", "history/2/", "compare/1/2/", "compare/?a=1&b=2", "contributors/", "feed/"]


@pytest.mark.parametrize("path", BELOW)
def test_below_an_old_slug_everything_leads_to_its_place_below_the_present_one(client, ada, path):
    editing.rename(ada, "countess", by=None)
    response = client.get(f"/wiki/ada-lovelace/{path}")
    assert response.status_code == 301
    assert response["Location"] == f"/wiki/countess/{path}"
    assert client.get(f"/wiki/Countess/{path}")["Location"] == f"/wiki/countess/{path}"


def test_the_article_leads_to_its_history_and_its_permanent_address(client, ada):
    page = client.get("/wiki/ada-lovelace/").content.decode()
    for path in ("history/", "contributors/", "feed/", "history/4/"):
        assert f'href="/wiki/ada-lovelace/{path}"' in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("path", BELOW)
def test_the_history_is_read_and_never_written_here(client, ada, path, method):
    assert getattr(client, method)(f"/wiki/ada-lovelace/{path}").status_code == 405


HOSTILE = '"><script>alert(1)</script>\u202e<img src=x onerror=alert(1)>'


@pytest.mark.parametrize(
    "path", ["history/", "history/1/", "history/2/", "compare/1/2/", "contributors/", "/recent/", "compare/9/9/"]
)
def test_hostile_words_stay_words(client, path):
    article = make_article(HOSTILE, slug="hostile", tags=(HOSTILE[:60],))
    change(
        article,
        note=HOSTILE,
        title=HOSTILE + "2",
        body=HOSTILE,
        summary=HOSTILE,
        tags=("<script>x",),
        infobox=Infobox(fields=(InfoboxField("<script>label", HOSTILE),)),
        faq=(Faq(HOSTILE, HOSTILE),),
        timeline=(TimelineEvent(parse_event_date("1815"), HOSTILE),),
    )
    Revision.objects.filter(number=2).update(author_name=HOSTILE)
    page = client.get(path if path.startswith("/") else f"/wiki/hostile/{path}").content.decode()
    assert "alert(1)" in page
    assert not re.search(r"<script(?! (type=\"module\" )?src=\"/static/)", page)
    assert "<img src=x" not in page
