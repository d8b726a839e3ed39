"""A discussion that was exported, taken in again for an article that has none yet."""

import re
from collections.abc import Iterable, Mapping

from django.db import transaction

from comments.articles import Article, move_version
from comments.models import (
    CONTEXT_LENGTH,
    DEEPEST,
    NAME_LENGTH,
    QUOTATION_LENGTH,
    TEXT_LENGTH,
    Comment,
    Discussion,
    Mode,
    Passage,
    State,
)
from encyclopedia.site.json_values import refuse_others
from encyclopedia.site.json_values import text as text_of
from encyclopedia.site.json_values import time as time_of

from . import arrivals
from .arrivals import Arrival

KEYS = {"id", "parent", "reply_to", "time", "state", "name", "edited", "text", "passage"}
PASSAGE_KEYS = ("exact", "prefix", "suffix", "start")
PUBLIC_ID = re.compile(r"[0-9a-f]{16}")
REASON = "restored from an export"


@transaction.atomic
def restore(article: Article, objects: Iterable[Mapping[str, object]]) -> int:
    """Take in what `export` has told of the discussion of an article; answers how many comments there are.

    Every text is rendered anew. Raises ValueError about the object that was taken last.
    """
    found: dict[str, Arrival] = {}
    passages: list[Passage] = []
    mode = None
    for values in objects:
        if values.keys() == {"mode"}:
            mode = _one_of(values, "mode", Mode)
            continue
        arrival = _read(article, values, found)
        found[arrival.comment.public_id] = arrival
        if "passage" in values:
            passages.append(_passage(arrival.comment, values["passage"]))
    arrivals.store(list(found.values()), REASON)
    Passage.objects.bulk_create(passages)
    if mode:
        Discussion.objects.update_or_create(article=article, defaults={"mode": mode})
    if found:
        move_version(article.pk)
    return len(found)


def _read(article: Article, values: Mapping[str, object], found: Mapping[str, Arrival]) -> Arrival:
    refuse_others(values, KEYS)
    public_id = text_of(values, "id", 16)
    if not PUBLIC_ID.fullmatch(public_id):
        raise ValueError("id: 16 of the digits 0-9 and a-f are expected here")
    if public_id in found or Comment.objects.filter(public_id=public_id).exists():
        raise ValueError(f"there is a comment with the id {public_id} already")
    comment = Comment(
        article=article,
        public_id=public_id,
        state=_one_of(values, "state", State),
        author_name=text_of(values, "name", NAME_LENGTH),
        created_at=time_of(values, "time"),
    )
    _place(comment, values, found)
    text = text_of(values, "text", TEXT_LENGTH, lines=True) if "text" in values else None
    if comment.is_approved != bool(text) or (comment.is_approved and not comment.author_name):
        raise ValueError("an approved comment has a name and a text, and any other has no text")
    return Arrival(comment, text, time_of(values, "edited") if "edited" in values else comment.created_at)


def _passage(comment: Comment, values: object) -> Passage:
    """The words of the article that a comment is about; the article may not have them any more."""
    if not (isinstance(values, dict) and values.keys() == set(PASSAGE_KEYS)):
        raise ValueError(f"passage: the keys {', '.join(PASSAGE_KEYS)} are expected here")
    if comment.parent or not comment.is_approved:
        raise ValueError("passage: only an approved comment that answers none is about words of the article")
    exact, start = text_of(values, "exact", QUOTATION_LENGTH, lines=True), values["start"]
    if not exact.strip():
        raise ValueError("exact: words are expected here")
    if not (type(start) is int and 0 <= start < 2**31):
        raise ValueError("start: a whole number is expected here")
    around = {key: text_of(values, key, CONTEXT_LENGTH, lines=True) for key in ("prefix", "suffix")}
    return Passage(comment=comment, exact=exact, start=start, **around)


def _place(comment: Comment, values: Mapping[str, object], found: Mapping[str, Arrival]) -> None:
    """Let the comment hang from what it hung from. Raises ValueError where that is not possible."""
    if parent := _above(values, "parent", found):
        comment.parent, comment.depth = parent, parent.depth + 1
        if comment.depth > DEEPEST:
            raise ValueError(f"comments lie at most {DEEPEST} deep")
    if answered := _above(values, "reply_to", found):
        if comment.depth < DEEPEST or answered.parent is not comment.parent:
            raise ValueError("reply_to: only a comment beside this one, where comments lie deepest, can stand here")
        comment.reply_to = answered


def _above(values: Mapping[str, object], key: str, found: Mapping[str, Arrival]) -> Comment | None:
    if key not in values:
        return None
    name = text_of(values, key, 16)
    if name not in found:
        raise ValueError(f"{key}: no comment above has the id {name}")
    return found[name].comment


def _one_of(values: Mapping[str, object], key: str, kind: type[State] | type[Mode]) -> State | Mode:
    try:
        return kind(str(values.get(key)))
    except ValueError:
        raise ValueError(f"{key}: one of {', '.join(kind.values)} is expected here") from None
