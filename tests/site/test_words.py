"""Words that stand only in what somebody may not see: nothing tells that person of them.

Each part of each such text has a word of its own that stands nowhere else. For readers that word, and the word with a
letter left out, must be as unknown as one that stands nowhere: wherever either can be asked for, the answers differ in
nothing but the word that was typed.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from random import Random
from urllib.parse import unquote

import pytest
from django.utils import timezone

from comments.models import State
from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, Reference, TimelineEvent
from encyclopedia.models import Article, Entry, Revision
from encyclopedia.site import staff as people
from tests.builders import make_article, make_document, make_user
from tests.comments.builders import make_comment

pytestmark = pytest.mark.django_db

#: Parts of a document in which a word can stand by itself.
PARTS = [
    "title", "alias", "former", "summary", "lead", "label", "value", "caption", "event", "question", "answer",
    "source", "tag", "category", "below", "body", "link",
]  # fmt: skip
#: Where each part is asked for by its name, besides the search; `{}` is the word.
ASKED = {
    "title": ["/wiki/{}/", "/wiki/{}.md", "/choice/?name={}", "/wiki/{}/comments/", "/wiki/{}/history/"],
    "alias": ["/choice/?name={}", "/wiki/{}/"],
    "former": ["/wiki/{}/", "/wiki/{}/feed/", "/wiki/{}/comments/new/", "/choice/?name={}"],
    "label": ["/facts/{}/", "/facts/?label={}", "/categories/known/table/?label={}", "/search/?q=known&fact={}/x"],
    "value": ["/facts/Colour/{}/", "/search/?q=known&fact=Colour/{}"],
    "tag": ["/tags/{}/", "/search/?q=known&tag={}"],
    "category": [
        "/categories/{}/", "/categories/{}/feed/", "/categories/{}/table/", "/search/?q=known&category={}",
        "/recent/?category={}", "/timeline/?category={}",
    ],
    "event": ["/timeline/?q={}"],
    "link": ["/choice/?name={}"],
}  # fmt: skip
ASKED["below"] = ASKED["category"]
LISTS = [
    "/", "/articles/", "/categories/", "/categories/known/", "/categories/known/?order=linked", "/tags/", "/facts/",
    "/facts/Colour/", "/categories/known/table/", "/categories/known/table/?format=csv", "/categories/known/feed/",
    "/timeline/", "/recent/", "/wanted/", "/feeds/new/", "/feeds/changes/", "/feeds/comments/", "/search/?q=known",
    "/search/suggest/?q=known", "/opensearch.xml", "/robots.txt", "/wiki/nothing/", "/choice/?name=known",
    *(f"/wiki/{slug}/{below}" for slug in ("known", "replaced") for below in (
        "", "history/", "history/1/", "history/2/", "history/3/", "contributors/", "links/", "cite/", "feed/",
        "comments/", "comments/?format=json", "preview/", "compare/2/3/", "compare/1/3/", "compare/?a=1",
    )),
    "/wiki/known.md", "/wiki/replaced.md",
]  # fmt: skip


class Words:
    """Words that nobody would type for one another, each made for one part of one text."""

    def __init__(self):
        self.random = Random(14)
        self.made = {}

    def __call__(self, text, part):
        return self.made.setdefault((text, part), self.new())

    def new(self):
        return "".join(self.random.choice("bcdfgklmnprstvwz"[n % 2 :: 2] if n % 3 else "aeiou") for n in range(14))

    def of(self, *texts):
        return {key: word for key, word in self.made.items() if key[0] in texts}


def document(words, text, **parts):
    """A document each part of which holds the word of that part."""
    word = {part: words(text, part) for part in PARTS}
    whole = make_document(
        word["title"],
        summary=f"About {word['summary']}.",
        short_answer=f"It is {word['lead']}.",
        aliases=(word["alias"],),
        former=(word["former"],),
        category=(word["category"], word["below"]),
        tags=(word["tag"],),
        infobox=Infobox(
            caption=word["caption"],
            fields=(InfoboxField(word["label"], "x"), InfoboxField("Colour", word["value"])),
        ),
        timeline=(TimelineEvent(parse_event_date("1843"), f"Then {word['event']} began."),),
        faq=(Faq(f"What is {word['question']}?", f"That is {word['answer']}."),),
        references=(Reference(key="one", title=word["source"]),),
        body=f"It has {word['body']} and [[{word['link']}]] in it.",
    )
    return replace(whole, **parts)


@pytest.fixture
def words():
    return Words()


@pytest.fixture
def library(words):
    """A site with something to find, and a text of each kind that readers do not see; the articles by that kind."""
    parts = {
        "category": ("Known",),
        "tags": ("Common",),
        "infobox": Infobox(fields=(InfoboxField("Colour", "Green"),)),
        "timeline": (TimelineEvent(parse_event_date("1900"), "It was known."),),
        "body": "Something [[wanted]] by many.",
    }
    known = make_article("Known", **parts)
    make_article("Known too", **parts)
    made = {}
    for kind, facts in {
        "draft": {"status": "draft", "published": None},
        "in review": {"status": "in review", "published": None},
        "archived": {"status": "archived"},
        "scheduled": {"published": datetime(2990, 1, 1, tzinfo=UTC)},
    }.items():
        made[kind] = Article()
        editing.record(made[kind], document(words, kind, **facts), by=None, note=words(kind, "note"))
    made["withdrawn"] = make_article("Seen once")
    make_comment(made["withdrawn"], "Still here.", email="")
    make_comment(made["withdrawn"], "And held.", state=State.PENDING, email="")
    editing.withdraw(made["withdrawn"], by=None)
    editing.record(made["withdrawn"], document(words, "withdrawn", status="draft"), by=None, note="Later")
    # A text that readers saw once, and that was withdrawn with all its words.
    made["taken back"] = make_article("Taken back")
    editing.record(made["taken back"], document(words, "taken back", slug="taken-back"), by=None)
    editing.archive(made["taken back"], by=None)
    # The first text was saved before the article was public, the second was hidden, the third is public.
    made["replaced"] = Article()
    same = {"slug": "replaced", "former": (), "category": ("Known",), "tags": ("Common",)}
    first = document(words, "unpublished", status="draft", published=None, **same)
    editing.record(
        made["replaced"], first, by=make_user(words("unpublished", "author")), note=words("unpublished", "note")
    )
    second = document(words, "hidden", **same)
    editing.record(made["replaced"], second, by=make_user(words("hidden", "author")), note=words("hidden", "note"))
    editing.record(made["replaced"], make_document("Replaced", **same), by=None)
    editing.hide(made["replaced"].revisions.get(number=2))
    opened = editing.Opened(known.revision_number)
    pending = document(words, "pending", slug="known", former=())
    editing.keep(known, pending, by=make_user(words("pending", "author")), note=words("pending", "note"), opened=opened)
    for state in (State.PENDING, State.REJECTED, State.SPAM):
        make_comment(
            known, f"I say {words('comment', state)}.", state=state, email="", name=words("comment", f"{state} name")
        )
    return made | {"known": known}


def read(client, address, **asked):
    response = client.get(address, asked or None)
    text = b"".join(response.streaming_content if response.streaming else [response.content]).decode()
    return response.status_code, f"{unquote(response.get('Location', ''))} {unescape(text)}"


def without(answer, word):
    status, text = answer
    return status, text.replace(word, "·").replace(word.capitalize(), "·")


def misspelt(word):
    return word[:6] + word[7:]


def test_words_that_readers_may_not_see_are_as_unknown_as_words_that_stand_nowhere(client, library, words):
    secret = dict(words.made)
    nowhere = words.new()
    for address in LISTS:
        _, text = read(client, address)
        told = {key for key, word in secret.items() if word in text.lower()}
        assert not told, address

    expected = {}
    for (kind, part), word in secret.items():
        patterns = [*ASKED.get(part, []), "/search/?q={}", "/search/suggest/?q={}"]
        for pattern in patterns:
            for change in (str, misspelt):
                if (pattern, change) not in expected:
                    # Once before: who looks for it a second time is not counted again.
                    answers = [without(read(client, pattern.format(change(nowhere))), change(nowhere)) for _ in "12"]
                    expected[pattern, change] = answers[-1]
                typed = change(word)
                found = without(read(client, pattern.format(typed)), typed)
                assert found == expected[pattern, change], (kind, part, pattern, typed)


def test_the_words_of_a_scheduled_article_are_found_from_the_moment_that_it_is_public(client, library, words):
    article = library["scheduled"]
    past = timezone.now() - timedelta(minutes=1)
    Article.objects.filter(pk=article.pk).update(published_at=past)
    Entry.objects.filter(pk=article.pk).update(public_from=past)
    mine = {part: word for (_, part), word in words.of("scheduled").items()}
    for part in set(PARTS) - {"former", "source", "category", "below", "link"}:
        assert article.get_absolute_url() in read(client, "/search/", q=mine[part])[1], part
    for typed in (misspelt(mine["title"]), misspelt(mine["body"])):
        assert f'href="{article.get_absolute_url()}"' in read(client, "/search/", q=typed)[1]
    assert mine["title"] in read(client, "/search/suggest/", q=mine["title"][:5])[1]
    for part in ("title", "former", "label", "value", "tag", "category", "below", "event", "alias"):
        for pattern in ASKED[part]:
            if "known" not in pattern and (part, pattern) != ("alias", "/wiki/{}/"):
                assert client.get(pattern.format(mine[part]), follow=True).status_code == 200, (part, pattern)
    assert mine["link"] in read(client, "/wanted/")[1]


#: Which texts each may know of at the desk: all that is not named here is nobody's business there.
TEXTS = ("draft", "in review", "archived", "scheduled", "withdrawn", "taken back", "unpublished", "pending")
COMMENTS = ("comment",)
ROLES = {
    "moderator": ([people.MODERATORS], ["hidden", "taken back", *COMMENTS]),
    "writer": ([people.WRITERS], TEXTS),
    "editor": ([people.EDITORS], TEXTS),
    "both": ([people.EDITORS, people.MODERATORS], [*TEXTS, "hidden", *COMMENTS]),
    "nobody": ([], []),
}


def desk_pages():
    """Every page of the desk that is about articles, their revisions or their comments."""
    for name in ("", "encyclopedia/article/", "encyclopedia/article/review/", "encyclopedia/article/links/"):
        yield f"/admin/{name}"
    yield from ("/admin/encyclopedia/article/misses/", "/admin/encyclopedia/category/", "/admin/comments/discussion/")
    yield from ("/admin/comments/comment/?state=all", "/admin/comments/transition/", "/admin/comments/person/")
    for article in Article.objects.all():
        own = f"/admin/encyclopedia/article/{article.pk}/"
        yield from (own, f"{own}change/", f"{own}history/", f"{own}preview/", f"{own}review/")
        yield f"/admin/comments/discussion/of/{article.pk}/"
        yield f"/admin/comments/comment/?state=all&article={article.pk}"
        yield f"/admin/comments/comment/?state=all&q={article.title}"
        for number in Revision.objects.filter(article=article).values_list("number", flat=True):
            yield from (f"{own}history/{number}/", f"{own}history/{number}/page/", f"{own}compare/1/{number}/")


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_tells_each_role_the_words_that_it_may_see_and_no_others(client, library, words, role):
    groups, allowed = ROLES[role]
    client.force_login(
        people.make_staff(role, groups, password=lambda user: "a-password-of-staff") if groups else make_user(role)
    )
    met = set()
    for address in desk_pages():
        asked = unquote(address.partition("&q=")[2])
        _, text = read(client, address)
        # What was typed stands in the form and in the addresses of filters.
        text = text.lower().replace(asked.lower(), "") if asked else text.lower()
        told = {key for key, word in words.made.items() if word in text}
        assert not {key for key in told if key[0] not in allowed}, address
        met |= {text for text, _ in told}
    assert met == set(allowed)
