"""The WSGI application that granian serves: public pages from memory, Django behind them."""

import os

from django.core.wsgi import get_wsgi_application

from forewarn.config.bodies import Bodies
from forewarn.public_site.page_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forewarn.config.settings")

application = PageCache(Bodies(get_wsgi_application()))
