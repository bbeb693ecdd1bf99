"""How often one asker may do something: counted in the cache, in windows of fixed length."""

import hashlib
import time

from django.core.cache import cache


def allow(scope: str, who: str, *, limit: int, seconds: int) -> int:
    """Count one act; 0 if it may happen, else how many seconds to wait.

    `who` is whatever tells askers apart; only a digest of it is kept, until the window ends. Across the
    border of two windows up to twice the limit can happen.
    """
    at = time.time()
    window, spent = divmod(at, seconds)
    asker = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"certificates:limits:{scope}:{asker}:{int(window)}"
    cache.add(key, 0, seconds + 1)
    try:
        count = cache.incr(key)
    except ValueError:  # It was evicted in between.
        cache.set(key, 1, seconds + 1)
        count = 1
    return 0 if count <= limit else max(1, int(seconds - spent))
