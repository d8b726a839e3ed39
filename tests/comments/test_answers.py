"""The form of a comment, and every answer that it gives."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from comments import moderation
from comments.models import Comment, State
from comments.posting import spam
from comments.senders import rates
from comments.senders.sender import sender
from tests.builders import make_article

from .builders import PRIVATE, close, fields, let_time_pass, make_comment, root_user, text_of, token_in, withdraw

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json"}


def test_the_form_is_a_page_that_nobody_keeps(client, new):
    response = client.get(new)
    assert response.status_code == 200
    assert response["Cache-Control"] == PRIVATE
    assert response["X-Robots-Tag"] == "noindex"
    page = text_of(response)
    assert page.count("<h1>") == 1
    for field in ("text", "name", "email"):
        assert f'<label for="id_{field}">' in page
    assert page.count('type="submit"') == 3  # the search above, Post and Preview
    assert 'type="submit">Post</button>' in page


def test_the_form_of_a_reply_shows_what_it_answers(client, article, new):
    parent = make_comment(article, "**What** it says.", name="Bob")
    response = client.get(new, {"reply_to": parent.public_id})
    assert response.status_code == 200
    assert "Reply to <bdi>Bob</bdi>" in text_of(response)
    assert "<strong>What</strong> it says." in text_of(response)


@pytest.mark.parametrize("reply_to", ["x", "0" * 16, "\x00", "' OR 1=1", "é" * 16, "1" * 1000, "../new"])
def test_an_impossible_reply_gets_the_form_of_a_new_comment(client, article, new, reply_to):
    response = client.get(new, {"reply_to": reply_to})
    assert response.status_code == 409
    assert "That comment is no longer open to replies." in text_of(response)
    assert client.post(new, fields(article, token=token_in(response))).status_code == 303
    assert Comment.objects.get().depth == 1


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.SPAM])
def test_a_comment_that_readers_do_not_see_takes_no_replies(client, article, new, state):
    parent = make_comment(article, "Not to be seen.", state=state)
    response = client.get(new, {"reply_to": parent.public_id})
    assert response.status_code == 409
    assert "Not to be seen" not in text_of(response)


def test_a_comment_is_posted_and_held(client, article, new):
    page = client.get(new)
    response = client.post(new, fields(article, token=token_in(page), email="c@example.org"))
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"{comment.get_absolute_url()}status/"
    assert response["Cache-Control"] == PRIVATE
    assert (comment.state, comment.email) == (State.PENDING, "c@example.org")
    status = client.get(response["Location"])
    assert "Held for review" in text_of(status)
    assert "A useful note." in text_of(status)
    assert "A useful note." not in text_of(client.get(article.get_absolute_url()))


def test_a_reply_is_posted_below_what_it_answers(client, article, new):
    parent = make_comment(article)
    page = client.get(new, {"reply_to": parent.public_id})
    client.post(f"{new}?reply_to={parent.public_id}", fields(article, token=token_in(page), text="A reply."))
    assert Comment.objects.get(parent=parent).state == State.PENDING


def test_a_preview_stores_nothing(client, article, new):
    response = client.post(new, fields(article, text="**Bold**", preview="yes"))
    assert response.status_code == 200
    assert "<strong>Bold</strong>" in text_of(response)
    assert ">**Bold**<" in text_of(response).replace("\n", "")
    assert not Comment.objects.exists()
    assert client.post(new, fields(article, token=token_in(response), text="**Bold**")).status_code == 303


def test_extra_keys_are_not_obeyed(client, article, new):
    extra = {
        "state": "approved",
        "html": "<b>x</b>",
        "depth": "4",
        "public_id": "x",
        "account": "1",
        "author_name": "Eve",
    }
    client.post(new, fields(article, **extra))
    comment = Comment.objects.get()
    assert (comment.state, comment.depth, comment.author_name, comment.account) == ("pending", 1, "Charlie", None)


# The table of answers


def test_what_is_wrong_is_told_at_its_field_and_above(client, article, new):
    response = client.post(new, fields(article, text="", name="http://x", email="nobody"))
    page = text_of(response)
    assert response.status_code == 422
    for field in ("text", "name", "email"):
        assert f'<p class="error" id="id_{field}_error">' in page
        assert f'<a href="#id_{field}">' in page
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in page
    assert 'value="http://x"' in page
    assert 'value="nobody"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 5_001},
        {"text": "a\x00b"},
        {"name": ""},
        {"name": "www.example.com"},
        {"email": "nobody"},
    ],
    ids=str,
)
def test_a_mistake_in_a_field_is_422(client, article, new, wrong):
    assert client.post(new, fields(article, **wrong)).status_code == 422
    assert client.post(new, fields(article, **wrong), **JSON).json() == {"error": "invalid"}
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type", "answer"),
    [
        (b"text=%FF%FE", "application/x-www-form-urlencoded", (400, "not_utf8")),
        (b"text=\xff\xfe", "application/x-www-form-urlencoded", (400, "not_utf8")),
        (b"text=%ED%A0%80", "application/x-www-form-urlencoded", (400, "not_utf8")),
        (b"a&" * 30_000, "application/x-www-form-urlencoded", (400, "not_utf8")),
        (b"--b\r\n\xff", "multipart/form-data; boundary=b", (400, "not_utf8")),
        (b"--b\r\n", "multipart/form-data", (400, "not_utf8")),
        (b"{}", "application/json", (415, "wrong_type")),
        (b"text=x", "text/plain", (415, "wrong_type")),
        (b"text=x", "", (415, "wrong_type")),
        (b"text=x", "application/x-www-form-urlencoded; charset=utf-16", (415, "wrong_type")),
        (b"text=x", "application/x-www-form-urlencoded; charset=latin-1", (415, "wrong_type")),
    ],
)
def test_what_is_no_form_in_utf8_is_turned_away(client, new, body, content_type, answer):
    response = client.post(new, body, content_type=content_type)
    assert "<h1>" in text_of(response)
    word = client.post(new, body, content_type=content_type, **JSON).json()["error"]
    assert (response.status_code, word) == answer


def test_more_than_64_kib_is_too_much(client, article, new):
    assert client.post(new, fields(article, text="x" * 65_600)).status_code == 413


def test_a_form_sent_without_files_or_with_them_is_a_form(client, article, new):
    body = urlencode(fields(article, text="Grüße ✓", name="Zoë"))
    response = client.post(new, body, content_type="application/x-www-form-urlencoded; charset=UTF-8")
    assert response.status_code == 303
    assert Comment.objects.get().author_name == "Zoë"


@pytest.mark.parametrize(
    "token", ["", "forged", "a:b:c", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")]
)
def test_a_form_that_was_out_of_date_can_be_posted_again(client, article, new, token):
    response = client.post(new, fields(article, token=token))
    assert response.status_code == 422
    assert "This form was out of date. Press Post again." in text_of(response)
    assert "A useful note." in text_of(response)
    assert 'value="Charlie"' in text_of(response)
    assert 'class="error"' not in text_of(response)
    assert client.post(new, fields(article, token=token_in(response))).status_code == 303


def test_a_form_is_good_for_a_day(client, article, new):
    assert client.post(new, fields(article, age=86_500)).status_code == 422
    assert client.post(new, fields(article, age=86_300)).status_code == 303


def test_an_old_form_of_a_reply_stays_a_reply(client, article, new):
    parent = make_comment(article)
    address = f"{new}?reply_to={parent.public_id}"
    response = client.post(address, fields(article, parent, age=86_500))
    assert response.status_code == 422
    client.post(address, fields(article, token=token_in(response)))
    assert Comment.objects.get(state=State.PENDING).parent == parent


def test_a_form_of_another_article_is_out_of_date(client, article, new):
    assert client.post(new, fields(make_article("BERT"))).status_code == 422


def test_the_same_form_sent_again_leads_to_the_first_comment(client, article, new):
    data = fields(article)
    first = client.post(new, data)
    again = Client().post(new, data | {"text": "Something else."})
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    # The answer to the first may never have arrived.
    assert again.cookies.keys() == first.cookies.keys()
    moderation.approve(Comment.objects.get(), by=root_user())
    assert client.post(new, data)["Location"] == Comment.objects.get().get_absolute_url()
    assert Comment.objects.count() == 1


def test_a_parent_that_was_taken_away_leaves_the_text(client, article, new):
    parent = make_comment(article, name="Bob")
    data = fields(article, parent, text="What I want to say.")
    moderation.reject(parent, by=root_user())
    response = client.post(f"{new}?reply_to={parent.public_id}", data)
    assert response.status_code == 409
    assert "That comment is no longer open to replies." in text_of(response)
    assert "What I want to say." in text_of(response)
    assert "Bob" not in text_of(response)
    again = client.post(new, data | {"token": token_in(response)})
    assert again.status_code == 303
    assert Comment.objects.get(state=State.PENDING).parent is None


def test_the_same_text_is_not_posted_twice(client, article, new):
    client.post(new, fields(article))
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=1))
    response = client.post(new, fields(article))
    assert response.status_code == 409
    assert "You have already posted this." in text_of(response)
    assert "A useful note." in text_of(response)


def test_too_fast_is_429_and_says_when(client, article, new):
    client.post(new, fields(article))
    response = client.post(new, fields(article, text="Another."))
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 30
    assert "Another." in text_of(response)


def test_a_full_queue_is_503_and_says_when(client, article, new, monkeypatch):
    monkeypatch.setattr(spam, "MAX_PENDING", 0)
    make_comment(article, state=State.PENDING)
    response = client.post(new, fields(article))
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "A useful note." in text_of(response)


@pytest.mark.parametrize(
    ("data", "state"), [({"website": "http://x"}, State.SPAM), ({"age": 0}, State.PENDING)], ids=["honeypot", "at once"]
)
def test_programs_are_told_what_everybody_is_told(client, article, new, data, state):
    response = client.post(new, fields(article, **data))
    assert response.status_code == 303
    assert "Held for review" in text_of(client.get(response["Location"]))
    assert Comment.objects.get().state == state


def test_where_comments_are_closed_nothing_is_taken_and_the_text_is_given_back(client, article, new):
    data = fields(article)
    close(article)
    for response in (client.get(new), client.post(new, data)):
        assert response.status_code == 403
        assert "Comments are closed here." in text_of(response)
        assert response["Cache-Control"] == PRIVATE
    assert "A useful note." in text_of(response)
    assert not Comment.objects.exists()


def test_where_there_is_no_article_the_text_is_given_back(client, article, new):
    data = fields(article)
    withdraw(article)
    assert client.get(new).status_code == 404
    response = client.post(new, data)
    assert response.status_code == 404
    assert "A useful note." in text_of(response)
    assert "Ada" not in text_of(response)


def charge():
    """Count a comment from where the test client writes."""
    now = timezone.now()
    with transaction.atomic(), rates.charged("comment", sender("127.0.0.1", None), now=now):
        pass


def everything_that_can_be_refused(client, article, new, monkeypatch):
    """Each refusal with what makes for it, in reverse order: what stands further down answers first."""
    parent = make_comment(article)
    first = fields(article, parent, text="Once.", age=60)
    assert client.post(new, first).status_code == 303
    monkeypatch.setattr(spam, "MAX_PENDING", 0)
    yield 503, let_time_pass, fields(article, text="Twice.")
    yield 429, charge, fields(article, text="Twice.")
    yield 409, lambda: None, fields(article, parent, text="Once.")
    yield 409, lambda: moderation.reject(parent, by=root_user()), fields(article, parent, text="Once.")
    yield 303, lambda: None, first
    yield 422, lambda: None, first | {"text": ""}
    yield 422, lambda: None, first | {"text": "", "token": "forged"}
    yield 403, lambda: close(article), first | {"text": "", "token": "forged"}
    yield 404, lambda: withdraw(article), first | {"text": "", "token": "forged"}


WORDS = {
    503: ["paused"],
    429: ["too_fast"],
    409: ["duplicate", "no_parent"],
    422: ["invalid", "out_of_date"],
    403: ["closed"],
    404: ["not_found"],
}


def test_the_first_thing_that_is_wrong_answers(client, article, new, monkeypatch):
    words = {status: list(codes) for status, codes in WORDS.items()}
    for status, spoil, data in everything_that_can_be_refused(client, article, new, monkeypatch):
        spoil()
        response = client.post(new, data, **JSON)
        assert response.status_code == status
        if status != 303:
            assert response.json() == {"error": words[status].pop(0)}
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(new, data, **JSON).json() == {"error": "csrf"}
    assert strict.post(new, b"\xff", content_type="application/x-www-form-urlencoded", **JSON).status_code == 400
    assert strict.post(new, b"\xff", content_type="text/plain", **JSON).status_code == 415
    assert strict.post(new, b"\xff" * 65_600, content_type="text/plain", **JSON).status_code == 413


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json", "application/json"),
        ("application/json;q=0.5, text/html", "text/html"),
        ("application/json, text/plain, */*", "application/json"),
        ("image/png", "text/html"),
        ("\x00", "text/html"),
    ],
)
def test_programs_get_a_word_and_people_a_page(client, article, new, accept, kind):
    response = client.post(new, fields(article, text=""), HTTP_ACCEPT=accept)
    assert response["Content-Type"].split(";")[0] == kind


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_for_the_form(client, new, method):
    assert getattr(client, method)(new).status_code == 405
