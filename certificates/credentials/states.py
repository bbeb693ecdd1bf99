"""The states in which a certificate can be found: one list, for pages, API and command line."""

from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """What checking a certificate can come to."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    NOT_YET_VALID = "not-yet-valid"
    ALTERED = "altered"
    CANNOT_CHECK = "cannot-check"
    NO_SUCH_CODE = "no-such-code"


def state_at(now: datetime, *, standing: State, valid_from: datetime, valid_until: datetime | None) -> State:
    """The state at a moment. What was done to a certificate weighs more than its dates."""
    if standing in {State.REVOKED, State.SUPERSEDED, State.SUSPENDED}:
        return standing
    if now < valid_from:
        return State.NOT_YET_VALID
    if valid_until is not None and now >= valid_until:
        return State.EXPIRED
    return State.VALID
