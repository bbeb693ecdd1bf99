"""A function in a cage answers, or is given up: it reaches nothing and nobody."""

import resource
from functools import cache
from pathlib import Path

import pytest

from certificates.services import caged
from certificates.services.caged import CageBroken, run_caged

INMATES = "tests.certificates.cage_inmates"


def spent() -> float:
    """Processor seconds of ended children: other work on this machine does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@cache
def allowed() -> float:
    """Two seconds, or what a machine takes on which merely starting takes long."""
    started = spent()
    run_caged(f"{INMATES}:echo", b"")
    return max(2, caged.SECONDS + 2.5 * (spent() - started))


def test_a_function_answers_with_bytes() -> None:
    assert run_caged(f"{INMATES}:echo", b"\0abc\xff") == b"\xffcba\0"


def test_it_sees_no_environment_and_no_folder_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for strangers")
    assert run_caged(f"{INMATES}:surroundings", b"") == b"([], '/', 1)"


@pytest.mark.parametrize("inmate", ["spin", "hoard", "fail", "connect", "start"])
def test_whoever_goes_beyond_the_limits_is_given_up_within_two_seconds(inmate: str) -> None:
    most, started = allowed(), spent()
    with pytest.raises(CageBroken):
        run_caged(f"{INMATES}:{inmate}", b"127.0.0.1")
    assert spent() - started < most


def test_whoever_only_sleeps_is_given_up_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caged, "WAIT_SECONDS", 0.5)
    with pytest.raises(CageBroken, match="too slow"):
        run_caged(f"{INMATES}:sleep", b"")


def test_it_leaves_no_file_behind(tmp_path: Path) -> None:
    with pytest.raises(CageBroken):
        run_caged(f"{INMATES}:write", str(tmp_path / "left").encode())
    left = tmp_path / "left"
    assert not left.exists() or left.stat().st_size == 0
