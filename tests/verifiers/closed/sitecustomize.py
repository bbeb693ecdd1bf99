"""The network of this process is closed but for the server under test: ASSAY_ONLY=127.0.0.1:PORT.

Python runs this file before anything else. An audit hook cannot be taken away again, and sees every socket,
whichever library opened it. A program that this one starts would have no such hook: none may be started.
"""

import os
import sys
from typing import Any

_PORT = int(os.environ["ASSAY_ONLY"].rpartition(":")[2])
_HOSTS = {"localhost", "127.0.0.1", "::1"}
_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"}
_NAMES = {"socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
_OUTWARD = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def _closed(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _PROGRAMS or event in _NAMES or event == "socket.bind":
        raise PermissionError(f"the network is closed: {event}")
    if event == "socket.getaddrinfo" and arguments[0] not in _HOSTS:
        raise PermissionError(f"the network is closed: no look-up of {arguments[0]}")
    if event in _OUTWARD:
        address = arguments[1]
        if not isinstance(address, tuple) or address[0] not in _HOSTS or address[1] != _PORT:
            raise PermissionError(f"the network is closed: {address}")


sys.addaudithook(_closed)
