"""What a misled parser might do, for the tests of the cage."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path


def echo(payload: bytes) -> bytes:
    return payload[::-1]


def surroundings(payload: bytes) -> bytes:
    return repr((sorted(set(os.environ) - {"LC_CTYPE"}), os.getcwd(), sys.flags.isolated)).encode()


def spin(payload: bytes) -> bytes:
    while True:
        pass


def sleep(payload: bytes) -> bytes:
    time.sleep(60)
    return payload


def hoard(payload: bytes) -> bytes:
    return bytes(len(bytearray(400_000_000)))


def fail(payload: bytes) -> bytes:
    raise ValueError(payload)


def connect(payload: bytes) -> bytes:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    return b"connected"


def start(payload: bytes) -> bytes:
    return subprocess.run(["true"], check=True, capture_output=True).stdout


def write(payload: bytes) -> bytes:
    Path(payload.decode()).write_bytes(b"left behind")
    return b"written"
