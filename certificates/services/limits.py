"""How often somebody may ask: counted in the shared cache, in windows that begin on the clock."""

import hashlib
import logging
import time

from django.conf import settings
from django.core.cache import BaseCache, cache, caches
from redis.exceptions import RedisError

_logger = logging.getLogger(__name__)


def allow(scope: str, who: str, *, limit: int, seconds: int, step: int = 1) -> int:
    """Count one more question of `who`; 0, or in how many seconds to come back.

    Each question is counted at once, so that two at the same moment are two. With a `step`, each process
    takes so many at a time from the shared count and needs no trip to it for the others; then the limit is
    exact to a step for each process. With a cache in each process, as in development, it is that of one
    process. Where the cache does not answer, everybody may ask: a certificate must be checkable even then.
    """
    now = time.time()
    window = int(now // seconds)
    # A digest: an address shall not stand in the cache, and a key may not hold whatever somebody sends.
    asker = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"limit:{scope}:{asker}:{window}"
    limit *= settings.VERIFY_LIMIT_FACTOR
    try:
        over = _is_over(key, limit, timeout=seconds + 5, step=step)
    except (RedisError, OSError):
        _logger.warning("The cache does not answer: nobody is limited.")
        return 0
    return max(1, int((window + 1) * seconds - now) + 1) if over else 0


def _is_over(key: str, limit: int, *, timeout: int, step: int) -> bool:
    if step == 1:
        return _count(cache, key, 1, timeout) > limit
    local = caches["local"]
    if _count(local, key, 1, timeout) % step != 1:
        return bool(local.get(f"{key}:over"))
    over = _count(cache, f"{key}:steps", step, timeout) - step >= limit
    if over:
        local.set(f"{key}:over", value=True, timeout=timeout)
    return over


def _count(kept: BaseCache, key: str, delta: int, timeout: int) -> int:
    """Add to a count, which begins with nothing; the new number."""
    if count := getattr(kept, "count", None):
        return int(count(key, delta, timeout=timeout))
    try:
        return int(kept.incr(key, delta))
    except ValueError:
        if kept.add(key, delta, timeout=timeout):
            return delta
        # Somebody else began the window in between.
        return int(kept.incr(key, delta))
