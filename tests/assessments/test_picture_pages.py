"""Pictures of items: what is taken in, who may see one, and that they travel with a package."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.roles import Role
from assessments.models import Attempt, Item, ItemImage
from assessments.services.loading import load_item
from assessments.services.outcomes import submit_attempt
from assessments.services.pictures import PictureRefused, keep_picture, picture_facts
from assessments.services.starting import start_attempt
from courses.api import load_package
from courses.models import CoursePage
from courses.packages import PackageInvalid
from courses.services.exporting import export_course
from tests.assessments.engine import samples
from tests.courses.test_loading import EVERYTHING, _media, folder  # noqa: F401
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, item_data, make_assessment, make_bank
from tests.factories.pictures import kept_picture, png

pytestmark = pytest.mark.django_db


def pictured(use: str = "examination", **changes: Any) -> Attempt:
    """An attempt whose one item has a picture."""
    kept = kept_picture()
    bank = make_bank(items=0)
    content = samples.hotspot(image=kept.as_content())
    now = timezone.now()
    load_item(bank.slug, item_data("h", use=use, interaction=content), actor=None, now=now)
    if use == "practice":
        changes |= {"kind": "practice", "agreement": None, "cut_score": None}
    assessment = make_assessment(bank, items=1, **changes)
    return start_attempt(assessment, UserFactory.create(), agreed=True, now=now)


def seen_by(client: Client, digest: str) -> int:
    return client.get(reverse("assessments:item_picture", args=[digest])).status_code


def test_a_candidate_sees_the_picture_of_their_own_item_and_nobody_else_does(client: Client) -> None:
    attempt = pictured()
    digest = ItemImage.objects.get().digest
    assert seen_by(client, digest) == 302
    client.force_login(UserFactory.create())
    assert seen_by(client, digest) == 404
    client.force_login(attempt.candidate)
    page = client.get(reverse("assessments:attempt_item", args=[attempt.uuid, 1])).content.decode()
    assert reverse("assessments:item_picture", args=[digest]) in page
    answer = client.get(reverse("assessments:item_picture", args=[digest]))
    assert answer.content == bytes(ItemImage.objects.get().data)
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_after_the_sitting_only_a_review_that_shows_items_shows_the_picture(client: Client) -> None:
    attempt = pictured()
    digest = ItemImage.objects.get().digest
    client.force_login(attempt.candidate)
    Attempt.objects.update(deadline=timezone.now() - timedelta(seconds=1), grace=timedelta(hours=1))
    assert seen_by(client, digest) == 404
    submit_attempt(attempt.pk, now=timezone.now())
    assert seen_by(client, digest) == 404
    attempt.refresh_from_db()
    Attempt.objects.update(policy=attempt.policy | {"review": ["outcome", "responses"]})
    assert seen_by(client, digest) == 200


def test_staff_who_may_see_items_see_every_picture_and_practice_is_for_everybody(client: Client) -> None:
    pictured()
    digest = ItemImage.objects.get().digest
    sign_in_staff(client, staff(Role.REVIEWER))
    assert seen_by(client, digest) == 200
    sign_in_staff(client, staff(Role.MARKER))
    assert seen_by(client, digest) == 404
    Item.objects.update(purpose="practice")
    client.force_login(UserFactory.create())
    assert seen_by(client, digest) == 200
    assert seen_by(client, "0" * 64) == 404


def animated() -> bytes:
    written = io.BytesIO()
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    frames[0].save(written, format="WEBP", save_all=True, append_images=frames[1:])
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\0" * 40,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        png()[:-30],
        png((4001, 1)),
        b"\x89PNG\r\n\x1a\n" + b"x" * (5 * 1024 * 1024),
        animated(),
        b"%PDF-1.7 " + png(),
    ],
    ids=["empty", "gif", "svg", "no chunks", "cut off", "wide", "large", "animated", "another file"],
)
def test_what_is_no_plain_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused):
        keep_picture(data, title="x", now=NOON)
    assert not ItemImage.objects.exists()


def test_an_authors_picture_keeps_its_pixels_and_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    data = png(kind="JPEG", exif=exif) + b"<script>"
    kept = keep_picture(data, title="x", now=NOON, clean=True)
    assert b"taken at home" not in bytes(kept.data)
    assert b"<script>" not in bytes(kept.data)
    assert (kept.kind, kept.width, kept.height) == ("image/jpeg", 400, 300)
    assert keep_picture(bytes(kept.data), title="y", now=NOON).pk == kept.pk


def test_an_author_adds_a_picture_in_the_editor(client: Client) -> None:
    sign_in_staff(client, staff(Role.INSTRUCTOR))
    address = reverse("item_image_chooser:create")
    refused = client.post(address, {"title": "Map", "file": SimpleUploadedFile("m.png", b"no picture")})
    assert "This is no PNG" in refused.content.decode()
    client.post(address, {"title": "Map", "file": SimpleUploadedFile("m.png", png())})
    assert ItemImage.objects.get().title == "Map"
    assert "Map" in client.get(reverse("item_image_chooser:choose")).content.decode()


def test_whoever_writes_no_items_adds_no_picture(client: Client) -> None:
    sign_in_staff(client, staff(Role.MARKER))
    client.post(
        reverse("item_image_chooser:create"), {"title": "M", "file": SimpleUploadedFile("m.png", png())}
    )
    assert not ItemImage.objects.exists()


PLACE = "modules/02-signals/items"


def with_picture(folder: Path, picture: bytes, ending: str = ".png") -> str:  # noqa: F811
    """A package with one more item, whose picture lies beside its file."""
    head = (EVERYTHING / PLACE / "sn-p-01.yaml").read_text().partition("interaction:\n")[0]
    text = f"{head.replace('sn-p-01', 'sn-p-91')}interaction:\n{FILE}"
    (folder / PLACE / "sn-p-91.yaml").write_text(text)
    (folder / PLACE / f"sn-p-91{ending}").write_bytes(picture)
    return text


FILE = """\
  type: hotspot
  stem: Where does data leave the zone?
  image_description: A gate in the middle, a lake below.
  places:
  - id: p2
    label: The gate in the middle
    at: 150,150
  - id: p1
    label: The lake below
    at: 200,280
  areas:
  - label: Gate
    shape: rectangle
    coords: 100,100,200,200
    rationale: Data leaves here.
    credit: 1
  max_choices: 1
  general_feedback: The gate is the only way out.
