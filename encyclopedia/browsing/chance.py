"""An article that nobody has chosen."""

from secrets import randbelow

from django.utils import timezone

from encyclopedia.models import Article, Entry

from .lists import public_articles

#: Numbers that are drawn at once. Most belong to an article, unless nearly all that there were have been deleted.
DRAWN = 40


def drawn() -> Article | None:
    """Some article that readers may see; None where there is none.

    Every article is as likely as any other: numbers are drawn between the least and the greatest until one has it.
    Only where all that are drawn have none is it the next one after a gap.
    """
    # Of all, also those that wait for their time: the ends alone are read then.
    every = Entry.objects.values_list("pk", flat=True)
    first, last = (every.order_by(order).first() for order in ("pk", "-pk"))
    if first is None:
        return None
    drawn = [first + randbelow(last - first + 1) for _ in range(DRAWN)]
    after = every.filter(pk__gte=drawn[0], public_from__lte=timezone.now()).order_by("pk").first()
    return next(iter(public_articles(dict.fromkeys([*drawn, after]))), None)
