import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthlab.settings")
application = get_wsgi_application()

# What is loaded by now stays; to walk through all of it took the garbage collector 80 ms each time, in which nobody got
# an answer. The addresses bring in what the first request would.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
