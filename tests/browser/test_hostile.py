"""An article that holds every attack in every part, opened wherever its words are shown: nothing runs."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from encyclopedia import editing
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent
from tests.builders import make_article, make_user
from tests.comments.builders import make_comment

COLLECTIONS = Path(__file__).parents[1] / "markup" / "hostile"
HTML, ADDRESSES, WORDS = (
    (COLLECTIONS / f"{name}.txt").read_text().splitlines() for name in ("html", "addresses", "words")
)
ATTACKS = [*HTML, *WORDS]
PLACES = [
    "{0}", "## {0}", "> [!NOTE]\n> {0}", "> [!{0}]\n> {0}", "- [x] {0}", "| {0} |\n|---|\n| {0} |", "${0}$",
    "$$\n{0}\n$$", "```html\n{0}\n```", '![{0}](/media/none.png "{0}")\n*{0}*', "[[Nobody|{0}]] [[{0}]]",
    "[@a, {0}]", "{0}\n: {0}", "$\\text{{0}}$", "a[^1]\n\n[^1]: {0}",
]  # fmt: skip
LINKS = ["[a]({0})", "![a]({0})", "<{0}>", '[a](<{0}> "b")', "[[BERT|![a]({0})]]"]
SLUG = "/wiki/hostile/"
TITLE = "\"><script>alert(1)</script>'<img src=x onerror=alert(1)>\u202e\u200b"


def body():
    """Each attack in each place, in turns: all of them as they stand, and a third of the rest."""
    written = [place.replace("{0}", attack) for attack in ATTACKS for place in PLACES[:1]]
    written += [PLACES[at % len(PLACES)].replace("{0}", attack) for at, attack in enumerate(ATTACKS * 5)]
    written += [place.replace("{0}", address) for address in ADDRESSES for place in LINKS]
    return "\n\n".join(written)


@pytest.fixture
def article(live_server, transactional_db):
    root = make_user("root", is_staff=True, is_superuser=True)
    make_article("BERT")
    some = ATTACKS[::6]
    article = make_article(
        TITLE,
        slug="hostile",
        by=root,
        category=("<img src=x onerror=alert(1)>", '" onclick="alert(1)'),
        tags=("<script>alert(1)</script>", "' onclick='alert(1)"),
        aliases=tuple(attack[:190] for attack in some),
        summary=" ".join(some)[:1000],
        short_answer="\n\n".join(some),
        infobox=Infobox(
            title=TITLE, caption=" ".join(some)[:1000], image="images/none.png", image_alt='" onerror="alert(1)',
            image_credit="<script>alert(1)</script>[a](javascript:alert(1))",
            fields=tuple(
                InfoboxField(f"{attack[:60]} {n}".replace("/", "|"), attack[:290]) for n, attack in enumerate(some)
            ),
        ),
        timeline=tuple(TimelineEvent(parse_event_date(str(1900 + n)), attack) for n, attack in enumerate(some)),
        faq=tuple(Faq(attack[:290], f"{attack}\n\n$\\text{{{attack}}}$") for attack in some),
        references=tuple(
            Reference(
                f"r{n}", title=attack, authors=(Name(attack),), container=attack, publisher=attack, pages=attack[:80],
                url="https://example.org/",
            )
            for n, attack in enumerate(some)
        ),
        body=body(),
    )  # fmt: skip
    changed = replace(editing.current(article), body="\n\n".join(reversed(ATTACKS)), summary=TITLE)
    editing.record(article, changed, by=root, note=TITLE)
    editing.record(
        article, replace(editing.current(article), body=body()), by=root, note="<img src=x onerror=alert(1)>"
    )
    for attack in (*HTML[::9], *(f"[a]({address})" for address in ADDRESSES[::9])):
        make_comment(article, attack, name="<b onclick=alert(1)>\u202e")
    return article


@pytest.fixture
def watched(new_page, faults):
    """A page that fails the test when a dialog opens; the console and other hosts are watched for all."""
    page = new_page(viewport={"width": 1440, "height": 900})
    page.on("dialog", lambda dialog: (faults.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    return page


def is_about_a_missing_picture(fault):
    return "404" in fault and "/media/" in fault


def settle(page, faults):
    """Wait for what wakes late, touch what waits for it, and leave out that the pictures of this test do not exist."""
    page.evaluate(
        """() => document.querySelectorAll("main *").forEach((element) => {
            for (const kind of ["mouseover", "focus", "toggle", "animationstart", "error", "load"])
                if (!(element instanceof HTMLLinkElement)) element.dispatchEvent(new Event(kind));
        })"""
    )
    # By the page's own time, in which what was to wake before has woken.
    page.evaluate("() => new Promise((wake) => requestAnimationFrame(() => setTimeout(wake, 200)))")
    faults[:] = [fault for fault in faults if not is_about_a_missing_picture(fault)]
    assert faults == [], page.url


def structure(page):
    """The children of <body> that make a page, and what is within them."""
    return page.evaluate(
        """() => ({
            parts: [...document.body.children].map((child) => child.localName),
            main: document.querySelectorAll("main").length,
            h1: document.querySelectorAll("h1").length,
            footer: !!document.querySelector("body > footer, body > .site-footer, footer"),
            strange: [...document.querySelectorAll(
                "iframe, object, embed, base, style, svg script, main script:not([src]), [onclick], [onerror], [onload]"
            )].map((element) => element.outerHTML.slice(0, 100)),
            ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
        })"""
    )


PUBLIC = [
    SLUG, f"{SLUG}history/", f"{SLUG}history/1/", f"{SLUG}compare/1/2/", f"{SLUG}contributors/", f"{SLUG}comments/",
    f"{SLUG}links/", f"{SLUG}cite/", "/", "/articles/", "/categories/", "/recent/", "/wanted/", "/wiki/hostyle/",
    "/search/?q=alert", f"/search/?q={quote(TITLE)}",
]  # fmt: skip


def test_nothing_runs_and_every_page_is_whole(watched, article, faults):
    watched.goto("/wiki/bert/")
    expected = structure(watched)
    watched.goto(SLUG)
    assert watched.locator("main").inner_text().count("alert(1)") > 500
    for path in PUBLIC:
        assert watched.goto(path).status == (404 if path == "/wiki/hostyle/" else 200), path
        found = structure(watched)
        assert found["strange"] == [], path
        assert (found["parts"], found["main"], found["h1"]) == (expected["parts"], 1, 1), path
        assert found["footer"], path
        assert len(found["ids"]) == len(set(found["ids"])), path
        settle(watched, faults)


def test_nothing_runs_at_the_desk(watched, article, faults):
    watched.goto("/admin/login/")
    watched.get_by_label("Username").fill("root")
    watched.get_by_label("Password").fill("root-password")
    watched.get_by_role("button", name="Log in").click()
    desk = f"/admin/encyclopedia/article/{article.pk}"
    for path in (f"{desk}/preview/", f"{desk}/history/", f"{desk}/compare/1/2/", "/admin/encyclopedia/article/"):
        assert watched.goto(path).status == 200, path
        settle(watched, faults)
        assert structure(watched)["strange"] == [], path
    watched.goto(f"{desk}/change/")
    watched.locator(".field-body .markdownx-preview p").first.wait_for()
    settle(watched, faults)
    assert watched.locator(".field-body .markdownx-preview script, .markdownx-preview [onerror]").count() == 0


def test_nothing_runs_in_feeds_and_the_article_s_text(watched, article, faults):
    watched.goto("/")
    for path in ("/feeds/new/", "/feeds/changes/", f"{SLUG}feed/"):
        kind, text = watched.evaluate(
            """async (path) => {
                const parsed = new DOMParser().parseFromString(await (await fetch(path)).text(), "application/xml");
                if (parsed.querySelector("parsererror")) return ["broken", parsed.documentElement.textContent];
                const html = [...parsed.querySelectorAll("summary, content")].map((each) => each.textContent).join("");
                const live = new DOMParser().parseFromString(html, "text/html").querySelectorAll("script, [onerror]");
                return [live.length ? "live" : "whole", html.slice(0, 200)];
            }""",
            path,
        )
        assert kind == "whole", (path, text)
    assert faults == []
