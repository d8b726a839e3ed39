"""What the author of a comment may do with it, as pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import moderation, people
from comments.models import DEEPEST, Comment, CommentRevision, Person, State

from .builders import (
    PRIVATE,
    fields,
    let_time_pass,
    make_account,
    make_chain,
    make_comment,
    make_trusted,
    root_user,
    text_of,
)

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def comment(client, article, new):
    """Posted from this browser, and approved."""
    client.post(new, fields(article))
    return moderation.approve(Comment.objects.get(), by=root_user())


def of(comment, action):
    return f"{comment.get_absolute_url()}{action}/"


def changes(comment, text="A better note.", **other):
    return {"text": text, "seen": comment.version} | other


def test_the_status_page_leads_to_what_can_be_done(client, comment):
    page = text_of(client.get(of(comment, "status")))
    assert of(comment, "edit") in page
    assert of(comment, "delete") in page
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    page = text_of(client.get(of(comment, "status")))
    assert of(comment, "edit") not in page
    assert of(comment, "delete") not in page


def test_an_edit_is_held_and_the_approved_text_stays(client, comment, article):
    response = client.post(of(comment, "edit"), changes(comment))
    assert (response.status_code, response["Location"]) == (303, of(comment, "status"))
    page = text_of(client.get(response["Location"]))
    assert "Your change is held for review" in page
    assert "A better note." in page
    public = text_of(Client().get(article.get_absolute_url()))
    assert "A useful note." in public
    assert "A better note." not in public
    moderation.approve(Comment.objects.get(), by=root_user())
    public = text_of(Client().get(article.get_absolute_url()))
    assert "A better note." in public
    assert "edited <time" in public


def test_an_edit_is_looked_at_first(client, comment):
    page = text_of(client.get(of(comment, "edit")))
    assert "A useful note.</textarea>" in page
    page = text_of(client.post(of(comment, "edit"), changes(comment, "**Bold**", preview="yes")))
    assert "<strong>Bold</strong>" in page
    assert Comment.objects.get().revision_number == 1


@pytest.mark.parametrize("text", ["", "x", "x" * 5_001, "a\x00b"])
def test_a_wrong_edit_keeps_what_was_written(client, comment, text):
    response = client.post(of(comment, "edit"), changes(comment, text))
    assert response.status_code == 422
    assert client.post(of(comment, "edit"), changes(comment, text), **JSON).json() == {"error": "invalid"}
    if "\x00" not in text:
        assert f"{text}</textarea>" in text_of(response)
    assert Comment.objects.get().revision_number == 1


def test_the_same_form_from_two_tabs_shows_what_stands_there(client, comment):
    old = changes(comment, "From another tab.")
    client.post(of(comment, "edit"), changes(comment, "From one tab."))
    let_time_pass()
    response = client.post(of(comment, "edit"), old)
    assert response.status_code == 409
    page = text_of(response)
    assert "Changed since you opened it." in page
    assert "From one tab." in page
    assert "From another tab.</textarea>" in page
    assert client.post(of(comment, "edit"), old, **JSON).json() == {"error": "changed"}
    assert client.post(of(comment, "edit"), old | {"seen": Comment.objects.get().version}).status_code == 303


def test_too_late_gives_the_text_back(client, comment):
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    response = client.post(of(comment, "edit"), changes(comment))
    assert response.status_code == 403
    assert "A better note." in text_of(response)
    assert client.post(of(comment, "edit"), changes(comment), **JSON).json() == {"error": "too_late"}
    assert client.get(of(comment, "edit")).status_code == 403
    for response in (client.get(of(comment, "delete")), client.post(of(comment, "delete"))):
        assert response.status_code == 403
    assert Comment.objects.get().state == State.APPROVED


@pytest.mark.parametrize("action", ["status", "edit", "delete"])
def test_nobody_else_finds_it(comment, action, article):
    account = Client()
    account.force_login(make_account())
    moderator = Client()
    moderator.force_login(root_user())
    for stranger in (Client(), account, moderator):
        assert stranger.get(of(comment, action)).status_code == 404
        if action != "status":
            response = stranger.post(of(comment, action), changes(comment, "Mine now."))
            assert response.status_code == 404
    assert Comment.objects.get().state == State.APPROVED
    assert Comment.objects.get().revision_number == 1


def test_a_text_is_given_back_where_the_comment_is_anothers(comment):
    assert "Mine now." in text_of(Client().post(of(comment, "edit"), changes(comment, "Mine now.")))


def test_deleting_asks_first_and_erases(client, comment, article):
    page = client.get(of(comment, "delete"))
    assert page["Cache-Control"] == PRIVATE
    assert "A useful note." in text_of(page)
    for _ in range(2):
        response = client.post(of(comment, "delete"))
        assert (response.status_code, response["Location"]) == (303, of(comment, "status"))
    assert "Your comment was deleted" in text_of(client.get(of(comment, "status")))
    assert "A useful note." not in text_of(Client().get(article.get_absolute_url()))


def test_an_account_deletes_its_own_whenever_it_likes(client, article):
    account = make_account()
    client.force_login(account)
    comment = make_comment(article, account=account)
    Comment.objects.update(created_at=timezone.now() - timedelta(days=900))
    assert client.get(of(comment, "edit")).status_code == 403
    assert client.post(of(comment, "delete")).status_code == 303
    assert Comment.objects.get().state == State.DELETED


def test_an_account_writes_under_its_name(client, article, new):
    client.force_login(make_account("Dora"))
    page = text_of(client.get(new))
    assert "<bdi>Dora</bdi>" in page
    assert 'name="name"' not in page
    assert 'name="email"' not in page
    client.post(new, fields(article, name="Eve", email="eve@example.org"))
    comment = Comment.objects.get()
    assert (comment.author_name, comment.email, comment.state) == ("Dora", "", State.PENDING)
    assert comment.reason == "not trusted yet"


def test_a_trusted_account_is_public_at_once(client, article, new):
    account = make_trusted(article)
    client.force_login(account)
    response = client.post(new, fields(article))
    comment = Comment.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (303, comment.get_absolute_url())
    assert "A useful note." in text_of(Client().get(article.get_absolute_url()))


def test_who_was_banned_is_told_so_and_keeps_the_text(client, article, new):
    account = make_account()
    client.force_login(account)
    people.ban(people.person_of(account), by=root_user())
    for response in (client.get(new), client.post(new, fields(article))):
        assert response.status_code == 403
    assert "A useful note." in text_of(response)
    assert client.post(new, fields(article), **JSON).json() == {"error": "banned"}
    assert not Comment.objects.exists()


def test_to_hear_of_replies_takes_an_address(client, article, new):
    response = client.post(new, fields(article, subscribe="on"))
    assert response.status_code == 422
    assert "Write the address at which you want to hear of replies." in text_of(response)
    assert "checked" in text_of(response)


def test_a_new_comment_is_not_a_leave_to_change_another(client, article, new, comment):
    let_time_pass()
    other = make_comment(article, "Another's.")
    assert client.get(of(other, "edit")).status_code == 404
    assert client.get(of(comment, "edit")).status_code == 200


def test_the_form_of_a_deleted_comment_does_not_come_back(client, comment):
    moderation.delete(comment, by=root_user())
    unchecked = Client(enforce_csrf_checks=True)
    unchecked.cookies = client.cookies
    response = unchecked.post(of(comment, "edit"), changes(comment, "Typed for nothing."))
    assert response.status_code == 403
    assert "Typed for nothing." in text_of(response)


def test_where_comments_lie_deepest_an_approved_reply_ends_editing_too(client, article, new):
    chain = make_chain(article, DEEPEST - 1)
    client.post(new, fields(article, chain[-1], text="The deepest one."))
    own = moderation.approve(Comment.objects.get(depth=DEEPEST), by=root_user())
    waiting = make_comment(article, "An answer.", parent=own, state=State.PENDING)
    assert client.get(of(own, "edit")).status_code == 200
    moderation.approve(waiting, by=root_user())
    assert client.get(of(own, "edit")).status_code == 403
    response = client.post(of(own, "edit"), changes(own, "The opposite."))
    assert response.status_code == 403
    assert not CommentRevision.objects.filter(source="The opposite.").exists()


def test_opening_the_form_stores_nothing(client, article, new):
    client.force_login(root_user())
    assert client.get(new).status_code == 200
    assert not Person.objects.exists()
    client.post(new, fields(article))
    assert Comment.objects.get().author_name == Person.objects.get().name == "root"
