"""Which acts of the staff are recorded, and what may be said of each: a closed list that every app adds to.

What is not named here cannot be recorded, so that no health data, no key and no answer gets into the audit trail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act: its words for people, and the names of the facts that go with it."""

    label: Any
    facts: frozenset[str]


_registered: dict[str, Act] = {}


def register_act(name: str, label: Any, *facts: str) -> None:
    """Let an act be recorded ("item.moved"), with these facts at most. Call it in AppConfig.ready."""
    _registered[name] = Act(label, frozenset(facts))


def act_of(name: str) -> Act | None:
    """What was registered under a name."""
    return _registered.get(name)


def act_choices() -> list[tuple[str, Any]]:
    """Every act with its words, by name."""
    return sorted((name, act.label) for name, act in _registered.items())


# What is wrong with what upper apps keep of the chain outside of it, as sentences; and how much they compared.
AnchorCheck = Callable[[], tuple[int, list[str]]]
_anchors: list[AnchorCheck] = []


def register_anchors(check: AnchorCheck) -> None:
    """Let an upper app say whether the chain is still what it anchored. Call it in AppConfig.ready."""
    if check not in _anchors:
        _anchors.append(check)


def check_anchors() -> tuple[int, list[str]]:
    """How many anchors were compared with the chain, and what is wrong."""
    found = [check() for check in _anchors]
    return sum(count for count, _faults in found), [fault for _count, faults in found for fault in faults]
