"""Titles under the search fields while somebody types, by keyboard, touch and mouse, and when no answer comes."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_article
from tests.patience import until

HOSTILE = ["Adverse <img src=x onerror=alert(1)>", "Adverse \u202egnp.exe", "Adverse " + "W" * 192]
# Everything that moved, also within the half second after an input, which the browser's own score forgives.
WATCH_SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => { for (const each of list.getEntries()) window.shifted += each.value; })
        .observe({ type: "layout-shift" });
"""


@pytest.fixture(autouse=True)
def library(live_server, transactional_db):
    make_article("Ada Lovelace", summary="A mathematician. " * 20)
    make_article("Adam Smith", summary="")
    make_article("Adaptive optics")


def options(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def opened(page, count):
    """Wait for so many suggestions; their titles."""
    expect(options(page)).to_have_count(count)
    return options(page).locator(".suggestion-title").all_inner_texts()


def closed(page):
    expect(page.locator(".suggestions:visible")).to_have_count(0)
    assert page.locator("[aria-expanded=true]").count() == 0


def active(page):
    """The title that the field points to; None while it is the field itself."""
    selected = page.locator("[role=option][aria-selected=true]")
    marked = page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
    assert [each.get_attribute("id") for each in selected.all()] == ([marked] if marked else [])
    return selected.locator(".suggestion-title").inner_text() if marked else None


def questions(page):
    """What will have been asked of the server."""
    asked = []
    page.on("request", lambda request: "/suggest/?" in request.url and asked.append(request.url.partition("?")[2]))
    return asked


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_the_keyboard_alone_finds_an_article(page, assert_accessible):
    page.goto("/")
    press(page, "/", "a", "d")
    field = page.get_by_role("combobox", name="Search the encyclopedia")
    titles = opened(page, 3)
    assert set(titles) == {"Ada Lovelace", "Adam Smith", "Adaptive optics"}
    assert (field.get_attribute("aria-expanded"), field.get_attribute("aria-autocomplete")) == ("true", "list")
    assert page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    assert active(page) is None
    press(page, "ArrowDown", "ArrowDown")
    assert active(page) == titles[1]
    assert page.locator("[aria-selected=true]").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert_accessible(page)
    press(page, "ArrowUp")
    assert active(page) == titles[0]
    press(page, "ArrowUp")
    assert active(page) is None, "above the first is the field"
    press(page, "ArrowUp")
    assert active(page) == titles[2], "and above the field the last"
    press(page, "Home")
    assert active(page) is None
    assert field.evaluate("e => e.selectionStart") == 0
    press(page, "End", "Escape")
    closed(page)
    assert field.input_value() == "ad"
    press(page, "ArrowDown")
    opened(page, 3)
    assert active(page) == titles[0]
    press(page, "Escape", "Alt+ArrowDown")
    opened(page, 3)
    assert active(page) is None
    press(page, "Escape", "Escape")
    assert field.input_value() == "", "the second press is the browser's"
    page.keyboard.type("ada lo")
    assert opened(page, 1) == ["Ada Lovelace"]
    press(page, "ArrowDown", "Enter")
    page.wait_for_url("**/wiki/ada-lovelace/")
    page.go_back()
    closed(page)


def test_enter_without_a_choice_goes_to_the_results_and_tab_goes_on(page):
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search all articles")
    field.focus()
    page.keyboard.type("ad")
    opened(page, 3)
    press(page, "Tab")
    closed(page)
    assert page.evaluate("document.activeElement.type") == "submit"
    press(page, "Shift+Tab", "ArrowRight", "a")
    opened(page, 3)
    press(page, "ArrowDown", "ArrowLeft", "Enter")
    page.wait_for_url("**/search/?q=ada")
    closed(page)


@pytest.mark.parametrize("width", [360, 1440])
def test_any_title_is_text_and_nothing_moves(new_page, faults, assert_accessible, width):
    for number, title in enumerate(HOSTILE):
        make_article(title, slug=f"hostile-{number}", summary="<b>&amp;</b>\n\u202e" * 50)
    page = new_page(viewport={"width": width, "height": 640})
    page.on("dialog", lambda dialog: (faults.append("a dialog"), dialog.dismiss()))
    page.goto("/search/")
    page.evaluate(WATCH_SHIFTS)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.locator("#search-words").press_sequentially("adverse")
    # Isolated, as in lists: the override ends with the title.
    assert sorted(opened(page, 3)) == sorted(HOSTILE)
    assert page.locator(".suggestions img, .suggestions b").count() == 0
    press(page, "ArrowDown")
    assert_accessible(page)
    listed = page.get_by_role("listbox").bounding_box()
    assert listed["x"] >= 0 and listed["x"] + listed["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") == height
    # Two lines of the longest title, and one of the longest summary.
    assert max(option.bounding_box()["height"] for option in options(page).all()) < 90
    press(page, "Escape")
    closed(page)
    assert page.evaluate("window.shifted") == 0


def test_a_tap_goes_there(new_page):
    page = new_page(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 640})
    page.goto("/")
    page.locator("#search-words").tap()
    page.keyboard.type("ada")
    opened(page, 3)
    assert min(option.bounding_box()["height"] for option in options(page).all()) >= 44
    options(page).filter(has_text="Adam Smith").tap()
    page.wait_for_url("**/wiki/adam-smith/")


