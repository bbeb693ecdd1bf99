"""The code that an invigilator tells: hashed at rest, asked at the start, guessed only a few times."""

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache

MAX_WRONG = 5
WINDOW_SECONDS = 300


class TooManyCodes(Exception):
    """This person has tried too many wrong codes of late."""


def hash_code(code: str) -> str:
    """What is kept of a code; "" for none. Spaces around it do not count."""
    return make_password(code.strip()) if code.strip() else ""


def is_right_code(code: str, kept: str, *, key: str) -> bool:
    """Whether a code is the one that was hashed. `key` names who tries at what: wrong ones are counted for it.

    Raises TooManyCodes after MAX_WRONG of them in WINDOW_SECONDS, whatever the code.
    """
    counter = f"assessments:codes:{key}"
    if cache.get(counter, 0) >= MAX_WRONG:
        raise TooManyCodes
    if check_password(code.strip(), kept):
        return True
    cache.add(counter, 0, WINDOW_SECONDS)
    try:
        cache.incr(counter)
    except ValueError:  # It expired in between.
        cache.set(counter, 1, WINDOW_SECONDS)
    return False
