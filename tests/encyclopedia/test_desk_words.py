"""What the desk says where the framework speaks."""

import gettext
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as site
from django.conf.global_settings import LANGUAGES
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from encyclopedia.models import Article, Category, SynonymGroup
from encyclopedia.site import staff as people
from encyclopedia.templatetags.encyclopedia import full_stop
from tests.builders import make_article, make_user

HERE = Path(__file__).parents[2]
WORDS = HERE / "encyclopedia" / "locale" / "en" / "LC_MESSAGES"
#: How nobody here would say it.
FOREIGN = re.compile(
    r"Select [\w ]+ to (?:change|view)|successfully|Are you sure|take me back|authenticated as|authorized to|"
    r"change history|None available|My actions|Recent actions|Perhaps it was|p\.m\.\.|a\.m\.\.|No items have been"
)
DESK, COMMENTS = "/admin/encyclopedia", "/admin/comments"
PAGES = {
    people.WRITERS: ["/admin/", f"{DESK}/article/", f"{DESK}/article/add/", f"{DESK}/category/"],
    people.EDITORS: [
        *("/admin/", f"{DESK}/article/", f"{DESK}/article/review/", f"{DESK}/article/links/", f"{DESK}/category/"),
        *(f"{DESK}/category/add/", f"{DESK}/category/{{category}}/change/", f"{DESK}/category/{{category}}/history/"),
        *(f"{DESK}/article/{{article}}/change/", f"{DESK}/article/{{article}}/history/", f"{DESK}/synonymgroup/"),
        *(f"{DESK}/synonymgroup/{{synonyms}}/delete/", f"{DESK}/category/999/change/"),
    ],
    people.MODERATORS: [
        *("/admin/", f"{COMMENTS}/comment/", f"{COMMENTS}/discussion/", f"{COMMENTS}/discussion/add/"),
        *(f"{COMMENTS}/person/", f"{COMMENTS}/blockentry/", f"{COMMENTS}/transition/", f"{COMMENTS}/comment/figures/"),
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("group", PAGES)
def test_no_page_of_the_desk_speaks_like_a_framework(group):
    names = {
        "category": Category.objects.create(name="Law", slug="law", path="Law", path_key="law", depth=1).pk,
        "article": make_article("Ada Lovelace").pk,
        "synonyms": SynonymGroup.objects.create(words="LLM\nlarge language model").pk,
    }
    browser = Client()
    browser.force_login(people.make_staff("somebody", [group], password=lambda user: "some-pass-word"))
    for page in PAGES[group]:
        html = browser.get(page.format(**names), follow=True).content.decode()
        assert not FOREIGN.findall(re.sub(r"<script.*?</script>|<!--.*?-->", "", html, flags=re.DOTALL)), page


@pytest.mark.django_db
def test_what_was_done_is_said_in_the_words_of_the_desk(desk):
    category = Category.objects.create(name="Law", slug="law", path="Law", path_key="law", depth=1)
    sent = {"name": "Laws", "slug": "law", "order": "0", "description": ""}
    html = desk.post(f"{DESK}/category/{category.pk}/change/", sent, follow=True).content.decode()
    assert "The category “<a" in html
    assert "was changed." in html
    assert not FOREIGN.findall(html)
    chosen = {"action": "publish", "index": "0"}
    html = desk.post(f"{DESK}/article/", chosen, follow=True).content.decode()
    assert "Choose something in the list first; nothing was changed." in html or not Article.objects.exists()


def test_the_words_that_are_read_are_those_that_are_written():
    written = (WORDS / "django.po").read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', written, re.MULTILINE)
    assert len(pairs) == written.count("\nmsgid ") - 1
    with (WORDS / "django.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    for msgid, msgstr in pairs:
        assert read.gettext(msgid.replace('\\"', '"')) == msgstr.replace('\\"', '"')


@pytest.mark.django_db
def test_who_is_signed_in_without_rights_here_is_told_what_to_do_and_no_account_is_named(client):
    make_user("6fa96d0c")
    article = make_article("Ada Lovelace")
    client.login(username="6fa96d0c", password="6fa96d0c-password")
    response = client.get(f"{DESK}/article/{article.pk}/change/", follow=True)
    html = response.content.decode()
    assert response.status_code == 403
    assert "You are signed in with an account for reading and commenting." in html
    assert "6fa96d0c" not in html
    people.make_staff("editor", [people.EDITORS], password=lambda user: "editor-password")
    there = response.redirect_chain[-1][0]
    sent = {"username": "editor", "password": "wrong", "next": f"{DESK}/article/{article.pk}/change/"}
    assert "6fa96d0c" not in client.post(there, sent).content.decode()
    response = client.post(there, sent | {"password": "editor-password"})
    assert (response.status_code, response["Location"]) == (302, sent["next"])
    assert client.get(sent["next"]).status_code == 200
    # A stranger is asked to sign in, as ever.
    assert Client().get("/admin/login/").status_code == 200


# Ends of sentences


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_no_sentence_ends_in_two_full_stops_in_any_language(language):
    with translation.override(language):
        for kind in ("DATE_FORMAT", "DATETIME_FORMAT", "TIME_FORMAT", "YEAR_MONTH_FORMAT"):
            said = full_stop(date_format(datetime(2026, 12, 24, 14, 0), kind))
            assert said.endswith(".")
            assert not said.endswith("..")


def test_no_template_puts_a_full_stop_behind_a_date_by_itself():
    ending = re.compile(r'\|(?:date:"[A-Z_]+"|moment|spoken)\s*}}(?:</\w+>|{% endif %})*\.')
    templates = [path for folder in site.TEMPLATES[0]["DIRS"] for path in Path(folder).rglob("*.html")]
    assert templates
    assert [str(path) for path in templates if ending.search(path.read_text())] == []
