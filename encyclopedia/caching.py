"""How long a page may be kept, and by whom."""

from functools import wraps

from django.utils.cache import patch_cache_control


def public(view):
    """The page is the same for every reader: shared caches may keep it for a minute and then ask again."""

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=0, s_maxage=60, must_revalidate=True)
        return response

    return marked
