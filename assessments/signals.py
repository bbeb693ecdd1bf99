"""News from assessments, sent after commit."""

from django.dispatch import Signal

# attempt_id: an attempt has been submitted, by its candidate or by the end of its time, and has an outcome.
attempt_submitted = Signal()
# attempt_id: an attempt has a new current outcome, the first one included.
outcome_recorded = Signal()
# remark_id: an item is to be marked again in the attempts that had it.
remark_decided = Signal()
# notice_id: something was decided that concerns a candidate, and a mail is owed.
notice_owed = Signal()
# item_ids, by_id: somebody has sent these items for approval in one go.
items_submitted = Signal()
# batch_id: a file of items is to be read, or one that was read is to be taken in.
import_due = Signal()
