"""Subjects as readers know them: those with an article that they may see, in them or below."""

from encyclopedia.models import Article, Category


def public_category(slug: str) -> Category | None:
    """The subject of that slug, if readers may see an article of it; a name may tell what is still being prepared."""
    # PostgreSQL takes no NUL, and nothing that is stored has one.
    category = Category.objects.select_related("parent").filter(slug=slug.replace("\x00", "\ufffd")).first()
    return category if category and Article.objects.published().within(category).exists() else None
