"""The badge of each level as a picture, alone or with a credential baked in."""

from functools import cache
from pathlib import Path

from certificates.credentials.baking import bake_png, bake_svg
from certificates.models import Achievement, Credential

_FOLDER = Path(__file__).resolve().parent.parent / "badges"


@cache
def _picture(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


def badge_picture(achievement: Achievement, kind: str, *, is_specimen: bool) -> bytes:
    """The picture of an achievement's level; `kind` is "png" or "svg". A specimen's says so on its face."""
    mark = "-specimen" if is_specimen else ""
    return _picture(f"{Achievement.Level(achievement.level).value}{mark}.{kind}")


def baked_badge(credential: Credential, kind: str) -> bytes:
    """The picture with the stored bytes of the credential in it: the same at each call."""
    bake = {"png": bake_png, "svg": bake_svg}[kind]
    achievement = credential.achievement_version.achievement
    picture = badge_picture(achievement, kind, is_specimen=credential.is_specimen)
    return bake(picture, bytes(credential.document))
