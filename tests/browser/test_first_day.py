"""The first day with the encyclopedia: read, search, comment, moderate, edit."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from encyclopedia.site import staff as people
from encyclopedia.transfer import Import, documents

STARTER = Path(__file__).parents[2] / "encyclopedia" / "starter"


@pytest.fixture
def starter(live_server, transactional_db):
    run = Import()
    for path in documents([STARTER]):
        run.article_file(path)
    assert not run.report.refused


@pytest.fixture
def editor(starter):
    return people.make_staff("editor", [people.EDITORS, people.MODERATORS], password=lambda account: "editor-password")


def sign_in(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor-password")
    page.get_by_role("button", name="Log in").click()


def test_a_reader_comments_and_an_editor_approves_and_corrects(page, editor):
    page.goto("/articles/?letter=O")
    page.get_by_role("link", name="Open-source artificial intelligence").first.click()
    page.wait_for_url("**/wiki/open-source-ai/")
    page.get_by_role("navigation", name="Subject").get_by_role("link", name="Artificial intelligence").click()
    page.wait_for_url("**/categories/artificial-intelligence/")
    page.get_by_role("combobox").first.fill("BERT")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=BERT")
    page.locator(".hits a").first.click()
    page.wait_for_url("**/wiki/bert/")
    assert page.locator("h1").inner_text() == "BERT"

    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Comment", exact=True).fill("The second event has the wrong day.")
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_role("button", name="Post").click()
    page.get_by_role("heading", name="Held for review").wait_for()
    page.goto("/wiki/bert/")
    assert "Grace Hopper" not in page.content()

    sign_in(page)
    page.get_by_role("link", name="Comments to approve: 1").click()
    page.get_by_role("button", name="Approve").first.click()
    page.get_by_text("Nothing is left").or_(page.get_by_text("Approved")).first.wait_for()
    page.goto("/admin/encyclopedia/article/?q=BERT")
    page.get_by_role("link", name="BERT", exact=True).click()
    row = page.locator("#timeline-group .row").nth(1)
    row.get_by_label("Date").fill("2018-10-31")
    row.get_by_label("Event").fill("A corrected event.")
    page.get_by_label("What changed and why").fill("Corrected the second event")
    page.locator("input[name=_save]").click()
    page.wait_for_url("**/admin/encyclopedia/article/*")

    page.goto("/wiki/bert/")
    assert "Grace Hopper" in page.locator(".comments").inner_text()
    timeline = page.locator(".timeline").inner_text()
    assert "A corrected event." in timeline
    assert "31 October 2018" in timeline
    assert "Revision 2" in page.locator("#about-article").inner_text()


def test_an_editor_adds_moves_and_removes_rows_and_looks_before_saving(page, editor):
    sign_in(page)
    page.goto("/admin/encyclopedia/article/add/")
    page.get_by_label("Title").first.fill("Ada Lovelace")
    page.locator("#id_body").fill("She wrote about the [[BERT]] of her day.")
    page.locator(".field-body .markdownx-preview a.wikilink").wait_for()
    timeline = page.locator("#timeline-group")
    timeline.get_by_role("button", name=re.compile("Add a row")).click()
    for number, (date, event) in enumerate([("1843", "Second"), ("1815-12-10", "First")]):
        row = timeline.locator(".row").nth(number)
        row.get_by_label("Date").fill(date)
        row.get_by_label("Event").fill(event)
    timeline.locator(".row").nth(1).get_by_role("button", name="Move up").click()
    assert timeline.locator(".row").nth(0).get_by_label("Event").input_value() == "First"
    infobox = page.locator("#infobox-group")
    infobox.get_by_role("button", name=re.compile("Add a row")).click()
    for number, value in enumerate(["1815", "London"]):
        infobox.locator(".row").nth(number).get_by_label("Label").fill("Born")
        infobox.locator(".row").nth(number).get_by_label("Value").fill(value)
    infobox.locator(".row").nth(0).get_by_label("Remove").check()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview in a new tab").click()
    preview = opened.value
    preview.wait_for_load_state()
    assert "preview" in preview.locator(".banner").inner_text()
    assert preview.locator("h1").inner_text() == "Ada Lovelace"
    assert "London" in preview.locator(".infobox").inner_text()
    assert preview.goto("/wiki/ada-lovelace/").status == 404
    preview.close()

    page.locator("#id_status").select_option("published")
    page.locator("input[name=_save]").click()
    page.wait_for_url("**/admin/encyclopedia/article/")
    page.goto("/wiki/ada-lovelace.md")
    text = page.inner_text("body")
    assert text.index("First") < text.index("Second")
    assert "Born: London" in text
    assert "1815\n" not in text


def test_the_tab_key_walks_through_the_editor_and_out_of_it(page, editor):
    sign_in(page)
    page.goto("/admin/encyclopedia/article/add/")
    page.locator("#id_body").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_body"
    assert page.locator("#id_body").input_value() == ""


def test_an_editor_reads_that_a_dropped_animation_will_not_move(page, editor, faults):
    frames = [Image.new("L", (8, 8), shade) for shade in (0, 255)]
    frames[0].save(file := BytesIO(), "GIF", save_all=True, append_images=frames[1:], duration=50)
    sign_in(page)
    page.goto("/admin/encyclopedia/article/add/")
    transfer = page.evaluate_handle(
        """bytes => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], 'a.gif', {type: 'image/gif'}));
            return transfer;
        }""",
        list(file.getvalue()),
    )
    page.locator("#id_body").dispatch_event("drop", {"dataTransfer": transfer})
    page.get_by_role("alert").filter(has_text="only its first frame is kept").wait_for()
    assert page.locator("#id_body").input_value().startswith("![](/media/images/")
    assert not faults


def test_a_refused_picture_says_why_and_leaves_the_text_alone(page, editor, faults):
    sign_in(page)
    page.goto("/admin/encyclopedia/article/add/")
    page.locator("#id_body").fill("Before")
    transfer = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(['<svg/>'], 'a.png', {type: 'image/png'}));
            return transfer;
        }"""
    )
    page.locator("#id_body").dispatch_event("drop", {"dataTransfer": transfer})
    page.locator(".upload-refused").wait_for()
    assert "can be read" in page.locator(".upload-refused").inner_text()
    assert page.locator("#id_body").input_value() == "Before"
    faults.clear()  # the editor itself writes the refusal to the console
