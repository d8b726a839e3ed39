"""Rows <-> Document: the only place that knows how the two correspond."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime, time
from typing import Any

from django.utils import timezone

from encyclopedia.document.dates import EventDate, Moment, PartialDate, parse_event_date, parse_partial_date
from encyclopedia.document.folding import loosely
from encyclopedia.document.names import fold, initial, slugify
from encyclopedia.document.schema import Document, Faq, Infobox, InfoboxField, Name, Reference, TimelineEvent
from encyclopedia.models import Alias, Article, ArticleTag, Category, FormerAddress, FormerCategoryAddress, Status, Tag
from encyclopedia.models import Faq as FaqRow
from encyclopedia.models import InfoboxField as InfoboxFieldRow
from encyclopedia.models import Reference as ReferenceRow
from encyclopedia.models import TimelineEvent as TimelineEventRow
from encyclopedia.models.category import SEPARATOR
from encyclopedia.models.part import Part

#: What an article and its document call by the same name and keep in the same form.
SAME = ("title", "slug", "status", "language", "summary", "short_answer", "body")
INFOBOX = [key.name for key in fields(Infobox) if key.type is str]
REFERENCE = [key.name for key in fields(Reference) if key.type is str]


def document_of(article: Article) -> Document:
    """The article as its document. Ask for it `with_parts`, or each part is a query."""
    return Document(
        **{name: getattr(article, name) for name in SAME},
        category=article.category.names if article.category else (),
        tags=tuple(row.tag.name for row in article.article_tags.all()),
        published=_moment(article.published_at, as_day=article.published_as_day),
        updated=_moment(article.updated_at, as_day=article.updated_as_day),
        aliases=tuple(alias.name for alias in article.aliases.all()),
        former=tuple(address.slug for address in article.former_addresses.all()),
        infobox=Infobox(
            **{name: getattr(article, f"infobox_{name}") for name in INFOBOX},
            fields=tuple(InfoboxField(row.label, row.value) for row in article.infobox.all()),
        ),
        timeline=tuple(TimelineEvent(parse_event_date(row.date), row.event) for row in article.timeline.all()),
        faq=tuple(Faq(row.question, row.answer) for row in article.faq.all()),
        references=references_of(article),
    )


def references_of(article: Article) -> tuple[Reference, ...]:
    """The sources of the article."""
    return tuple(_reference(row) for row in article.references.all())


def _moment(stored: datetime | None, *, as_day: bool) -> Moment | None:
    return stored.astimezone(UTC).date() if stored and as_day else stored


def _stored(moment: Moment | None) -> tuple[datetime | None, bool]:
    """A moment as it is stored: a day is its midnight in UTC, with a mark that no time was set."""
    if isinstance(moment, datetime) or moment is None:
        return moment, False
    return datetime.combine(moment, time(), UTC), True


def hidden_until(document: Document) -> Moment | None:
    """The time from which readers will see a published document, None where it has come or there is none."""
    at = _stored(document.published)[0]
    waits = document.status == Status.PUBLISHED and at is not None and at > timezone.now()
    return document.published if waits else None


def _event_date(text: str) -> EventDate | None:
    return parse_event_date(text) if text else None


def _partial_date(text: str) -> PartialDate | None:
    return parse_partial_date(text) if text else None


def _reference(row: ReferenceRow) -> Reference:
    return Reference(
        **{name: getattr(row, name) for name in REFERENCE},
        authors=tuple(map(Name, row.authors)),
        editors=tuple(map(Name, row.editors)),
        date=_event_date(row.date),
        accessed=_partial_date(row.accessed),
        archived=_partial_date(row.archived),
    )


def category_and_tags(document: Document) -> tuple[Category | None, list[Tag]]:
    """The category and the tags that the document names, made where they are new; the first spelling stays."""
    return _category(document.category), [_tag(name) for name in document.tags]


def _category(path: tuple[str, ...]) -> Category | None:
    keys = [fold(SEPARATOR.join(path[:depth])) for depth in range(1, len(path) + 1)]
    known = {category.path_key: category for category in Category.objects.filter(path_key__in=keys)}
    category = None
    for name, key in zip(path, keys, strict=True):
        if key not in known:
            new = Category(name=name, parent=category, slug=_free_slug(Category, name))
            new.place()
            known[key], _ = Category.objects.get_or_create(
                path_key=key,
                defaults={
                    "name": name,
                    "parent": category,
                    "slug": new.slug,
                    "path": new.path,
                    "depth": new.depth,
                },
            )
        category = known[key]
    return category


def _tag(name: str) -> Tag:
    tag = Tag.objects.filter(key=fold(name)).first()
    return tag or Tag.objects.get_or_create(key=fold(name), defaults={"name": name, "slug": _free_slug(Tag, name)})[0]


def _free_slug(model: type[Category] | type[Tag], name: str) -> str:
    """The slug that the name gives, numbered where it is taken: C, C++ and C# would share one."""
    wanted = slugify(name) or "other"
    taken = set(model.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if model is Category:
        former = FormerCategoryAddress.objects.filter(slug__startswith=wanted)
        taken |= set(former.values_list("slug", flat=True))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted[:90]}-{number}"
    return slug


