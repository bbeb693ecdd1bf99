"""News from certificates, sent after commit."""

from django.dispatch import Signal

# credential_id, is_batch: a credential has been issued, alone or together with others.
credential_issued = Signal()
# event_id: something happened to a credential (revoked, …).
credential_changed = Signal()
# bulk_id: an officer let a list of awards be issued.
list_started = Signal()
