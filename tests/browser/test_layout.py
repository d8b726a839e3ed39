"""Pages keep to the width of the screen, whatever words they hold, and however large readers have set their text."""

import pytest

from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent
from tests.builders import make_article
from tests.comments.builders import make_comment
from tests.thoroughness import some

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
TITLE = (WORD * 3)[:200]
PATHS = [
    "/", "/wiki/long/", "/wiki/nothing-" + "x" * 80 + "/", "/articles/", "/categories/", "/categories/long/",
    "/categories/long/table/", "/tags/", "/tags/long/", "/search/?q=" + WORD, "/search/?q=" + "x" * 200, "/timeline/",
    "/facts/", f"/facts/{WORD[:80]}/", f"/facts/{WORD[:80]}/{WORD * 3}/", "/recent/", "/wanted/", "/wiki/long/history/",
    "/wiki/long/history/1/", "/wiki/long/compare/1/1/", "/wiki/long/contributors/", "/wiki/long/links/",
    "/wiki/long/cite/", "/wiki/long/comments/", "/wiki/long/comments/new/", "/accounts/login/", "/accounts/signup/",
]  # fmt: skip
LINES = f"{WORD * 3} {WORD}"
BODY = f"""
## {WORD}

{LINES}[@a] [[{WORD * 2}]][^1]

### {LINES}

- {LINES}

> {LINES}

> [!NOTE]
> {LINES}

| {WORD} | {WORD} |
|---|---|
| {LINES} | {LINES} |

```
{LINES}
```

$$x = {"y + " * 60}z$$

[^1]: {LINES}

Term {WORD}
: {LINES}
""".strip()
#: What reaches beyond the screen, and is not within something that scrolls by itself.
BEYOND = """() => {
    const width = document.documentElement.clientWidth
    const scrolls = (each) => each && each !== document.documentElement
        && (getComputedStyle(each).overflowX !== "visible" || scrolls(each.parentElement))
    const beyond = [...document.querySelectorAll("body *")].filter((each) => {
        const box = each.getBoundingClientRect()
        return box.width > 1 && box.right > width + 1 && !scrolls(each.parentElement)
    })
    if (document.documentElement.scrollWidth > width || beyond.length)
        return [document.documentElement.scrollWidth, ...beyond.slice(-3).map((each) => each.outerHTML.slice(0, 120))]
}"""


@pytest.fixture
def articles(live_server, transactional_db):
    article = make_article(
        TITLE,
        slug="long",
        category=(WORD[:78] + "a", "Long"),
        tags=(WORD[:78] + "b", "Long"),
        aliases=(WORD,),
        summary=LINES,
        short_answer=f"{LINES} `{WORD}` https://example.org/{WORD} [[{WORD}]]",
        infobox=Infobox(
            title=WORD * 2, caption=LINES, fields=tuple(InfoboxField(WORD[:n], WORD * 3) for n in range(60, 81, 5))
        ),
        timeline=(TimelineEvent(parse_event_date("~-123456/-012345"), LINES),),
        faq=(Faq(f"{WORD * 3}?", LINES),),
        references=(Reference("a", title=LINES, authors=(Name(WORD * 2),), url=f"https://example.org/{WORD * 5}"),),
        body=BODY,
    )
    root = make_comment(article, LINES, name=WORD[:50])
    for _ in range(5):
        root = make_comment(article, LINES, parent=root, name=WORD[:50])
    return article


@pytest.mark.parametrize(
    ("width", "text"),
    some([(360, "200%"), (320, "100%"), (820, "100%"), (1440, "200%"), (1440, "100%")]),
)
def test_no_page_is_wider_than_the_screen(articles, new_page, faults, width, text):
    page = new_page(viewport={"width": width, "height": 800})
    wide = {}
    for path in PATHS:
        page.goto(path)
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        if found := page.evaluate(BEYOND):
            wide[path] = found
    assert wide == {}, "\n".join(f"{path} {found}" for path, found in wide.items())
