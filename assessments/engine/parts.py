"""What every part of content has in common."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of content: frozen, nothing unknown in it, and nothing taken for what it is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")
