"""WXR, the export of WordPress: an RSS feed of posts, each with its comments (wp-admin/includes/export.php)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from .mending import Mended
from .source import Element, Post, Thread, elements

NAME = "WordPress"
#: In this system lines end where they were ended.
BREAKS = True

#: What is listed with comments and is none.
ECHOES = {"pingback", "trackback"}
LEFT_OUT = {"spam": "spam", "trash": "deleted", "post-trashed": "deleted"}
NO_TIME = "0000-00-00 00:00:00"


def read(stream: Mended) -> Iterator[Thread | Post]:
    """What the export holds, in its order. Raises what `elements` raises."""
    wanted = {"base_blog_url", "item", "link", "post_name", "comment"}
    blog, count = "", 1
    names: dict[str, str] = {}
    # Each post ends with its element, and what it is called stands before or behind its comments.
    for element in elements(stream, root="rss", wanted=wanted, within={"channel", "item"}):
        if element.name == "comment":
            yield _post(element, f"{count}", blog)
        elif element.name == "item":
            yield Thread(f"{count}", tuple(filter(None, (names.get("link"), names.get("post_name")))))
            count, names = count + 1, {}
        elif element.name == "base_blog_url":
            blog = _place(element.texts[""])
        elif element.above == "item":
            names[element.name] = element.texts[""].strip()


def _place(address: str) -> str:
    """The address of a blog, by http or https."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return f"{parts.netloc}{parts.path}".lower().rstrip("/")


def _post(element: Element, thread: str, blog: str) -> Post:
    texts = element.texts
    approved = texts.get("comment_approved", "").strip()
    left_out = "pingbacks" if texts.get("comment_type", "").strip() in ECHOES else LEFT_OUT.get(approved, "")
    parent = texts.get("comment_parent", "").strip()
    # Blogs give the same numbers.
    number = texts.get("comment_id", "").strip()
    time = texts.get("comment_date_gmt", "").strip()
    return Post(
        id=f"{blog}:{number}" if number else "",
        thread=thread,
        parent="" if parent in {"", "0"} else f"{blog}:{parent}",
        name=texts.get("comment_author", ""),
        time=texts.get("comment_date", "") if time in {"", NO_TIME} else time,
        text=texts.get("comment_content", ""),
        line=element.line,
        left_out=left_out,
        is_approved=approved == "1",
    )