def test_the_mouse_leaves_the_focus_where_it_is(page):
    page.goto("/")
    page.locator("#site-search").click()
    page.keyboard.type("Optics")
    assert opened(page, 1) == ["Adaptive optics"]
    assert options(page).locator(".suggestion-typed").all_inner_texts() == ["optics"]
    with page.context.expect_page() as another:
        options(page).click(modifiers=["ControlOrMeta"])
    another.value.wait_for_url("**/wiki/adaptive-optics/")
    opened(page, 1)
    assert page.evaluate("document.activeElement.id") == "site-search"
    page.mouse.click(5, 500)
    closed(page)
    page.locator("#site-search").press("End")
    page.keyboard.type(" ")
    opened(page, 1)
    options(page).click()
    page.wait_for_url("**/wiki/adaptive-optics/")


def type_quickly(page, field, word):
    """Write it letter by letter, in a page that was opened at rest."""
    page.locator(field).focus()
    for letter in word:
        page.keyboard.type(letter)
        page.clock.run_for(100)


def test_only_pauses_are_asked_about_and_each_once(page, open_at_rest):
    asked = questions(page)
    open_at_rest(page, "/")
    type_quickly(page, "#site-search", "adam")
    page.clock.run_for(1_000)
    opened(page, 1)
    press(page, "Backspace")
    page.clock.run_for(1_000)
    opened(page, 3)
    page.keyboard.type("m")
    page.clock.run_for(1_000)
    opened(page, 1)
    assert asked == ["q=adam", "q=ada"]


def test_a_listener_is_told_how_many_there_are_after_a_pause(page, open_at_rest):
    open_at_rest(page, "/")
    # The words of the live region, each time they change.
    page.evaluate(
        """() => {
            const region = document.querySelector(".site-search [role=status]");
            window.told = [];
            new MutationObserver(() => window.told.push(region.textContent)).observe(region, { childList: true });
        }"""
    )
    region = page.locator(".site-search [role=status]")
    page.locator("#site-search").focus()
    for letter, count in (("a", 3), ("d", 3), ("a", 3), ("m", 1)):
        page.keyboard.type(letter)
        page.clock.run_for(250)
        opened(page, count)
    page.clock.run_for(1_000)
    expect(region).to_have_text("1 suggestion")
    page.locator("#site-search").fill("zzzzqqqq")
    page.clock.run_for(250)
    closed(page)
    page.clock.run_for(1_000)
    expect(region).to_have_text("No suggestions")
    assert [words for words in page.evaluate("window.told") if words] == ["1 suggestion", "No suggestions"]


def test_a_slow_server_holds_nobody_up(page, open_at_rest):
    open_at_rest(page, "/")
    waiting = []

    def hold(route):
        waiting.append(route)

    page.route("**/search/suggest/*", hold)
    field = page.locator("#site-search")
    with page.expect_request("**/suggest/?q=ada"):
        type_quickly(page, "#site-search", "ada")
        page.clock.run_for(100)
    with page.expect_event("requestfailed"), page.expect_request("**/suggest/?q=adapt"):
        type_quickly(page, "#site-search", "pt")
        page.clock.run_for(100)
    until(lambda: len(waiting) == 2, lambda: page.wait_for_timeout(20))
    waiting[1].continue_()
    assert opened(page, 1) == ["Adaptive optics"]
    with page.expect_request("**/suggest/?q=adapti"):
        type_quickly(page, "#site-search", "i")
        page.clock.run_for(100)
    assert opened(page, 1) == ["Adaptive optics"], "it stays until there is something else"
    # While a page of results is long in coming, the list does not stand in the way of this one.
    field.evaluate("e => e.form.addEventListener('submit', (event) => event.preventDefault(), { once: true })")
    press(page, "Enter")
    closed(page)
    press(page, "Enter")
    page.wait_for_url("**/search/?q=adapti")


def test_without_an_answer_it_is_a_plain_form(page, faults):
    page.goto("/")
    field = page.locator("#site-search")
    field.press_sequentially("ada")
    opened(page, 3)
    answers = [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=503, body="no"),
        lambda route: route.fulfill(body="<html>", content_type="text/html"),
        lambda route: route.fulfill(body='{"error": "odd"}', content_type="application/json"),
    ]

    def answer(route):
        answers.pop(0)(route)

    page.route("**/search/suggest/*", answer)
    for left in (3, 2, 1, 0):
        field.press("x")
        until(lambda left=left: len(answers) == left, lambda: page.wait_for_timeout(20))
        closed(page)
    press(page, "Enter")
    page.wait_for_url("**/search/?q=adaxxxx")
    # The browser itself notes what could not be loaded, and nothing else went wrong.
    assert len(faults) == 2 and all(fault.startswith("Failed to load resource") for fault in faults)
    faults.clear()


@pytest.mark.parametrize("on_screen", [False, True])
def test_an_input_method_is_left_alone_while_it_composes(new_page, open_at_rest, on_screen):
    page = new_page(has_touch=on_screen, is_mobile=on_screen)
    asked = questions(page)
    open_at_rest(page, "/search/")
    page.locator("#search-words").focus()
    keyboard = page.context.new_cdp_session(page)
    for composed in ("a", "ad", "ada"):
        keyboard.send("Input.imeSetComposition", {"text": composed, "selectionStart": 3, "selectionEnd": 3})
    page.clock.run_for(1_000)
    # A keyboard on the screen composes every word, and whoever uses one waits for suggestions too.
    if on_screen:
        opened(page, 3)
    else:
        assert asked == []
    keyboard.send("Input.insertText", {"text": "ada"})
    page.clock.run_for(1_000)
    opened(page, 3)
    assert asked == ["q=ada"]


def test_without_scripts_the_form_works(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/")
    assert page.get_by_role("combobox").count() == 0
    page.locator("#search-words").fill("optics")
    press(page, "Enter")
    page.wait_for_url("**/search/?q=optics")
    assert page.get_by_role("link", name="Adaptive optics").is_visible()
