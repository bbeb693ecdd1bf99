"""axe-core on every page that a person can be shown: light at 1280 pixels, dark at 390.

The list of addresses comes from the URL resolver. One that is neither shown here nor exempted with a
reason in `pages.py` fails.
"""

import json
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PASSWORD as PASSWORD_OF_DEMONSTRATION
from tests.journeys.conftest import WATCH_POLICY, Site, sign_in, sign_in_with_code
from tests.journeys.pages import NO_PAGE, NO_PAGE_PREFIXES, names

pytestmark = pytest.mark.journey

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COURSE = "/courses/ai-security-governance/"
ACCOUNTS = "/accounts"
READER = "axe@example.org"
PASSWORD = "assay-demo-axe"

SET_UP = f"""
import json
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.utils import timezone
from accounts.models import User
from assessments.models import Assessment
from assessments.models import Attempt
from assessments.services.breaks import pause_attempt
from assessments.services.outcomes import submit_attempt
from assessments.services.starting import start_attempt
from certificates.models import AchievementVersion, Credential
from certificates.services.issuing import Award, issue_credential
from assessments.models import Item
from courses.models import CoursePage, LessonPage
from courses.services.enrolments import enrol
now = timezone.now()
user = User.objects.create_user("{READER}", "{PASSWORD}", legal_name="Axe Reader")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
enrol(user=user, course=CoursePage.objects.get(slug="ai-security-governance"), now=now)
bank = Assessment.objects.filter(bank__slug="ai-security-governance")
examination = bank.get(kind="examination")
practice = bank.filter(kind="practice").first()
done = start_attempt(practice, user, agreed=True, now=now)
submit_attempt(done.pk, now=now)
sitting = start_attempt(examination, user, agreed=True, now=now)
paused = start_attempt(practice, user, agreed=True, now=now)
Attempt.objects.filter(pk=paused.pk).update(
    breaks_allowed=2, break_minutes=60, deadline=paused.deadline or now + timedelta(hours=1)
)
pause_attempt(paused.uuid, user_id=user.pk, now=now)
version = AchievementVersion.objects.first()
award = Award(version, "Axe Reader", email=user.email, recipient_id=user.pk)
credential = issue_credential(award, actor_id=None, now=now)
hidden = issue_credential(award, actor_id=None, now=now)
Credential.objects.filter(pk=hidden.pk).update(name_hidden=True)
codes = {{c.state(now).value: c.code for c in Credential.objects.filter(is_specimen=True)}}
def lab(lesson, item):
    page = LessonPage.objects.get(slug=lesson)
    return f"/study/lessons/{{page.uuid}}/labs/{{Item.objects.get(slug=item).pk}}/"
print(json.dumps({{
    "lab_report": lab("lab-data-intake", "rs-lab-01"), "lab_threats": lab("lab-threat-model", "tm-lab-01"),
    "lab_audit": lab("lab-audit-findings", "au-lab-01"), "lab_tabletop": lab("lab-tabletop", "ir-lab-01"),
    "examination": str(examination.uuid), "practice": str(practice.uuid), "done": str(done.uuid),
    "sitting": str(sitting.uuid), "paused": str(paused.uuid), "credential": str(credential.uuid), "codes": codes,
    "hidden": hidden.code,
    "achievement": f"{{version.achievement.slug}}/v{{version.number}}",
}}))
"""

