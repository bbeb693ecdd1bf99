"""What the judges of a cut-score study do: they see the items of the open round, and keep their ratings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import CutScoreStudy, ItemView, JudgeRating, StudyItem, StudyJudge, StudyRound
from assessments.models.cut_studies import JUDGE
from assessments.services.contents import read_version
from assessments.services.cut_studies import StudyRefused, facility_of, round_result

if TYPE_CHECKING:
    from accounts.models import User

SCREEN = "cut-score study"
# Values and shuffles by one seed: a panel talks about what all of it has seen.
_SAME_FOR_ALL = 0


@transaction.atomic
def save_ratings(study: CutScoreStudy, ratings: Mapping[int, int], *, by: "User") -> int:
    """Keep a judge's own ratings of the open round, by the items' keys; how many items still lack one.

    Raises PermissionDenied for whoever is no judge of this study, StudyRefused with a sentence.
    """
    locked = CutScoreStudy.objects.select_for_update().get(pk=study.pk)
    judge = locked.judges.filter(person=by, left_out_at=None).first()
    if judge is None or not by.has_perm(JUDGE):
        raise PermissionDenied
    current = locked.rounds.filter(closed_at=None).first()
    if current is None or locked.abandoned_at is not None:
        raise StudyRefused(_("No round is open: what you entered was not kept."))
    known = set(locked.items.values_list("pk", flat=True))
    if set(ratings) - known or any(
        type(percent) is not int or not 0 <= percent <= 100 for percent in ratings.values()
    ):
        raise StudyRefused(_("A rating is a whole number from 0 to 100."))
    JudgeRating.objects.bulk_create(
        (JudgeRating(round=current, judge=judge, item_id=pk, percent=value) for pk, value in ratings.items()),
        update_conflicts=True,
        unique_fields=["round", "judge", "item"],
        update_fields=["percent"],
    )
    return len(known) - JudgeRating.objects.filter(round=current, judge=judge).count()


@dataclass(frozen=True, slots=True)
class RatedItem:
    """One item as a judge sees it: what it asks and its key, their own ratings, and what may be said of the panel's.

    Where values are drawn it is one of its variants, the same for every judge. `panel` and `facility` are of the round before, which is closed; None in the first.
    """

    item: StudyItem
    type: str
    view: dict[str, Any]
    key: str
    own: int | None
    before: int | None
    panel: engine.ItemJudgement | None
    facility: Fraction | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a judge is in the open round: the items' keys in their order, and those that have a rating."""

    items: tuple[int, ...]
    rated: frozenset[int]

    @property
    def missing(self) -> list[int]:
        """The keys of the items that lack a rating."""
        return [pk for pk in self.items if pk not in self.rated]


def progress_of(study: CutScoreStudy, judge: StudyJudge, current: StudyRound) -> Progress:
    """How far a judge is. Two queries."""
    rated = judge.ratings.filter(round=current).values_list("item_id", flat=True)
    return Progress(tuple(study.items.values_list("pk", flat=True)), frozenset(rated))


def items_for(
    study: CutScoreStudy, judge: StudyJudge, current: StudyRound, *, keys: Collection[int], now: datetime
) -> list[RatedItem]:
    """Some items of the open round for one judge; that they looked at each is recorded once a round."""
    closed = study.rounds.exclude(closed_at=None).order_by("-number").first()
    panel = round_result(closed).items if closed is not None else {}
    own = dict(judge.ratings.filter(round=current).values_list("item_id", "percent"))
    before = dict(judge.ratings.filter(round=closed).values_list("item_id", "percent")) if closed else {}
    items = list(
        study.items.filter(pk__in=keys).select_related("version__item").defer("version__item__interaction")
    )
    looks = ItemView.objects.filter(
        viewer=judge.person_id, screen=SCREEN, item__in=[one.version.item_id for one in items]
    )
    seen = set(looks.filter(at__gte=current.opened_at).values_list("item_id", flat=True))
    ItemView.objects.bulk_create(
        ItemView(item_id=one.version.item_id, viewer_id=judge.person_id, screen=SCREEN, at=now)
        for one in items
        if one.version.item_id not in seen
    )
    return [
        RatedItem(
            one,
            *_shown(one),
            own.get(one.pk),
            before.get(one.pk),
            panel.get(one.pk),
            facility_of(one) if closed is not None else None,
        )
        for one in items
    ]


def _shown(one: StudyItem) -> tuple[str, dict[str, Any], str]:
    """The way of answering of an item, what a candidate may see of it, and its key."""
    interaction, content = read_version(
        one.version, engine.draw_values_of(one.version.content, seed=_SAME_FOR_ALL)
    )
    return interaction.type, interaction.view(content, seed=_SAME_FOR_ALL), interaction.key(content)
