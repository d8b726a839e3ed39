"""The encyclopedia as a WSGI application."""

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from encyclopedia.site.serving import supervision

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encyclopedia.settings")
application = get_wsgi_application()

# What is there by now stays, and no collection of garbage need look at it: that stops some request for 75 ms. The views
# would come with the first request.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()

if os.environ.get(DJANGO_AUTORELOAD_ENV) == "true":
    # The development server after each change of the code; the real one does so in `encyclopedia.site.serving.worker`.
    threading.Thread(target=supervision.keep_working, daemon=True).start()
