"""The shared cache, with one thing that Django's lacks."""

from typing import Any

from django.core.cache.backends.redis import RedisCache


class CountingRedisCache(RedisCache):
    """Redis, where counting is one trip: Django's `incr` first asks whether the key is there."""

    def count(self, key: str, delta: int = 1, *, timeout: int) -> int:
        """Add to a number, from nothing if need be; the new number. A new count is forgotten after `timeout` seconds."""
        made = self.make_and_validate_key(key)
        # What every operation of the class goes through; the stubs do not know it.
        client: Any = self._cache.get_client(made, write=True)
        number = int(client.incr(made, delta))
        if number == delta:
            client.expire(made, timeout)
        return number
