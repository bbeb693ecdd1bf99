"""docs/api.md: each example in it is run against a server, and does what the text says.

Alone in its file: it commits, and so has to run after the rest.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from certificates.services.api_keys import make_key
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_credential

TEXT = (Path(__file__).resolve().parent.parent.parent / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"^```(sh|python)\n(.*?)^```$", TEXT, re.S | re.M)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_every_example_runs_and_prints_what_it_is_for(live_server: Any) -> None:
    now = timezone.now()
    credential = make_credential(now=now - timedelta(days=1))
    owner = UserFactory.create()
    _key, secret = make_key(
        owner_id=owner.pk, name="Example", scopes=["verify:batch"], expires_at=None, now=now
    )
    environment = os.environ | {"SITE": live_server.url, "KEY": secret, "CODE": credential.code}
    printed = []
    for language, code in EXAMPLES:
        if language == "sh" and shutil.which("curl") is None:
            pytest.fail("The examples need curl.")
        command = ["sh", "-c", code] if language == "sh" else [sys.executable, "-c", code]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        printed.append(done.stdout)
    one, one_python, many, many_python, refusal = printed
    assert json.loads(one)["state"] == "valid"
    assert one_python == "valid: Governance Practitioner for Ada Lindqvist\n"
    assert [found["state"] for found in json.loads(many)["results"]] == ["valid", "no-such-code"]
    code = credential.code
    assert many_python == f"{code} valid\n{code.lower()} valid\nnonsense no-such-code\n"
    assert refusal == "401 Unauthorized\n"
