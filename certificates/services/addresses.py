"""Where recipients are written to."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model

from certificates.models import Credential


def addresses_of(credentials: Sequence[Credential]) -> list[str]:
    """For each credential the present address of its recipient's account, else the one at issue.

    "" for one that was issued without an address, and for one that was erased: nobody is written to.
    """
    people = {one.recipient_id for one in credentials if one.recipient_id is not None and one.recipient_email}
    now: dict[int | None, str] = (
        dict(get_user_model()._default_manager.filter(pk__in=people).values_list("pk", "email"))
        if people
        else {}
    )
    return [one.recipient_email and now.get(one.recipient_id, one.recipient_email) for one in credentials]
