"""Whatever is changed and in whatever order: each answer of each process is what the application would say now."""

import random
import re
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from comments import discussions, moderation
from comments.models import Comment, Mode, Rules, State
from comments.refusals import Refused
from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.schema import Infobox, InfoboxField, TimelineEvent
from encyclopedia.models import Article, Category, Revision, Status
from tests.builders import make_article
from tests.comments.builders import make_comment
from tests.thoroughness import examples, some

from .processes import Process

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = examples(5_000)
TITLES = ["Alpha", "Beta", "Gamma", "Delta", "Épsilon", "Zeta"]
CATEGORIES = [(), ("Things",), ("Things", "Engines"), ("People",)]
VALUES = ["Steam", "Paper", "[[Alpha]]", "Steam engine"]
LISTS = [
    *(
        "/",
        "/articles/",
        "/articles/?letter=A",
        "/categories/",
        "/categories/things/",
        "/categories/things/?order=title",
    ),
    *("/categories/things/table/", "/categories/things/feed/", "/tags/", "/facts/", "/facts/made-of/"),
    *("/facts/made-of/Steam/", "/timeline/", "/recent/", "/wanted/", "/choice/?name=Alpha", "/feeds/new/"),
    *("/feeds/changes/", "/articles/?page=2"),
]
BELOW = [
    *("", "history/", "history/1/", "history/2/", "compare/1/2/", "contributors/", "preview/", "links/", "feed/"),
    *("comments/", "comments/?order=newest", "comments/?format=json"),
]


