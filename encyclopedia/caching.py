"""How long a page may be kept, and by whom."""

from functools import wraps

from django.utils.cache import patch_cache_control


def public(view):
    """The page is the same for every reader: shared caches may keep it for a minute and then ask again.

    So it is where an article has moved to, and that there is none: said to nobody for longer, both may change.
    """

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code in {200, 301, 404}:
            patch_cache_control(response, public=True, max_age=0, s_maxage=60, must_revalidate=True)
        return response

    return marked
