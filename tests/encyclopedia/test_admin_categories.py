"""Categories at the desk."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from encyclopedia import editing
from encyclopedia.models import Category
from tests.builders import make_article, make_document

from .browsers import Page, at_once
from .test_admin_articles import HOSTILE

pytestmark = pytest.mark.django_db

LIST = "/admin/encyclopedia/category/"
ADD = f"{LIST}add/"


def make_category(*path):
    """The category at that path, with all that lead to it."""
    make_article(" ".join(path), category=path)
    return Category.objects.get(path=" / ".join(path))


def change(category):
    return f"{LIST}{category.pk}/change/"


def send(client, path, /, **changes):
    """Open the form, change some of it, and send it; the answer is the page that it leads to."""
    fields = Page(client.get(path), "category_form").fields | changes
    return Page(client.post(path, fields, follow=True), "category_form")


def paths():
    return list(Category.objects.order_by("path_key").values_list("path", flat=True))


def test_a_category_is_added_and_its_slug_comes_from_its_name(desk):
    page = send(desk, ADD, name="Artificial intelligence", description="Machines\r\nthat learn.")
    assert page.messages == ["The category “Artificial intelligence” was added."]
    category = Category.objects.get()
    assert (category.slug, category.path, category.depth) == ("artificial-intelligence", category.name, 1)
    assert category.description == "Machines\nthat learn."


def test_one_name_may_stand_at_several_places(desk):
    technology, culture = make_category("Technology"), make_category("Culture")
    for parent in (technology, culture):
        send(desk, ADD, name="History", parent=str(parent.pk))
    assert list(Category.objects.filter(name="History").values_list("path", "slug").order_by("pk")) == [
        ("Technology / History", "history"),
        ("Culture / History", "history-2"),
    ]


def test_saving_what_was_not_touched_changes_nothing(desk):
    category = make_category("Technology", "AI/ML")
    before = Category.objects.filter(pk=category.pk).values().get()
    assert send(desk, change(category)).status == 200
    assert Category.objects.filter(pk=category.pk).values().get() == before


def test_a_renamed_category_takes_all_below_it_along_and_keeps_its_articles(desk):
    make_category("Technology", "AI", "Models", "Language")
    other = make_category("Technology 2", "AI")
    article = make_article("BERT", category=("Technology", "AI", "Models"))
    send(desk, change(Category.objects.get(path="Technology")), name="Technics")
    assert paths() == [
        *("Technics", "Technics / AI", "Technics / AI / Models", "Technics / AI / Models / Language"),
        *("Technology 2", "Technology 2 / AI"),
    ]
    assert editing.current(article).category == ("Technics", "AI", "Models")
    other.refresh_from_db()
    assert other.path == "Technology 2 / AI"
    assert article.revisions.count() == 1


def test_a_moved_category_takes_all_below_it_along(desk):
    make_category("Technology", "AI", "Models")
    science = make_category("Science")
    send(desk, change(Category.objects.get(path="Technology / AI")), parent=str(science.pk))
    assert paths() == ["Science", "Science / AI", "Science / AI / Models", "Technology"]
    assert [Category.objects.get(name=name).depth for name in ("AI", "Models")] == [2, 3]
    send(desk, change(Category.objects.get(path="Science / AI")), parent="")
    assert paths() == ["AI", "AI / Models", "Science", "Technology"]


def test_a_category_whose_name_begins_like_another_may_lie_below_it(desk):
    art, intelligence = make_category("Art"), make_category("Artificial intelligence")
    send(desk, change(art), parent=str(intelligence.pk))
    assert paths() == ["Artificial intelligence", "Artificial intelligence / Art"]


@pytest.mark.parametrize("below", ["Technology", "Technology / AI", "Technology / AI / Models"])
def test_a_category_cannot_lie_below_itself(desk, below):
    make_category("Technology", "AI", "Models")
    parent = Category.objects.get(path=below)
    page = send(desk, change(Category.objects.get(path="Technology")), parent=str(parent.pk))
    assert page.errors == {"parent": ["Select a valid choice. That choice is not one of the available choices."]}
    assert paths() == ["Technology", "Technology / AI", "Technology / AI / Models"]


@pytest.mark.parametrize("name", ["technology", "TECHNOLOGY", "Téchnologÿ", "Technology ", "\u00a0Technology"])
def test_names_that_are_equal_but_for_case_and_accents_are_refused_beside_the_name(desk, name):
    make_category("Technology")
    page = send(desk, ADD, name=name, slug="another")
    assert page.errors == {"name": ["There is a category of that name at that place."]}
    assert page.fields["slug"] == "another"
    assert paths() == ["Technology"]


def test_a_slug_that_is_taken_is_refused_beside_the_slug(desk):
    make_category("Technology")
    page = send(desk, ADD, name="Technics", slug="technology")
    assert page.errors == {"slug": ["Category with this Slug already exists."]}
    assert paths() == ["Technology"]


def test_a_rename_may_not_land_on_another_category(desk):
    make_category("Technology", "AI")
    category = make_category("Technology", "Artificial intelligence")
    page = send(desk, change(category), name="ai")
    assert page.errors == {"name": ["There is a category of that name at that place."]}
    page = send(desk, change(Category.objects.get(path="Technology / AI")), parent="", name="technology")
    assert page.errors == {"name": ["There is a category of that name at that place."]}


def test_nothing_lies_more_than_eight_deep(desk):
    eighth = make_category(*"abcdefgh")
    said = {"parent": ["Categories would lie more than 8 deep."]}
    assert send(desk, ADD, name="Ninth", parent=str(eighth.pk)).errors == said
    top = make_category("One", "Two", "Three")
    sixth = Category.objects.get(name="f")
    assert send(desk, change(Category.objects.get(path="One")), parent=str(sixth.pk)).errors == said
    assert send(desk, change(top), parent=str(sixth.pk)).errors == {}
    assert max(Category.objects.values_list("depth", flat=True)) == 8


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "", "This field is required."),
        ("name", "x" * 81, "Ensure this value has at most 80 characters (it has 81)."),
        ("name", "a / b", "The name of a category may not hold a slash between spaces."),
        ("name", "a /", "The name of a category may not hold a slash between spaces."),
        ("name", "a\nb", "The category has several lines; write it on one."),
        ("name", "a\x00b", "The character U+0000 is not allowed here."),
        ("name", "a\x0bb", "The character U+000B is not allowed here."),
        ("name", "a\u2028b", "The character U+2028 is not allowed here."),
        ("name", "a" + "\u0301\u0316" * 5000, "There are too many combining marks on one letter."),
        ("slug", "Not a slug", "Only lower-case letters, digits and single hyphens between them make an address."),
        ("slug", "x" * 101, "Only lower-case letters, digits and single hyphens between them make an address."),
        ("description", "x" * 1001, "Ensure this value has at most 1000 characters (it has 1001)."),
        ("description", "a\x00b", "The character U+0000 is not allowed here."),
        ("order", "-1", "Ensure this value is greater than or equal to 0."),
        ("order", "many", "Enter a whole number."),
        ("parent", "9" * 40, "Select a valid choice. That choice is not one of the available choices."),
        ("parent", "abc", "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_what_breaks_a_rule_is_said_beside_its_field(desk, field, text, said):
    page = send(desk, ADD, **({"name": "Technology"} | {field: text}))
    assert (page.status, page.errors) == (422, {field: [said]})
    assert not Category.objects.exists()


def test_a_name_of_signs_needs_a_slug_of_its_own(desk):
    page = send(desk, ADD, name="!?")
    assert page.errors == {"slug": ["The name gives no address; write one here."]}
    assert send(desk, ADD, name="!?", slug="signs").status == 200
    assert paths() == ["!?"]
    assert "name" in send(desk, ADD, name="\u0301", slug="accent").errors


def test_a_number_beyond_all_databases_is_refused(desk):
    page = send(desk, ADD, name="Technology", order="9" * 40)
    assert "less than or equal to" in page.errors["order"][0]


def test_extra_keys_are_ignored(desk):
    send(desk, ADD, name="Technology", path="Stolen", path_key="stolen", depth="99", id="77", pk="77")
    category = Category.objects.get()
    assert (category.path, category.path_key, category.depth, category.pk == 77) == (
        "Technology",
        "technology",
        1,
        False,
    )


def test_a_category_is_deleted_only_when_nothing_lies_in_it(desk, editor):
    editor.user_permissions.add(Permission.objects.get(codename="delete_category"))
    article = make_article("BERT", category=("Technology", "AI"))
    above, full = Category.objects.order_by("depth")
    for category in (above, full):
        assert desk.post(f"{LIST}{category.pk}/delete/", {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [above.pk, full.pk], "post": "yes"}
    desk.post(LIST, data)
    assert Category.objects.count() == 2
    editing.record(article, make_document("BERT"), by=None)
    assert desk.post(f"{LIST}{full.pk}/delete/", {"post": "yes"}).status_code == 302
    assert paths() == ["Technology"]


@pytest.mark.parametrize("name", [name[:80] for name in HOSTILE if " / " not in f" {name} "])
def test_a_hostile_name_is_text_wherever_the_desk_shows_it(desk, name):
    assert send(desk, ADD, name=name, slug="hostile").errors == {}
    category = Category.objects.get(slug="hostile")
    assert category.name == name
    pages = [desk.get(path) for path in (LIST, change(category), f"{LIST}{category.pk}/history/", "/admin/", ADD)]
    pages += [desk.get("/admin/encyclopedia/article/add/"), desk.get("/admin/encyclopedia/article/")]
    for response in pages:
        page = Page(response)
        assert (page.status, page.inline) == (200, [])
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html
        assert "<b>bold" not in page.html


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "a+" * 300, "name__regex=(", "parent__id__exact=x", "p=-1", "o=x", "e=1"]
)
def test_no_query_breaks_the_list(desk, query):
    make_category("Technology")
    assert desk.get(f"{LIST}?{query}", follow=True).status_code in {200, 400}


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_the_same_moment_make_no_circle(editor):
    one, two = make_category("One"), make_category("Two")
    acts = [sending(editor, change(one), parent=str(two.pk)), sending(editor, change(two), parent=str(one.pk))]
    assert sorted(response.status_code for response in at_once(acts)) == [302, 422]
    assert paths() in (["One", "One / Two"], ["Two", "Two / One"])


@pytest.mark.django_db(transaction=True)
def test_a_category_that_is_added_twice_at_once_is_there_once(editor):
    acts = [sending(editor, ADD, name="Technology") for _ in range(3)]
    assert sorted(response.status_code for response in at_once(acts)) == [302, 422, 422]
    assert paths() == ["Technology"]


def sending(editor, path, **changes):
    """An open form, in a browser of its own, that is sent when it is called."""
    browser = Client()
    browser.force_login(editor)
    fields = Page(browser.get(path), "category_form").fields | changes
    return lambda: browser.post(path, fields)


# Addresses


def test_a_category_answers_under_every_slug_that_it_had(desk, client):
    category = make_category("Technology", "AI")
    for slug in ("machines", "ai-2", "learning"):
        send(desk, change(category), slug=slug)
    for old in ("ai", "machines", "ai-2"):
        for below in ("", "feed/", "table/", "?order=title", "table/?sort=-title"):
            response = client.get(f"/categories/{old}/{below}")
            assert (response.status_code, response["Location"]) == (301, f"/categories/learning/{below}")
            assert client.get(response["Location"]).status_code == 200
    for address in ("/search/?q=technology&category=ai", "/timeline/?category=ai", "/recent/?category=ai"):
        assert client.get(address).status_code == 200
    # Back to an old one: no address leads round in circles.
    send(desk, change(category), slug="ai")
    assert client.get("/categories/ai/").status_code == 200
    assert client.get("/categories/learning/")["Location"] == "/categories/ai/"
    send(desk, change(category), name="Thinking", slug="")
    assert client.get("/categories/ai/")["Location"] == "/categories/thinking/"
    # Moved to another place, it has the address that it had.
    send(desk, change(category), parent="")
    assert client.get("/categories/thinking/").status_code == 200


def test_an_old_address_of_a_category_is_nobody_else_s_until_that_is_gone(desk, client):
    category = make_category("Machines")
    send(desk, change(category), name="Devices", slug="devices")
    page = send(desk, ADD, name="Other", slug="machines")
    assert page.errors["slug"] == ["The category “Devices” had this address before; links to it lead there."]
    send(desk, ADD, name="Machines")
    assert Category.objects.get(name="Machines").slug == "machines-2"
    assert make_category("Tools", "Machines").slug == "machines-3"
    editing.record(category.articles.get(), make_document("Devices", slug="machines", category=("Tools",)), by=None)
    category.delete()
    assert client.get("/categories/machines/").status_code == 404
    assert client.get("/categories/a%00b/").status_code == 400
