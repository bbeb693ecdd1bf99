"""From nothing to a site that answers: what `make run` does once its packages are installed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from bench.load import Ask, ask_once
from bench.servers import ROOT

PATIENCE = 180
SERVER_VARIABLES = ("DATABASE_URL", "BROKER_URL", "SITE_URL", "ASSAY_KEYS")


def start_once(folder: Path, port: int) -> float:
    """Seconds until the site is ready; then it is stopped. Raises RuntimeError when it never is."""
    environment = {name: value for name, value in os.environ.items() if name not in SERVER_VARIABLES}
    environment |= {"ASSAY_VAR": str(folder), "PORT": str(port), "HOST": "127.0.0.1"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    folder.mkdir(exist_ok=True)
    said = folder / "said.txt"
    started = time.perf_counter()
    with said.open("w") as output:
        site = subprocess.Popen(
            [sys.executable, "-m", "config.run"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        while time.perf_counter() - started < PATIENCE and site.poll() is None:
            with suppress(OSError):
                if ask_once(port, Ask("/readyz")).status == 200:
                    return time.perf_counter() - started
            time.sleep(0.1)
        raise RuntimeError(f"The site did not become ready:\n{said.read_text()[-2000:]}")
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(timeout=30)
