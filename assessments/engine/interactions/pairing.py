"""What matching and categorise share: rows, each with one right target of a list that all rows choose from."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark
from assessments.engine.plain_text import plain_text
from assessments.engine.responses import only_value
from assessments.engine.texts import normal

MAX_ROWS = 20
FIELD = "row-"


class Row(Protocol):
    """One row: its name, what it says, and the reason for its target."""

    @property
    def id(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def rationale(self) -> str: ...


def token_of(target: str) -> str:
    """The name of a target on the page: it says nothing about the place at which the author wrote it."""
    return f"t{hashlib.sha256(normal(target, case_sensitive=False).encode()).hexdigest()[:8]}"


def distinct_rows(rows: Sequence[Row], field: str) -> None:
    """Refuse rows that share a name or a text."""
    ids, texts = set(), set()
    for place, row in enumerate(rows):
        text = normal(row.text, case_sensitive=True)
        if row.id in ids:
            raise refusal("same_id", field, place, "id", id=row.id)
        if text in texts:
            raise refusal("same_text", field, place, "text")
        ids.add(row.id)
        texts.add(text)


def shown_targets(targets: Iterable[str]) -> list[Json]:
    """Targets as a candidate may see them."""
    return [{"id": token_of(target), "text": target} for target in targets]


def read_rows(fields: Mapping[str, Sequence[str]]) -> Json:
    """Posted selects as a response: {"rows": {row: target}}; rows left alone are left out."""
    chosen: dict[str, Json] = {
        name.removeprefix(FIELD): values[0]
        for name, values in fields.items()
        if name.startswith(FIELD) and values and values[0]
    }
    return {"rows": chosen} if chosen else {}


def check_rows(rows: Sequence[Row], targets: Iterable[str], response: Json) -> Json:
    """The response in the item's own order of rows. Raises ResponseInvalid."""
    if response == {}:
        return {}
    sent = only_value(response, "rows")
    if not isinstance(sent, dict):
        raise ResponseInvalid("choose_some")
    known = {token_of(target) for target in targets}
    if not set(sent) <= {row.id for row in rows} or any(target not in known for target in _texts(sent)):
        raise ResponseInvalid("foreign_option")
    kept: dict[str, Json] = {row.id: sent[row.id] for row in rows if row.id in sent}
    return {"rows": kept} if kept else {}


def _texts(sent: Mapping[str, Json]) -> list[str]:
    # What is no text is no target either; "" is nobody's token.
    return [target if isinstance(target, str) else "" for target in sent.values()]


def rows_of(response: Json | None) -> dict[str, str]:
    """Row → target of a checked response."""
    found = only_value(response, "rows")
    return {row: str(target) for row, target in found.items()} if isinstance(found, dict) else {}


def mark_rows(rows: Sequence[tuple[Row, str]], response: Json | None, feedback: str) -> Mark:
    """Right rows over all rows; `rows` are (row, right target)."""
    chosen = rows_of(response)
    parts = tuple(
        PartMark(
            row.id,
            ONE if chosen.get(row.id) == token_of(target) else ZERO,
            row.id in chosen,
            row.rationale,
        )
        for row, target in rows
    )
    return Mark(Fraction(sum(part.score for part in parts), len(parts)), parts, feedback)


def describe_rows(rows: Sequence[Row], targets: Iterable[str], chosen: Mapping[str, str]) -> str:
    """Rows and the targets chosen for them, in words."""
    names = {token_of(target): target for target in targets}
    return "; ".join(
        f"{plain_text(row.text)}: {names[chosen[row.id]]}" for row in rows if chosen.get(row.id) in names
    )
