"""Named points at which the fault suite stops a process; in earnest settings they are nothing."""

import os
import signal
import time

from django.conf import settings

_VARIABLE = "ASSAY_FAULT_POINT"
_PAUSE_SECONDS = 60


def point(name: str) -> None:
    """When the fault suite names this point in the environment: "name" kills the process here, as SIGKILL does."""
    if not settings.FAULT_POINTS_ENABLED or os.environ.get(_VARIABLE) != name:
        return
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(_PAUSE_SECONDS)
