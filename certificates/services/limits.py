"""How often somebody may ask: counted in the shared cache, in windows that begin on the clock."""

import hashlib
import logging
import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

_logger = logging.getLogger(__name__)


def allow(scope: str, who: str, *, limit: int, seconds: int) -> int:
    """Count one more question of `who`; 0, or in how many seconds to come back.

    Each question is counted at once, so that two at the same moment are two. With a cache in each process,
    as in development, the limit is that of one process. Where the cache does not answer, everybody may
    ask: a certificate must be checkable even then.
    """
    now = time.time()
    window = int(now // seconds)
    # A digest: an address shall not stand in the cache, and a key may not hold whatever somebody sends.
    asker = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"limit:{scope}:{asker}:{window}"
    try:
        count = _count(key, seconds)
    except (RedisError, OSError):
        _logger.warning("The cache does not answer: nobody is limited.")
        return 0
    if count <= limit * settings.VERIFY_LIMIT_FACTOR:
        return 0
    return max(1, int((window + 1) * seconds - now) + 1)


def _count(key: str, seconds: int) -> int:
    timeout = seconds + 5
    if count := getattr(cache, "count", None):
        return int(count(key, timeout=timeout))
    try:
        return int(cache.incr(key))
    except ValueError:
        if cache.add(key, 1, timeout=timeout):
            return 1
        # Somebody else began the window in between.
        return int(cache.incr(key))
