"""Rows of a threat model as forms and responses hold them, and the judgement of a key against its menus."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.json_types import Json
from assessments.engine.labs.threats import MAX_MITIGATIONS, Row

_CHOSEN = ("statement", "element", "category", "owner")
_RATED = ("likelihood", "impact")
_MENUS = ("statements", "elements", "categories", "mitigations", "owners")


def read_rows(fields: Mapping[str, Sequence[str]], *, most: int) -> list[Json]:
    """Posted selects as rows: "statement-0" and its like; a row in which nothing was chosen is none."""
    rows: list[Json] = []
    for number in range(most + 1):
        row: dict[str, Json] = {
            name: values[0]
            for name in _CHOSEN
            if (values := fields.get(f"{name}-{number}", ())) and values[0]
        }
        for name in _RATED:
            given = next(iter(fields.get(f"{name}-{number}", ())), "")
            if given.isascii() and given.isdecimal() and len(given) < 3:
                row[name] = int(given)
        mitigations: list[Json] = [name for name in fields.get(f"mitigation-{number}", ()) if name]
        if mitigations:
            row["mitigations"] = mitigations
        if row:
            rows.append(row)
    return rows


def check_rows(content: Any, sent: Json) -> list[Json]:
    """Rows in their normal form: known names only, each mitigation once. Raises ResponseInvalid."""
    if not isinstance(sent, list) or not all(isinstance(row, dict) for row in sent):
        raise ResponseInvalid("choose_some")
    menus = {
        "statement": {one.id for one in content.statements},
        "element": {one.id for one in (*content.elements, *content.flows)},
        "category": {one.id for one in content.categories},
        "owner": {one.id for one in content.owners},
    }
    known = {one.id for one in content.mitigations}
    kept: list[Json] = []
    for row in sent:
        if not isinstance(row, dict) or not set(row) <= {*_CHOSEN, *_RATED, "mitigations"}:
            raise ResponseInvalid("choose_some")
        good: dict[str, Json] = {}
        for name in (*_CHOSEN, *_RATED):
            value = row.get(name)
            if value in (None, ""):
                continue
            if name in _RATED:
                if type(value) is not int or not 1 <= value <= 5:
                    raise ResponseInvalid("foreign_option")
            elif not isinstance(value, str) or value not in menus[name]:
                raise ResponseInvalid("foreign_option")
            good[name] = value
        mitigations = row.get("mitigations", [])
        if not isinstance(mitigations, list) or not all(isinstance(one, str) for one in mitigations):
            raise ResponseInvalid("choose_some")
        once: list[Json] = list(dict.fromkeys(mitigations))
        if len(once) > MAX_MITIGATIONS or not set(map(str, once)) <= known:
            raise ResponseInvalid("foreign_option")
        if once:
            good["mitigations"] = once
        if good:
            kept.append(good)
    return kept


def row_of(row: Json) -> Row:
    """A checked row as the key is compared with it."""
    given: Mapping[str, Any] = row if isinstance(row, dict) else {}
    return Row(
        given.get("statement", ""),
        given.get("element", ""),
        given.get("category", ""),
        given.get("likelihood"),
        given.get("impact"),
        tuple(given.get("mitigations", ())),
        given.get("owner", ""),
    )


def judge_key(content: Any) -> None:
    """Refuse menus with a name twice, a key that names what no menu has, and statements that tell what they are."""
    known = {name: {one.id for one in getattr(content, name)} for name in _MENUS}
    known["elements"] |= {one.id for one in content.flows}
    for menu in ("categories", "statements", "mitigations", "owners", "threats", "decoys"):
        ids = [one.id for one in getattr(content, menu)]
        for place, name in enumerate(ids):
            if ids.index(name) != place:
                raise refusal("same_id", menu, place, "id", id=name)
    taken: set[str] = set()
    for place, threat in enumerate(content.threats):
        for menu in _MENUS:
            for name in getattr(threat, menu) or ():
                if name not in known[menu]:
                    raise refusal("not_in_menu", "threats", place, menu, id=name, menu=menu)
        for name in threat.statements:
            if name in taken:
                raise refusal("statement_twice", "threats", place, "statements", id=name)
            taken.add(name)
        if threat.floor and threat.impact != 5:
            raise refusal("floor_impact", "threats", place, "impact")
    _judge_decoys(content, known["statements"], taken)


def _judge_decoys(content: Any, statements: set[str], taken: set[str]) -> None:
    for place, decoy in enumerate(content.decoys):
        if decoy.id not in statements:
            raise refusal("not_in_menu", "decoys", place, "id", id=decoy.id, menu="statements")
        if decoy.id in taken:
            raise refusal("statement_twice", "decoys", place, "id", id=decoy.id)
        taken.add(decoy.id)
    for place, one in enumerate(content.statements):
        if one.id not in taken:
            raise refusal("statement_idle", "statements", place, "id", id=one.id)
    order = sorted(statements)
    places = sorted(order.index(decoy.id) for decoy in content.decoys)
    if len(places) > 1 and places[-1] - places[0] == len(places) - 1:
        raise refusal("statement_ids_tell", "decoys")
