import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError

from encyclopedia.site import staff as people
from tests.builders import make_user

pytestmark = pytest.mark.django_db


def rights_of(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def password(user):
    return "a password for tests"


def test_editors_may_write_and_publish_and_no_more():
    people.make_groups()
    assert rights_of("Editors") == {
        *("view_article", "add_article", "change_article", "publish_article", "upload_image"),
        *("view_category", "add_category", "change_category"),
        *("view_synonymgroup", "add_synonymgroup", "change_synonymgroup", "delete_synonymgroup"),
    }


def test_writers_may_write_and_not_publish():
    people.make_groups()
    assert rights_of("Writers") == {"view_article", "add_article", "change_article", "upload_image", "view_category"}


def test_moderators_may_look_after_comments_and_hide_revisions_and_no_more():
    people.make_groups()
    assert rights_of("Moderators") == {"moderate_comment", "hide_revision"}


def test_a_right_that_somebody_added_to_a_group_is_taken_away():
    people.make_groups()
    Group.objects.get(name="Editors").permissions.add(Permission.objects.get(codename="delete_article"))
    people.make_groups()
    assert "delete_article" not in rights_of("Editors")


def test_groups_that_are_settled_are_left_alone(django_assert_max_num_queries):
    people.make_groups()
    with django_assert_max_num_queries(3 * len(people.RIGHTS)) as asked:
        people.make_groups()
    assert not [query for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_rights_of_an_app_that_is_not_there_are_left_out(monkeypatch):
    monkeypatch.setitem(people.RIGHTS, people.MODERATORS, ["view_nothing"])
    people.make_groups()
    assert rights_of("Moderators") == set()


def test_a_new_account_may_sign_in_at_the_desk_and_is_no_superuser():
    user = people.make_staff("ada", [people.EDITORS], password=password)
    assert user.check_password("a password for tests")
    assert user.is_staff and user.is_active and not user.is_superuser
    assert user.has_perm("encyclopedia.publish_article")
    assert not user.has_perm("encyclopedia.delete_article")


def test_an_account_that_is_there_keeps_its_password_and_its_groups():
    people.make_staff("ada", [people.EDITORS], password=password)
    user = people.make_staff("ada", [people.MODERATORS], password=lambda user: pytest.fail("asked for a password"))
    assert user.check_password("a password for tests")
    assert {group.name for group in user.groups.all()} == {"Editors", "Moderators"}


def test_a_reader_becomes_staff():
    reader = make_user("bob")
    user = people.make_staff("bob", [people.EDITORS], password=password)
    assert user.pk == reader.pk
    assert user.is_staff and user.check_password("bob-password")


@pytest.mark.parametrize("name", ["", "ada lovelace", "x" * 151, "ada\x00", "<b>"])
def test_what_can_be_no_name_is_refused_before_a_password_is_asked(name):
    with pytest.raises(ValidationError):
        people.make_staff(name, [people.EDITORS], password=lambda user: pytest.fail("asked for a password"))


def test_random_passwords_differ_and_can_be_read_out():
    passwords = {people.random_password() for _ in range(100)}
    assert len(passwords) == 100
    assert all(len(each) == 16 and not set(each) & set("0O1lI") for each in passwords)
