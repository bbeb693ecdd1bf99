"""Files of items: read and judged first, then taken in as drafts, all or none; and taken out again."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from assessments.interchange import FORMATS, MAX_BYTES, Travelling
from assessments.models import Item, ItemBank, ItemImport, ItemImportRow, ItemView
from assessments.services import import_reading
from assessments.services.import_reading import LEASE, read_import
from assessments.services.importing import (
    ImportRefused,
    cancel_import,
    due_imports,
    hand_in_items,
    import_step,
    refusal_of,
    start_import,
)
from assessments.services.pictures import keep_picture
from assessments.tasks import take_in_items
from tests.assessments.engine import samples
from tests.factories.accounts import sign_in_staff, staff
from tests.factories.assessments import NOON, make_bank

pytestmark = pytest.mark.django_db

GIFT = b"""
::First:: What is left after controls? {=residual risk#It is what remains. ####Controls reduce, they do not remove.}

::Second:: Who accepts it? {=the owner#A named person. ~the engineer#Engineers advise. ####Somebody owns each risk.}

::Third:: Look at this first.

::Second:: Who may see it? {=the auditor ~everybody}
"""


@pytest.fixture
def bank() -> ItemBank:
    return make_bank(items=2)


@pytest.fixture
def author() -> Client:
    client = Client()
    client.user = sign_in_staff(client, staff(Role.INSTRUCTOR))
    return client


def source(bank: ItemBank, **changes: str) -> dict[str, str]:
    found = {
        "format": "gift",
        "file_name": "items.gift",
        "purpose": "practice",
        "domain": next(iter(bank.names.get("domains", {"d": ""})), "d"),
        "level": next(iter(bank.names.get("levels", {"l": ""})), "l"),
    }
    return found | changes


def handed_in(bank: ItemBank, data: bytes = GIFT, **changes: str) -> ItemImport:
    return hand_in_items(bank, data, source=source(bank, **changes), by=staff(Role.INSTRUCTOR), now=NOON)


def read(bank: ItemBank, data: bytes = GIFT, **changes: str) -> ItemImport:
    batch = handed_in(bank, data, **changes)
    read_import(batch.pk, now=NOON)
    batch.refresh_from_db()
    return batch


def many(count: int) -> bytes:
    return b"\n\n".join(b"::n%d:: Number %d? {=one ~two}" % (n, n) for n in range(count))


def test_a_file_is_judged_before_anything_is_made(bank: ItemBank) -> None:
    before = Item.objects.count()
    batch = read(bank)
    assert [(row.name, row.verdict, row.slug) for row in batch.rows.all()] == [
        ("First", "take", "first"),
        ("Second", "take", "second"),
        ("Third", "refused", ""),
        ("Second", "take", "second-2"),
    ]
    assert Item.objects.count() == before
    assert due_imports(now=NOON) == []


def test_items_become_drafts_of_whoever_brought_them_and_nothing_is_live(bank: ItemBank) -> None:
    batch = read(bank)
    start_import(batch.pk, now=NOON)
    assert due_imports(now=NOON) == [batch.pk]
    take_in_items(batch.pk)
    made = Item.objects.filter(slug__in=["first", "second", "second-2"]).order_by("slug")
    assert [(item.live, item.has_unpublished_changes, item.current_version_id) for item in made] == [
        (False, True, None)
    ] * 3
    assert {item.latest_revision.user for item in made} == {batch.created_by}
    assert made[0].content["answers"][0]["text"] == "residual risk"
    batch.refresh_from_db()
    assert batch.finished_at is not None
    assert due_imports(now=NOON) == []
    take_in_items(batch.pk)
    assert Item.objects.filter(slug__startswith="second").count() == 2


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_the_table_to_start_from_can_be_taken_in_as_it_is(bank: ItemBank, name: str) -> None:
    author, marker = Client(), Client()
    sign_in_staff(author, staff(Role.INSTRUCTOR))
    sign_in_staff(marker, staff(Role.MARKER))
    answer = author.get(reverse("item_exchange:example", args=[name]))
    assert "attachment" in answer["Content-Disposition"]
    batch = read(bank, answer.content, format=name)
    assert [row.verdict for row in batch.rows.all()] == ["take", "take"]
    assert marker.get(reverse("item_exchange:example", args=[name])).status_code != 200
    assert author.get(reverse("item_exchange:example", args=["gift"])).status_code == 404


def test_what_is_in_the_bank_already_is_left_out(bank: ItemBank) -> None:
    known = Item.objects.filter(bank=bank, live=True).first()
    assert known is not None
    written = FORMATS["xlsx"].write([Travelling("again", known.current_version.content)])
    batch = read(bank, written.data, format="xlsx")
    (row,) = batch.rows.all()
    assert row.verdict == ItemImportRow.Verdict.DUPLICATE
    with pytest.raises(ImportRefused):
        start_import(batch.pk, now=NOON)


def test_what_is_called_off_leaves_nothing_behind(bank: ItemBank) -> None:
    before = Item.objects.count()
    batch = read(bank)
    start_import(batch.pk, now=NOON)
    assert import_step(batch.pk, now=NOON)
    assert Item.objects.count() == before + 3
    cancel_import(batch.pk, now=NOON)
    assert Item.objects.count() == before
    assert not import_step(batch.pk, now=NOON)
    with pytest.raises(ImportRefused):
        cancel_import(batch.pk, now=NOON)


def test_a_failure_half_way_takes_back_what_was_made(bank: ItemBank) -> None:
    before = Item.objects.count()
    batch = read(bank, many(150))
    start_import(batch.pk, now=NOON)
    assert import_step(batch.pk, now=NOON)
    assert Item.objects.count() == before + 100
    # Somebody takes a name of the second hundred meanwhile.
    Item.objects.create(
        bank=bank, slug="n120", domain="d", level="l", measures="x", references="y", live=False
    )
    assert not import_step(batch.pk, now=NOON)
    assert Item.objects.count() == before + 1
    batch.refresh_from_db()
    assert batch.taken_back_at is not None
    assert batch.trouble


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"# , # {"])
def test_a_file_of_no_use_is_refused_in_a_sentence_on_its_page(
    author: Client, bank: ItemBank, data: bytes
) -> None:
    batch = read(bank, data, format="csv" if data.startswith(b"#") else "gift")
    assert refusal_of(batch).endswith((".", "?"))
    assert (batch.is_read, bytes(batch.data), batch.rows.count()) == (True, b"", 0)
    page = author.get(reverse("item_exchange:import", args=[batch.uuid]))
    assert "It cannot be taken in." in page.content.decode()
    assert refusal_of(batch) in page.content.decode()
    assert 'name="do"' not in page.content.decode()
    with pytest.raises(ImportRefused):
        start_import(batch.pk, now=NOON)
    assert due_imports(now=NOON + LEASE) == []


def test_a_file_waits_for_a_worker_and_the_request_that_brought_it_reads_nothing(
    author: Client, bank: ItemBank
) -> None:
    response = posted(author, bank)
    batch = ItemImport.objects.get()
    assert (batch.is_read, bytes(batch.data), batch.rows.count()) == (False, GIFT, 0)
    page = author.get(response.url).content.decode()
    assert 'data-progress="running"' in page
    assert "Being read." in page
    with pytest.raises(ImportRefused, match="still being read"):
        start_import(batch.pk, now=NOON)
    # A sweep finds it where the message was lost.
    assert due_imports(now=NOON) == [batch.pk]
    take_in_items(batch.pk)
    batch.refresh_from_db()
    assert (batch.is_read, bytes(batch.data), batch.rows.count()) == (True, b"", 4)
    take_in_items(batch.pk)
    assert batch.rows.count() == 4
    assert not Item.objects.filter(slug="first").exists()


def test_a_second_worker_leaves_a_file_alone_that_one_reads_and_takes_over_from_one_that_died(
    bank: ItemBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = handed_in(bank, many(450))
    keep = import_reading._keep

    def die_after_one_step(batch_id: int, rows: list[ItemImportRow], *, total: int) -> bool:
        assert keep(batch_id, rows, total=total)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(import_reading, "_keep", die_after_one_step)
        with pytest.raises(KeyboardInterrupt):
            read_import(batch.pk, now=NOON)
    assert batch.rows.count() == 200
    soon = NOON + timedelta(minutes=1)
    assert due_imports(now=soon) == []
    read_import(batch.pk, now=soon)
    assert batch.rows.count() == 200
    assert due_imports(now=NOON + LEASE) == [batch.pk]
    read_import(batch.pk, now=NOON + LEASE)
    assert list(batch.rows.order_by("number").values_list("slug", flat=True)) == [f"n{n}" for n in range(450)]
    assert set(batch.rows.values_list("verdict", flat=True)) == {"take"}


def test_two_workers_who_read_one_file_keep_each_item_once(
    bank: ItemBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = handed_in(bank, many(250))
    keep, overtaken = import_reading._keep, []

    def overtake(batch_id: int, rows: list[ItemImportRow], *, total: int) -> bool:
        # Another one, for whom the first is dead, reads the whole file before the first keeps anything.
        if not overtaken:
            overtaken.append(batch_id)
            read_import(batch_id, now=NOON + LEASE)
        return keep(batch_id, rows, total=total)

    monkeypatch.setattr(import_reading, "_keep", overtake)
    read_import(batch.pk, now=NOON)
    assert overtaken
    assert [row.number for row in batch.rows.order_by("number")] == list(range(1, 251))


def test_a_file_that_breaks_its_reader_is_given_up_after_some_tries(
    bank: ItemBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = handed_in(bank, many(250))

    def fall(*_arguments: Any, **_options: Any) -> bool:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(import_reading, "_keep", fall)
    for _try in range(3):
        assert due_imports(now=NOON) == [batch.pk]
        with pytest.raises(RuntimeError):
            read_import(batch.pk, now=NOON)
    read_import(batch.pk, now=NOON)
    batch.refresh_from_db()
    assert refusal_of(batch).startswith("It could not be read to its end.")
    assert due_imports(now=NOON + LEASE) == []


def test_a_file_that_is_called_off_while_it_is_read_leaves_nothing(
    author: Client, bank: ItemBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = handed_in(bank, many(450))
    keep = import_reading._keep

    def keep_and_call_off(batch_id: int, rows: list[ItemImportRow], *, total: int) -> bool:
        kept = keep(batch_id, rows, total=total)
        if kept:
            page = author.get(reverse("item_exchange:import", args=[batch.uuid])).content.decode()
            assert "Being read: 200 of 450 items." in page
            author.post(reverse("item_exchange:action", args=[batch.uuid]), {"do": "cancel"})
        return kept

    monkeypatch.setattr(import_reading, "_keep", keep_and_call_off)
    read_import(batch.pk, now=NOON)
    batch.refresh_from_db()
    assert (bytes(batch.data), batch.rows.count()) == (b"", 0)
    assert batch.cancelled_at is not None
    assert due_imports(now=batch.cancelled_at + LEASE) == []
    assert not ItemImportRow.objects.exists()


def posted(author: Client, bank: ItemBank, changes: dict[str, Any] | None = None) -> Any:
    file = SimpleUploadedFile("items.gift", GIFT)
    form = source(bank) | {"bank": bank.pk, "file": file} | (changes or {})
    return author.post(reverse("item_exchange:imports"), form)


def test_an_author_sees_what_is_lost_starts_and_finds_the_drafts(author: Client, bank: ItemBank) -> None:
    response = posted(author, bank)
    batch = ItemImport.objects.get()
    assert response.url == reverse("item_exchange:import", args=[batch.uuid])
    read_import(batch.pk, now=NOON)
    page = author.get(response.url).content.decode()
    assert "3 items can be taken in. Nothing was made yet." in page
    assert "A text without a question" in page
    assert "To be written:" in page
    refused = author.get(f"{response.url}?show=refused").content.decode()
    assert "Third" in refused
    assert "First" not in refused
    author.post(reverse("item_exchange:action", args=[batch.uuid]), {"do": "start"})
    take_in_items(batch.pk)
    page = author.get(response.url).content.decode()
    assert "Done: 3 items are drafts now." in page
    assert reverse("wagtailsnippets_assessments_item:edit", args=[Item.objects.get(slug="first").pk]) in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"domain": "no-such"}, "domain"),
        ({"file": SimpleUploadedFile("x.gift", b"")}, "file"),
        ({"file": SimpleUploadedFile("x.gift", b"x" * (MAX_BYTES + 1))}, "file"),
        ({"bank": 0}, "bank"),
    ],
)
def test_a_wrong_form_says_what_to_do_beside_the_field(
    author: Client, bank: ItemBank, changes: dict[str, Any], field: str
) -> None:
    response = posted(author, bank, changes)
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert not ItemImport.objects.exists()


@pytest.mark.parametrize("role", [Role.MARKER, Role.CERTIFICATION_OFFICER])
def test_files_of_items_are_for_authors(role: Role, bank: ItemBank) -> None:
    batch = read(bank)
    client = Client()
    sign_in_staff(client, staff(role))
    addresses = [
        client.get(reverse("item_exchange:imports")),
        client.get(reverse("item_exchange:import", args=[batch.uuid])),
        client.post(reverse("item_exchange:action", args=[batch.uuid]), {"do": "start"}),
        client.post(reverse("item_exchange:export"), {"bank": bank.pk, "format": "gift", "do": "download"}),
    ]
    # Wagtail turns a refusal into a message on the way to the admin's home.
    assert {response.status_code for response in addresses} <= {302, 403}
    batch.refresh_from_db()
    assert batch.started_at is None


def test_published_items_go_out_with_a_list_of_what_is_lost_and_a_record_of_who_took_them(
    author: Client, bank: ItemBank
) -> None:
    form = {"bank": bank.pk, "purpose": "", "format": "moodle"}
    live = Item.objects.filter(bank=bank, live=True, current_version__isnull=False).count()
    looked = author.post(reverse("item_exchange:export"), form | {"do": "look"})
    assert looked.context["total"] == live
    assert not ItemView.objects.exists()
    response = author.post(reverse("item_exchange:export"), form | {"do": "download"})
    assert response["Content-Disposition"] == f'attachment; filename="{bank.slug}.xml"'
    assert len(FORMATS["moodle"].read(response.content)) == live
    assert ItemView.objects.filter(viewer=author.user, screen="export").count() == live


def test_the_queries_of_a_file_s_page_do_not_grow_with_its_items(
    author: Client, bank: ItemBank, django_assert_max_num_queries: Any
) -> None:
    small, large = read(bank, GIFT), read(bank, many(60))
    author.get(reverse("item_exchange:import", args=[small.uuid]))
    with django_assert_max_num_queries(40) as first:
        author.get(reverse("item_exchange:import", args=[small.uuid]))
    with django_assert_max_num_queries(len(first.captured_queries)):
        author.get(reverse("item_exchange:import", args=[large.uuid]))


def test_a_picture_travels_with_its_item(bank: ItemBank) -> None:
    opened = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(opened, format="PNG")
    picture = keep_picture(opened.getvalue(), title="A plan", now=NOON)
    content = samples.hotspot(image=picture.as_content())
    written = FORMATS["qti"].write(
        [Travelling("spot", content, images={picture.digest: bytes(picture.data)})]
    )
    batch = read(bank, written.data, format="qti")
    (row,) = batch.rows.all()
    assert row.verdict == ItemImportRow.Verdict.TAKE
    assert (row.content["image"]["width"], row.content["image"]["height"]) == (400, 300)
    start_import(batch.pk, now=NOON)
    take_in_items(batch.pk)
    assert Item.objects.get(slug="spot").content["image"]["digest"] == row.content["image"]["digest"]
