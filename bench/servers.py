"""The two sites that are compared: a bare Wagtail project, and this one, on the same PostgreSQL."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.load import Ask, ask_once
from tests import machine

ROOT = Path(__file__).resolve().parent.parent
WORKERS = "2"

BARE_SETTINGS = """
from bare.settings.base import *
SECRET_KEY = "bench-only-0123456789-0123456789-0123456789-0123456789"
DEBUG = False
ALLOWED_HOSTS = ["*"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", "NAME": "{name}", "USER": "postgres",
    "HOST": "127.0.0.1", "PORT": "{port}", "CONN_MAX_AGE": None}}}}
WAGTAILADMIN_BASE_URL = "http://localhost"
"""


def create_database(url: str, name: str) -> str:
    """Make an empty database beside the one in the URL, and return its URL."""
    base, _slash, _name = url.rpartition("/")
    for statement in (f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"'):
        script = "import psycopg,sys;psycopg.connect(sys.argv[1],autocommit=True).execute(sys.argv[2])"
        subprocess.run(
            [
                sys.executable,
                "-c",
                script,
                f"{base}/postgres".replace("postgres://", "postgresql://"),
                statement,
            ],
            check=True,
        )
    return f"{base}/{name}"


@contextmanager
def serve(application: str, folder: Path, environment: dict[str, str]) -> Iterator[int]:
    """gunicorn with two synchronous workers on a free port, until the block ends."""
    port = machine.free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        WORKERS,
    ]
    command += ["--log-level", "error", "--no-control-socket"]
    server = subprocess.Popen(command, cwd=folder, env=os.environ | environment | {"PORT": str(port)})
    try:
        for _attempt in range(150):
            with suppress(OSError):
                ask_once(port, Ask("/healthz"))
                break
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def bare_wagtail(folder: Path, database: str) -> Iterator[int]:
    """A fresh `wagtail start` project, migrated, with its static files collected."""
    wagtail = Path(sys.executable).parent / "wagtail"
    folder.mkdir(parents=True)
    subprocess.run([wagtail, "start", "bare", folder], check=True, stdout=subprocess.DEVNULL)
    url = create_database(database, "assay_bench_bare")
    server, _slash, name = url.rpartition("/")
    (folder / "bare" / "settings" / "bench.py").write_text(
        BARE_SETTINGS.format(name=name, port=server.rpartition(":")[2])
    )
    environment = {"DJANGO_SETTINGS_MODULE": "bare.settings.bench"}
    for command in (["migrate", "--verbosity=0"], ["collectstatic", "--noinput", "--verbosity=0"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=folder, env=os.environ | environment, check=True
        )
    with serve("bare.wsgi:application", folder, environment) as port:
        yield port