# Name of the address → what to open. `{…}` is filled in from SET_UP.
VISITOR: dict[str, list[str]] = {
    "wagtail_serve": [
        "/",
        "/courses/",
        "/courses/?q=nothing-of-the-kind",
        COURSE,
        f"{COURSE}auditing/",
        f"{COURSE}auditing/evidence-not-intent/",
        "/courses/writing-fair-items/glossary/",
        "/courses/writing-fair-items/writing/ask-one-thing/",
        "/no-such-page/",
    ],
    "account_login": [f"{ACCOUNTS}/login/"],
    "account_signup": [f"{ACCOUNTS}/signup/"],
    "account_reset_password": [f"{ACCOUNTS}/password/reset/"],
    "account_reset_password_done": [f"{ACCOUNTS}/password/reset/done/"],
    "account_reset_password_from_key": [f"{ACCOUNTS}/password/reset/key/1-invented/"],
    "account_reset_password_from_key_done": [f"{ACCOUNTS}/password/reset/key/done/"],
    "account_email_verification_sent": [f"{ACCOUNTS}/confirm-email/"],
    "account_confirm_email": [f"{ACCOUNTS}/confirm-email/invented/"],
    "certificates:verify": ["/verify/"],
    "certificates:verify_code": [
        "/verify/{valid}/",
        "/verify/{revoked}/",
        "/verify/{expired}/",
        "/verify/ASY-0000-0000-0001/",
        "/verify/nonsense/",
    ],
    "certificates:verify_receipt": ["/verify/{valid}/receipt/", "/verify/{revoked}/receipt/"],
    "certificates:receipt_start": ["/verify/receipt/"],
    "certificates:receipt_found": [f"/verify/receipt/{'0' * 64}/"],
    "certificates:name_test": ["/verify/{hidden}/name/", "/verify/{hidden}/"],
    "certificates:report": ["/verify/report/"],
    "certificates:report_one": ["/verify/{valid}/report/"],
    "certificates:verify_list": ["/verify/list/"],
    "certificates:api_docs": ["/api/v1/docs"],
    "certificates:achievement": ["/achievements/{achievement}"],
    "certificates:issuer": ["/issuer"],
    "certificates:log": ["/log/"],
    "website:pause": ["/pause/"],
    "workplace:marking": ["/about/marking/"],
    "workplace:privacy": ["/about/privacy/"],
    "workplace:care": ["/about/care/"],
    "workplace:accessibility": ["/about/accessibility/"],
}
SIGNED_IN: dict[str, list[str]] = {
    "workplace:dashboard": ["/dashboard/"],
    "accounts:profile": ["/account/"],
    "account_change_password": [f"{ACCOUNTS}/password/change/"],
    "account_set_password": [f"{ACCOUNTS}/password/set/"],
    "account_email": [f"{ACCOUNTS}/email/"],
    "account_logout": [f"{ACCOUNTS}/logout/"],
    "account_reauthenticate": [f"{ACCOUNTS}/reauthenticate/"],
    "mfa_index": [f"{ACCOUNTS}/2fa/"],
    "mfa_activate_totp": [f"{ACCOUNTS}/2fa/totp/activate/"],
    "mfa_add_webauthn": [f"{ACCOUNTS}/2fa/webauthn/add/"],
    "mfa_list_webauthn": [f"{ACCOUNTS}/2fa/webauthn/"],
    "wagtail_serve": [COURSE, f"{COURSE}reporting-semantics/observed-inferred-unknown/"],
    "assessments:assessment_detail": ["/assessments/{examination}/", "/assessments/{practice}/"],
    "assessments:accommodations": ["/accommodations/"],
    "assessments:attempt_break": ["/attempts/{paused}/break/"],
    "assessments:attempt_item": ["/attempts/{sitting}/items/1/", "/attempts/{sitting}/items/2/"],
    "assessments:attempt_check": ["/attempts/{sitting}/check/"],
    "assessments:attempt_outcome": ["/attempts/{done}/outcome/"],
    "assessments:attempt_appeal": ["/attempts/{done}/appeal/"],
    "assessments:attempt_review": ["/attempts/{done}/review/"],
    "courses:lesson_lab": ["{lab_report}", "{lab_threats}", "{lab_audit}", "{lab_tabletop}"],
    "certificates:api_keys": ["/verify/keys/"],
    "certificates:credential_detail": ["/credentials/{credential}"],
    "certificates:recipient_case": ["/credentials/{credential}/case/"],
    "certificates:credential_pdf": ["/credentials/{credential}"],
}
# Of somebody with an authenticator: between the password and the second factor, and after both.
HALF_WAY: dict[str, list[str]] = {"mfa_authenticate": [f"{ACCOUNTS}/2fa/authenticate/"]}
WITH_FACTOR: dict[str, list[str]] = {
    "mfa_index": [f"{ACCOUNTS}/2fa/"],
    "mfa_reauthenticate": [f"{ACCOUNTS}/2fa/reauthenticate/"],
    "mfa_deactivate_totp": [f"{ACCOUNTS}/2fa/totp/deactivate/"],
    "mfa_generate_recovery_codes": [f"{ACCOUNTS}/2fa/recovery-codes/generate/"],
    "mfa_view_recovery_codes": [f"{ACCOUNTS}/2fa/recovery-codes/"],
}
WAYS = {"visitor": VISITOR, "signed in": SIGNED_IN, "half way": HALF_WAY, "with a factor": WITH_FACTOR}


def test_every_address_is_shown_here_or_exempted_with_a_reason() -> None:
    shown = {name for addresses in WAYS.values() for name in addresses}
    forgotten = {
        name
        for name in names()
        if name not in shown and name not in NO_PAGE and not name.startswith(NO_PAGE_PREFIXES)
    }
    assert forgotten == set()


@pytest.fixture(scope="module")
def places(site: Site) -> dict[str, str]:
    """What the addresses are filled in with."""
    found: dict[str, Any] = json.loads(site.shell(SET_UP))
    return {**{name: value for name, value in found.items() if name != "codes"}, **found["codes"]}


def faults_of(page: Page) -> list[str]:
    """What axe finds, one line each."""
    page.evaluate(AXE)
    found = page.evaluate(
        "async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations", TAGS
    )
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary'][:300]}"
        for fault in found
        for node in fault["nodes"][:3]
    ]


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["light-1280", "dark-390"]
)
@pytest.mark.parametrize("who", list(WAYS))
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    browser: Browser, site: Site, places: dict[str, str], who: str, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        base_url=site.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.text.startswith("CSP ") else None
    )
    if who == "signed in":
        sign_in(page, READER, PASSWORD)
        page.wait_for_url("**/dashboard/")
    elif who == "half way":
        sign_in(page, "reviewer@assay.example")
        page.wait_for_url("**/2fa/authenticate/**")
    elif who == "with a factor":
        sign_in_with_code(page, site, "reviewer@assay.example")
        # Before anything is changed about the second factor, the password is asked for again.
        page.goto(f"{ACCOUNTS}/2fa/totp/deactivate/")
        page.get_by_label("Password").fill(PASSWORD_OF_DEMONSTRATION)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url("**/2fa/totp/deactivate/")
    for addresses in WAYS[who].values():
        for address in addresses:
            page.goto(address.format_map(places))
            if who in ("with a factor", "half way"):
                assert "/2fa/" in page.url, f"{address} led to {page.url}"
            faults += [f"{address}: {fault}" for fault in faults_of(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                faults.append(f"{address}: scrolls sideways")
    context.close()
    assert faults == []
