"""A function run in a fresh Python process with little time, little memory, no network and no environment.

For files that anybody may hand in: what they do to a parser, they do to a process that is thrown away.
"""

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY_BYTES = 200 * 1024 * 1024
# Of processor time from when the file is read on, so that a busy or a slow machine refuses nobody: starting Python and
# our own imports take some 0.4 s of a core of today, and several times that of a small one. By the clock, only what
# sleeps is stopped.
SECONDS = 1.0
WAIT_SECONDS = 10.0

# Other limits come before imports. The audit hook comes after them: what was loaded needs no network and no
# further process, so whatever asks for one is not what we called.
_CHILD = """
import importlib, resource, signal, sys
root, target, memory, seconds = sys.argv[1:]
for limit, value in (
    (resource.RLIMIT_AS, int(memory)), (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 32),
):
    resource.setrlimit(limit, (value, value))
sys.path.insert(0, root)
# Clients of the network that parsers import where they find them: a fifth of the time it takes to start, for nothing.
sys.modules.update(dict.fromkeys(("requests", "aiohttp")))
module, _, name = target.partition(":")
function = getattr(importlib.import_module(module), name)
def refuse(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")):
        raise PermissionError(event)
sys.addaudithook(refuse)
# The signal's default is to end the process, whatever it is doing; the hard limit has whole seconds only.
used = resource.getrusage(resource.RUSAGE_SELF)
most = int(used.ru_utime + used.ru_stime + float(seconds)) + 2
resource.setrlimit(resource.RLIMIT_CPU, (most, most))
signal.setitimer(signal.ITIMER_PROF, float(seconds))
answer = function(sys.stdin.buffer.read())
sys.stdout.buffer.write(answer)
"""


class CageBroken(Exception):
    """The function came to no answer within its limits."""


def run_caged(target: str, payload: bytes, *, seconds: float = SECONDS, memory: int = MEMORY_BYTES) -> bytes:
    """What a function from bytes to bytes, named `package.module:function`, answers.

    `seconds` is processor time of the function alone; by the clock everything together may take WAIT_SECONDS.
    `memory` is address space in bytes. Raises CageBroken for whatever goes beyond, and for any exception inside.
    """
    command = [sys.executable, "-I", "-c", _CHILD, str(_ROOT), target, str(memory), str(seconds)]
    try:
        done = subprocess.run(
            command, input=payload, capture_output=True, timeout=WAIT_SECONDS, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CageBroken("too slow") from error
    if done.returncode != 0:
        # The last line of a traceback says what it was; it may quote the file, so it is not kept.
        raise CageBroken(f"ended with {done.returncode}")
    return done.stdout
