"""Pictures of items for tests."""

import io
from typing import Any

from PIL import Image

from assessments.models import ItemImage
from assessments.services.pictures import keep_picture
from tests.assessments.engine.samples import PICTURE
from tests.factories.assessments import NOON


def png(size: tuple[int, int] = (400, 300), colour: str = "#4477aa", kind: str = "PNG", **info: Any) -> bytes:
    """The bytes of a picture of one colour."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, format=kind, **info)
    return written.getvalue()


def sample_picture() -> ItemImage:
    """The picture that the samples of content name."""
    found, _created = ItemImage.objects.get_or_create(
        digest=PICTURE["digest"],
        defaults={"title": "Gate", "kind": "image/png", "data": png(), "added_at": NOON}
        | {name: PICTURE[name] for name in ("width", "height")},
    )
    return found


def kept_picture(**changes: Any) -> ItemImage:
    """A picture under its own digest."""
    return keep_picture(png(**changes), title="A picture", now=NOON)
