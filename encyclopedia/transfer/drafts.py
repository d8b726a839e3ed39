"""The next version of an article as two files: its document, and what no document holds."""

import json
from pathlib import Path

from encyclopedia.document.codec import dumps, loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.models import Article, PendingSave, PendingState, PendingVersion
from encyclopedia.models.pending import REMARK_LENGTH
from encyclopedia.models.revision import NOTE_LENGTH
from encyclopedia.site.json_values import number, refuse_others, text, time, written_time

from .history import AUTHOR_LENGTH
from .sources import read

KEYS = {"state", "base", "author", "note", "saved", "remark", "reviewer", "changed"}
#: The number of a base that is not to be had: nothing is then known of what the version was made from.
UNKNOWN = 0


def written(pending: PendingVersion, save: PendingSave, *, with_history: bool) -> str:
    """What stands beside the document. The revision that it was made from is left out where it is the current one."""
    values: dict[str, object] = {"state": pending.state}
    if save.base != pending.article.revision_number:
        values["base"] = save.base if with_history else UNKNOWN
    values |= {"author": save.author_name, "note": save.note, "saved": written_time(save.created_at)}
    values |= {"remark": pending.remark, "reviewer": pending.reviewer_name, "changed": written_time(pending.changed_at)}
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def restore(article: Article, document: Path, beside: Path, *, names: tuple[str, str], with_history: bool) -> None:
    """Give the new article the next version that it had. `names` are those of the two files. Raises DocumentError."""
    try:
        next_version = loads(read(document), name=document.stem)
    except DocumentError as error:
        raise DocumentError(error.problem, file=names[0], line=error.line) from None
    try:
        values = json.loads(read(beside))
        if not isinstance(values, dict):
            raise ValueError("an object {...} is expected here")
        _add(article, dumps(next_version), values, with_history=with_history)
    except DocumentError as error:
        raise DocumentError(error.problem, file=names[1], line=error.line) from None
    except json.JSONDecodeError as error:
        raise DocumentError("this is not JSON", file=names[1], line=error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise DocumentError(str(error), file=names[1]) from None


def _add(article: Article, source: str, values: dict[str, object], *, with_history: bool) -> None:
    refuse_others(values, KEYS)
    state = values.get("state")
    if state not in PendingState.values:
        raise ValueError(f"state: one of {', '.join(PendingState.values)} is expected here")
    base = article.revision_number
    if "base" in values:
        known = with_history and values["base"] != UNKNOWN
        base = number(values, "base") if known else UNKNOWN
    pending = PendingVersion.objects.create(
        article=article,
        state=state,
        remark=text(values, "remark", REMARK_LENGTH, lines=True),
        reviewer_name=text(values, "reviewer", AUTHOR_LENGTH),
        changed_at=time(values, "changed"),
    )
    pending.saves.create(
        base=base,
        text=source,
        author_name=text(values, "author", AUTHOR_LENGTH),
        note=text(values, "note", NOTE_LENGTH, lines=True),
        created_at=time(values, "saved"),
    )
