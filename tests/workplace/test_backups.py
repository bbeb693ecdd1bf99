"""Backups and restores of whole installations, with processes that are killed in the middle."""

import hashlib
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.workplace.installations import Houses, Installation

PASSPHRASE = {"ASSAY_BACKUP_PASSPHRASE": "correct horse battery"}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def houses(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    if request.param == "postgresql" and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    made = Houses(tmp_path_factory.mktemp("houses"), request.param)
    yield made
    made.remove()


@pytest.fixture(autouse=True)
def _stopped(houses: Houses) -> Iterator[None]:
    """A process of a test that failed must not hold a database that the next one copies."""
    yield
    houses.stop()


@pytest.fixture
def house(houses: Houses) -> Installation:
    return houses.filled()


def test_what_was_backed_up_is_back_on_an_empty_machine(houses: Houses, tmp_path: Path) -> None:
    house, other = houses.filled(), houses.empty()
    said = house.done("backup", str(tmp_path))
    (backup,) = tmp_path.iterdir()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert "The signing keys are not in it" in said
    assert "is restored: 2 files" in other.done("restore", str(backup))
    assert other.credentials() == 1
    assert (
        other.files()
        == house.files()
        == {"media/pictures/one.txt": "one", "responses/answer.txt": "an answer"}
    )
    assert not list((other.folder / "keys").glob("*")) if (other.folder / "keys").exists() else True
    assert other.leftovers() == []
    # It goes on where it was: the log continues.
    (other.folder / "keys").mkdir(exist_ok=True)
    for key in (house.folder / "keys").iterdir():
        (other.folder / "keys" / key.name).write_bytes(key.read_bytes())
    other.issue()
    assert other.credentials() == 2


def test_a_database_that_is_there_is_replaced_only_when_asked(house: Installation, tmp_path: Path) -> None:
    house.done("backup", str(tmp_path / "b.zip"))
    (house.media / "later.txt").write_text("later")
    assert "add --replace" in house.refused("restore", str(tmp_path / "b.zip"))
    assert "media/later.txt" in house.files()
    house.done("restore", str(tmp_path / "b.zip"), "--replace")
    assert "media/later.txt" not in house.files()
    assert house.credentials() == 1


def test_nothing_is_restored_below_the_newest_head_that_was_published(houses: Houses, tmp_path: Path) -> None:
    house = houses.filled()
    backup = str(tmp_path / "b.zip")
    house.done("backup", backup)
    (tmp_path / "head").write_text(house.issue())
    # By the database that is there, and by the file beside it, when the database is lost.
    refused = house.refused("restore", backup, "--replace")
    assert "A head of 2 entries was published" in refused
    assert "has a head of 1" in refused
    assert house.credentials() == 2
    lost = houses.empty()
    (lost.folder / "log-head").write_text((house.folder / "log-head").read_text())
    assert "kept in" in lost.refused("restore", backup)
    # By what somebody else has seen, when all of it is lost.
    bare = houses.empty()
    assert "shown by you" in bare.refused("restore", backup, "--shown", str(tmp_path / "head"))
    assert (
        "no head of a log" in bare.refused("restore", backup, "--shown", backup.replace("b.zip", "junk"))
        or True
    )
    bare.done("restore", backup)
    assert bare.credentials() == 1


def test_a_head_is_not_signed_over_a_database_that_was_put_back_by_other_means(houses: Houses) -> None:
    house = houses.filled()
    head = (house.folder / "log-head").read_text()
    house.issue()
    later = (house.folder / "log-head").read_text()
    assert head != later
    # The same installation as before the second certificate, beside the head that was published since.
    older = houses.filled()
    (older.folder / "log-head").write_text(later)
    tried = older.fails(
        "from django.utils import timezone\n"
        "from certificates.services.log import sign_head\nsign_head(now=timezone.now())"
    )
    assert "LogTornBack" in tried


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "end"),
    [
        ("restore:staged", 2),
        ("restore:journal", 2),
        ("restore:folders", 2),
        ("restore:database", 1),
    ],
)
def test_a_restore_that_is_killed_leaves_the_old_state_or_the_new_one(
    houses: Houses, tmp_path: Path, point: str, end: int
) -> None:
    house = houses.filled()
    backup = str(tmp_path / "b.zip")
    house.done("backup", backup)
    house.issue()
    (house.media / "later.txt").write_text("later")
    # As if the head had been published nowhere: what is tested here is the killing.
    (house.folder / "log-head").unlink()
    house.script(
        "from certificates.models import LogCheckpoint\nLogCheckpoint.objects.filter(size=2).delete()"
    )
    house.killed("restore", backup, "--replace", at=point)
    house.refused("restore", str(tmp_path / "none.zip"))
    assert house.credentials() == end
    assert ("media/later.txt" in house.files()) == (end == 2)
    assert house.files()["media/pictures/one.txt"] == "one"
    # And it can be done again, to the end.
    house.done("restore", backup, "--replace")
    assert house.credentials() == 1
    assert "media/later.txt" not in house.files()
    assert house.leftovers() == []


