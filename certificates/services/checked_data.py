"""Results of checking in the shape that machines are given, and as rows of a table."""

from datetime import datetime
from typing import Any

from certificates.credentials import stamp
from certificates.services.checking_many import Award, Checked

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "typed", "state", "since", "reason", "did_you_mean", "title", "achievement_code", "level", "achievement",
    "awarded", "expires", "recipient_name", "name_hidden", "pilot", "specimen", "supervision",
    "invigilator", "identity_basis", "credential", "page", "checked_at",
)  # fmt: skip


def checked_data(checked: Checked, *, with_typed: bool) -> dict[str, Any]:
    """One result as JSON has it; every name is always there. `typed` is left out where the address says it."""
    award = checked.award
    return {
        **({"typed": checked.typed} if with_typed else {}),
        "state": checked.state.value,
        "since": _stamp(checked.since),
        "reason": checked.reason or None,
        "did_you_mean": list(checked.offers),
        "code": award.code if award else None,
        "achievement": _achievement(award),
        "awarded": _stamp(award.awarded_at) if award else None,
        "expires": _stamp(award.valid_until) if award else None,
        "recipient_name": award.name if award else None,
        "name_hidden": award.name_hidden if award else None,
        "pilot": award.is_pilot if award else None,
        "specimen": award.is_specimen if award else None,
        "supervision": (award.supervision or None) if award else None,
        "invigilator": (award.invigilator or None) if award else None,
        "identity_basis": (award.identity_basis or None) if award else None,
        "credential": award.address if award else None,
        "page": award.public_address if award else None,
        "checked_at": stamp(checked.checked_at),
    }


def _achievement(award: Award | None) -> dict[str, str] | None:
    if award is None:
        return None
    return {
        "title": award.title,
        "code": award.achievement_code,
        "level": award.level,
        "version": award.version_address,
    }


def checked_row(checked: Checked) -> list[str]:
    """One result as the cells of COLUMNS, none of which a spreadsheet takes for a formula."""
    data = checked_data(checked, with_typed=True)
    achievement = data.pop("achievement") or {"title": "", "code": "", "level": "", "version": ""}
    data |= {
        "title": achievement["title"],
        "achievement_code": achievement["code"],
        "level": achievement["level"],
        "achievement": achievement["version"],
    }
    return [_cell(data[column]) for column in COLUMNS]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " or ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _stamp(at: datetime | None) -> str | None:
    return stamp(at) if at else None
