"""What every interaction's content has in common."""

from pydantic import BaseModel, ConfigDict

from assessments.engine.texts import MarkdownText


class Part(BaseModel):
    """A part of content: frozen, nothing unknown in it, and nothing taken for what it is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Content(Part):
    """The content of one item. Field names and their order are those of item files; texts are Markdown."""

    stem: MarkdownText
