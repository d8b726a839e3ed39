"""The moderators' desk."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments import discussions, moderation
from comments.models import Comment, Discussion, Mode, State
from tests.builders import make_article, make_user, thread_version

from .builders import make_chain, make_comment, root_user, text_of

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/comment/"
DISCUSSIONS = "/admin/comments/discussion/"


def act(client, name, *comments, seen=True, address=QUEUE, **extra):
    """Choose rows of the list and an action."""
    data = {"action": name, "_selected_action": [comment.pk for comment in comments], "index": "0"}
    if seen:
        data |= {f"seen-{comment.pk}": comment.version for comment in comments}
    return client.post(address, data | extra)


def press(client, comment, verb, **extra):
    """Press a button on the page of a comment."""
    return client.post(f"{QUEUE}{comment.pk}/{verb}/", {"seen": comment.version} | extra)


def state_of(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_the_queue_shows_what_waits(desk, article):
    for state in State.values[:4]:
        make_comment(article, f"Text in {state}.", state=State(state))
    page = text_of(desk.get(QUEUE))
    assert "Text in pending." in page
    assert page.count('class="card-text"') == 1
    for state in State.values[:4]:
        assert text_of(desk.get(QUEUE, {"state": state})).count(f"<p>Text in {state}.</p>") == 1
    assert text_of(desk.get(QUEUE, {"state": "all"})).count('class="card-text"') == 4
    assert text_of(desk.get(QUEUE, {"state": "x"})).count('class="card-text"') == 1


def test_the_queue_can_be_narrowed_and_searched(desk, article):
    other = make_article("BERT")
    make_comment(article, "One about Ada.", state=State.PENDING, name="Alice")
    make_comment(other, "One about BERT.", state=State.PENDING, name="Bob")
    for query in ({"article": article.pk}, {"q": "Alice"}, {"q": "about Ada"}, {"q": "Lovelace"}):
        page = text_of(desk.get(QUEUE, query))
        assert "One about Ada." in page
        assert "One about BERT." not in page


@pytest.mark.parametrize(
    "query",
    [
        {"article": "x"},
        {"article": "1" * 30},
        {"article": "999"},
        {"article": "\x00"},
        {"state": "\x00"},
        {"q": "\x00"},
        {"q": "%_'\"" * 50},
        {"p": "x"},
        {"p": "-1"},
        {"o": "x"},
        {"nothing": "x"},
        {"_facets": "True"},
    ],
    ids=str,
)
def test_odd_questions_are_not_errors(desk, article, query):
    make_comment(article, state=State.PENDING)
    assert desk.get(QUEUE, query).status_code in {200, 302, 400}


@pytest.mark.parametrize(
    ("name", "state"), [("approve", State.APPROVED), ("reject", State.REJECTED), ("spam", State.SPAM)]
)
def test_many_are_decided_at_once(desk, moderator, article, name, state):
    comments = [make_comment(article, f"Number {number}.", state=State.PENDING) for number in range(3)]
    response = act(desk, name, *comments[:2])
    assert response.status_code == 302
    assert [state_of(comment) for comment in comments] == [state, state, State.PENDING]
    assert "2 comments changed." in text_of(desk.get(QUEUE))
    assert comments[0].transitions.last().by == moderator


@pytest.mark.parametrize(
    ("verb", "state"), [("approve", State.APPROVED), ("reject", State.REJECTED), ("spam", State.SPAM)]
)
def test_one_is_decided_on_its_page(desk, moderator, article, verb, state):
    comment = make_comment(article, state=State.PENDING)
    page = text_of(desk.get(f"{QUEUE}{comment.pk}/change/"))
    assert f'action="../{verb}/"' in page
    assert f'name="seen" value="{comment.version}"' in page
    response = press(desk, comment, verb, reason=" Off\x00 topic ")
    assert response["Location"] == QUEUE
    step = comment.transitions.last()
    assert (state_of(comment), step.by, step.reason) == (state, moderator, "Off topic")


def test_the_page_of_a_comment_says_all_there_is_and_changes_nothing(desk, article):
    comment = make_comment(article, "**Well** said.", name="Bob", email="bob@example.org")
    moderation.reject(comment, by=root_user(), reason="Too short")
    address = f"{QUEUE}{comment.pk}/change/"
    page = text_of(desk.get(address))
    for words in ("<strong>Well</strong> said.", "**Well** said.", "Bob", "Too short", article.get_absolute_url()):
        assert words in page
    assert "bob@example.org" not in page
    assert 'name="author_name"' not in page
    assert 'action="../approve/"' in page
    assert 'action="../reject/"' not in page
    assert desk.post(address, {"author_name": "Eve", "state": "approved"}).status_code == 403
    assert state_of(comment) == State.REJECTED


def test_what_has_changed_since_is_said_so(desk, article):
    comment, other = (make_comment(article, f"Number {number}.", state=State.PENDING) for number in range(2))
    moderation.approve(comment, by=root_user())
    for response in (press(desk, comment, "reject"), act(desk, "reject", comment, other)):
        assert response.status_code == 409
        assert "Changed since you opened it." in text_of(response)
    assert (state_of(comment), state_of(other)) == (State.APPROVED, State.REJECTED)


@pytest.mark.parametrize("seen", ["", "x", "2-pending", "\x00"])
def test_nothing_is_decided_unseen(desk, article, seen):
    comment = make_comment(article, state=State.PENDING)
    assert press(desk, comment, "approve", seen=seen).status_code == 409
    assert act(desk, "approve", comment, **{f"seen-{comment.pk}": seen}).status_code == 409
    assert state_of(comment) == State.PENDING


def test_what_is_settled_is_left(desk, article):
    comment = make_comment(article)
    act(desk, "approve", comment, address=f"{QUEUE}?state=all")
    assert "1 comment left" in text_of(desk.get(QUEUE))


def test_only_rows_that_were_seen_are_decided(desk, article):
    comments = [make_comment(article, f"Number {number}.", state=State.PENDING) for number in range(3)]
    act(desk, "spam", comments[0], select_across="1")
    assert [state_of(comment) for comment in comments] == [State.SPAM, State.PENDING, State.PENDING]
    assert act(desk, "spam", comments[1], seen=False).status_code == 409
    assert state_of(comments[1]) == State.PENDING


def test_more_rows_than_a_page_are_refused(desk, article):
    chosen = {"action": "spam", "_selected_action": list(range(1, 52)), "index": "0"}
    assert desk.post(QUEUE, chosen).status_code == 400


@pytest.mark.parametrize("chosen", ["x", "-1", "1" * 30, "\x00", "١"])
def test_odd_rows_are_refused(desk, article, chosen):
    make_comment(article, state=State.PENDING)
    response = desk.post(QUEUE, {"action": "approve", "_selected_action": [chosen], "index": "0"})
    assert response.status_code == 400


@pytest.mark.parametrize("address", ["999", "x", "1" * 30])
def test_what_is_not_there_is_not_an_error(desk, article, address):
    assert desk.get(f"{QUEUE}{address}/change/").status_code == 302
    assert desk.post(f"{QUEUE}{address}/approve/").status_code in {302, 404, 405}


@pytest.mark.parametrize("verb", ["approve", "reject", "spam"])
def test_nothing_is_decided_by_looking(desk, article, verb):
    comment = make_comment(article, state=State.PENDING)
    assert desk.get(f"{QUEUE}{comment.pk}/{verb}/", {"seen": comment.version}).status_code == 405
    assert desk.get(QUEUE, {"action": verb, "_selected_action": comment.pk}).status_code in {200, 302}
    assert state_of(comment) == State.PENDING


def test_every_decision_needs_a_token(moderator, article):
    comment = make_comment(article, state=State.PENDING)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(moderator)
    assert press(browser, comment, "approve").status_code == 403
    assert act(browser, "approve", comment).status_code == 403
    assert state_of(comment) == State.PENDING


def addresses(comment):
    discussion = Discussion.objects.get()
    return [
        QUEUE,
        f"{QUEUE}add/",
        f"{QUEUE}{comment.pk}/change/",
        f"{QUEUE}{comment.pk}/delete/",
        f"{QUEUE}{comment.pk}/history/",
        DISCUSSIONS,
        f"{DISCUSSIONS}add/",
        f"{DISCUSSIONS}{discussion.pk}/change/",
        f"{DISCUSSIONS}{discussion.pk}/delete/",
        reverse("admin:app_list", args=["comments"]),
    ]


ALLOWED = {
    "anonymous": [302] * 10,
    "reader": [302] * 10,
    "editor": [*[403] * 9, 404],
    "moderator": [200, 403, 200, 403, 200, 200, 200, 200, 403, 200],
    "superuser": [200, 403, 200, 200, 200, 200, 200, 200, 403, 200],
}


@pytest.mark.parametrize("role", ALLOWED)
def test_who_may_see_what(role, article, client, editor, moderator):
    comment = make_comment(article, state=State.PENDING)
    discussions.set_mode(article, Mode.OPEN, by=root_user())
    people = {"reader": make_user("reader"), "editor": editor, "moderator": moderator, "superuser": root_user()}
    if role in people:
        client.force_login(people[role])
    assert [client.get(address).status_code for address in addresses(comment)] == ALLOWED[role]
    for verb in ("approve", "reject", "spam"):
        allowed = role in {"moderator", "superuser"}
        assert press(client, comment, verb).status_code in ({302, 409} if allowed else {302, 403})
        act(client, verb, comment)
        assert (state_of(comment) == State.PENDING) != allowed
    assert ("comments" in text_of(client.get("/admin/")).lower()) == (role in {"moderator", "superuser"})


def test_deleting_for_good_is_for_superusers_and_takes_the_replies(client, article):
    client.force_login(root_user())
    root, second, _third = make_chain(article, 3)
    page = text_of(client.get(f"{QUEUE}{second.pk}/delete/"))
    assert "Level" not in page
    assert client.post(f"{QUEUE}{second.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Comment.objects.all()) == [root]
    assert Comment.objects.get().approved_below == 0
    other = make_chain(article, 2)
    act(client, "delete_selected", root, *other, address=f"{QUEUE}?state=all", post="yes")
    assert not Comment.objects.exists()
    assert not any("Level" in entry.object_repr for entry in LogEntry.objects.all())


def test_moderators_do_not_delete(desk, article):
    comment = make_comment(article)
    desk.post(f"{QUEUE}{comment.pk}/delete/", {"post": "yes"})
    act(desk, "delete_selected", comment, address=f"{QUEUE}?state=all", post="yes")
    assert Comment.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</pre><svg onload=alert(1)>"],
)
def test_names_and_texts_are_only_words(desk, hostile):
    article = make_article(f"About {hostile}", slug="about-it")
    comment = make_comment(article, f"Text {hostile}", name=hostile, state=State.PENDING)
    discussions.set_mode(article, Mode.OPEN, by=root_user())
    stale = press(desk, comment, "approve", seen="x", reason=hostile)
    press(desk, comment, "reject", reason=hostile)
    answers = [desk.get(QUEUE, {"state": "all", "q": hostile}), desk.get(QUEUE), stale]
    answers += [desk.get(address) for address in addresses(comment)[2:8]]
    for answer in answers:
        page = text_of(answer)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg onload" not in page


def test_the_queue_costs_the_same_however_long_it_is(desk, article):
    make_comment(article, state=State.PENDING)
    with CaptureQueriesContext(connection) as one:
        desk.get(QUEUE)
    for number in range(20):
        make_comment(make_article(f"Article {number}"), state=State.PENDING)
    with CaptureQueriesContext(connection) as many:
        assert text_of(desk.get(QUEUE)).count('name="seen-') == 21
    assert len(many) == len(one)


# On which articles comments are taken


@pytest.mark.parametrize("page", ["ada-lovelace", "/wiki/ada-lovelace/", "http://testserver/wiki/Ada-Lovelace"])
def test_a_moderator_closes_a_discussion(desk, article, page):
    response = desk.post(f"{DISCUSSIONS}add/", {"page": page, "mode": "closed"})
    assert response.status_code == 302
    assert Discussion.objects.get().mode == Mode.CLOSED
    assert thread_version() == 1
    assert "Comments are closed here." in text_of(desk.get(article.get_absolute_url()))


def test_a_discussion_is_opened_again(desk, article):
    discussion = discussions.set_mode(article, Mode.CLOSED, by=root_user())
    address = f"{DISCUSSIONS}{discussion.pk}/change/"
    assert desk.post(address, {"mode": "open"}).status_code == 302
    assert Discussion.objects.get().mode == Mode.OPEN
    assert desk.post(f"{DISCUSSIONS}add/", {"page": "ada-lovelace", "mode": "pre-moderated"}).status_code == 302
    assert Discussion.objects.get().mode == Mode.PRE_MODERATED


@pytest.mark.parametrize(
    "data", [{"page": "nothing"}, {"page": ""}, {"page": "\x00"}, {"page": "ada-lovelace", "mode": "x"}]
)
def test_what_is_no_article_or_no_mode_is_told_at_its_field(desk, article, data):
    response = desk.post(f"{DISCUSSIONS}add/", {"mode": "closed"} | data)
    assert response.status_code == 200
    assert "errorlist" in text_of(response)
    assert not Discussion.objects.exists()
