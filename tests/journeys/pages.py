"""Every page that a person can be shown, by the name of its address.

The names come from the URL resolver: a new address must be entered here, as a page with a way to
reach it, or among those that show no page of ours.
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Who looks: a visitor, or one of the demonstration accounts.
VISITOR = ""
LEARNER = "learner@assay.example"
OFFICER = "officer@assay.example"

# Addresses that show no page of ours: machine formats, actions, redirects, and Wagtail's own admin.
NO_PAGE = {
    "website:healthz": "JSON",
    "website:readyz": "JSON",
    "website:metrics": "plain text",
    "website:set_scheme": "an action",
    "courses:enrol": "an action",
    "courses:lesson_done": "an action",
    "courses:lesson_check": "an action",
    "courses:changes_known": "an action",
    "courses:resume": "a redirect",
    "courses:sitemap": "XML",
    "courses:robots": "plain text",
    "account_inactive": "only shown to a closed account",
    "account_confirm_login_code": "sign-in by code is not offered",
    "assessments:attempt_detail": "a redirect to where the attempt stands",
    "assessments:attempt_save": "JSON",
    "assessments:attempt_submit": "an action",
    "assessments:attempt_upload": "an action",
    "assessments:item_picture": "a picture",
    "assessments:response_file": "a file to save",
    "certificates:credential_json": "JSON",
    "certificates:credential_png": "a picture",
    "certificates:credential_svg": "a picture",
    "certificates:credential_bundle": "a file to save",
    "certificates:achievement_picture": "a picture",
    "certificates:specimen_picture": "a picture",
    "certificates:credential_visibility": "an action",
    "certificates:did_document": "JSON",
    "certificates:api_key_revoke": "an action",
    "certificates:status_list": "JSON",
    "certificates:credential_proof": "plain text",
    "certificates:log_checkpoint": "plain text",
    "certificates:log_key": "plain text",
    "certificates:key_changes": "JSON",
    "certificates:key_change": "JSON",
    "certificates:key_change_proof": "plain text",
    "certificates:log_checker": "a file to save",
    "certificates:log_consistency": "JSON",
    "certificates:log_tile": "bytes",
    "certificates:verify_file": "an action: it answers with the page of a certificate, or says why not",
    "certificates:seal_authorities": "PEM",
    "certificates:seal_certificates": "PEM",
    "mfa_reauthenticate_webauthn": "needs a security key",
    "mfa_edit_webauthn": "needs a security key",
    "mfa_remove_webauthn": "needs a security key",
}
NO_PAGE_PREFIXES = ("api:", "wagtail", "mfa_login", "mfa_signup", "mfa_trust", "mfa_download", "wagtaildocs")


def names() -> Iterator[str]:
    """The names of every address, with their namespaces; Wagtail's admin is left to Wagtail."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern).startswith("admin/"):
                continue
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{prefix}{pattern.name}"
