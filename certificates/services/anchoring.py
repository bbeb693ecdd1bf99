"""The staff's audit trail in the transparency log: once a day its end, so that nothing before it can change unseen."""

from datetime import datetime, timedelta

import rfc8785
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import ActsHead, act_digests, acts_head
from certificates.models import ActsAnchor
from certificates.services.issuer import pin_identity
from certificates.services.log import append_leaf
from certificates.transparency import LogEvent, leaf_data

EVERY = timedelta(hours=24)
_AT_ONCE = 1000


def anchored_bytes(head: ActsHead) -> bytes:
    """What a leaf commits to: canonical JSON {"digest", "number"} of the newest entry."""
    return rfc8785.dumps({"digest": head.digest, "number": head.number})


@transaction.atomic
def anchor_acts(*, now: datetime) -> ActsAnchor | None:
    """Put the end of the audit trail into the log, where it has moved on; None where it has not. Safe to run twice."""
    issuer = pin_identity(now=now)
    head, newest = acts_head(), ActsAnchor.objects.first()
    if head is None or (newest is not None and newest.number >= head.number):
        return None
    logged = append_leaf(LogEvent.STAFF_ACTS, {"acts": anchored_bytes(head)}, issuer=issuer, now=now)
    return ActsAnchor.objects.create(
        number=head.number, digest=head.digest, leaf=logged.leaf, leaf_salt=logged.salt, at=now
    )


def anchor_due_acts(*, now: datetime) -> ActsAnchor | None:
    """Anchor once a day."""
    newest = ActsAnchor.objects.first()
    if newest is not None and now < newest.at + EVERY:
        return None
    return anchor_acts(now=now)


def compare_anchors() -> tuple[int, list[str]]:
    """How many anchors were compared with the trail and with their leaves, and what does not fit, in sentences."""
    count, faults = 0, []
    anchors = list(ActsAnchor.objects.select_related("leaf").order_by("number"))
    for start in range(0, len(anchors), _AT_ONCE):
        some = anchors[start : start + _AT_ONCE]
        kept = act_digests([anchor.number for anchor in some])
        for anchor in some:
            count += 1
            if kept.get(anchor.number) != anchor.digest:
                faults.append(
                    _("Entry %(number)s is not the one that was anchored.") % {"number": anchor.number}
                )
            elif not _is_in_log(anchor):
                faults.append(_("The log's entry %(index)s says something else.") % {"index": anchor.leaf_id})
    return count, faults


def _is_in_log(anchor: ActsAnchor) -> bool:
    data = leaf_data(
        LogEvent.STAFF_ACTS,
        salt=bytes(anchor.leaf_salt),
        at=anchor.leaf.at,
        commits={"acts": anchored_bytes(ActsHead(anchor.number, anchor.digest))},
    )
    return data == bytes(anchor.leaf.data)
