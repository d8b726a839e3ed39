"""Synonyms and searches in vain at the desk."""

import pytest
from django.urls import reverse

from encyclopedia import search
from encyclopedia.models import Article, Miss, Synonym, SynonymGroup
from encyclopedia.site import staff as people
from tests.builders import make_article

pytestmark = pytest.mark.django_db

ADD = "admin:encyclopedia_synonymgroup_add"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def found(typed):
    return set(Article.objects.filter(pk__in=search.search(typed).ids).values_list("title", flat=True))


def test_an_editor_adds_changes_and_takes_away_synonyms_and_the_search_follows_at_once(desk):
    make_article("Cards", body="A graphics card is needed.")
    assert found("gpu") == set()
    assert desk.post(reverse(ADD), {"words": " GPU \r\n\r\ngraphics cards"}).status_code == 302
    group = SynonymGroup.objects.get()
    assert group.words == "GPU\ngraphics cards"
    assert found("gpus") == {"Cards"}
    desk.post(reverse("admin:encyclopedia_synonymgroup_change", args=[group.pk]), {"words": "TPU\ngraphics card"})
    assert (found("gpu"), found("tpu")) == (set(), {"Cards"})
    desk.post(reverse("admin:encyclopedia_synonymgroup_delete", args=[group.pk]), {"post": "yes"})
    assert found("tpu") == set() and not Synonym.objects.exists()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("one", "at least two names"),
        ("one\nones\nONE", "at least two names"),
        ("a\n***\nb", "has no word in it"),
        ("a\nb\none two three four five six", "too long"),
        ("\n".join(f"w{n}" for n in range(31)), "at most 30 lines"),
        ("a\n" + "x" * 201, "too long"),
    ],
)
def test_what_is_no_group_is_refused_and_kept_in_the_form(desk, words, problem):
    page = desk.post(reverse(ADD), {"words": words}).content.decode()
    assert problem in page
    assert words.splitlines()[-1] in page
    assert not SynonymGroup.objects.exists()


def test_writers_and_moderators_do_not_change_synonyms(client):
    for name, group in (("writer", people.WRITERS), ("mod", people.MODERATORS)):
        client.force_login(people.make_staff(name, [group], password=lambda user: "some-password"))
        assert client.post(reverse(ADD), {"words": "a\nb"}).status_code == 403


def test_editors_read_what_several_searches_did_not_find(desk):
    for number, typed in enumerate(("quokka", "quokka", "Quokka", "once", "Wombat", "Wombat", "Wombat")):
        desk.get("/search/", {"q": typed}, REMOTE_ADDR=f"192.0.2.{number}")
    make_article("Wombat")
    page = desk.get(reverse("admin:encyclopedia_article_misses")).content.decode()
    assert "<bdi>Quokka</bdi></th><td>3</td>" in page
    assert "Written since" in page and "/wiki/wombat/" in page
    assert "once" not in page
    assert not Miss.objects.filter(key__contains="once").exists()


def test_readers_do_not_see_what_others_looked_for(client):
    assert client.get(reverse("admin:encyclopedia_article_misses")).status_code == 302
    client.force_login(people.make_staff("mod", [people.MODERATORS], password=lambda user: "some-password"))
    assert client.get(reverse("admin:encyclopedia_article_misses")).status_code == 403
