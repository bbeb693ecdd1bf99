"""How candidates are called in results."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import User

VIEW_NAMES = "assessments.view_candidate_names"
_SALT = "assessments.candidates"
_LENGTH = 8


def name_of(candidate: "User", *, may_name: bool) -> str:
    """A candidate's name and address; for who may not see them a sign that is always the same and tells nothing."""
    if may_name:
        return f"{candidate.legal_name or candidate.get_username()} ({candidate.email})"
    sign = salted_hmac(_SALT, str(candidate.pk)).hexdigest()[:_LENGTH]
    return _("Candidate %(sign)s") % {"sign": sign}


def matching(text: str, *, path: str = "") -> Any:
    """People by a part of their name, or their whole address. `path` leads to them, such as "candidate__"."""
    if "@" in text:
        # As the index has it: no name is read for an address.
        return Q(Exact(Lower(f"{path}email"), text.lower()))
    return Q(**{f"{path}legal_name__icontains": text})
