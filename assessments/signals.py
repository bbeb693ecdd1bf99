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
# notice_ids: somebody has sent items for approval in one go, and whoever may approve them is owed a mail.
reviewers_owed = Signal()
# batch_id: a file of items is to be read, or one that was read is to be taken in.
import_due = Signal()
