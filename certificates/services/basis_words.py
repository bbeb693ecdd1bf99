"""Words for how somebody was examined, as certificates show them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By what assessments record of supervision and of identity.
BASIS_WORDS: Mapping[str, Promise] = {
    "unsupervised": _("Unsupervised"),
    "invigilated": _("Invigilated"),
    "self-declared": _("Self-declared"),
    "document-checked": _("Document checked"),
    "employer-attested": _("Attested by the employer"),
}


def basis_words(value: str) -> str:
    """The words of a recorded value in the reader's language; one from another time as it was recorded."""
    return str(BASIS_WORDS.get(value, value))