class World:
    """Articles that change, as many people and the clock change them. `now` is what every clock says."""

    def __init__(self, chance, monkeypatch):
        self.chance = chance
        self.now = timezone.now().replace(microsecond=0)
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)
        monkeypatch.setattr(time, "time", self.seconds)
        self.root = get_user_model().objects.create_superuser("root")
        for title in TITLES[:3]:
            make_article(title, **self.parts())

    def seconds(self):
        return self.now.timestamp()

    def parts(self):
        names = self.chance.sample(TITLES, 2)
        return {
            "body": f"See [[{names[0]}]], [[{names[1]}|there]] and [[Alias {self.chance.randrange(3)}]].",
            "short_answer": self.chance.choice(["", "It is [[Alpha]]."]),
            "category": self.chance.choice(CATEGORIES),
            "tags": tuple(self.chance.sample(["red", "green", "blue"], self.chance.randrange(3))),
            "aliases": self.chance.choice([(), (), ("Alias 1",), ("Alias 2", "Beta")]),
            "infobox": Infobox(fields=(InfoboxField("Made of", self.chance.choice(VALUES)),)),
            "timeline": (TimelineEvent(parse_event_date(str(self.chance.randrange(1900, 1910))), "Made in [[Beta]]."),),
        }

    def article(self, **wanted):
        return self.chance.choice(list(Article.objects.filter(**wanted).order_by("pk")) or [None])

    def step(self):
        return self.chance.choice(
            [self.edit] * 4
            + [
                self.write,
                self.withdraw,
                self.publish,
                self.rename,
                self.retitle,
                self.schedule,
                self.hide,
                self.remove,
            ]
            + [self.comment] * 2
            + [self.moderate, self.close, self.rule, self.recategorise, self.let_time_pass, self.revert]
        )

    def write(self):
        free = [title for title in TITLES if not Article.objects.filter(title=title).exists()]
        if free:
            make_article(self.chance.choice(free), **self.parts())

    def edit(self):
        if article := self.article():
            parts = self.parts()
            some = dict(self.chance.sample(sorted(parts.items()), 3))
            document = replace(editing.current(article), **some)
            editing.record(article, document, by=self.chance.choice([None, self.root]))

    def withdraw(self):
        if article := self.article(status=Status.PUBLISHED):
            editing.withdraw(article, by=None)

    def publish(self):
        if article := self.article(status=Status.DRAFT):
            editing.publish(article, by=self.root)

    def rename(self):
        if article := self.article():
            slug = f"slug-{self.chance.randrange(10**6)}" if article.slug.islower() else "x"
            editing.rename(article, slug, by=None)

    def retitle(self):
        if article := self.article():
            title = self.chance.choice(TITLES)
            if not Article.objects.filter(title=title).exists():
                editing.record(article, replace(editing.current(article), title=title), by=None)

    def schedule(self):
        if article := self.article():
            due = self.now + timedelta(hours=self.chance.randrange(1, 40))
            document = replace(editing.current(article), published=due, updated=due, status=Status.PUBLISHED.value)
            editing.record(article, document, by=None)

    def hide(self):
        old = [
            each for each in Revision.objects.select_related("article") if each.number < each.article.revision_number
        ]
        if old:
            revision = self.chance.choice(old)
            (editing.show if revision.hidden else editing.hide)(revision)

    def revert(self):
        if (article := self.article()) and (first := article.revisions.filter(hidden=False).order_by("number").first()):
            editing.revert(article, to=first, by=None)

    def remove(self):
        if Article.objects.count() > len(TITLES) - 2 and (article := self.article()):
            editing.remove(article, by=self.root, reason="Enough.")

    def comment(self):
        if article := self.article(status=Status.PUBLISHED):
            make_comment(article, f"A note {self.chance.randrange(100)}.")

    def moderate(self):
        comments = list(Comment.objects.filter(state__in=[State.APPROVED, State.PENDING]).order_by("pk"))
        if comments:
            comment = self.chance.choice(comments)
            verbs = [moderation.remove, moderation.reject if comment.state == State.APPROVED else moderation.approve]
            self.chance.choice(verbs)(comment, by=self.root)

    def close(self):
        if article := self.article():
            discussions.set_mode(article, self.chance.choice(list(Mode)), by=self.root)

    def rule(self):
        rules = Rules.current()
        rules.close_after = self.chance.choice([None, 1, 3])
        rules.save()

    def recategorise(self):
        if category := self.chance.choice(list(Category.objects.order_by("pk")) or [None]):
            category.description = f"Of kind {self.chance.randrange(100)}."
            category.save()

    def let_time_pass(self):
        self.now += timedelta(hours=self.chance.randrange(1, 30))

    def address(self):
        slugs = list(Article.objects.order_by("pk").values_list("slug", flat=True)) or ["nobody"]
        if self.chance.random() < 0.4:
            return self.chance.choice(LISTS)
        return f"/wiki/{self.chance.choice(slugs)}/{self.chance.choice(BELOW)}"


def text(body):
    """A page without its related articles, which may be a day old; a feed without entries says that it is of now."""
    page = re.sub(r'<section class="related".*?</section>', "", body.decode(), flags=re.DOTALL)
    return page if "<entry>" in page else re.sub("<updated>.*?</updated>", "", page)


@pytest.mark.parametrize("seed", some([1, 2], every=2))
def test_each_answer_is_what_the_application_would_say_now(seed, monkeypatch):
    world = World(random.Random(seed), monkeypatch)
    processes = [Process(), Process(0.3)]
    kept = asked = 0
    done = []
    for _ in range(STEPS):
        if world.chance.random() < 0.3:
            change = world.step()
            done = [*done[-9:], change.__name__]
            with suppress(DocumentError, Refused):  # the name is taken, the discussion closed
                change()
        address = world.address()
        # Before the application itself is asked, which lets in whatever is due.
        answers = []
        for process in processes:
            before = process.made
            if answer := process.ask(address):
                asked += 1
                kept += process.made == before
                answers.append(answer)
        said = Client(HTTP_HOST="localhost").get(address)
        for answer in answers:
            assert (answer.status, text(answer.body)) == (said.status_code, text(said.content)), (address, done)
    for process in processes:
        process.end()
    assert kept > asked / 20
