"""How somebody was examined is said in words, in both languages, on the page and on paper."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone, translation

from certificates.services.basis_words import BASIS_WORDS, basis_words
from certificates.services.pdfs import marks_of
from tests.factories.certificates import BASIS, make_credential

FRENCH = {
    "unsupervised": "Sans surveillance",
    "invigilated": "Sous surveillance",
    "self-declared": "Déclarée par la personne",
    "document-checked": "Pièce d’identité vérifiée",
    "employer-attested": "Attestée par l’employeur",
}


def choices() -> Iterator[tuple[str, str]]:
    """What assessments can record: which part of the basis, and its value."""
    for value in apps.get_model("assessments", "Assessment").Supervision.values:
        yield "supervision", value
    for value in apps.get_model("assessments", "Attempt").IdentityBasis.values:
        yield "identity_basis", value


def test_everything_that_can_be_recorded_has_words_in_both_languages() -> None:
    assert set(BASIS_WORDS) == {value for _part, value in choices()} == set(FRENCH)
    with translation.override("fr"):
        assert {value: basis_words(value) for value in BASIS_WORDS} == FRENCH
    assert basis_words("of-another-time") == "of-another-time"


@pytest.mark.django_db
@pytest.mark.parametrize(("part", "value"), list(choices()))
def test_the_page_and_the_print_show_the_words_and_never_the_recorded_value(
    client: Client, part: str, value: str
) -> None:
    credential = make_credential(now=timezone.now() - timedelta(days=1), basis=BASIS | {part: value})
    with translation.override("en"):
        english, printed = str(BASIS_WORDS[value]), marks_of(credential)
    for language, words in (("en", english), ("fr", FRENCH[value])):
        html = client.get(
            f"/verify/{credential.code}/", headers={"Accept-Language": language}
        ).content.decode()
        assert f"<dd>{words}</dd>" in html
        assert not re.search(rf"<dd>{value}</dd>", html)
    assert english in printed
    assert value not in printed
