"""Why a file that somebody hands in is not read: one list, so that each refusal has its own words."""

from enum import StrEnum


class Kind(StrEnum):
    """What a file is, by its content. Its name is never looked at."""

    JSON = "json"
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    BUNDLE = "bundle"


class Reason(StrEnum):
    """Why a file is refused before its signature is looked at."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN_KIND = "unknown-kind"
    NOT_JSON = "not-json"
    TWICE = "member-twice"
    NO_NUMBER = "no-number"
    TOO_DEEP = "too-deep"
    TOO_MANY_MEMBERS = "too-many-members"
    TOO_MANY_NODES = "too-many-nodes"
    NO_CREDENTIAL = "no-credential"
    SEVERAL_CREDENTIALS = "several-credentials"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    PNG_BROKEN = "png-broken"
    PNG_FORM = "png-form"
    SVG_BROKEN = "svg-broken"
    SVG_ENTITIES = "svg-entities"
    SVG_FORM = "svg-form"
    PDF_BROKEN = "pdf-broken"
    PDF_ENCRYPTED = "pdf-encrypted"
    PDF_ACTIVE = "pdf-active"
    PDF_TOO_MANY_OBJECTS = "pdf-too-many-objects"
    ZIP_BROKEN = "zip-broken"
    ZIP_MEMBERS = "zip-members"
    ZIP_NAME = "zip-name"
    ZIP_NESTED = "zip-nested"
    TOO_MUCH_WORK = "too-much-work"


class Refused(ValueError):
    """A file that is not read; `reason` says why, `detail` where (a name inside it), both in plain text."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value} {detail}".strip())
        self.reason = reason
        self.detail = detail
