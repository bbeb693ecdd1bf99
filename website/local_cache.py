"""A cache in each process, for what its key names by content or stamp: nothing there can be out of date."""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

local_cache = ConnectionProxy(caches, "local")
