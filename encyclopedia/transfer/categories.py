"""The categories of an export: path, slug, former slugs, description and order of each."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from encyclopedia import snapshots
from encyclopedia.document import rules
from encyclopedia.document.codec import LONGEST
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold, is_slug
from encyclopedia.document.schema import Document
from encyclopedia.document.text import normalise
from encyclopedia.document.yaml_text import Mapping, Node, Scalar, Sequence, entries, entry, read
from encyclopedia.models import Category
from encyclopedia.models.category import SEPARATOR

KEYS = {"path", "slug", "former", "description", "order"}
MAX_DESCRIPTION_LENGTH = 1_000
LAST_ORDER = 2**31 - 1


def written() -> str:
    """All categories, from the top down."""
    rows = sorted(Category.objects.prefetch_related("former_addresses"), key=lambda row: row.path_key.split(SEPARATOR))
    return "".join(_entry(row) for row in rows)


def _entry(row: Category) -> str:
    lines = [entry("path", row.path, indent=2, dash=True), entry("slug", row.slug, indent=2)]
    if former := [address.slug for address in row.former_addresses.all()]:
        lines.append(entries("former", former, indent=2))
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
    if len(description) > MAX_DESCRIPTION_LENGTH:
        raise DocumentError(f"the description is longer than {MAX_DESCRIPTION_LENGTH:,} characters", line=item.line)
    if not (order.isascii() and order.isdigit() and len(order) < 11 and int(order) <= LAST_ORDER):
        raise DocumentError(f"“{order[:40]}” is no whole number for the order", line=item.line)
    category = Category.objects.filter(path_key=fold(values["path"])).first()
    is_new = category is None
    if category is None:
        category = _new(item, names, values["slug"])
    changed = is_new or (category.description, category.order) != (description, int(order))
    category.description, category.order = description, int(order)
    if changed:
        category.save()
    return _take_former(item, category, values["former"]) or changed


def _take_former(item: Node, category: Category, slugs: list[str]) -> bool:
    """Let the category answer under these slugs too; the answer is whether that is new."""
    known = set(category.former_addresses.values_list("slug", flat=True)) | {category.slug}
    new = [slug for slug in dict.fromkeys(slugs) if slug not in known]
    for slug in new:
        _refuse_no_slug(item, slug)
        if Category.objects.at(slug):
            raise DocumentError(f"the slug “{slug}” is or was another category's", line=item.line)
        category.former_addresses.create(slug=slug)
    return bool(new)


def _refuse_no_slug(item: Node, slug: str) -> None:
    if not is_slug(slug) or len(slug) > rules.LIMITS["slug"]:
        raise DocumentError(f"“{slug[:120]}” is no slug", line=item.line)


def _new(item: Node, names: tuple[str, ...], slug: str) -> Category:
    if slug:
        _refuse_no_slug(item, slug)
        if Category.objects.at(slug):
            raise DocumentError(f"the slug “{slug}” belongs to another category", line=item.line)
    category, _ = snapshots.category_and_tags(Document(title="-", slug="x", category=names))
    category.slug = slug or category.slug
    return category


def _values(item: Node) -> dict[str, Any]:
    if not isinstance(item, Mapping):
        raise DocumentError("path, slug, description and order of a category are expected here", line=item.line)
    values: dict[str, Any] = {"path": "", "slug": "", "former": [], "description": "", "order": "0"}
    for name, (key, value) in item.items.items():
        if name not in KEYS:
            raise DocumentError(f"the key “{name}” is not known here", line=key.line)
        if name == "former":
            values[name] = _list(value)
            continue
        if not isinstance(value, Scalar):
            raise DocumentError(f"{name}: one text is expected here", line=value.line)
        values[name] = value.text
    if not values["path"]:
        raise DocumentError("the path of the category is missing", line=item.line)
    return values


def _list(value: Node) -> list[str]:
    items = value.items if isinstance(value, Sequence) else [value]
    if not all(isinstance(item, Scalar) for item in items):
        raise DocumentError("former: a list of slugs is expected here", line=value.line)
    return [item.text for item in items if isinstance(item, Scalar)]
