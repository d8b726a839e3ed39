"""What is done to one comment at the desk."""

import pytest

from comments import moderation, opinions
from comments.models import Comment, State
from comments.posting import submitting as posting
from tests.builders import make_user

from .builders import make_comment, make_draft, root_user, text_of

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/comment/"


def press(client, comment, verb, **extra):
    return client.post(f"{QUEUE}{comment.pk}/{verb}/", {"seen": comment.version} | extra)


def send(client, comment, verb):
    """What a script sends for a key."""
    data = {"seen": comment.version}
    return client.post(f"{QUEUE}{comment.pk}/{verb}/", data, headers={"Accept": "application/json"})


def edited(article):
    comment = make_comment(article, "The old text.")
    return posting.edit(comment, make_draft("The new text."), expected=comment.version)


def reported(article):
    comment = make_comment(article)
    opinions.report(comment, by=make_user("bob"), complaint="spam")
    return Comment.objects.get(pk=comment.pk)


def test_an_edit_is_dropped(desk, article):
    comment = edited(article)
    assert press(desk, comment, "drop").status_code == 302
    comment.refresh_from_db()
    assert (comment.edit_waits, comment.approved.source) == (False, "The old text.")


def test_what_was_reported_is_kept(desk, article):
    comment = reported(article)
    assert press(desk, comment, "keep").status_code == 302
    comment.refresh_from_db()
    assert (comment.kept, comment.reports_open, comment.waits) == (True, 0, False)


def test_a_script_is_told_what_became_of_it_and_how_to_go_back(desk, article):
    comment = reported(article)
    answer = send(desk, comment, "reject").json()
    assert (answer["message"], answer["back"], answer["waits"]) == ("Rejected", "undo", False)
    assert f'name="seen-{comment.pk}" value="1-rejected"' in answer["card"]
    comment.refresh_from_db()
    answer = send(desk, comment, "undo").json()
    assert (answer["message"], answer["back"], answer["waits"]) == ("Undone", "", True)


def test_a_script_is_shown_what_a_stale_comment_is_now(desk, article):
    comment = make_comment(article, state=State.PENDING)
    posting.edit(comment, make_draft("A newer text."), expected=comment.version)
    response = send(desk, comment, "approve")
    assert response.status_code == 409
    assert response.json()["message"] == "Changed since you opened it."
    assert "A newer text." in response.json()["card"]


@pytest.mark.parametrize(
    ("place", "after", "address"),
    [
        ("state=spam&p=2", "12", f"{QUEUE}?state=spam&p=2#comment-12"),
        ("", "", QUEUE),
        ("//example.org/", "x", f"{QUEUE}?%2F%2Fexample.org%2F="),
        ("a\r\nSet-Cookie: b=c", "-1", f"{QUEUE}?a%0D%0ASet-Cookie%3A+b=c"),
        ("&" * 5_000, "", QUEUE),
    ],
    ids=["place", "none", "elsewhere", "line breaks", "long"],
)
def test_a_button_leads_back_to_the_same_place(desk, article, place, after, address):
    comment = make_comment(article, state=State.PENDING)
    assert press(desk, comment, "approve", place=place, next=after)["Location"] == address


def test_a_button_among_all_rows_uses_the_version_of_its_own(desk, article):
    comment = make_comment(article, state=State.PENDING)
    data = {f"seen-{comment.pk}": comment.version, "seen-9999": "x", "next": ""}
    assert desk.post(f"{QUEUE}{comment.pk}/approve/", data).status_code == 302
    assert Comment.objects.get().state == State.APPROVED


def test_words_are_taken_out(desk, moderator, article):
    comment = make_comment(article, "Call 555-1234 or write to Bob Smith.")
    address = f"{QUEUE}{comment.pk}/redact/"
    assert desk.get(address).status_code == 200
    response = desk.post(address, {"seen": comment.version, "words": "555-1234\r\n\r\nBob\r\nBob Smith\r\n"})
    assert response.status_code == 302
    comment.refresh_from_db()
    assert comment.approved.source == "Call [removed] or write to [removed]."
    assert comment.transitions.last().by == moderator


@pytest.mark.parametrize("words", ["", " \n ", "nowhere", "\x00", "x" * 6_000])
def test_words_that_are_not_there_are_told_at_the_field_and_kept(desk, article, words):
    comment = make_comment(article, "A text.")
    response = desk.post(f"{QUEUE}{comment.pk}/redact/", {"seen": comment.version, "words": words})
    assert response.status_code == 422
    assert "errorlist" in text_of(response)
    if words == "nowhere":
        assert "nowhere</textarea>" in text_of(response)


def test_a_text_is_erased_with_its_reason(desk, article):
    comment = make_comment(article, "Secret.")
    address = f"{QUEUE}{comment.pk}/erase/"
    assert "Erase for good" in text_of(desk.get(address))
    assert desk.post(address, {"seen": comment.version}).status_code == 422
    response = desk.post(address, {"seen": comment.version, "ground": "privacy", "note": "asked by mail"})
    assert response.status_code == 302
    comment.refresh_from_db()
    assert (comment.state, comment.transitions.last().reason) == (State.DELETED, "privacy: asked by mail")
    assert not comment.revisions.exists()


@pytest.mark.parametrize("verb", ["redact", "erase"])
def test_pages_that_ask_change_nothing_by_looking_and_nothing_stale(desk, article, verb):
    comment = make_comment(article, "Some words.")
    address = f"{QUEUE}{comment.pk}/{verb}/"
    desk.get(address, {"words": "words", "ground": "legal"})
    assert Comment.objects.get().state == State.APPROVED
    data = {"seen": "9-pending", "words": "words", "ground": "legal"}
    assert desk.post(address, data).status_code == 409
    assert Comment.objects.get().approved.source == "Some words."


@pytest.mark.parametrize("verb", ["redact", "erase", "keep", "drop", "undo"])
def test_editors_decide_nothing(client, editor, article, verb):
    client.force_login(editor)
    comment = make_comment(article, "Some words.", state=State.PENDING)
    assert client.get(f"{QUEUE}{comment.pk}/{verb}/").status_code in {403, 405}
    data = {"words": "words", "ground": "legal"}
    assert press(client, comment, verb, **data).status_code == 403
    assert Comment.objects.get().revisions.get().source == "Some words."


@pytest.mark.parametrize("verb", ["keep", "drop", "undo"])
def test_what_cannot_be_done_is_said_so(desk, article, verb):
    comment = make_comment(article, state=State.PENDING)
    assert press(desk, comment, verb).status_code == 409
    assert desk.get(f"{QUEUE}{comment.pk}/{verb}/").status_code == 405


def test_the_erased_cannot_be_redacted(desk, article):
    comment = moderation.delete(make_comment(article), by=root_user())
    response = desk.post(f"{QUEUE}{comment.pk}/redact/", {"seen": comment.version, "words": "useful"})
    assert response.status_code == 422
