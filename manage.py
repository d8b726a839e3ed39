#!/usr/bin/env python
"""Django's command line for the encyclopedia."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encyclopedia.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except Exception as error:
        from encyclopedia.site.outages import is_outage  # noqa: PLC0415, which needs settings that were understood

        if not is_outage(error):
            raise
        sys.exit(f"This cannot be done now: {str(error).strip()}")


if __name__ == "__main__":
    main()
