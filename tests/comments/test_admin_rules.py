"""The rules for all articles, at the desk."""

import pytest

from comments.models import Rules

from .builders import root_user

pytestmark = pytest.mark.django_db

RULES = "/admin/comments/rules/"


def test_the_rules_are_for_superusers_and_one_row(client, moderator):
    client.force_login(moderator)
    assert [client.get(f"{RULES}{part}").status_code for part in ("", "1/change/", "add/")] == [403, 403, 403]
    client.force_login(root_user())
    assert client.get(RULES)["Location"] == f"{RULES}1/change/"
    assert client.get(f"{RULES}1/change/").status_code == 200
    assert not Rules.objects.exists()
    for days in ("30", "40"):
        response = client.post(f"{RULES}1/change/", {"close_after": days, "idle_after": "90", "paused": "on"})
        assert response.status_code == 302
    rules = Rules.objects.get()
    assert (rules.pk, rules.close_after, rules.idle_after, rules.paused) == (1, 40, 90, True)
    assert client.post(f"{RULES}1/change/", {"close_after": "-1", "idle_after": "x"}).status_code == 200
    assert client.get(f"{RULES}2/change/").status_code == 302
    assert client.get(f"{RULES}add/").status_code == 403
