"""The servers and the browser that tests need: found, installed where we may, or named in one line."""

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

IN_CI = os.environ.get("CI", "").lower() == "true"
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def say(line: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"-- {line}\n")
    sys.stdout.flush()


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Whether something listens there."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, port)) == 0


def free_port() -> int:
    """A port that nothing listens on now, and that no client's connection takes while a server restarts."""
    while True:
        # Below those that Linux gives to outgoing connections (32768 and up).
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def install(*packages: str) -> bool:
    """Install Debian packages when we are root; otherwise say which are wanted."""
    if not IS_ROOT or shutil.which("apt-get") is None:
        say(f"Wanted and not here: {' '.join(packages)} (Debian packages). Install them and try again.")
        return False
    say(f"Installing {' '.join(packages)} …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return False
    return True


def chromium() -> str | None:
    """The path of Chromium, installed if need be and possible."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return shutil.which("chromium") if install("chromium") else None


def poppler() -> bool:
    """Whether pdftotext and pdfsig are here."""
    return shutil.which("pdftotext") is not None or install("poppler-utils")


def npm_packages(source: Path) -> Path | None:
    """The folder where the packages of `source`'s lock file are installed for Node, or None.

    It is var/verifiers, filled again only when the lock file changes. Without Node or the registry, None.
    """
    lock = (source / "package-lock.json").read_bytes()
    folder = Path(__file__).resolve().parent.parent / "var" / "verifiers"
    done = folder / "installed.json"
    if any(shutil.which(program) is None for program in ("node", "npm")) and not install("nodejs", "npm"):
        return None
    if done.exists() and done.read_bytes() == lock:
        return folder
    say("Installing the npm packages of the verifiers …")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(source / name, folder / name)
    finished = subprocess.run(
        ["npm", "ci", "--silent"], cwd=folder, stdout=subprocess.DEVNULL, check=False, timeout=300
    )
    if finished.returncode:
        return None
    done.write_bytes(lock)
    return folder


# The command by which each Debian package is found.
_PDF_TOOLS = {"pdftotext": "poppler-utils", "qpdf": "qpdf", "certutil": "libnss3-tools"}


def pdf_tools() -> bool:
    """Whether what reads, checks and trusts PDFs is here: poppler's tools, qpdf, certutil."""
    wanted = [package for command, package in _PDF_TOOLS.items() if shutil.which(command) is None]
    return not wanted or install(*wanted)


def _postgresql_bin() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def postgresql() -> Iterator[str | None]:
    """A database URL on 127.0.0.1: the machine's server, else a cluster of our own, else None."""
    if answers(5432):
        yield "postgres://postgres@127.0.0.1:5432/assay"
        return
    if _postgresql_bin() is None:
        install("postgresql")
    binaries = _postgresql_bin()
    if binaries is None:
        yield None
        return
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="assay-pg-") as folder:
        data = Path(folder) / "data"
        user = ["runuser", "-u", "postgres", "--"] if IS_ROOT else []
        if IS_ROOT:
            shutil.chown(folder, "postgres")
        subprocess.run(
            [*user, binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        options = f"-p {port} -k {folder} -c fsync=off -c listen_addresses=127.0.0.1"
        control = [*user, binaries / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL)
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/assay"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)


@contextmanager
def redis() -> Iterator[str | None]:
    """A Redis URL on 127.0.0.1: the machine's server, else one of our own, else None."""
    if answers(6379):
        yield "redis://127.0.0.1:6379/9"
        return
    if shutil.which("redis-server") is None:
        install("redis-server")
    if shutil.which("redis-server") is None:
        yield None
        return
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/9"
    finally:
        server.terminate()
        server.wait(timeout=10)