"""


def test_a_picture_is_loaded_and_exported_byte_for_byte(folder: Path) -> None:  # noqa: F811
    picture = png()
    text = with_picture(folder, picture)
    load_package(folder, now=NOON)
    [kept] = ItemImage.objects.all()
    assert kept.digest == picture_facts(picture)["digest"]
    exported = export_course(CoursePage.objects.get().slug)
    assert exported[f"{PLACE}/sn-p-91.png"] == picture
    assert exported[f"{PLACE}/sn-p-91.yaml"].decode() == text


def test_another_picture_is_another_version(folder: Path) -> None:  # noqa: F811
    with_picture(folder, png())
    load_package(folder, now=NOON)
    with_picture(folder, png(colour="red"))
    load_package(folder, now=NOON)
    assert Item.objects.get(slug="sn-p-91").versions.count() == 2


@pytest.mark.parametrize(
    ("picture", "ending", "said"),
    [(b"no picture", ".png", "is not what .png says"), (png()[:-30], ".png", "This is no PNG")],
)
def test_a_package_whose_picture_is_none_is_refused(
    folder: Path,  # noqa: F811
    picture: bytes,
    ending: str,
    said: str,
) -> None:
    with_picture(folder, picture, ending)
    with pytest.raises(PackageInvalid, match=said):
        load_package(folder, now=NOON)
