"""/verify/list/: a list of codes, by paste or file, for everybody."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.credentials import new_code
from certificates.models import Credential
from certificates.services.changes import revoke_credential, set_name_visibility
from tests.factories.certificates import make_credential, make_version

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
URL = "/verify/list/"


def states(response: Any) -> list[str]:
    return re.findall(r'<tr data-state="([^"]+)"', response.content.decode())


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def three() -> list[str]:
    """One that is valid, one revoked, one expired."""
    now = timezone.now()
    valid = make_credential(now=now - DAY)
    revoked = make_credential(now=now - DAY)
    revoke_credential(revoked.pk, reason="conduct", private_text="Private", actor_id=None, now=now)
    expired = make_credential(now=now - 3 * 365 * DAY)
    return [valid.code, revoked.code, expired.code]


def test_the_page_is_linked_needs_no_account_and_says_that_nothing_is_kept(client: Client) -> None:
    assert f'href="{URL}"' in client.get("/verify/").content.decode()
    response = client.get(URL)
    assert response.status_code == 200
    assert "Nothing of your list is kept" in response.content.decode()
    assert "sessionid" not in response.cookies


def test_what_needs_a_look_stands_first_and_the_states_are_counted(client: Client, three: list[str]) -> None:
    response = client.post(URL, {"codes": "\n".join([*three, "nonsense", new_code(), *three])})
    assert response.status_code == 200
    assert states(response) == [
        "revoked", "revoked", "expired", "expired", "no-such-code", "no-such-code", "valid", "valid",
    ]  # fmt: skip
    text = response.content.decode()
    counts = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", text.partition('data-testid="counts"')[2])
    assert counts[:4] == [
        ("Revoked", "2"),
        ("Expired", "2"),
        ("No such code", "2"),
        ("Valid", "2"),
    ]
    assert "A decision on conduct" in text
    assert "Private" not in text


def test_a_file_is_read_and_its_other_columns_are_not_shown(client: Client, three: list[str]) -> None:
    data = "Person;Zertifikat\n" + "\n".join(f"Someone Else {n};{code}" for n, code in enumerate(three))
    response = client.post(URL, {"file": SimpleUploadedFile("liste.csv", data.encode("cp1252"))})
    assert sorted(states(response)) == ["expired", "revoked", "valid"]
    assert "Someone Else" not in response.content.decode()


def test_a_slip_is_offered_and_not_verified(client: Client, three: list[str]) -> None:
    wrong = three[0][:-1] + ("0" if three[0][-1] != "0" else "1")
    response = client.post(URL, {"codes": wrong})
    assert states(response) == ["no-such-code"]
    assert f'href="/verify/{three[0]}/"' in response.content.decode()
    assert "Ada Lindqvist" not in response.content.decode()


def test_a_hidden_name_is_neither_in_the_table_nor_in_the_file(client: Client, three: list[str]) -> None:
    credential = Credential.objects.get(code=three[0])
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id, now=timezone.now())
    for data in ({"codes": three[0]}, {"codes": three[0], "as": "csv"}):
        assert "Ada Lindqvist" not in client.post(URL, data).content.decode()


def test_the_csv_has_a_row_for_each_code_in_the_order_of_the_list(client: Client, three: list[str]) -> None:
    response = client.post(URL, {"codes": "\n".join([three[2], "nonsense", three[0], three[1]]), "as": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    found = rows(response)
    assert [row["state"] for row in found] == ["expired", "no-such-code", "valid", "revoked"]
    assert found[2]["title"] == "Governance Practitioner"
    assert found[2]["achievement_code"] == "GV-201"
    assert found[2]["recipient_name"] == "Ada Lindqvist"
    assert found[2]["pilot"] == "yes"
    assert found[3]["reason"] == "conduct"
    assert found[1]["title"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_the_csv_is_taken_for_a_formula(client: Client, start: str) -> None:
    version = make_version()
    type(version).objects.filter(pk=version.pk).update(title=f"{start}HYPERLINK(1)")
    credential = make_credential(version, now=timezone.now() - DAY)
    response = client.post(URL, {"codes": f"code\n{credential.code}\n{start}1+1", "as": "csv"})
    found = rows(response)
    assert found[0]["title"] == f"'{start}HYPERLINK(1)"
    assert not [cell for row in found for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_more_than_a_thousand_codes_are_refused_with_their_number_and_what_to_do(client: Client) -> None:
    response = client.post(URL, {"codes": "\n".join(new_code() for _ in range(2345))})
    assert response.status_code == 400
    assert (
        "These are 2345 codes. We check up to 1000 at a time: split the list into 3."
        in response.content.decode()
    )
    assert not states(response)


@pytest.mark.parametrize(
    ("data", "words", "status"),
    [
        ({"codes": ""}, "There is no code in it", 400),
        ({"codes": "hello"}, "There is no code in it", 400),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04\x00\x00")}, "This is no text", 400),
        ({"file": SimpleUploadedFile("a.csv", b"a" * 1_000_001)}, "larger than 1 MB", 400),
        ({"file": SimpleUploadedFile("a.csv", b"a" * 1_200_000)}, "larger than 1 MB", 413),
    ],
    ids=["nothing", "no code", "a workbook", "a little too large", "far too large"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(
    client: Client, data: dict[str, Any], words: str, status: int
) -> None:
    response = client.post(URL, data)
    assert response.status_code == status
    assert words in response.content.decode()


def test_as_many_queries_for_forty_codes_as_for_one(client: Client) -> None:
    codes = [make_credential(now=timezone.now() - DAY).code for _ in range(40)]
    counts = []
    for asked in (codes[:1], codes):
        with CaptureQueriesContext(connection) as captured:
            assert client.post(URL, {"codes": "\n".join(asked)}).status_code == 200
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1] == 2


def test_a_post_from_elsewhere_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(URL, {"codes": new_code()}).status_code == 403


def test_lists_too_often_are_told_when_to_come_back(client: Client, settings: Any) -> None:
    settings.VERIFY_LIMITS = settings.VERIFY_LIMITS | {"list": 1}
    assert client.post(URL, {"codes": new_code()}).status_code == 200
    response = client.post(URL, {"codes": new_code()})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 61
    assert client.get(URL).status_code == 200
