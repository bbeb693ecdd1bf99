"""News from certificates, sent after commit."""

from django.dispatch import Signal

# credential_id: a credential has been issued.
credential_issued = Signal()
# event_id: something happened to a credential (revoked, …).
credential_changed = Signal()
