"""Whatever stands in an address, a parameter or a field of a form: no input is a fault of the site."""

import re
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, get_resolver

from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, Reference, TimelineEvent
from encyclopedia.models import Category
from tests.builders import make_article, make_document
from tests.comments.builders import make_account, make_comment, root_user

pytestmark = pytest.mark.django_db

#: As they stand in an address.
ODD = [
    "0", "-1", "1" + "0" * 20, "9" * 5_000, "1e5", "%D9%A1%D9%A2", "%C2%B2", "%00", "a%00b", "%0D%0AX-Odd:%201",
    "%FF%FE", "%ED%A0%80", "%EF%BF%BE", "%E2%80%AE%E2%80%A8", "x" * 300, "%F0%9F%98%80" * 60, "%CC%81" * 200, "..",
    "%2e%2e%2f%2e%2e%2fetc", "%2F", "%5C", "%20", "%27%22%3E%3Cscript%3E", "%25%25%25%25", "%22%22%22", "[]", "-",
    "0000", "-0044", "9999999", "2026-13-45", "1950%2F1949",
]  # fmt: skip
#: Where each costs more: at the desk, and in forms.
FEW = ["1" + "0" * 20, "a%00b", "%ED%A0%80%D9%A1" * 60]


@pytest.fixture
def places(tmp_path, settings):
    """What stands for each part of an address, by the beginning of the address that it stands in."""
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("images/a.png", ContentFile(b"not looked at"))
    article = make_article(
        "First",
        category=("Technology", "AI"),
        tags=("Open source",),
        infobox=Infobox(fields=(InfoboxField("Field", "Logic"),)),
        timeline=(TimelineEvent(parse_event_date("1950"), "An event.[@a]"),),
        faq=(Faq("What?", "That."),),
        references=(Reference(key="a", title="A source", date="1950"),),
        body="## A heading\n\nText about [[Second]].",
    )
    editing.record(article, make_document("First", body="Other text."), by=None)
    comment = make_comment(article)
    account = make_account()
    return {
        "wiki/": {"slug": article.slug, "number": "1", "a": "1", "b": "2", "public_id": comment.public_id},
        "categories/": {"slug": Category.objects.get(slug="technology").slug},
        "tags/": {"slug": "open-source"},
        "facts/": {"label": "Field", "value": "Logic"},
        "media/": {"path": "images/a.png"},
        "people/": {"public_id": account.person.public_id},
        "admin/encyclopedia/article/": {"article_id": str(article.pk)},
        **{
            f"admin/{model._meta.label_lower.replace('.', '/')}/": {"object_id": number(model)}
            for model in registered()
        },
    }


def registered():
    """The models that the desk shows."""
    return [model for model in apps.get_models() if site.is_registered(model)]


def number(model):
    """The number of one that there is."""
    return str(model.objects.values_list("pk", flat=True).first() or 1)


