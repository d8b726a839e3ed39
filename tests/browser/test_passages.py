"""Comments on words of an article: selecting, posting, the way back, and what an edit does to it."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from comments import discussions
from comments.articles import body_html
from comments.models import Comment, Mode, Passage
from comments.passages.finding import Place
from comments.passages.passages import quotation
from comments.passages.plain_text import read
from encyclopedia import editing
from encyclopedia.document.schema import Reference
from encyclopedia.snapshots import document_of
from tests.builders import make_article
from tests.comments.builders import make_comment, root_user
from tests.thoroughness import some

BODY = (
    """## Life

Ada Lovelace 𝒶 wrote the *first program*[@a] for a machine that nobody had built.[^1]

## Work

- The Analytical Engine weaves algebraic patterns.
- It was never [[finished]].

| A table | of two |
|---|---|
| cells | and `code` |

```python
if ready < 1:
    weave()
```

> [!NOTE]
> So $x^2$ is.

"""
    + "\n\n".join(f"Paragraph {number} is here so that one has to scroll." for number in range(30))
    + """

## End

The last words of a long article.

[^1]: A note about it."""
)


@pytest.fixture
def article(live_server, transactional_db):
    return make_article(
        "Ada Lovelace", body=BODY, references=(Reference("a", title="Notes"),), short_answer="She wrote it."
    )


def about(article, exact, **parts):
    text = read(body_html(article)).text
    start = text.index(exact)
    return make_comment(article, f"About {exact}.", passage=quotation(text, Place(start, start + len(exact))), **parts)


def drag_over(page, text, within=".prose"):
    """Select words with the mouse, as far as they stand on one line."""
    box = page.evaluate(
        """([text, within]) => {
            const walker = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(text);
                if (at < 0) continue;
                walker.currentNode.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + text.length);
                const { left, right, top, height } = range.getBoundingClientRect();
                return { left, right, middle: top + height / 2 };
            }
        }""",
        [text, within],
    )
    page.mouse.move(box["left"], box["middle"])
    page.mouse.down()
    page.mouse.move(box["right"], box["middle"], steps=5)
    page.mouse.up()


def offer(page):
    return page.get_by_role("link", name="Comment on this", exact=True)


def test_the_page_and_the_server_read_the_same_text(page, article):
    page.goto(article.get_absolute_url())
    loaded = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    [module] = [name for name in loaded if "/passages." in name and name.endswith(".js")]
    text = page.evaluate("async (module) => (await import(module)).read(document.querySelector('.prose')).text", module)
    assert text == read(body_html(article)).text
    assert "So x2 is." in text


def test_words_are_selected_by_mouse_and_commented_on(page, article, assert_accessible):
    page.goto(article.get_absolute_url())
    drag_over(page, "Analytical Engine")
    offer(page).wait_for()
    assert_accessible(page)
    offer(page).click()
    expect(page.locator(".passage blockquote")).to_have_text("Analytical Engine")
    assert_accessible(page)
    page.get_by_label("Comment", exact=True).fill("A machine to be proud of.")
    page.get_by_label("Name").fill("Charlie")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".passage blockquote")).to_have_text("Analytical Engine")
    page.get_by_role("button", name="Post").click()
    page.wait_for_url("**/status/")
    expect(page.locator(".passage blockquote")).to_have_text("Analytical Engine")
    assert Passage.objects.get().prefix.endswith("built. Work The ")


def test_words_across_markers_and_characters_of_two_units_are_the_same_on_both_sides(page, article):
    page.goto(article.get_absolute_url())
    page.evaluate(
        """() => {
            const paragraph = document.querySelector(".prose p");
            getSelection().selectAllChildren(paragraph);
        }"""
    )
    offer(page).click()
    words = "Ada Lovelace 𝒶 wrote the first program for a machine that nobody had built."
    expect(page.locator(".passage blockquote")).to_have_text(words)
    assert page.locator("[name=start]").input_value() == "5"


def test_words_are_selected_by_keyboard_and_tab_leads_to_the_link(page, article):
    page.goto(article.get_absolute_url())
    # A click puts the caret there; what Shift and an arrow then do takes caret browsing, which no test can switch on.
    page.locator(".prose li").first.click(position={"x": 30, "y": 10})
    for _ in range(12):
        page.evaluate("getSelection().modify('extend', 'right', 'character')")
    offer(page).wait_for()
    words = page.evaluate("String(getSelection())")
    page.keyboard.press("Tab")
    expect(offer(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".passage blockquote")).to_have_text(words.strip())


def test_escape_and_a_click_elsewhere_take_the_link_away(page, article):
    page.goto(article.get_absolute_url())
    drag_over(page, "Analytical Engine")
    offer(page).wait_for()
    page.keyboard.press("Escape")
    expect(offer(page)).to_have_count(0)
    assert page.evaluate("String(getSelection())") == "Analytical Engine"
    drag_over(page, "algebraic")
    offer(page).wait_for()
    page.locator("h1").click()
    expect(offer(page)).to_have_count(0)


def test_only_words_of_the_body_are_offered_and_only_while_comments_are_taken(page, article, open_at_rest):
    open_at_rest(page, article.get_absolute_url())
    drag_over(page, "She wrote it", ".short-answer")
    page.clock.run_for(1_000)
    expect(offer(page)).to_have_count(0)
    drag_over(page, "Analytical Engine")
    page.clock.run_for(1_000)
    expect(offer(page)).to_have_count(1)
    discussions.set_mode(article, Mode.CLOSED, by=root_user())
    page.reload()
    drag_over(page, "Analytical Engine")
    page.clock.run_for(1_000)
    expect(offer(page)).to_have_count(0)


def test_too_many_words_are_refused_kindly(page, article):
    page.goto(article.get_absolute_url())
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('.prose'))")
    expect(page.locator(".passage-select")).to_have_text("Select at most 500 characters to comment on them")
    expect(offer(page)).to_have_count(0)


def test_by_touch_the_link_stands_below_the_words_and_within_the_screen(new_page, article):
    page = new_page(has_touch=True, viewport={"width": 360, "height": 700})
    page.goto(article.get_absolute_url())
    page.locator(".prose li").first.tap()
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('.prose li'))")
    offer(page).wait_for()
    box, words = offer(page).bounding_box(), page.locator(".prose li").first.bounding_box()
    assert box["y"] >= words["y"] + words["height"]
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    offer(page).tap()
    expect(page.locator(".passage blockquote")).to_have_text("The Analytical Engine weaves algebraic patterns.")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("exact", some(["The last words of a long article", "first program for a machine", "cells"]))
def test_the_link_in_the_thread_leads_to_the_words(new_page, article, scripts, exact):
    about(article, exact)
    page = new_page(java_script_enabled=scripts, viewport={"width": 820, "height": 500})
    page.goto(f"{article.get_absolute_url()}comments/")
    page.get_by_role("link", name="Show in the article").click()
    page.wait_for_url("**/wiki/ada-lovelace/**")
    word = page.locator(".prose :is(p, td)", has_text=exact.split()[0]).last
    expect(word).to_be_in_viewport()


def test_marks_stand_beside_what_is_commented_on(page, article, assert_accessible):
    before = about(article, "Ada Lovelace")
    about(article, "nobody had built")
    about(article, "never finished")
    about(article, "weave()")
    page.goto(article.get_absolute_url())
    marks = page.locator(".passage-mark")
    assert marks.all_inner_texts() == ["2", "1", "1"]
    mark = page.get_by_role("link", name="2 comments on this paragraph")
    paragraph = page.locator(".prose p").first
    box, beside = mark.bounding_box(), paragraph.bounding_box()
    assert box["x"] + box["width"] <= beside["x"]
    assert beside["y"] <= box["y"] + box["height"] / 2 <= beside["y"] + beside["height"]
    highlighted = page.evaluate("[...CSS.highlights.get('passages')].map(String)")
    assert highlighted == ["Ada Lovelace", "nobody had built", "never finished", "weave()"]
    assert_accessible(page)
    mark.click()
    assert page.url.endswith(f"#comment-{before.public_id}")


def test_marks_move_nothing(new_page, article):
    make_comment(article, "About nothing.")
    places = """[...document.querySelectorAll(".prose *:not(.passage-mark)")].map(
        (each) => each.getBoundingClientRect().top
    )"""
    found = []
    for scripts in (False, True):
        for exact in ("Ada Lovelace", "Engine", "cells", "weave", "Paragraph 3"):
            if not scripts:
                about(article, exact)
        page = new_page(java_script_enabled=scripts)
        page.goto(article.get_absolute_url())
        if scripts:
            page.locator(".passage-mark").first.wait_for()
        found.append(page.evaluate(places))
    assert found[0] == found[1]


def test_marks_stand_on_the_side_where_lines_begin_and_not_on_paper(page, article):
    about(article, "Ada Lovelace")
    page.goto(article.get_absolute_url())
    page.evaluate("document.documentElement.dir = 'rtl'")
    box, beside = page.locator(".passage-mark").bounding_box(), page.locator(".prose p").first.bounding_box()
    assert box["x"] >= beside["x"] + beside["width"]
    page.emulate_media(media="print")
    expect(page.locator(".passage-mark")).to_be_hidden()


def test_after_an_edit_the_words_are_found_again_or_said_to_be_gone(page, article):
    about(article, "weaves algebraic patterns")
    about(article, "The last words of a long article.")
    document = document_of(article)
    body = document.body.replace("## Life", "## New\n\nMuch has come in here.\n\n## Life")
    body = body.replace("The last words of a long article.", "Nothing.").replace("weaves algebraic", "wove algebraic")
    editing.record(article, replace(document, body=body), by=None)
    page.goto(article.get_absolute_url())
    assert page.locator(".passage-mark").count() == 1
    assert page.evaluate("[...CSS.highlights.get('passages')].map(String)") == ["wove algebraic patterns"]
    expect(page.locator(".passage").first).to_contain_text("Changed since.")
    expect(page.locator(".passage").last).to_contain_text("These words are no longer in the article.")


def test_without_scripts_the_words_are_typed(new_page, article, assert_accessible):
    page = new_page(java_script_enabled=False)
    page.goto(f"{article.get_absolute_url()}comments/new/")
    page.get_by_text("About certain words of the article").click()
    page.get_by_label("About these words").fill("Nobody wrote this.")
    page.get_by_label("Comment", exact=True).fill("A machine to be proud of.")
    page.get_by_label("Name").fill("Charlie")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_label("About these words")).to_have_value("Nobody wrote this.")
    expect(page.locator(".error-summary")).to_contain_text("These words are not in the article")
    page.get_by_label("About these words").fill("weaves  algebraic patterns")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".passage blockquote")).to_have_text("weaves algebraic patterns")
    page.get_by_text("Other words of the article, or none").click()
    page.get_by_label("About these words").fill("Nobody wrote this.")
    page.get_by_role("button", name="Post", exact=True).click()
    page.get_by_role("button", name="Post without the words of the article").click()
    page.wait_for_url("**/status/")
    assert Comment.objects.count() == 1
    assert not Passage.objects.exists()


@pytest.mark.parametrize("size", some([(360, 780), (820, 1180), (1440, 900)]))
def test_it_is_accessible_and_fits_the_screen(new_page, article, assert_accessible, size):
    width, height = size
    about(article, "Ada Lovelace")
    gone = about(article, "The Analytical Engine weaves algebraic patterns.")
    Passage.objects.filter(comment=gone).update(exact="W" * 100)
    about(article, "never finished")
    page = new_page(viewport={"width": width, "height": height})
    base = article.get_absolute_url()
    for name, address in (
        ("article", base),
        ("thread", f"{base}comments/"),
        ("form", f"{base}comments/new/?exact=never+finished"),
        ("refused", f"{base}comments/new/?exact=not+there+at+all+any+more"),
    ):
        page.goto(address)
        if name == "article":
            drag_over(page, "Analytical Engine")
            offer(page).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert_accessible(page)
