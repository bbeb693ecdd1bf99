"""File upload: files of stated kinds that people mark by a rubric. The engine knows them by content only."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from assessments.engine.faults import ResponseInvalid
from assessments.engine.interactions.rubric import RubricContent
from assessments.engine.json_types import Json
from assessments.engine.marks import ZERO, Mark
from assessments.engine.responses import only_value
from assessments.engine.texts import MarkdownText

MAX_FILES = 3
MAX_MEGABYTES = 10
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class FileKind(StrEnum):
    """What may be handed in."""

    PDF = "pdf"
    TEXT = "text"


class UploadContent(RubricContent):
    """A stem, the rubric, and what may be handed in."""

    kinds: Annotated[tuple[FileKind, ...], Field(min_length=1, max_length=2)] = (FileKind.PDF,)
    max_files: Annotated[int, Field(strict=True, ge=1, le=MAX_FILES)] = 1
    max_megabytes: Annotated[int, Field(strict=True, ge=1, le=MAX_MEGABYTES)] = 5
    general_feedback: MarkdownText


class Upload:
    """The upload interaction. A response names files by the SHA-256 of their bytes; who keeps them knows which are there."""

    type = "upload"
    title = "File upload"
    content_model = UploadContent

    def view(self, content: UploadContent, *, seed: int) -> dict[str, Json]:
        return {
            "type": self.type,
            "stem": content.stem,
            "criteria": content.criteria_view(),
            "kinds": [kind.value for kind in content.kinds],
            "max_files": content.max_files,
            "max_megabytes": content.max_megabytes,
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        files: list[Json] = [value for value in fields.get("file", ()) if value]
        return {"files": files} if files else {}

    def check(self, content: UploadContent, response: Json) -> Json:
        if response == {}:
            return {}
        sent = only_value(response, "files")
        if not isinstance(sent, list) or len(sent) > content.max_files:
            raise ResponseInvalid("hand_in", most=content.max_files)
        if not all(isinstance(one, str) and _DIGEST.match(one) for one in sent):
            raise ResponseInvalid("foreign_file")
        files: list[Json] = list(dict.fromkeys(sent))
        return {"files": files} if files else {}

    def is_answered(self, content: UploadContent, response: Json) -> bool:
        return bool(files_of(response))

    def mark(self, content: UploadContent, response: Json | None) -> Mark:
        return Mark(ZERO, (), content.general_feedback, needs_marker=bool(files_of(response)))

    def guess(self, content: UploadContent) -> Fraction | None:
        return ZERO

    def describe(self, content: UploadContent, response: Json) -> str:
        return ", ".join(f"file {digest[:8]}" for digest in files_of(response))

    def key(self, content: UploadContent) -> str:
        return content.best_levels()


def files_of(response: Json | None) -> list[str]:
    """The digests that a checked response names."""
    found = only_value(response, "files")
    return [str(one) for one in found] if isinstance(found, list) else []