def routes(patterns=None, before=""):
    """Every route of the site, as it is written in the urls."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route.replace("\\Z", "")
        else:
            yield from routes(entry.url_patterns, route)


PART = re.compile(r"<(?:\w+:)?(\w+)>")


def filled(route, places):
    """What is put in for the parts of a route."""
    values = dict.fromkeys(PART.findall(route), "1")
    for beginning, known in sorted(places.items(), key=lambda place: len(place[0])):
        if route.startswith(beginning):
            values |= {name: value for name, value in known.items() if name in values}
    return values


def address(route, values):
    return "/" + PART.sub(lambda part: values[part[1]], route)


def tell(browser, faults, method, path, data=None):
    """Ask, and note it when the answer is a fault."""
    ask = browser.get if method == "GET" else browser.post
    response = ask(path, data) if data is not None else ask(path)
    if response.streaming:
        b"".join(response.streaming_content)
    if response.status_code >= 500:
        faults.append((response.status_code, method, path[:200], data))
    return response


def browser_of(user=None):
    browser = Client(raise_request_exception=False)
    if user:
        browser.force_login(user)
    return browser


class Asked:
    """Notes which parameters a view looks for."""

    def __init__(self, monkeypatch):
        self.names = set()
        for method in ("__getitem__", "__contains__", "get", "getlist"):
            monkeypatch.setattr(QueryDict, method, self._noting(getattr(QueryDict, method)))

    def _noting(self, method):
        def noting(query, name, *rest, **options):
            self.names.add(name)
            return method(query, name, *rest, **options)

        return noting

    def by(self, act):
        self.names.clear()
        act()
        return sorted(self.names)


def try_everywhere(browser, chosen, places, odd, asked):
    """Ask each address with each of its parts, and each parameter that it looks for, odd; alone and beside others."""
    faults = []
    for route in chosen:
        values = filled(route, places)
        plain = address(route, values)
        for name, value in [(name, value) for name in values for value in odd if value]:
            tell(browser, faults, "GET", address(route, values | {name: value}))
        names = asked.by(lambda plain=plain: [tell(browser, faults, "GET", f"{plain}{more}") for more in ("", "?a=1")])
        others = "&".join(f"{quote(name)}=1" for name in names)
        for name, value in [(name, value) for name in names for value in odd]:
            tell(browser, faults, "GET", f"{plain}?{quote(name)}={value}")
        for name, value in [(name, value) for name in names for value in odd[:3] if len(names) > 1]:
            tell(browser, faults, "GET", f"{plain}?{others}&{quote(name)}={value}")
    return faults


PUBLIC = [route for route in routes() if not route.startswith("admin/")]
DESK = [route for route in routes() if route.startswith("admin/") and not route.endswith("$")]


def test_no_reader_meets_a_fault(places, monkeypatch):
    assert len(PUBLIC) > 70
    faults = try_everywhere(browser_of(), PUBLIC, places, ODD, Asked(monkeypatch))
    assert faults == [], "\n".join(map(str, faults))


@pytest.mark.thorough
def test_nobody_at_the_desk_meets_a_fault(places, monkeypatch):
    """Lists of the desk take any name for a filter: those that their pages offer, and some that they do not."""
    browser = browser_of(root_user())
    assert len(DESK) > 60
    faults = try_everywhere(browser, DESK, places, FEW, Asked(monkeypatch))
    for route in DESK:
        path = address(route, filled(route, places))
        page = tell(browser, faults, "GET", path)
        if page.streaming or "changelist" not in page.content.decode():
            continue
        offered = set(re.findall(r"[?&;](\w+)=", page.content.decode()))
        for name in offered | {
            "q",
            "p",
            "o",
            "all",
            "id",
            "pk__in",
            "title__nothing",
            "_popup",
            "_to_field",
            "_facets",
        }:
            for value in ["", *FEW]:
                tell(browser, faults, "GET", f"{path}?{name}={value}")
    assert faults == [], "\n".join(map(str, faults))


class Forms(HTMLParser):
    """The forms of a page that change something: where they lead, and what they hold as the page is opened."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.field = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.found.append((attributes.get("method", "get").lower(), attributes.get("action", ""), {}))
        elif tag in {"input", "textarea", "select", "button"} and self.found and attributes.get("name"):
            self.field = attributes["name"]
            if attributes.get("type") not in {"checkbox", "radio"} or "checked" in attributes:
                self.found[-1][2].setdefault(self.field, attributes.get("value") or "")
        elif tag == "option" and "selected" in attributes and self.field:
            self.found[-1][2][self.field] = attributes.get("value", "")

    def posts(self):
        return [(action, fields) for method, action, fields in self.found if method == "post"]


@pytest.mark.thorough
def test_no_field_of_a_form_is_a_fault(places):
    """Each form of each page is sent as it is opened, but for one field; what it does is taken back."""
    faults, sent = [], set()
    people = [None, make_account("Frida"), root_user()]
    odd = [unquote_to_bytes(value) for value in FEW]
    for person in people:
        browser = browser_of(person)
        cookies = browser.cookies.output(header="")
        for route in PUBLIC + DESK:
            path = address(route, filled(route, places))
            page = tell(browser, faults, "GET", path)
            if page.streaming or not page["Content-Type"].startswith("text/html"):
                continue
            for action, fields in Forms(page.content.decode()).posts():
                target = action or path
                if (person, target, tuple(fields)) in sent:
                    continue
                sent.add((person, target, tuple(fields)))
                for name, value in [(name, value) for name in fields for value in odd]:
                    with transaction.atomic():
                        tell(browser, faults, "POST", target, fields | {name: value})
                        transaction.set_rollback(True)
                    browser.cookies = SimpleCookie(cookies)
    assert len(sent) > 60
    assert faults == [], "\n".join(map(str, faults))
