"""A function in a cage answers, or is given up: it reaches nothing and nobody."""

import time
from pathlib import Path

import pytest

from certificates.services.caged import CageBroken, run_caged

INMATES = "tests.certificates.cage_inmates"


def test_a_function_answers_with_bytes() -> None:
    assert run_caged(f"{INMATES}:echo", b"\0abc\xff") == b"\xffcba\0"


def test_it_sees_no_environment_and_no_folder_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for strangers")
    assert run_caged(f"{INMATES}:surroundings", b"") == b"([], '/', 1)"


@pytest.mark.parametrize("inmate", ["spin", "hoard", "fail", "connect", "start"])
def test_whoever_goes_beyond_the_limits_is_given_up_within_two_seconds(inmate: str) -> None:
    started = time.monotonic()
    with pytest.raises(CageBroken):
        run_caged(f"{INMATES}:{inmate}", b"127.0.0.1")
    assert time.monotonic() - started < 2


def test_it_leaves_no_file_behind(tmp_path: Path) -> None:
    with pytest.raises(CageBroken):
        run_caged(f"{INMATES}:write", str(tmp_path / "left").encode())
    left = tmp_path / "left"
    assert not left.exists() or left.stat().st_size == 0
