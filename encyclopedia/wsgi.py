"""The encyclopedia as a WSGI application."""

import os
import threading

from django.core.wsgi import get_wsgi_application
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from encyclopedia import supervision

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encyclopedia.settings")
application = get_wsgi_application()

if os.environ.get(DJANGO_AUTORELOAD_ENV) == "true":
    # The development server after each change of the code; the real one does so in `encyclopedia.worker`.
    threading.Thread(target=supervision.keep_working, daemon=True).start()
