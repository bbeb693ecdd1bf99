"""WSGI entry point, for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# What the start loaded stays for good: going through it again and again cost a third of a short request.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
