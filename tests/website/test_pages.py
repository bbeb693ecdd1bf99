"""Error pages, health and the colour scheme."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_the_process_says_that_it_is_alive_and_ready(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").status_code in {200, 503}


@pytest.mark.django_db
def test_a_page_that_is_not_there_answers_404_in_the_design(client: Client) -> None:
    response = client.get("/nothing-here/")
    assert response.status_code == 404
    assert "There is no page here" in response.content.decode()


def test_the_colour_scheme_is_remembered_and_leads_back_only_to_our_own_pages(client: Client) -> None:
    response = client.post("/scheme/", {"scheme": "dark", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"
    assert response.cookies["scheme"].value == "dark"
