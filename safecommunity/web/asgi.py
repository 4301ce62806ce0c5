"""The door for the web server."""

import os
import warnings

from django.core.asgi import get_asgi_application

from safecommunity.epi import compiled
from safecommunity.web.bounds import bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")
# static files are short and read whole; the hint to make their reader asynchronous does not help us
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
compiled.use("soon")  # nobody waits for a compiler
application = bounded(get_asgi_application())
