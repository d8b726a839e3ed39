"""Pages of articles as they are stored: rendered once for each version, and read by whoever comes next."""

import logging
import zlib
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from django.db import Error, transaction
from django.utils import timezone

from encyclopedia.models import Article, Rendering
from encyclopedia.rendering.release import release
from encyclopedia.site.kept_pages.making import MAX_AGE
from encyclopedia.site.kept_pages.names import SITE
from encyclopedia.site.outages import without_waiting

from .showing import page_of

logger = logging.getLogger(__name__)

#: Where the discussion stands in a page. No text of an article can hold it: comments of HTML are taken from those.
DISCUSSION = "<!--discussion-->"
#: The least that compression does: it saves two thirds already.
LEVEL = 1


class Halves(NamedTuple):
    """A page as HTML: what stands before the discussion, and what after it."""

    before: str
    after: str


def halves(html: str) -> Halves:
    """The page apart, where its discussion stands."""
    before, _, after = html.partition(DISCUSSION)
    return Halves(before, after)


def stored(article: Article, versions: Mapping[str, int]) -> Halves | None:
    """The page of an article that was read with its rendering, if that is of these versions and not too old."""
    rendering = getattr(article, "rendering", None)
    if rendering is None or timezone.now() - rendering.made_at >= timedelta(seconds=MAX_AGE):
        return None
    if (rendering.page_version, rendering.site_version, rendering.release) != _standing(article, versions):
        return None
    return halves(zlib.decompress(rendering.html).decode())


def store(article: Article, versions: Mapping[str, int], html: str) -> None:
    """Keep the page for those who come next. Where that cannot be now, it is rendered for them, too."""
    page, site, made_with = _standing(article, versions)
    rendering = Rendering(
        article_id=article.pk,
        page_version=page,
        site_version=site,
        release=made_with,
        made_at=timezone.now(),
        html=zlib.compress(html.encode(), LEVEL),
    )
    columns = [field.name for field in Rendering._meta.concrete_fields if not field.primary_key]
    try:
        with without_waiting(), transaction.atomic():
            Rendering.objects.bulk_create(
                [rendering], update_conflicts=True, unique_fields=["article"], update_fields=columns
            )
    except Error:
        logger.info("The page of article %s could not be stored.", article.pk)


def _standing(article: Article, versions: Mapping[str, int]) -> tuple[int, int, str]:
    return versions.get(page_of(article.slug), 0), versions.get(SITE, 0), release()