def fill(article: Article, document: Document, category: Category | None) -> None:
    """Set what the article's own row holds of the document."""
    for name in SAME:
        setattr(article, name, getattr(document, name))
    article.title_key = fold(document.title)
    article.title_loose = loosely(document.title)
    article.initial = initial(document.title)
    article.slug_key = fold(document.slug)
    article.category = category
    article.published_at, article.published_as_day = _stored(document.published)
    article.updated_at, article.updated_as_day = _stored(document.updated)
    for name in INFOBOX:
        setattr(article, f"infobox_{name}", getattr(document.infobox, name))


def write_article(article: Article, document: Document, category: Category | None) -> None:
    """Write the article's own row."""
    fill(article, document, category)
    # Not the version of its thread: that one moves without us, and what was read of it may be old.
    columns = [field.name for field in Article._meta.concrete_fields if field.name != "id"]
    article.save(update_fields=columns if article.pk else None)


def write_parts(article: Article, before: Document | None, document: Document, tags: list[Tag]) -> None:
    """Write the rows of each part that changed; `before` is None for a new article."""
    for name, (model, rows) in part_rows(article, document, tags).items():
        if before is not None:
            if getattr(before, name) == getattr(document, name):
                continue
            model.objects.filter(article=article).delete()
        model.objects.bulk_create(rows)


def part_rows(article: Article, document: Document, tags: list[Tag]) -> dict[str, tuple[type[Any], Iterator[Part]]]:
    """The rows of each part, by its name in the document, with their model."""
    values: dict[str, tuple[type[Any], Iterable[dict[str, object]]]] = {
        "tags": (ArticleTag, ({"tag": tag} for tag in tags)),
        "aliases": (Alias, ({"name": name, "key": fold(name), "loose": loosely(name)} for name in document.aliases)),
        "former": (FormerAddress, ({"slug": slug, "slug_key": fold(slug)} for slug in document.former)),
        "infobox": (InfoboxFieldRow, map(_infobox_values, document.infobox.fields)),
        "timeline": (TimelineEventRow, map(_timeline_values, document.timeline)),
        "faq": (FaqRow, ({"question": pair.question, "answer": pair.answer} for pair in document.faq)),
        "references": (ReferenceRow, map(_reference_values, document.references)),
    }
    return {name: (model, _placed(article, model, rows)) for name, (model, rows) in values.items()}


def _placed(article: Article, model: type[Any], rows: Iterable[dict[str, object]]) -> Iterator[Part]:
    return (model(article=article, position=position, **row) for position, row in enumerate(rows))


def _infobox_values(field: InfoboxField) -> dict[str, object]:
    return {
        "label": field.label,
        "label_key": fold(field.label),
        "value": field.value,
        "value_key": fold(field.value),
    }


def _timeline_values(event: TimelineEvent) -> dict[str, object]:
    date = event.date
    return {"date": str(date), "starts": date.starts, "ends": date.ends, "event": event.event}


def _reference_values(reference: Reference) -> dict[str, object]:
    def written(value: object) -> str:
        return str(value) if value else ""

    return {name: getattr(reference, name) for name in REFERENCE} | {
        "authors": [name.written for name in reference.authors],
        "editors": [name.written for name in reference.editors],
        "date": written(reference.date),
        "accessed": written(reference.accessed),
        "archived": written(reference.archived),
    }
