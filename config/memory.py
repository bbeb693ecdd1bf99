"""How a process that serves looks for garbage."""

import gc


def settle() -> None:
    """Leave what the start loaded out of every later search for garbage, and search less often.

    It stays for good: going through it again and again cost a third of a short request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
