"""The XML export of Disqus: https://help.disqus.com/en/articles/1717164-comments-export."""

from collections.abc import Iterator

from .mending import Mended
from .source import Element, Post, Thread, elements

NAME = "Disqus"
#: In this system HTML decides about lines.
BREAKS = False


def read(stream: Mended) -> Iterator[Thread | Post]:
    """What the export holds, in its order. Raises what `elements` raises."""
    for element in elements(stream, root="disqus", wanted={"thread", "post"}, within=set()):
        yield _thread(element) if element.name == "thread" else _post(element)


def _thread(element: Element) -> Thread:
    names = (element.texts.get("link", "").strip(), element.texts.get("id", "").strip())
    return Thread(element.attributes.get("id", ""), tuple(filter(None, names)))


def _post(element: Element) -> Post:
    texts = element.texts
    return Post(
        id=element.attributes.get("id", ""),  # given once in the whole world
        thread=element.refers.get("thread", ""),
        parent=element.refers.get("parent", ""),
        name=element.inner.get("author/name", ""),
        time=texts.get("createdAt", ""),
        text=texts.get("message", ""),
        line=element.line,
        left_out=_left_out(texts),
        is_approved=not _is(texts, "isApproved", "false"),
    )


def _left_out(texts: dict[str, str]) -> str:
    if _is(texts, "isSpam", "true"):
        return "spam"
    return "deleted" if _is(texts, "isDeleted", "true") else ""


def _is(texts: dict[str, str], name: str, value: str) -> bool:
    return texts.get(name, "").strip().lower() == value
