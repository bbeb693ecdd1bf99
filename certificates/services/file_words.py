"""Words for files that somebody hands in: why one is not read, and which step of a proof failed."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.credentials.refusals import Kind, Reason

REFUSALS: Mapping[Reason, str | Promise] = {
    Reason.EMPTY: _("The file is empty: there is no credential in it."),
    Reason.TOO_LARGE: _(
        "It is too large for a credential. A file may have 20 MB, the credential in it 256 KB, a picture in "
        "SVG 4 MB, a bundle 2 MB."
    ),
    Reason.UNKNOWN_KIND: _(
        "It is no credential in JSON, no picture in PNG or SVG, no PDF and no bundle in ZIP. Its content "
        "decides, not its name."
    ),
    Reason.NOT_JSON: _("What is in it is no credential in JSON."),
    Reason.TWICE: _(
        "A member occurs twice in its JSON, so that two programs may read different things: it is no credential "
        "that we issued."
    ),
    Reason.NO_NUMBER: _("Its JSON holds something that is not a number of JSON: it is no credential."),
    Reason.TOO_DEEP: _("Its JSON is nested too deeply: no credential looks like that."),
    Reason.TOO_MANY_MEMBERS: _("It has more than 5,000 members: no credential looks like that."),
    Reason.TOO_MANY_NODES: _(
        "It has more than 50 parts without a name of their own, which would keep a checker busy for ever: no "
        "credential looks like that."
    ),
    Reason.NO_CREDENTIAL: _(
        "There is no credential in it. Pictures and PDFs lose it when they are printed, scanned, "
        "photographed or sent through some programs: ask for the file as it was downloaded, or for the code."
    ),
    Reason.SEVERAL_CREDENTIALS: _(
        "There is more than one credential in it, and programs would not agree on which one counts."
    ),
    Reason.UNPACKS_TOO_LARGE: _("It unpacks to far more than a credential needs: it was not unpacked."),
    Reason.PNG_BROKEN: _("The PNG picture is damaged, or is not what it says it is."),
    Reason.PNG_FORM: _("The credential in the picture is not in the form that Open Badges 3.0 asks for."),
    Reason.SVG_BROKEN: _("The SVG picture is damaged, or is not written in UTF-8."),
    Reason.SVG_ENTITIES: _("The SVG picture defines entities or a document type: it is not read."),
    Reason.SVG_FORM: _("The credential in the picture is not in a form that we issue."),
    Reason.PDF_BROKEN: _("The PDF is damaged, or is written in a way that we do not read."),
    Reason.PDF_ENCRYPTED: _("The PDF is encrypted: it is not read. No certificate of ours is."),
    Reason.PDF_ACTIVE: _(
        "The PDF holds a script, or does something by itself: it is not read. No certificate of ours does."
    ),
    Reason.PDF_TOO_MANY_OBJECTS: _("The PDF has more parts than a certificate can have: it is not read."),
    Reason.ZIP_BROKEN: _("The bundle is damaged, encrypted, or packed in a way that we do not read."),
    Reason.ZIP_MEMBERS: _("The bundle holds more files, or larger ones, than a bundle of ours has."),
    Reason.ZIP_NAME: _("The bundle holds a file that a bundle of ours does not have, or one twice."),
    Reason.ZIP_NESTED: _("The bundle holds another archive: it is not unpacked."),
    Reason.TOO_MUCH_WORK: _(
        "Checking it took more time or memory than a certificate needs, and was stopped. That says nothing about "
        "the certificate: try its code, or the file again."
    ),
}

# By the step at which a proof failed; %(place)s names the member or the key concerned.
STEPS: Mapping[str, str | Promise] = {
    "no-proof": _("It has no proof, or more than one."),
    "unknown-key": _("It says that it was signed with %(place)s, which is no key of ours."),
    "undefined-term": _(
        "It holds “%(place)s”, which no vocabulary that it names defines: no signature covers that."
    ),
    "unsafe-text": _("It holds a character that may not be signed (%(place)s)."),
    "proof-kind": _("Its proof is of a kind that we do not make."),
    "proof-purpose": _("Its proof was not made for issuing."),
    "no-graph": _("Its content cannot be read as a credential."),
    "no-signature": _("Its signature cannot be read."),
    "mismatch": _("Its signature does not match its content: something in it was changed after signing."),
}

KINDS: Mapping[Kind, str | Promise] = {
    Kind.JSON: _("credential in JSON"),
    Kind.PNG: _("picture in PNG"),
    Kind.SVG: _("picture in SVG"),
    Kind.PDF: _("PDF"),
    Kind.BUNDLE: _("bundle in ZIP"),
}
