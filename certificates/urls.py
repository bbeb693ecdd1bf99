"""Addresses of the certificates app. Those of credentials, achievements and lists are settled for ever."""

from django.urls import path

from certificates.views import (
    api_docs,
    api_keys,
    credentials,
    files,
    issuer,
    lists,
    log,
    receipts,
    reports,
    verifying,
)

app_name = "certificates"
urlpatterns = [
    path("verify/", verifying.verify_start, name="verify"),
    path("verify/file/", files.verify_file, name="verify_file"),
    path("verify/receipt/", receipts.receipt_start, name="receipt_start"),
    path("verify/receipt/<str:digest>/", receipts.receipt_found, name="receipt_found"),
    path("verify/report/", reports.report, name="report"),
    path("verify/<str:code>/report/", reports.report, name="report_one"),
    path("verify/<str:code>/name/", reports.name_test, name="name_test"),
    path("verify/<str:code>/receipt/", receipts.verify_receipt, name="verify_receipt"),
    path("verify/list/", lists.verify_list, name="verify_list"),
    path("verify/keys/", api_keys.api_keys, name="api_keys"),
    path("verify/keys/<int:number>/revoke/", api_keys.api_key_revoke, name="api_key_revoke"),
    path("api/v1/docs", api_docs.api_docs, name="api_docs"),
    path("verify/<str:code>/", verifying.verify_code, name="verify_code"),
    path("credentials/<uuid:uuid>.json", credentials.credential_json, name="credential_json"),
    path("credentials/<uuid:uuid>.pdf", credentials.credential_pdf, name="credential_pdf"),
    path("credentials/<uuid:uuid>.png", credentials.credential_png, name="credential_png"),
    path("credentials/<uuid:uuid>.svg", credentials.credential_svg, name="credential_svg"),
    path("credentials/<uuid:uuid>.zip", credentials.credential_bundle, name="credential_bundle"),
    path(
        "credentials/<uuid:uuid>/visibility/", credentials.credential_visibility, name="credential_visibility"
    ),
    path("credentials/<uuid:uuid>/case/", reports.recipient_case, name="recipient_case"),
    path("credentials/<uuid:uuid>", credentials.credential_detail, name="credential_detail"),
    path(".well-known/did.json", issuer.did_document, name="did_document"),
    path("issuer", issuer.issuer, name="issuer"),
    path("issuer/seal-ca.pem", issuer.seal_authorities, name="seal_authorities"),
    path("issuer/seal.pem", issuer.seal_certificates, name="seal_certificates"),
    path("achievements/<slug:slug>/v<int:number>", issuer.achievement, name="achievement"),
    path(
        "achievements/<slug:slug>/v<int:number>.png", issuer.achievement_picture, name="achievement_picture"
    ),
    path(
        "achievements/<slug:slug>/v<int:number>-specimen.png",
        issuer.achievement_picture,
        {"is_specimen": True},
        name="specimen_picture",
    ),
    path("status/<slug:slug>", issuer.status_list, name="status_list"),
    path("credentials/<uuid:uuid>/proof", log.credential_proof, name="credential_proof"),
    path("log/", log.log_page, name="log"),
    path("log/checkpoint", log.log_checkpoint, name="log_checkpoint"),
    path("log/key", log.log_key, name="log_key"),
    path("log/key-changes", log.key_changes, name="key_changes"),
    path("log/key-changes/<int:number>", log.key_change, name="key_change"),
    path("log/key-changes/<int:number>/proof", log.key_change_proof, name="key_change_proof"),
    path("log/checker.py", log.log_checker, name="log_checker"),
    path("log/consistency/<int:old>/<int:new>", log.log_consistency, name="log_consistency"),
    path("log/tile/<str:level>/<path:place>", log.log_tile, name="log_tile"),
]
