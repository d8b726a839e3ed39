"""Subjects as readers know them: those with an article that they may see, in them or below."""

from encyclopedia.models import Article, Category


def public_category(slug: str) -> Category | None:
    """The subject that has or had that slug, if readers may see an article of it.

    The name of one that is empty may tell what is still being prepared.
    """
    # PostgreSQL takes no NUL, and nothing that is stored has one.
    category = Category.objects.select_related("parent").at(slug.replace("\x00", "\ufffd"))
    return category if category and Article.objects.published().within(category).exists() else None
