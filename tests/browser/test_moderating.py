"""A moderator works through the queue."""

import sys

import pytest
from playwright.sync_api import expect

from comments import opinions
from comments.models import Comment, Passage, State, Transition
from comments.posting import submitting as posting
from encyclopedia.site import staff as people
from tests.builders import make_article, make_user
from tests.comments.builders import make_comment, make_draft
from tests.thoroughness import some

QUEUE = "/admin/comments/comment/"


@pytest.fixture
def sign_in(live_server, transactional_db):
    """Opens the queue as a member of the group Moderators and of no other."""

    def open_queue(page):
        people.make_staff("moderator", [people.MODERATORS], password=lambda account: "moderator-password")
        page.goto(QUEUE)
        page.get_by_label("Username").fill("moderator")
        page.get_by_label("Password").fill("moderator-password")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{QUEUE}*")

    return open_queue


class Hands:
    """Presses keys and counts them."""

    def __init__(self, page):
        self.page = page
        self.pressed = 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.pressed += 1


@pytest.fixture
def discussion(live_server, transactional_db):
    """A reply, an edit of a public comment, one that was reported, one about a passage, and one with a link."""
    article = make_article("Ada Lovelace")
    root = make_comment(article, "She wrote the first program.", name="Grace Hopper")
    make_comment(article, "Here is **why** I doubt it.", parent=root, state=State.PENDING, name="Edsger")
    edited = make_comment(article, "Born in 1851 in London.", name="Alan")
    draft = make_draft("Born in 1815 in London, England.")
    posting.edit(edited, draft, expected=edited.version)
    passage = Passage(exact="the Analytical Engine", prefix="notes on ", suffix=" of Charles", start=100)
    make_comment(article, "Not built in her time.", state=State.PENDING, passage=passage, name="Charles")
    reported = make_comment(article, "Buy my book!", name="Seller")
    opinions.report(reported, by=make_user("reader"), complaint="spam", note="He says so everywhere.")
    make_comment(article, "See [this](https://example.org/ada).", state=State.PENDING, name="Linus")
    return article


def test_a_hundred_comments_take_a_hundred_keys(page, sign_in, capsys):
    article = make_article("Ada Lovelace")
    for number in range(100):
        make_comment(article, f"Note number {number}.", state=State.PENDING, name=f"Reader {number}")
    sign_in(page)
    hands = Hands(page)
    for _ in range(2):
        expect(page.locator(".card")).to_have_count(50)
        expect(page.locator(".card").first).to_be_focused()
        for number in range(50):
            hands.press("s" if number % 10 == 3 else "r" if number % 10 == 7 else "a")
    expect(page.locator(".queue-status")).to_have_text("Nothing is left.")
    with capsys.disabled():
        sys.stdout.write(f"\n100 comments: {hands.pressed} keys, no click\n")
    assert hands.pressed == 100
    counts = [Comment.objects.filter(state=state).count() for state in ("approved", "rejected", "spam", "pending")]
    assert counts == [80, 10, 10, 0]
    assert Transition.objects.filter(by__username="moderator").count() == 100


def test_keys_move_choose_and_undo(page, sign_in, discussion):
    sign_in(page)
    names = page.locator(".card h2 bdi:first-child").all_inner_texts()
    assert names == ["Edsger", "Alan", "Charles", "Seller", "Linus"]

    def focused():
        return page.evaluate("document.activeElement.querySelector('h2 bdi')?.textContent")

    assert focused() == "Edsger"
    page.keyboard.press("j")
    assert focused() == "Alan"
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator(".chosen").inner_text() == "With the 1 chosen:"
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    for _ in range(3):
        page.keyboard.press("j")
    assert focused() == "Seller"
    page.keyboard.press("r")
    expect(page.locator(".queue-status")).to_contain_text("Rejected: Seller. 4 left")
    assert focused() == "Linus"
    assert Comment.objects.get(author_name="Seller").state == State.REJECTED
    page.keyboard.press("u")
    expect(page.locator(".queue-status")).to_have_text("Undone.")
    assert focused() == "Seller"
    assert Comment.objects.get(author_name="Seller").state == State.APPROVED
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(page.locator(".queue-status")).to_contain_text("Approved: Charles")
    page.keyboard.press("u")
    expect(page.locator(".queue-status")).to_have_text("Undone.")
    assert focused() == "Charles"
    assert Comment.objects.get(author_name="Charles").state == State.PENDING
    page.keyboard.press("o")
    page.wait_for_url("**/change/**")


