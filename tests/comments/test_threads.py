"""What readers see of a discussion, and what it costs."""

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory

from comments import discussions, moderation
from comments.models import BESIDE, Comment, Mode, State
from comments.threads import threads
from encyclopedia.site.kept_pages.making import Unkept
from tests.builders import make_article

from .builders import make_chain, make_comment, root_user

pytestmark = pytest.mark.django_db


def shape(nodes):
    """A thread as nested texts; what is not shown is None."""
    return [(node.comment.approved.source if node.comment.is_approved else None, shape(node.replies)) for node in nodes]


def first_page(article):
    return threads.first_page(article, Unkept()).nodes


def test_nothing_is_a_thread_without_comments(article):
    thread = threads.first_page(article, Unkept())
    assert (thread.nodes, thread.is_closed, thread.has_more) == ([], False, False)


def test_replies_hang_from_what_they_answer_oldest_first(article):
    first, second = make_comment(article, "First."), make_comment(article, "Second.")
    late = make_comment(article, "To the second.", parent=second)
    make_comment(article, "To the first.", parent=first)
    make_comment(article, "Deeper.", parent=late)
    make_comment(article, "Again to the first.", parent=first)
    assert shape(first_page(article)) == [
        ("First.", [("To the first.", []), ("Again to the first.", [])]),
        ("Second.", [("To the second.", [("Deeper.", [])])]),
    ]


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.SPAM])
def test_what_is_not_approved_is_not_there(article, state):
    root = make_comment(article, "Root.")
    make_comment(article, parent=root, state=state)
    make_comment(article, state=state)
    assert shape(first_page(article)) == [("Root.", [])]


def test_replies_stay_when_what_they_answer_goes(article):
    root, second, _third = make_chain(article, 3)
    moderation.reject(root, by=root_user())
    moderation.mark_as_spam(second, by=root_user())
    assert shape(first_page(article)) == [(None, [(None, [("Level 3.", [])])])]


def test_a_tombstone_goes_with_the_last_reply(article):
    root, reply = make_chain(article, 2)
    moderation.reject(root, by=root_user())
    moderation.reject(reply, by=root_user())
    assert first_page(article) == []


def test_beyond_the_fifth_level_a_reply_says_whom_it_answers(article):
    chain = make_chain(article, 5)
    make_comment(article, "Deeper.", parent=chain[4])
    node = first_page(article)[0]
    while node.replies:
        parent, node = node, node.replies[-1]
    assert [each.comment.approved.source for each in parent.replies] == ["Level 5.", "Deeper."]
    assert node.answers == chain[4]


def test_twenty_replies_to_a_root_are_shown_also_where_many_came_at_the_same_moment(article):
    roots = [make_comment(article, name) for name in ("First.", "Second.")]
    for root in roots:
        for number in range(23):
            make_comment(article, f"Reply {number}.", parent=root)
    moment = Comment.objects.filter(root=roots[0]).order_by("pk")[10].created_at
    Comment.objects.filter(root=roots[0], created_at__gt=moment).update(created_at=moment)
    for node in first_page(article):
        assert [each.comment.approved.source for each in node.replies] == [f"Reply {n}." for n in range(20)]
        assert node.more == 3


def test_a_page_has_fifty_roots(article):
    for number in range(51):
        make_comment(article, f"Root {number}.")
    thread = threads.first_page(article, Unkept())
    assert len(thread.nodes) == 50
    assert thread.has_more
    assert [len(threads.page_of(article, number).nodes) for number in ("1", "2")] == [50, 1]
    assert threads.page_of(article, "2").nodes[0].comment.approved.source == "Root 50."


def test_a_root_has_twenty_replies_and_says_how_many_more_there_are(article):
    root, other = make_comment(article), make_comment(article)
    for number in range(22):
        make_comment(article, f"Reply {number}.", parent=root)
    make_comment(article, "The only one.", parent=other)
    nodes = first_page(article)
    assert [len(node.replies) for node in nodes] == [20, 1]
    assert [node.more for node in nodes] == [2, 0]
    assert nodes[0].replies[-1].comment.approved.source == "Reply 19."


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "", "١", "1.0", "1" * 30])
def test_other_pages_are_not_there(article, number):
    make_comment(article)
    with pytest.raises(Http404):
        threads.page_of(article, number)


def grow(article, roots):
    for number in range(roots):
        chain = make_chain(article, 1 + number % 5)
        if number % 3 == 0:
            moderation.reject(chain[0], by=root_user())


def test_any_thread_costs_two_queries(article, django_assert_num_queries):
    for wanted in (0, 1, 9, 25):
        grow(article, wanted - Comment.objects.filter(depth=1).count())
        with django_assert_num_queries(2):
            render_to_string("comments/thread.html", {"article": article}, RequestFactory().get("/"))
    assert Comment.objects.count() > 50


def test_a_page_of_its_own_costs_the_same_for_any_comment(article, django_assert_num_queries):
    chain = make_chain(article, 5)
    for number in range(15):
        make_comment(article, f"Number {number}.", parent=chain[number % 5])
    for comment in chain:
        subject = Comment.objects.as_read(*BESIDE).get(pk=comment.pk)
        subject.article = article
        with django_assert_num_queries(3):
            threads.around(subject, "1")


def around(comment, number="1"):
    above, thread = threads.around(Comment.objects.get(pk=comment.pk), number)
    return shape(above), shape(thread.nodes)


def test_a_comment_is_shown_with_what_it_answers_and_what_answers_it(article):
    chain = make_chain(article, 4)
    make_comment(article, "Beside.", parent=chain[1])
    assert around(chain[2]) == ([("Level 1.", []), ("Level 2.", [])], [("Level 3.", [("Level 4.", [])])])


def test_all_replies_are_on_the_pages_of_their_root(article):
    root = make_comment(article, "Root.")
    replies = [make_comment(article, f"Reply {number}.", parent=root) for number in range(51)]
    late = make_comment(article, "Late.", parent=replies[0])
    _, [(_, first)] = around(root)
    _, [(_, second)] = around(root, "2")
    assert len(first) == 50
    assert second == [("Reply 50.", []), ("Late.", [])]
    _, thread = threads.around(Comment.objects.get(pk=root.pk), "2")
    answers = {node.comment: node.answers for node in thread.nodes[0].replies}
    assert answers == {replies[50]: None, late: replies[0]}
    with pytest.raises(Http404):
        around(root, "3")


def test_a_thread_knows_whether_it_is_closed(article):
    discussions.set_mode(article, Mode.CLOSED, by=root_user())
    assert threads.first_page(article, Unkept()).is_closed
    root = make_comment(article)
    assert threads.first_page(article, Unkept()).is_closed
    assert threads.page_of(article, "1").is_closed
    assert threads.around(root, "1")[1].is_closed
    discussions.set_mode(article, Mode.OPEN, by=root_user())
    assert not threads.first_page(article, Unkept()).is_closed


def test_articles_keep_their_threads_apart(article):
    make_comment(make_article("BERT"), "Elsewhere.")
    make_comment(article, "Here.")
    assert shape(first_page(article)) == [("Here.", [])]
