"""The public pages in French: chosen by browser, link or profile, and nothing of ours left in English."""

import ast
import gettext
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import trans_real

from accounts.models import User
from certificates.credentials import new_code
from certificates.models import Credential, CredentialEvent, CredentialNotice
from certificates.services import notices
from certificates.services.changes import revoke_credential, set_name_visibility
from certificates.services.log import sign_head
from certificates.services.specimens import ensure_specimens
from certificates.services.status import sign_list
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_credential, make_scheme

FOLDER = Path(django_settings.BASE_DIR) / "locale" / "fr" / "LC_MESSAGES"
DAY = timedelta(days=1)
FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9"}
# Facts, not words of ours; and words that are the same in both languages.
SAME = {
    "Ada Lindqvist", "Lea Lindqvist", "Rowan Example", "Sam Example", "Governance Practitioner (GV-201)", "Demonstration (GV-000)",
    "Assay", "Code", "Codes", "Menu", "Version 1", "English", "Français",
}  # fmt: skip


def _entries() -> Iterator[tuple[str, dict[int, str]]]:
    """Each msgid of the catalogue with its texts by plural form."""
    for block in (FOLDER / "django.po").read_text().split("\n\n"):
        parts: dict[str, str] = {}
        name = ""
        for written in block.splitlines():
            line = written
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                name, _space, line = line.partition(" ")
            parts[name] = parts.get(name, "") + ast.literal_eval(line)
        if plural := parts.get("msgid_plural"):
            yield parts["msgid"], {0: parts["msgstr[0]"]}
            yield plural, {1: parts["msgstr[1]"]}
        elif parts.get("msgid"):
            yield parts["msgid"], {0: parts["msgstr"]}


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled: dict[Any, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    written = dict(_entries())
    told = {
        key if isinstance(key, str) else key[0]: text
        for key, text in compiled.items()
        if key and (isinstance(key, str) or key[1] == 0)
    }
    singular = {msgid: texts[0] for msgid, texts in written.items() if texts.get(0)}
    assert told == singular
    assert {text for key, text in compiled.items() if isinstance(key, tuple) and key[1] == 1} == {
        texts[1] for texts in written.values() if 1 in texts
    }


def test_every_text_has_the_same_gaps_in_french() -> None:
    for msgid, texts in _entries():
        for text in texts.values():
            assert sorted(re.findall(r"%\(\w+\)s", msgid)) == sorted(re.findall(r"%\(\w+\)s", text)), msgid


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that was looked up in a catalogue."""
    seen: set[str] = set()
    one, many = trans_real.gettext, trans_real.ngettext

    def noted(message: str) -> str:
        seen.add(message)
        return one(message)

    def noted_many(singular: str, plural: str, number: int) -> str:
        seen.add(singular)
        return many(singular, plural, number)

    monkeypatch.setattr(translation._trans, "gettext", noted, raising=False)
    monkeypatch.setattr(translation._trans, "ngettext", noted_many, raising=False)
    return seen


def _texts(html: str) -> set[str]:
    body = re.sub(r"<(title|svg|script|style)\b.*?</\1>", "", html, flags=re.S)
    found = {re.sub(r"\s+", " ", text).strip() for text in re.findall(r">([^<]+)<", body)}
    return {text for text in found if re.search(r"[a-zà-ÿ]{3}", text, re.I)}


def _is_fact(text: str) -> bool:
    return text in SAME or bool(re.fullmatch(r"(did:web:|ASY-|, ASY-|Assay,|[0-9a-f]{64}).*", text))


def _scene(*, with_specimens: bool) -> list[str]:
    """Addresses of every page that an employer can be shown."""
    now = timezone.now()
    if with_specimens:
        ensure_specimens(now=now)
    kinds = [make_credential(now=now - DAY) for _ in range(7)]
    valid, hidden, harmed, lasting, *decided = kinds
    set_name_visibility(hidden.pk, hidden=True, recipient_id=hidden.recipient_id, now=timezone.now())
    Credential.objects.filter(pk=harmed.pk).update(document=b"{}")
    Credential.objects.filter(pk=lasting.pk).update(valid_until=None)
    for credential, reason in zip(decided, ("error", "conduct", "key"), strict=True):
        revoke_credential(credential.pk, reason=reason, private_text="", actor_id=None, now=now)
    for state in ("suspended", "superseded"):
        kinds.append(made := make_credential(now=now - DAY))
        Credential.objects.filter(pk=made.pk).update(standing=state, standing_since=now)
    kinds += [make_credential(now=now - 3 * 365 * DAY), make_credential(now=now + DAY)]
    kinds.append(make_credential(now=now - DAY, basis={}))
    codes = [credential.code for credential in (*kinds, *Credential.objects.filter(is_specimen=True))]
    slip = valid.code[:-1] + ("0" if valid.code[-1] != "0" else "1")
    return ["/verify/", "/verify/list/", *(f"/verify/{code}/" for code in (*codes, new_code(), slip))]


@pytest.mark.django_db
@pytest.mark.parametrize("is_signed", [True, False], ids=["head signed", "head not signed"])
def test_no_page_of_verification_leaves_a_text_of_ours_in_english(
    client: Client, asked: set[str], is_signed: bool
) -> None:
    pages = _scene(with_specimens=is_signed)
    if is_signed:
        sign_head(now=timezone.now())
    else:
        sign_list(Credential.objects.filter(is_specimen=False)[0].status_list, now=timezone.now() - 3 * DAY)
    for page in pages:
        asked.clear()
        french = client.get(page, headers=FRENCH).content.decode()
        assert not _missing(asked), page
        assert '<html lang="fr"' in french
        shared = _texts(french) & _texts(client.get(page, headers={"Accept-Language": "en"}).content.decode())
        assert not {text for text in shared if not _is_fact(text)}, page


def _missing(asked: set[str]) -> set[str]:
    """What was looked up, and is not in the French catalogue."""
    known = trans_real.translation("fr")._catalog
    return {text for text in asked if text and text not in known and (text, 0) not in known}


@pytest.mark.django_db
def test_receipts_reports_the_log_the_issuer_and_the_public_page_are_french_too(
    client: Client, asked: set[str]
) -> None:
    now = timezone.now()
    credential = make_credential(now=now - DAY)
    sign_head(now=now)
    slug = credential.achievement_version.achievement.slug
    for page in (
        f"/verify/{credential.code}/receipt/",
        "/verify/receipt/",
        f"/verify/receipt/{'0' * 64}/",
        "/verify/report/",
        f"/verify/{credential.code}/report/",
        "/log/",
        "/issuer",
        f"/achievements/{slug}/v1",
        f"/credentials/{credential.uuid}",
    ):
        asked.clear()
        response = client.get(page, headers={**FRENCH, "Accept": "text/html"})
        assert '<html lang="fr"' in response.content.decode(), page
        assert not _missing(asked), page
    client.force_login(User.objects.get(pk=credential.recipient_id))
    asked.clear()
    own = client.get(f"/credentials/{credential.uuid}", headers={**FRENCH, "Accept": "text/html"})
    assert "Masquer mon nom" in own.content.decode()
    assert not _missing(asked)
    version = make_scheme(credential.achievement_version).achievement.versions.get()
    ending = make_credential(version, now=now - 700 * DAY)
    client.force_login(User.objects.get(pk=ending.recipient_id))
    own = client.get(f"/credentials/{ending.uuid}", headers={**FRENCH, "Accept": "text/html"})
    assert "Aller à l’examen" in own.content.decode()
    assert not _missing(asked)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["", "altered", "foreign", "no file of ours"])
def test_what_is_said_of_a_file_is_french_too(client: Client, asked: set[str], change: str) -> None:
    credential = make_credential(now=timezone.now() - DAY)
    data = bytes(credential.document)
    if change == "altered":
        data = data.replace(b"Ada", b"Eve")
    elif change == "foreign":
        data = data.replace(b"did:web:localhost", b"did:web:elsewhere")
    elif change:
        data = b"hello"
    asked.clear()
    client.post("/verify/file/", {"file": SimpleUploadedFile("c.json", data)}, headers=FRENCH)
    assert not _missing(asked)


@pytest.mark.django_db
def test_the_answer_to_a_list_and_to_too_many_questions_is_french_too(client: Client, settings: Any) -> None:
    codes = "\n".join(page.split("/")[2] for page in _scene(with_specimens=False) if "ASY" in page)
    pages = []
    for headers in (FRENCH, {"Accept-Language": "en"}):
        pages.append(client.post("/verify/list/", {"codes": codes}, headers=headers).content.decode())
    assert not {text for text in _texts(pages[0]) & _texts(pages[1]) if not _is_fact(text)}
    settings.VERIFY_LIMITS = settings.VERIFY_LIMITS | {"page": 0}
    limited = client.get("/verify/x/", headers=FRENCH)
    assert limited.status_code == 429
    assert "Trop de vérifications" in limited.content.decode()


@pytest.mark.django_db
def test_dates_are_french_in_french(client: Client) -> None:
    now = timezone.now()
    credential = make_credential(now=now - DAY)
    with translation.override("fr"):
        month = timezone.localtime(credential.awarded_at)
        wanted = f"{month.day} {['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'][month.month - 1]} {month.year}"
    assert wanted in client.get(f"/verify/{credential.code}/", headers=FRENCH).content.decode()


@pytest.mark.django_db
def test_a_link_changes_the_language_and_it_is_remembered(client: Client) -> None:
    english = client.get("/verify/").content.decode()
    assert '<a href="?lang=fr" hreflang="fr" lang="fr">Français</a>' in english
    french = client.get("/verify/?lang=fr")
    assert "Vérifier un certificat" in french.content.decode()
    assert '<a href="?lang=en" hreflang="en" lang="en">English</a>' in french.content.decode()
    assert '<html lang="fr"' in client.get("/verify/nonsense/").content.decode()
    assert '<html lang="en"' in client.get("/verify/nonsense/?lang=en", headers=FRENCH).content.decode()
    assert "django_language" not in client.get("/verify/?lang=xx").cookies


@pytest.mark.django_db
def test_the_profile_weighs_more_than_the_browser_and_less_than_the_link(client: Client) -> None:
    client.force_login(UserFactory.create(language="fr"))
    response = client.get("/verify/", headers={"Accept-Language": "en"})
    assert '<html lang="fr"' in response.content.decode()
    assert response["Content-Language"] == "fr"
    assert '<html lang="en"' in client.get("/verify/?lang=en").content.decode()
    assert '<html lang="en"' in client.get("/verify/").content.decode()


@pytest.mark.django_db
def test_the_page_on_which_a_recipient_says_what_is_wrong_is_french_too(
    client: Client, asked: set[str]
) -> None:
    credential = make_credential(now=timezone.now() - DAY)
    client.force_login(User.objects.get(pk=credential.recipient_id))
    address = f"/credentials/{credential.uuid}/case/"
    asked.clear()
    for sent in ({}, {"kind": "dispute", "text": " "}, {"kind": "dispute", "text": "Le nom."}):
        client.post(address, sent, headers=FRENCH)
    client.get(address, headers=FRENCH)
    assert not _missing(asked)


# Only the mail of an issue says why there is a certificate.
CAUSES = ("examination", "officer", "correction", "renewal by passing", "renewal by an officer")
CHANGES = ("suspended", "reinstated", "superseded", "revoked", "erased", "reminder-90", "expired")
MAILS = [*(("issued", cause) for cause in CAUSES), *((change, "examination") for change in CHANGES)]


@pytest.mark.django_db
@pytest.mark.parametrize(("event", "cause"), MAILS)
def test_every_mail_is_in_the_language_of_the_profile(
    asked: set[str], event: str, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "_cause", lambda _credential: cause)
    credential = make_credential(now=timezone.now() - DAY)
    if cause not in {"examination", "officer"}:
        Credential.objects.filter(pk=credential.pk).update(replaces=make_credential(now=timezone.now() - DAY))
    reason = "conduct" if event == "revoked" else ""
    happened = CredentialEvent.objects.create(
        credential=credential, event=event, public_reason=reason, at=timezone.now()
    )
    owed = CredentialNotice.objects.create(event=happened, address=credential.recipient_email)
    texts = {}
    for language in ("en", "fr"):
        User.objects.filter(pk=credential.recipient_id).update(language=language)
        asked.clear()
        mail = notices.message(CredentialNotice.objects.get(pk=owed.pk))
        html = str(mail.alternatives[0][0])
        texts[language] = {mail.subject, *mail.body.splitlines(), *_texts(html)}
        assert f'<html lang="{language}">' in html
    assert not _missing(asked)
    shared = {text for text in texts["en"] & texts["fr"] if text.strip()}
    assert not {text for text in shared if not (_is_fact(text) or text.startswith("http"))}