def test_every_key_that_decides_is_undone_by_another(page, sign_in, discussion):
    def stands():
        columns = ("author_name", "state", "edit_waits", "reports_open", "kept", "approved__source")
        return list(Comment.objects.order_by("pk").values_list(*columns))

    sign_in(page)
    said, before = page.locator(".queue-status"), stands()
    names = page.locator(".card h2 bdi:first-child").all_inner_texts()
    for name in names:
        card = page.locator(".card", has=page.locator("h2 bdi:first-child", has_text=name))
        for key in card.locator("[data-key]").evaluate_all("all => all.map((each) => each.dataset.key)"):
            card.focus()
            page.keyboard.press(key)
            expect(said).to_contain_text(f"{name}. 4 left")
            assert stands() != before
            page.keyboard.press("u")
            expect(said).to_have_text("Undone.")
            assert stands() == before, (name, key)
            expect(card).to_be_focused()
    assert page.locator(".card h2 bdi:first-child").all_inner_texts() == names
    # All at once, and back one after the other, from an empty queue.
    for _ in names:
        page.locator(".card").first.focus()
        page.keyboard.press("s")
        expect(page.locator(".card[aria-busy]")).to_have_count(0)
    expect(said).to_have_text("Nothing is left.")
    for left in range(len(names)):
        page.keyboard.press("u")
        expect(page.locator(".card")).to_have_count(left + 1)
    assert stands() == before
    page.keyboard.press("u")
    expect(said).to_have_text("There is nothing to undo.")


def test_what_changed_meanwhile_is_shown_in_its_row(page, sign_in, discussion, faults):
    sign_in(page)
    comment = Comment.objects.get(author_name="Edsger")
    posting.edit(comment, make_draft("A newer text."), expected=comment.version)
    page.keyboard.press("a")
    expect(page.locator(".queue-status")).to_have_text("Changed since you opened it.")
    card = page.locator(".card").first
    assert "Changed since you opened it." in card.inner_text()
    assert "A newer text." in card.inner_text()
    assert Comment.objects.get(pk=comment.pk).state == State.PENDING
    page.keyboard.press("a")
    expect(page.locator(".queue-status")).to_contain_text("Approved")
    assert Comment.objects.get(pk=comment.pk).state == State.APPROVED
    # The browser notes the 409, which was the answer meant.
    assert all("409" in fault for fault in faults)
    faults.clear()


def test_the_same_without_scripts(new_page, sign_in, discussion):
    page = new_page(java_script_enabled=False)
    sign_in(page)
    page.get_by_role("button", name="Approve").first.click()
    page.wait_for_url("**#comment-*")
    assert "Approved: the comment by Edsger." in page.locator(".messagelist").inner_text()
    page.get_by_role("button", name="Drop the edit").click()
    for box in page.locator(".choose").all():
        box.check()
    page.locator(".queue-bar").get_by_role("button", name="Mark as spam").click()
    assert "3 comments changed." in page.locator(".messagelist").inner_text()
    assert "Nothing waits here." in page.content()
    assert Comment.objects.filter(state=State.SPAM).count() == 3


def test_the_desk_is_accessible(page, sign_in, discussion, assert_accessible, faults):
    sign_in(page)
    assert_accessible(page)
    faults.clear()
    comment = Comment.objects.get(author_name="Alan")
    addresses = [f"{QUEUE}{comment.pk}/{part}/" for part in ("change", "redact", "erase")]
    addresses += [f"{QUEUE}figures/", f"/admin/comments/discussion/of/{discussion.pk}/"]
    addresses += [f"/admin/comments/{name}/" for name in ("transition", "person", "blockentry")]
    for address in addresses:
        assert page.goto(address).status == 200
        assert not faults
        assert_accessible(page)
        # To see what is behind what, axe moves things by styles of its own, which the policy forbids.
        faults.clear()


@pytest.mark.parametrize("width", some([360, 820]))
def test_nothing_is_wider_than_the_screen(new_page, sign_in, discussion, width):
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page)
    comment = Comment.objects.get(author_name="Alan")
    for address in (QUEUE, f"{QUEUE}{comment.pk}/change/", f"{QUEUE}{comment.pk}/redact/", f"{QUEUE}figures/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
