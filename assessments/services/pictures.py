"""Pictures of items: what is taken in, how it is kept, and who may see one."""

import hashlib
import io
import warnings
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from assessments import engine
from assessments.engine.interactions.pictures import MAX_SIDE
from assessments.models import Attempt, AttemptItem, Item, ItemImage

if TYPE_CHECKING:
    from accounts.models import User

MAX_BYTES = 5 * 1024 * 1024
_FORMATS = {"PNG": ItemImage.Kind.PNG, "JPEG": ItemImage.Kind.JPEG, "WEBP": ItemImage.Kind.WEBP}
ENDINGS = {".png": "PNG", ".jpg": "JPEG", ".webp": "WEBP"}


class PictureRefused(ValueError):
    """A file that is no picture for an item; the message is for its author."""


def picture_facts(data: bytes) -> dict[str, Any]:
    """What an item's content says of a picture: digest, width, height. Raises PictureRefused."""
    opened = _opened(data)
    return {"digest": hashlib.sha256(data).hexdigest(), "width": opened.width, "height": opened.height}


def cleaned_picture(data: bytes) -> bytes:
    """A picture of its pixels alone, as an author's is kept. Raises PictureRefused, also where that grows too large."""
    cleaned = _pixels_of(_opened(data))
    _opened(cleaned)
    return cleaned


def keep_picture(data: bytes, *, title: str, now: datetime, clean: bool = False) -> ItemImage:
    """Keep a picture, or find the one with the same bytes. Raises PictureRefused.

    `clean` writes its pixels anew: what else a file from anybody's device holds, such as where it was taken, is
    not kept. A package's files are kept as they are, so that what was loaded can be exported.
    """
    data = cleaned_picture(data) if clean else data
    opened = _opened(data)
    kept, _created = ItemImage.objects.get_or_create(
        digest=hashlib.sha256(data).hexdigest(),
        defaults={
            "title": title[:200],
            "kind": _FORMATS[str(opened.format)],
            "width": opened.width,
            "height": opened.height,
            "data": data,
            "added_at": now,
        },
    )
    return kept


def _pixels_of(opened: Image.Image) -> bytes:
    """The picture written anew: only its pixels go over. A photograph stays a JPEG, or it would grow beyond the limit."""
    written = io.BytesIO()
    if opened.format == "JPEG":
        opened.convert("RGB").save(written, format="JPEG", quality=90)
    else:
        plain = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
        plain.save(
            written, format=opened.format or "PNG", **({"lossless": True} if opened.format == "WEBP" else {})
        )
    return written.getvalue()


def _opened(data: bytes) -> Image.Image:
    """A picture, wholly decoded. Size is judged before the pixels are."""
    if len(data) > MAX_BYTES:
        raise PictureRefused(_("A picture has at most 5 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=list(_FORMATS))
            if max(opened.size) > MAX_SIDE:
                raise PictureRefused(
                    _("A picture is at most %(side)s pixels wide and high.") % {"side": MAX_SIDE}
                )
            if getattr(opened, "n_frames", 1) > 1:
                raise PictureRefused(_("A picture that moves cannot be used."))
            opened.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused(_("This is no PNG, JPEG or WebP picture.")) from error
    return opened


def item_pictures(bank_slug: str) -> dict[str, tuple[str, bytes]]:
    """The picture of every live item of a bank that has one, by slug: the ending of a file's name, and the bytes."""
    endings = {_FORMATS[name]: ending for ending, name in ENDINGS.items()}
    named = Item.objects.filter(bank__slug=bank_slug, live=True, current_version__isnull=False).values_list(
        "slug", KeyTextTransform("digest", KeyTransform("image", "current_version__content"))
    )
    wanted = {slug: digest for slug, digest in named if digest}
    kept = ItemImage.objects.in_bulk(set(wanted.values()))
    return {
        slug: (endings[ItemImage.Kind(kept[digest].kind)], bytes(kept[digest].data))
        for slug, digest in wanted.items()
    }


def picture_for(digest: str, *, user: "User", now: datetime) -> ItemImage | None:
    """A picture if this person may see it now, else None.

    Authors and reviewers see every one; everybody signed in those of practice; a candidate those of their own
    forms, while the attempt runs and as far as its review shows items afterwards.
    """
    shown = {"content__image__digest": digest}
    allowed = (
        user.has_perm("assessments.view_item")
        or Item.objects.drawable(purpose=Item.Purpose.PRACTICE)
        .filter(**{f"current_version__{name}": value for name, value in shown.items()})
        .exists()
        or any(
            _shows_items(item.attempt, now)
            for item in AttemptItem.objects.filter(
                attempt__candidate=user, **{f"version__{name}": value for name, value in shown.items()}
            ).select_related("attempt")
        )
    )
    return ItemImage.objects.filter(digest=digest).first() if allowed else None


def _shows_items(attempt: Attempt, now: datetime) -> bool:
    if attempt.is_open:
        return not attempt.is_on_break(now) and not engine.is_over(now, attempt.deadline)
    return bool(attempt.visible_parts(now=now) & engine.ITEM_PARTS)
