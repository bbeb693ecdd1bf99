"""The audit trail of staff acts: each entry holds the digest of the one before it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.acts import act_of
from accounts.models import StaffAct, StaffActHead, User

Fact = str | int | bool | None
# Before the first entry.
START = "0" * 64
MAX_FACT = 200
_FIELDS = ("number", "at", "act", "actor_id", "subject_type", "subject_key", "label", "facts", "previous")


@transaction.atomic
def record_act(
    act: str,
    *,
    by: User | int | None,
    now: datetime,
    about: models.Model | None = None,
    label: str = "",
    facts: Mapping[str, Fact] | None = None,
) -> StaffAct:
    """Add one act to the audit trail, in the caller's transaction: it stands or falls with what it records.

    Call it last: from here to the commit nobody else can add to the trail. `by` is None for a command. `label` is a
    thing's name in words, never a person's. Raises ValueError for an act, or a fact of it, that nobody registered.
    """
    known, said = act_of(act), dict(facts or {})
    if known is None or set(said) - known.facts:
        raise ValueError(f"{act} with {sorted(said)} is not registered for the audit trail.")
    if any(isinstance(value, str) and len(value) > MAX_FACT for value in said.values()):
        raise ValueError("A fact is a word or a number, not a text.")
    StaffActHead.objects.get_or_create(pk=1)
    head = StaffActHead.objects.select_for_update().get(pk=1)
    entry = StaffAct(
        number=head.number + 1,
        at=now,
        act=act,
        actor_id=by.pk if isinstance(by, User) else by,
        subject_type=about._meta.label_lower if about is not None else "",
        subject_key=str(getattr(about, "uuid", about.pk)) if about is not None else "",
        label=label[:200],
        facts=said,
        previous=head.digest or START,
    )
    entry.digest = digest_of({name: getattr(entry, name) for name in _FIELDS})
    entry.save(force_insert=True)
    StaffActHead.objects.filter(pk=1).update(number=entry.number, digest=entry.digest)
    return entry


def digest_of(entry: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of an entry without its own digest."""
    moment = entry["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    plain = {name: moment if name == "at" else entry[name] for name in _FIELDS}
    return hashlib.sha256(rfc8785.dumps(plain)).hexdigest()


@dataclass(frozen=True, slots=True)
class ActsHead:
    """How far the trail goes, and the digest that stands for all of it."""

    number: int
    digest: str


def acts_head() -> ActsHead | None:
    """The newest entry; None for an empty trail."""
    found = StaffAct.objects.values_list("number", "digest").first()
    return None if found is None else ActsHead(*found)


def act_digests(numbers: list[int]) -> dict[int, str]:
    """The digests of these entries, of those that there are."""
    return dict(StaffAct.objects.filter(number__in=numbers).values_list("number", "digest"))


@dataclass(frozen=True, slots=True)
class ActsVerified:
    """How many entries hold together from the first on, and what is wrong after them ("" where nothing is)."""

    count: int
    fault: str


def verify_acts() -> ActsVerified:
    """Compute every digest again, from the first entry to the last. One query, read in pieces."""
    previous, count = START, 0
    rows = StaffAct.objects.order_by("number").values(*_FIELDS, "digest")
    for row in rows.iterator(chunk_size=2000):
        if row["number"] != count + 1:
            return ActsVerified(count, _("Entry %(number)s is missing.") % {"number": count + 1})
        if row["previous"] != previous or digest_of(row) != row["digest"]:
            return ActsVerified(count, _("Entry %(number)s was changed.") % {"number": count + 1})
        previous, count = row["digest"], count + 1
    head = StaffActHead.objects.filter(pk=1).first()
    if (head.number, head.digest or START) != (count, previous) if head else count:
        return ActsVerified(count, _("The end of the trail is missing."))
    return ActsVerified(count, "")