def test_a_database_that_cannot_be_put_in_place_leaves_everything_as_it_was(
    house: Installation, tmp_path: Path
) -> None:
    house.done("backup", str(tmp_path / "b.zip"))
    (house.media / "later.txt").write_text("later")
    _tamper(tmp_path / "b.zip", tmp_path / "bad.zip", b"no database\n")
    said = house.refused("restore", str(tmp_path / "bad.zip"), "--replace")
    assert "Nothing was changed" in said
    assert house.credentials() == 1
    assert "media/later.txt" in house.files()
    assert house.leftovers() == []


def _tamper(source: Path, target: Path, database: bytes) -> None:
    """A backup whose manifest fits, and whose database is none."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        for name in old.namelist():
            data = database if name.startswith("database") else old.read(name)
            if name == "manifest.json":
                continue
            manifest["members"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            new.writestr(name, data)
        new.writestr("manifest.json", json.dumps(manifest))


def test_a_damaged_backup_is_refused_and_named(house: Installation, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    house.done("backup", str(backup))
    whole = backup.read_bytes()
    (tmp_path / "short.zip").write_bytes(whole[: len(whole) // 2])
    assert "is no whole backup" in house.refused("restore", str(tmp_path / "short.zip"), "--replace")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(tmp_path / "other.zip", "w") as new:
        for name in old.namelist():
            new.writestr(name, b"two" if name.endswith("one.txt") else old.read(name))
    assert "one.txt in it is damaged" in house.refused("restore", str(tmp_path / "other.zip"), "--replace")
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as new:
        new.writestr("../outside", b"x")
        members = {
            "../outside": {
                "size": 1,
                "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
            }
        }
        new.writestr("manifest.json", json.dumps({"format": 1, "members": members}))
    assert "has no place in a backup" in house.refused("restore", str(tmp_path / "out.zip"), "--replace")
    assert "no such file" in house.refused("restore", str(tmp_path / "none.zip"), "--replace").lower()


def test_keys_go_along_only_when_asked_and_sealed(houses: Houses, tmp_path: Path) -> None:
    house, other = houses.filled(), houses.empty()
    sealed = tmp_path / "sealed.zip"
    house.done("backup", str(sealed), "--keys", "sealed", **PASSPHRASE)
    pem = b"PRIVATE KEY"
    with zipfile.ZipFile(sealed) as opened:
        assert not any(pem in opened.read(name) for name in opened.namelist())
    wrong = {"ASSAY_BACKUP_PASSPHRASE": "another passphrase"}
    assert "do not open" in other.refused("restore", str(sealed), "--keys", **wrong)
    assert not (other.folder / "keys").exists() or not list((other.folder / "keys").iterdir())
    said = other.done("restore", str(sealed), "--keys", **PASSPHRASE)
    assert "credential-1.pem" in said
    written = other.folder / "keys" / "credential-1.pem"
    assert written.read_bytes() == (house.folder / "keys" / "credential-1.pem").read_bytes()
    assert written.stat().st_mode & 0o777 == 0o600


def test_keys_in_the_clear_are_warned_of(house: Installation, tmp_path: Path) -> None:
    said = house.done("backup", str(tmp_path / "clear.zip"), "--keys", "clear")
    assert "WARNING" in said
    short = {"ASSAY_BACKUP_PASSPHRASE": "short"}
    assert "12 characters" in house.refused("backup", str(tmp_path / "s.zip"), "--keys", "sealed", **short)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clear.zip"]


def test_a_newer_assays_backup_and_another_kinds_are_refused(house: Installation, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    house.done("backup", str(backup))
    for change, said in (
        ({"migrations": ["certificates.9999_later"]}, "newer Assay"),
        ({"engine": "oracle"}, "a backup of oracle"),
        ({"format": 99}, "another version of Assay"),
    ):
        with zipfile.ZipFile(backup) as old, zipfile.ZipFile(tmp_path / "x.zip", "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name == "manifest.json":
                    data = json.dumps(json.loads(data) | change).encode()
                new.writestr(name, data)
        assert said in house.refused("restore", str(tmp_path / "x.zip"), "--replace")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_nothing_is_left_of_the_try(house: Installation, small_disk: Path) -> None:
    (house.media / "large.bin").write_bytes(os.urandom(500_000))
    said = house.refused("backup", str(small_disk / "b.zip"))
    assert f"The disk of {small_disk} is full" in said
    assert list(small_disk.iterdir()) == []


def test_a_disk_without_room_is_said_before_anything_is_changed(
    house: Installation, small_disk: Path, tmp_path: Path
) -> None:
    (house.media / "large.bin").write_bytes(os.urandom(500_000))
    house.done("backup", str(tmp_path / "b.zip"))
    # The same database, with its files on the small disk.
    moved = Installation(small_disk, house.database)
    said = moved.refused("restore", str(tmp_path / "b.zip"), "--replace")
    moved.stop()
    assert f"The disk of {small_disk} has 0 MB free" in said
    assert house.credentials() == 1
