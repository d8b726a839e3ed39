"""The whole life of a comment in a browser: by keyboard alone, without scripts, and when the connection fails."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation
from comments.models import Charge, Comment, Rules, State
from tests.builders import make_article
from tests.comments.builders import close, make_account, make_comment, root_user, withdraw


@pytest.fixture
def article(live_server, transactional_db):
    return make_article("Ada Lovelace", body="She wrote the first program.")


@pytest.fixture
def refused(faults):
    """Let the console say that a form was refused, as it does of every answer of that kind."""
    yield
    faults[:] = [fault for fault in faults if not re.search("status of (422|429)", fault)]


def approve_all():
    for comment in Comment.objects.waiting():
        moderation.approve(comment, by=root_user())


def tab_to(page, words):
    """Press Tab until the element with these words has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        held = page.evaluate(
            "(document.activeElement.textContent || document.activeElement.labels?.[0]?.textContent || '').trim()"
        )
        label = page.evaluate("document.activeElement.labels?.[0]?.textContent?.trim() || ''")
        if words in (held, label):
            return
    raise AssertionError(f"No way by keyboard to “{words}”")


def press(page, words):
    tab_to(page, words)
    page.keyboard.press("Enter")


def test_a_comment_that_is_held_in_place_links_to_the_page_that_tells_how_it_fares(page, article):
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    form = page.locator(".in-place")
    form.locator("[name=text]").fill("A useful note.")
    form.get_by_label("Name").fill("Grace Hopper")
    form.get_by_role("button", name="Post", exact=True).click()
    form.get_by_role("heading", name="Held for review").wait_for()
    form.get_by_role("link", name="This page").click()
    page.wait_for_url(f"**/comments/{Comment.objects.get().public_id}/status/")


def test_a_comments_life_by_keyboard_alone(page, article, refused, assert_accessible):
    page.goto(article.get_absolute_url())
    press(page, "Write a comment")
    form = page.locator(".in-place")
    form.wait_for()
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.type("A useful *note*.")
    tab_to(page, "Name")
    page.keyboard.type("Grace Hopper")
    assert_accessible(page)
    press(page, "Preview")
    form.locator(".comment-preview em").wait_for()
    assert page.evaluate("document.activeElement.className") == "comment-preview"
    assert form.locator("[name=text]").input_value() == "A useful *note*."
    press(page, "Post")
    page.get_by_role("heading", name="Held for review").wait_for()
    assert Comment.objects.get().state == State.PENDING
    assert page.evaluate("document.activeElement.className") == "in-place"
    assert_accessible(page)

    press(page, "Edit your comment")
    page.get_by_role("heading", name="Edit your comment").wait_for()
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.press("Control+A")
    page.keyboard.type("A better note.")
    press(page, "Save")
    page.locator(".in-place .comment-text", has_text="A better note.").first.wait_for()
    approve_all()

    page.goto(article.get_absolute_url())
    assert page.locator(".comment-text").inner_text() == "A better note."
    page.locator(".comment-tools").get_by_role("link", name="Delete yours").wait_for()
    press(page, "Reply to Grace Hopper")
    page.get_by_role("heading", name="Reply to Grace Hopper").wait_for()
    page.keyboard.type("And another thing.")
    page.keyboard.press("Escape")
    assert page.locator(".in-place").count() == 1, "what was typed is not thrown away"
    tab_to(page, "Name")
    page.keyboard.type("Charlie")
    # One comment in half a minute, however long all this has taken.
    Charge.objects.filter(kind="comment").update(at=timezone.now() + timedelta(minutes=5))
    press(page, "Post")
    page.locator(".in-place .error-summary").wait_for()
    assert "quickly" in page.locator(".in-place .error-summary").inner_text()
    assert page.locator(".in-place [name=text]").input_value() == "And another thing."
    assert page.evaluate("document.activeElement.className") == "error-summary"
    press(page, "Cancel")

    press(page, "Delete yours")
    page.get_by_role("heading", name="Delete your comment?").wait_for()
    press(page, "Delete")
    page.get_by_role("heading", name="Your comment was deleted").wait_for()
    assert Comment.objects.first().state == State.DELETED


def test_a_comments_life_without_scripts(new_page, article, assert_accessible):
    page = new_page(java_script_enabled=False)
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Comment", exact=True).fill("")
    page.get_by_label("Name").fill("http://x")
    page.get_by_label("Email (optional)").fill("nobody@example")
    page.get_by_role("button", name="Post").click()
    assert page.locator(".error-summary li").count() >= 2
    assert page.get_by_label("Name").input_value() == "http://x"
    page.get_by_label("Comment", exact=True).fill("A useful note.")
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_label("Email (optional)").fill("")
    page.get_by_role("button", name="Preview").click()
    assert page.locator(".comment-preview .comment-text").inner_text() == "A useful note."
    page.get_by_role("button", name="Post").click()
    page.wait_for_url("**/status/")
    page.get_by_role("link", name="Edit your comment").click()
    page.get_by_label("Comment", exact=True).fill("A better note.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/status/")
    assert "A better note." in page.locator(".comment-text").inner_text()
    approve_all()
    page.goto(article.get_absolute_url())
    page.locator(".comment-time").first.click()
    page.get_by_role("link", name="See how it fares, change or delete it").click()
    assert "Your comment is published" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Delete your comment").click()
    page.get_by_role("button", name="Delete").click()
    assert "Your comment was deleted" in page.locator("h1").inner_text()
    page.goto(article.get_absolute_url())
    assert "No comments yet." in page.locator(".comments").inner_text()


