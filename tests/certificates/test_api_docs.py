"""docs/api.md says what the code does."""

import re
from pathlib import Path

from django.conf import settings as django_settings

from certificates.credentials import State

TEXT = (Path(__file__).resolve().parent.parent.parent / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"^```(sh|python)\n(.*?)^```$", TEXT, re.S | re.M)


def test_every_state_and_limit_of_the_code_is_in_the_text() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.M) == [
        "valid", "expired", "suspended", "revoked", "superseded", "not-yet-valid", "altered", "cannot-check",
        "no-such-code",
    ]  # fmt: skip
    assert set(re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.M)) == {state.value for state in State}
    limits = django_settings.VERIFY_LIMITS
    wanted = (limits["call"], limits["keyed-call"], limits["batch"], limits["wrong-key"])
    told = re.search(r"(\d+) single codes .* (\d+) for a key, (\d+) lists .* (\d+) wrong keys", TEXT)
    assert told is not None
    assert tuple(map(int, told.groups())) == wanted
