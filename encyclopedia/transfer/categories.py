"""The categories of an export: path, slug, description and order of each."""

from collections.abc import Iterator

from django.db import transaction

from encyclopedia import snapshots
from encyclopedia.document import rules
from encyclopedia.document.codec import LONGEST
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold, is_slug
from encyclopedia.document.schema import Document
from encyclopedia.document.text import normalise
from encyclopedia.document.yaml_text import Mapping, Node, Scalar, Sequence, entry, read
from encyclopedia.models import Category
from encyclopedia.models.category import SEPARATOR

KEYS = {"path", "slug", "description", "order"}
LONGEST_DESCRIPTION = 1_000
LAST_ORDER = 2**31 - 1


def written() -> str:
    """All categories, from the top down."""
    rows = sorted(Category.objects.all(), key=lambda row: row.path_key.split(SEPARATOR))
    return "".join(_entry(row) for row in rows)


def _entry(row: Category) -> str:
    lines = [entry("path", row.path, indent=2, dash=True), entry("slug", row.slug, indent=2)]
    if row.description:
        lines.append(entry("description", row.description, indent=2))
    if row.order:
        lines.append(entry("order", str(row.order), indent=2))
    return "".join(lines)


def take_in(text: str) -> Iterator[DocumentError | bool]:
    """Make the categories that the text lists, and give description and order to those that are there.

    Answers for each one whether that changed anything, or why it is refused. Raises DocumentError when the text as a
    whole cannot be read.
    """
    if len(text) > LONGEST:
        raise DocumentError(f"the list is longer than {LONGEST:,} characters")
    node = read(normalise(text), first_line=1)
    if node is None:
        return
    if not isinstance(node, Sequence):
        raise DocumentError("a list of categories is expected here, each begun with -", line=node.line)
    for item in node.items:
        outcome: DocumentError | bool
        try:
            with transaction.atomic():
                outcome = _take(item)
        except DocumentError as error:
            outcome = error
        yield outcome


def _take(item: Node) -> bool:
    values = _values(item)
    names = tuple(values["path"].split(SEPARATOR))
    for problem in rules.problems(Document(title="-", slug="x", category=names)):
        raise DocumentError(problem.problem, line=item.line)
    description, order = values["description"], values["order"]
    if len(description) > LONGEST_DESCRIPTION:
        raise DocumentError(f"the description is longer than {LONGEST_DESCRIPTION:,} characters", line=item.line)
    if not (order.isascii() and order.isdigit() and len(order) < 11 and int(order) <= LAST_ORDER):
        raise DocumentError(f"“{order[:40]}” is no whole number for the order", line=item.line)
    category = Category.objects.filter(path_key=fold(values["path"])).first()
    if category is None:
        category = _new(item, names, values["slug"])
    elif (category.description, category.order) == (description, int(order)):
        return False
    category.description, category.order = description, int(order)
    category.save()
    return True


def _new(item: Node, names: tuple[str, ...], slug: str) -> Category:
    if slug and (not is_slug(slug) or len(slug) > rules.LIMITS["slug"]):
        raise DocumentError(f"“{slug[:120]}” is no slug", line=item.line)
    if Category.objects.filter(slug=slug).exists():
        raise DocumentError(f"the slug “{slug}” belongs to another category", line=item.line)
    category, _ = snapshots.settle_names(Document(title="-", slug="x", category=names))
    category.slug = slug or category.slug
    return category


def _values(item: Node) -> dict[str, str]:
    if not isinstance(item, Mapping):
        raise DocumentError("path, slug, description and order of a category are expected here", line=item.line)
    values = {"path": "", "slug": "", "description": "", "order": "0"}
    for name, (key, value) in item.items.items():
        if name not in KEYS:
            raise DocumentError(f"the key “{name}” is not known here", line=key.line)
        if not isinstance(value, Scalar):
            raise DocumentError(f"{name}: one text is expected here", line=value.line)
        values[name] = value.text
    if not values["path"]:
        raise DocumentError("the path of the category is missing", line=item.line)
    return values
