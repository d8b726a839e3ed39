"""No database compares names, slugs or addresses in its own way: what is the same is said in Python, by keys."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib import admin

#: Comparisons that databases make in ways of their own, and where each of them decides nothing about who is who.
FOLDING = re.compile(
    r"__(?:i?exact_ci|iexact|icontains|istartswith|iendswith|i?regex)\b|\b(?:Upper|Lower|Collate|CIText\w*|CI\w+Field)\("
    r"|\bdb_collation\b|\bNOCASE\b|\bILIKE\b",
)
#: `__startswith` is LIKE on SQLite, which leaves out the case of ASCII. Right where both sides are keys, which have no
#: capitals, or where the answer is only narrowed, and compared again.
BEGINNINGS = {
    "encyclopedia/admin/categories.py",
    "encyclopedia/forms/document.py",
    "encyclopedia/models/category.py",
    "encyclopedia/snapshots.py",
    "comments/posting/spam.py",
}


def sources():
    for folder in ("encyclopedia", "comments"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*.py")):
            yield str(path.relative_to(settings.BASE_DIR)), path.read_text()


def test_no_code_asks_a_database_to_compare_in_its_own_way():
    for name, text in sources():
        assert not FOLDING.search(text), name
        assert "__startswith" not in text or name in BEGINNINGS, name


#: Lists at the desk that are searched in texts, where no key is: what is found may differ in case, and is only shown.
IN_TEXTS = {"CommentAdmin", "DiscussionAdmin", "PersonAdmin", "BlockEntryAdmin", "SynonymAdmin", "DeletionAdmin"}


def test_lists_at_the_desk_are_searched_by_keys():
    ours = [each for each in admin.site._registry.values() if each.__module__.startswith(("encyclopedia", "comments"))]
    for desk in ours:
        by_keys = all(re.search(r"key__contains$", name) for name in desk.search_fields)
        assert by_keys or type(desk).__name__ in IN_TEXTS, type(desk).__name__
