"""A form of an assessment on demand, to be looked at by whoever makes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assessments.models import Assessment, ItemView
from assessments.services.contents import read_item
from assessments.services.drawing import draw_form, lay_out

if TYPE_CHECKING:
    from accounts.models import User

SCREEN = "sample form"


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One item of a sample as a candidate sees it; `key` is "" where keys were not asked for."""

    position: int
    slug: str
    item_id: int
    type: str
    view: dict[str, Any]
    domain: str
    level: str
    note: str
    is_scored: bool
    key: str


def read_sample(
    assessment: Assessment, *, seed: int, with_keys: bool, viewer: "User", now: datetime
) -> list[SampleRow]:
    """Draw a form for nobody by a seed, and record that this person has seen its items.

    The same seed gives the same form while the bank stays as it is. Nothing else is stored. Raises StartRefused
    where none can be drawn.
    """
    form = draw_form(assessment, None, seed=seed)
    lay_out(form, seed=seed)
    slugs = dict(
        assessment.bank.items.filter(pk__in=[item.version.item_id for item in form]).values_list("pk", "slug")
    )
    domains = assessment.bank.names.get("domains", {})
    levels = assessment.bank.names.get("levels", {})
    rows = []
    for item in form:
        interaction, content = read_item(item)
        rows.append(
            SampleRow(
                item.position,
                slugs[item.version.item_id],
                item.version.item_id,
                interaction.type,
                interaction.view(content, seed=item.seed),
                domains.get(item.version.domain, item.version.domain),
                levels.get(item.version.level, item.version.level),
                item.note,
                item.is_scored,
                interaction.key(content) if with_keys else "",
            )
        )
    ItemView.objects.bulk_create(
        ItemView(item_id=row.item_id, viewer=viewer, screen=SCREEN, at=now) for row in rows
    )
    return rows
