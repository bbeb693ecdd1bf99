"""While the register is away nothing is said of any certificate, and everybody is told so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db


@contextmanager
def away(error: type[Exception] = OperationalError) -> Iterator[None]:
    """The database fails at every question."""

    def fail(*args: Any) -> None:
        raise error("the server closed the connection")

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def addresses() -> list[str]:
    credential = make_credential(now=timezone.now() - timedelta(days=1))
    return [
        "/verify/",
        f"/verify/{credential.code}/",
        "/verify/ASY-0000-0000-0000/",
        f"/verify/{credential.code}/receipt/",
        f"/verify/{credential.code}/name/",
        f"/credentials/{credential.uuid}",
        f"/credentials/{credential.uuid}.json",
    ]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_each_page_says_that_it_cannot_be_checked_now_and_that_this_says_nothing(
    client: Client, addresses: list[str], error: type[Exception]
) -> None:
    with away(error):
        for address in addresses:
            response = client.get(address, headers={"Accept": "text/html"})
            html = response.content.decode()
            assert (response.status_code, response["Retry-After"]) == (503, "60"), address
            assert response["Cache-Control"] == "no-store"
            assert 'data-state="cannot-check"' in html
            assert "This certificate cannot be checked now" in html
            assert "This says nothing of the certificate" in html
            assert 'class="verdict unsure"' in html
            assert 'stroke-dasharray="3 6"' in html


def test_it_is_said_in_french_too(client: Client, addresses: list[str]) -> None:
    with away():
        html = client.get(addresses[1], headers={"Accept-Language": "fr"}).content.decode()
    assert "Ce certificat ne peut pas être vérifié pour le moment" in html
    assert "Notre registre ne répond pas" in html
    assert "Our register" not in html


def test_a_list_and_a_file_are_answered_alike(client: Client, addresses: list[str]) -> None:
    with away():
        assert client.post("/verify/list/", {"codes": "ASY-0000-0000-0000"}).status_code == 503


def test_a_programmer_reads_cannot_check(client: Client, addresses: list[str]) -> None:
    code = addresses[1].split("/")[2]
    with away():
        one = client.get(f"/api/v1/verify/{code}")
        many = client.post(
            "/api/v1/verify",
            {"codes": [code]},
            content_type="application/json",
            headers={"Authorization": "Bearer assay_x"},
        )
    for response in (one, many):
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["state"] == "cannot-check"
        assert "says nothing of any certificate" in response.json()["detail"]
