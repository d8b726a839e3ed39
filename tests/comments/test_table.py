"""The table of inputs and answers, a test for each row: status, word for programs, and the text that is kept."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import moderation, people
from comments.models import Comment, State
from comments.posting import spam

from .builders import close, fields, let_time_pass, make_account, make_comment, make_token, root_user, text_of, withdraw

pytestmark = pytest.mark.django_db

KEPT = "Every word that was typed."
JSON = {"HTTP_ACCEPT": "application/json"}


@dataclass
class Sent:
    """What one row sends, and where to."""

    address: str
    data: dict | bytes
    client: Client = field(default_factory=Client)
    options: dict = field(default_factory=dict)

    def post(self, **headers):
        return self.client.post(self.address, self.data, **self.options, **headers)


def of(comment, action):
    return f"{comment.get_absolute_url()}{action}/"


def nothing(article, new):
    return Sent(new, fields(article, text=""))


def too_long(article, new):
    return Sent(new, fields(article, text=KEPT + "\U0001f600" * (5_001 - len(KEPT))))


def bad_name(article, new):
    return Sent(new, fields(article, text=KEPT, name="\u202eevil"))


def name_with_line_separator(article, new):
    return Sent(new, fields(article, text=KEPT, name="Ann\u2028Bcc: x"))


def bad_email(article, new):
    return Sent(new, fields(article, text=KEPT, email="a@b\r\nBcc: c@d"))


def link_in_name(article, new):
    return Sent(new, fields(article, text=KEPT, name="cheap.example.com/pills"))


def nul(article, new):
    return Sent(new, fields(article, text=f"{KEPT}\x00"))


def invalid_utf8(article, new):
    return Sent(new, b"text=%ff", options={"content_type": "application/x-www-form-urlencoded"})


def too_large(article, new):
    return Sent(new, fields(article, text="x" * 66_000))


def wrong_type(article, new):
    return Sent(new, b"{}", options={"content_type": "application/json"})


def old_token(article, new):
    return Sent(new, fields(article, text=KEPT, age=86_500))


def forged_token(article, new):
    return Sent(new, fields(article, text=KEPT, token=str(make_token(article))[:-1] + "!"))


def token_of_another_action(article, new):
    client = Client()
    client.post(new, fields(article))
    cookie = next(value.value for name, value in client.cookies.items() if "change" in name)
    return Sent(new, fields(article, text=KEPT, token=cookie))


def same_text_again(article, new):
    client = Client()
    client.post(new, fields(article, text=KEPT))
    return Sent(new, fields(article, text=KEPT), client)


def missing_parent(article, new):
    parent = make_comment(article)
    data = fields(article, parent, text=KEPT)
    moderation.remove(parent, by=root_user())
    return Sent(new, data)


def pending_parent(article, new):
    return Sent(new, fields(article, make_comment(article, state=State.PENDING), text=KEPT))


def deleted_parent(article, new):
    parent = make_comment(article)
    make_comment(article, parent=parent)
    data = fields(article, parent, text=KEPT)
    moderation.delete(parent, by=root_user())
    return Sent(new, data)


def closed(article, new):
    data = fields(article, text=KEPT)
    close(article)
    return Sent(new, data)


def withdrawn(article, new):
    data = fields(article, text=KEPT)
    withdraw(article)
    return Sent(new, data)


def too_fast(article, new):
    client = Client()
    client.post(new, fields(article))
    return Sent(new, fields(article, text=KEPT), client)


def paused(article, new):
    make_comment(article, state=State.PENDING)
    let_time_pass()
    return Sent(new, fields(article, text=KEPT))


def no_csrf_token(article, new):
    return Sent(new, fields(article, text=KEPT), Client(enforce_csrf_checks=True))


def banned(article, new):
    client, account = Client(), make_account()
    client.force_login(account)
    people.ban(people.person_of(account), by=root_user())
    return Sent(new, fields(article, text=KEPT), client)


def edit_too_late(article, new):
    client, account = Client(), make_account()
    client.force_login(account)
    comment = make_comment(article, account=account)
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    return Sent(of(comment, "edit"), {"text": KEPT, "seen": comment.version}, client)


def anothers(article, new):
    comment = make_comment(article)
    return Sent(of(comment, "edit"), {"text": KEPT, "seen": comment.version})


def edit_of_what_has_changed(article, new):
    client, account = Client(), make_account()
    client.force_login(account)
    comment = make_comment(article, account=account)
    return Sent(of(comment, "edit"), {"text": KEPT, "seen": "7-approved"}, client)


ROWS = [
    (nothing, 422, "invalid"),
    (too_long, 422, "invalid"),
    (bad_name, 422, "invalid"),
    (name_with_line_separator, 422, "invalid"),
    (bad_email, 422, "invalid"),
    (link_in_name, 422, "invalid"),
    (nul, 422, "invalid"),
    (invalid_utf8, 400, "not_utf8"),
    (too_large, 413, "too_large"),
    (wrong_type, 415, "wrong_type"),
    (old_token, 422, "out_of_date"),
    (forged_token, 422, "out_of_date"),
    (token_of_another_action, 422, "out_of_date"),
    (same_text_again, 409, "duplicate"),
    (missing_parent, 409, "no_parent"),
    (pending_parent, 409, "no_parent"),
    (deleted_parent, 409, "no_parent"),
    (closed, 403, "closed"),
    (withdrawn, 404, "not_found"),
    (too_fast, 429, "too_fast"),
    (paused, 503, "paused"),
    (no_csrf_token, 403, "csrf"),
    (banned, 403, "banned"),
    (edit_too_late, 403, "too_late"),
    (anothers, 404, "not_found"),
    (edit_of_what_has_changed, 409, "changed"),
]
#: Of these the text cannot be read, or there is none.
WITHOUT_TEXT = {nothing, invalid_utf8, too_large, wrong_type}


def stored():
    return sorted(Comment.objects.values_list("public_id", "state", "revision_number", "helpful", "reports_open"))


@pytest.mark.parametrize("answer", ROWS, ids=[row[0].__name__ for row in ROWS])
def test_an_input_gets_its_answer_and_changes_nothing_else(article, new, monkeypatch, answer):
    row, status, code = answer
    if row is paused:
        monkeypatch.setattr(spam, "MAX_PENDING", 0)
    sent = row(article, new)
    before = stored()
    for _ in range(2):
        response = sent.post()
        assert response.status_code == status
        assert len(re.findall("<h1", text_of(response))) == 1
        if row not in WITHOUT_TEXT:
            assert KEPT in text_of(response)
    told = sent.post(**JSON)
    assert (told.status_code, told.json()) == (status, {"error": code})
    assert ("Retry-After" in told) == (status in {429, 503})
    assert stored() == before


def test_a_nonce_that_was_used_leads_to_the_first_comment(article, new):
    data = fields(article)
    first = Client().post(new, data)
    again = Client().post(new, data | {"text": "Another."})
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "state"), [({"website": "x"}, State.SPAM), ({"age": 1}, State.PENDING)], ids=["honeypot", "under 3 s"]
)
def test_programs_are_told_what_everybody_is_told(client, article, new, data, state):
    response = client.post(new, fields(article, **data))
    assert response.status_code == 303
    assert "Held for review" in text_of(client.get(response["Location"]))
    assert Comment.objects.get().state == state


def test_a_foreign_page_gets_a_bare_answer(article, new):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(new, fields(article, text=KEPT), HTTP_ORIGIN="https://elsewhere.example")
    assert response.status_code == 403
    assert KEPT not in text_of(response)


def test_a_moderator_who_acts_on_a_stale_revision_is_told(article):
    comment = make_comment(article, state=State.PENDING)
    with pytest.raises(moderation.Stale):
        moderation.approve(comment, by=root_user(), expected="2-pending")
    assert Comment.objects.get().state == State.PENDING


@pytest.mark.parametrize("action", ["helpful", "report"])
def test_a_second_vote_or_report_changes_nothing(client, article, action):
    comment = make_comment(article)
    client.force_login(make_account())
    for _ in range(2):
        assert client.post(of(comment, action), {"complaint": "spam"}, follow=True).status_code == 200
    counted = Comment.objects.get()
    assert counted.helpful + counted.reports_open == 1


@pytest.mark.parametrize("action", ["helpful", "report", "edit", "delete"])
def test_a_get_on_an_action_asks_first(client, article, action):
    account = make_account()
    comment = make_comment(article, account=account if action in {"edit", "delete"} else None)
    client.force_login(account)
    before = stored()
    for method in (client.get, client.head):
        assert method(of(comment, action)).status_code == 200
    for method in (client.put, client.patch, client.delete):
        assert method(of(comment, action)).status_code == 405
    assert stored() == before


def test_an_impossible_parent_gives_the_form_of_a_new_comment(client, article, new):
    for parent in ("nonsense", "\x00", "0" * 16, make_comment(article, state=State.PENDING).public_id):
        response = client.get(new, {"reply_to": parent})
        assert response.status_code == 409
        assert "no longer open to replies" in text_of(response)
        assert "<textarea" in text_of(response)
