"""In which state a certificate is found at a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from certificates.credentials import State, moment, stamp, state_at

ISSUED = datetime(2026, 11, 23, 12, tzinfo=UTC)
UNTIL = datetime(2028, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "standing", "state"),
    [
        (ISSUED - SECOND, State.VALID, State.NOT_YET_VALID),
        (ISSUED, State.VALID, State.VALID),
        (UNTIL - SECOND, State.VALID, State.VALID),
        (UNTIL, State.VALID, State.EXPIRED),
        (UNTIL, State.REVOKED, State.REVOKED),
        (ISSUED - SECOND, State.SUPERSEDED, State.SUPERSEDED),
        (ISSUED, State.SUSPENDED, State.SUSPENDED),
    ],
)
def test_what_was_done_to_a_certificate_weighs_more_than_its_dates(
    now: datetime, standing: State, state: State
) -> None:
    assert state_at(now, standing=standing, valid_from=ISSUED, valid_until=UNTIL) is state


def test_without_an_end_it_stays_valid() -> None:
    later = ISSUED + timedelta(days=40_000)
    assert state_at(later, standing=State.VALID, valid_from=ISSUED, valid_until=None) is State.VALID


def test_moments_are_written_in_whole_seconds_of_utc_and_read_back() -> None:
    assert stamp(ISSUED.replace(microsecond=999_999)) == "2026-11-23T12:00:00Z"
    assert moment(stamp(ISSUED)) == ISSUED
    with pytest.raises(ValueError, match="zone"):
        moment("2026-11-23T12:00:00")