def test_when_the_connection_fails_what_was_typed_stays(page, article, faults):
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    page.locator(".in-place [name=text]").fill("A useful note.")
    page.locator(".in-place input[name=name]").fill("Grace")
    page.context.set_offline(True)
    page.get_by_role("button", name="Post").click()
    page.locator(".in-place [role=alert]").wait_for()
    assert page.locator(".in-place [name=text]").input_value() == "A useful note."
    page.context.set_offline(False)
    page.get_by_role("button", name="Post").click()
    page.get_by_role("heading", name="Held for review").wait_for()
    assert Comment.objects.count() == 1
    faults.clear()  # that it was offline


def test_pressed_twice_it_is_posted_once(page, article):
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    page.locator(".in-place [name=text]").fill("A useful note.")
    page.locator(".in-place input[name=name]").fill("Grace")
    page.get_by_role("button", name="Post").dblclick()
    page.get_by_role("heading", name="Held for review").wait_for()
    assert Comment.objects.count() == 1


def forge(page, article):
    page.locator(".in-place [name=token]").evaluate("field => { field.value = 'forged'; }")


def lose_cookies(page, article):
    page.context.clear_cookies()


def pause(page, article):
    Rules.objects.create(pk=1, paused=True)


REFUSED = [
    (forge, 422, "This form was out of date. Press Post again."),
    (lose_cookies, 403, "Cookies must be allowed for this site. Press Post again."),
    (pause, 503, "Try again later"),
    (lambda page, article: close(article), 403, "Comments are closed here."),
    (lambda page, article: withdraw(article), 404, "There is no such article"),
    (lambda page, article: moderation.reject(Comment.objects.get(), by=root_user()), 409, "no longer open to replies"),
]


@pytest.mark.parametrize("refusal", REFUSED)
def test_whatever_is_refused_says_why_in_place_and_keeps_the_text(page, article, faults, refusal):
    spoil, status, words = refusal
    make_comment(article, "One.", name="Bob")
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Reply to Bob").click()
    page.locator(".in-place [name=text]").fill("Every word that was typed.")
    page.get_by_label("Name").fill("Grace")
    spoil(page, article)
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.get_by_role("button", name="Post").click()
    assert answered.value.status == status
    page.locator(".in-place").get_by_text(words).first.wait_for()
    assert page.locator(".in-place textarea").first.input_value().strip() == "Every word that was typed."
    faults.clear()  # that it was refused


def signed_in(new_page, client, account):
    client.force_login(account)
    page = new_page()
    (session,) = [cookie for name, cookie in client.cookies.items() if "session" in name]
    page.context.add_cookies(
        [{"name": session.key, "value": session.value, "domain": "localhost", "path": "/", "httpOnly": True}]
    )
    return page


def test_an_account_votes_with_one_press_and_reports_in_place(new_page, client, article, refused, assert_accessible):
    make_comment(article, "One.", name="Bob")
    page = signed_in(new_page, client, make_account("Dora"))
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name=re.compile("^Helpful")).click()
    page.get_by_text("You find this helpful").wait_for()
    assert Comment.objects.get().helpful == 1
    page.get_by_role("link", name=re.compile("^Report")).click()
    page.get_by_role("heading", name="Report a comment").wait_for()
    page.get_by_role("button", name="Report", exact=True).click()
    page.locator(".error-summary").wait_for()
    assert_accessible(page)
    page.get_by_label("It is advertising or spam").check()
    page.get_by_role("button", name="Report", exact=True).click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert Comment.objects.get().reports_open == 1
    page.reload()
    page.get_by_text("You reported this").wait_for()


def test_who_has_no_account_is_led_to_the_sign_in(page, article):
    make_comment(article, "One.", name="Bob")
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name=re.compile("^Helpful")).click()
    page.wait_for_url("**/accounts/login/?next=*")


@pytest.mark.parametrize("width", [360, 1440])
def test_a_deep_thread_fits_and_is_accessible(new_page, article, width, assert_accessible):
    parent = None
    for number in range(6):
        parent = make_comment(article, f"Level {number} " + "word " * 30, parent=parent, name="A rather long name " * 2)
    page = new_page(viewport={"width": width, "height": 800})
    for address in (article.get_absolute_url(), f"{article.get_absolute_url()}comments/?order=newest"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert_accessible(page)
