"""A walk through every public address finds no email address, no hash of one, and nobody's network address."""

import hashlib
import re
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from comments import moderation, opinions
from comments.models import Comment, Passage, State, Subscription
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, TimelineEvent
from tests.builders import make_article
from tests.comments.builders import make_account, make_comment, root_user

pytestmark = pytest.mark.django_db

EMAIL = "Very.Private@Mail.Example"
ADDRESSES = ["203.0.113.77", "2001:db8:77::1"]
#: So many pages at most: a walk that finds no end finds a fault.
MOST = 1_500
#: What one page offers in endless kinds: the walk takes what one kind leads to.
ENDLESS = re.compile(r"[?&](?:page|before|after|sort|label|scale|from|to|order|letter|kind|q|reply_to|a|b)=")


def secrets():
    """Everything that no page may hold, in lower case."""
    account_emails = [f"{user.username}@example.org" for user in (root_user(),)]
    emails = [EMAIL, *Comment.objects.exclude(email="").values_list("email", flat=True), *account_emails]
    for email in emails:
        for form in {email, email.lower(), email.strip().lower()}:
            yield form.lower()
            for kind in ("md5", "sha1", "sha256"):
                yield hashlib.new(kind, form.encode()).hexdigest()
    yield from ADDRESSES
    yield from Comment.objects.exclude(ip_key="").values_list("ip_key", flat=True)
    yield from Subscription.objects.values_list("token", flat=True)


@pytest.fixture
def site():
    """Articles with everything, and a discussion with everybody."""
    article = make_article(
        "Ada Lovelace",
        category=("People", "Science"),
        tags=("History",),
        body="## Life\n\nShe wrote the first program.",
        infobox=Infobox(fields=(InfoboxField("Born", "1815"),)),
        timeline=(TimelineEvent(parse_event_date("1843"), "Notes"),),
        faq=(Faq("Who was she?", "A mathematician."),),
    )
    root = make_comment(article, "Root.", email=EMAIL, address=ADDRESSES[0])
    Passage.objects.create(comment=root, exact="the first program", start=0)
    reply = make_comment(article, "A reply.", parent=root, account=make_account("Dora"), address=ADDRESSES[1])
    opinions.find_helpful(root, by=make_account("Eve"))
    opinions.report(reply, by=make_account("Eve"), complaint="spam", note="Private note.")
    for state in (State.PENDING, State.REJECTED, State.SPAM):
        make_comment(article, f"In state {state}.", state=state, email=EMAIL)
    gone = make_comment(article, "Taken back.", email=EMAIL)
    make_comment(article, "Below what is gone.", parent=gone)
    moderation.delete(gone, by=root_user())
    Subscription.objects.create(article=article, email=EMAIL.lower(), created_at=root.created_at)
    return article


def links_in(address, page):
    """Where a page leads within the site, what scripts fetch included."""
    for link in re.findall(r'(?:href|src|data-comments)="([^"]*)"|<(?:link|id|uri)>([^<]*)<', page):
        found = urldefrag(urljoin(address, unescape("".join(link))))[0]
        if urlsplit(found).path.startswith(("/static/", "/admin/", "/media/")):
            continue
        if urlsplit(found).netloc in {"", "testserver", "127.0.0.1:8000"} and not found.startswith(
            ("data:", "mailto:")
        ):
            parts = urlsplit(found)
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def kind_of(address):
    return ENDLESS.sub("=", address.split("?")[0] + "?" + re.sub(r"=[^&]*", "=", address.partition("?")[2]))


def test_no_page_tells_who_wrote_from_where(client, site):
    hidden = [each.lower() for each in secrets()]
    hidden += ["private note.", "in state pending.", "in state rejected.", "in state spam.", "taken back."]
    waiting, seen, kinds = ["/", "/feeds/comments/", "/sitemap.xml", "/opensearch.xml", "/healthz"], set(), set()
    waiting += [f"/wiki/{site.slug}.md", f"/wiki/{site.slug}.json", f"/wiki/{site.slug}/comments/own/"]
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen or ("?" in address and kind_of(address) in kinds):
            continue
        seen.add(address)
        kinds.add(kind_of(address))
        response = client.get(address)
        if response.status_code in {301, 302, 303}:
            waiting.append(urlsplit(response["Location"]).path)
            continue
        assert response.status_code < 500, address
        page = b"".join(response.streaming_content if response.streaming else [response.content]).decode(
            "utf-8", "replace"
        )
        told = str(dict(response.headers)).lower() + page.lower()
        for secret in hidden:
            assert secret not in told, (address, secret)
        waiting += links_in(address, page)
    assert len(seen) < MOST
    places = ["/wiki/ada-lovelace/", "/wiki/ada-lovelace/comments/", "/people/", "/comments/new/", "/feeds/changes/"]
    for place in places:
        assert any(place in address for address in seen), place
