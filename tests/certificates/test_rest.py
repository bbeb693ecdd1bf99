"""/api/v1/: single codes for everybody, lists with a key, problems for every refusal."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator

from certificates.credentials import new_code
from certificates.models import Credential
from certificates.rest import ListOut, ResultOut, api
from certificates.services.api_keys import make_key, revoke_key
from certificates.services.changes import revoke_credential, set_name_visibility
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ONE, MANY = "/api/v1/verify/{}", "/api/v1/verify"
ORIGIN = "http://localhost:8000"


def secret_of(*scopes: str) -> str:
    owner = UserFactory.create()
    return make_key(owner_id=owner.pk, name="k", scopes=scopes, expires_at=None, now=timezone.now())[1]


def post(client: Client, data: Any, secret: str) -> Any:
    body = data if isinstance(data, bytes | str) else json.dumps(data)
    return client.post(
        MANY, body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )


def assert_problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    data: dict[str, Any] = response.json()
    assert data["status"] == status
    assert data["type"] == f"{ORIGIN}/api/v1/docs#{kind}"
    assert set(data) == {"type", "title", "status", "detail"}
    return data


@pytest.fixture
def key() -> str:
    return secret_of("verify:batch")


@pytest.fixture
def credential() -> Credential:
    return make_credential(now=timezone.now() - DAY)


def test_a_code_is_answered_with_every_claim(client: Client, credential: Credential) -> None:
    response = client.get(ONE.format(credential.code.lower()))
    assert response.status_code == 200
    data = response.json()
    checked_at = data.pop("checked_at")
    assert checked_at.endswith("Z")
    awarded = credential.awarded_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert credential.valid_until is not None
    assert data == {
        "state": "valid",
        "since": awarded,
        "reason": None,
        "did_you_mean": [],
        "code": credential.code,
        "achievement": {
            "title": "Governance Practitioner",
            "code": "GV-201",
            "level": "practitioner",
            "version": f"{ORIGIN}/achievements/governance-practitioner/v1",
        },
        "awarded": awarded,
        "expires": credential.valid_until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "recipient_name": "Ada Lindqvist",
        "name_hidden": False,
        "pilot": True,
        "specimen": False,
        "supervision": "unsupervised",
        "invigilator": None,
        "identity_basis": "self-declared",
        "credential": f"{ORIGIN}/credentials/{credential.uuid}",
        "page": f"{ORIGIN}/verify/{credential.code}/",
    }


def test_a_withdrawal_is_told_with_day_and_public_reason_only(client: Client, credential: Credential) -> None:
    revoke_credential(
        credential.pk, reason="conduct", private_text="Private", actor_id=None, now=timezone.now()
    )
    response = client.get(ONE.format(credential.code))
    assert response.json()["state"] == "revoked"
    assert response.json()["reason"] == "conduct"
    assert b"Private" not in response.content


def test_a_hidden_name_is_null(client: Client, credential: Credential) -> None:
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id, now=timezone.now())
    data = client.get(ONE.format(credential.code)).json()
    assert (data["state"], data["recipient_name"], data["name_hidden"]) == ("valid", None, True)


def test_a_slip_is_offered_and_not_verified(client: Client, credential: Credential) -> None:
    wrong = credential.code[:-1] + ("0" if credential.code[-1] != "0" else "1")
    data = client.get(ONE.format(wrong)).json()
    assert data["state"] == "no-such-code"
    assert data["did_you_mean"] == [credential.code]
    assert data["achievement"] is None


def test_pages_of_other_origins_may_ask_about_single_codes(client: Client, credential: Credential) -> None:
    address = ONE.format(credential.code)
    assert client.get(address)["Access-Control-Allow-Origin"] == "*"
    before = client.options(address)
    assert before.status_code == 204
    assert before["Access-Control-Allow-Headers"] == "Authorization"
    assert "Access-Control-Allow-Origin" not in client.options(MANY)
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")


def test_a_list_is_answered_in_its_order(client: Client, credential: Credential, key: str) -> None:
    codes = ["nonsense", credential.code.lower(), credential.code]
    response = post(client, {"codes": codes}, key)
    assert response.status_code == 200
    assert [found["typed"] for found in response.json()["results"]] == codes
    assert [found["state"] for found in response.json()["results"]] == ["no-such-code", "valid", "valid"]
    assert response["Cache-Control"] == "no-store"


def test_as_many_queries_for_forty_codes_as_for_one(client: Client, key: str) -> None:
    codes = [make_credential(now=timezone.now() - DAY).code for _ in range(40)]
    post(client, {"codes": codes[:1]}, key)
    counts = []
    for asked in (codes[:1], codes):
        with CaptureQueriesContext(connection) as captured:
            assert len(post(client, {"codes": asked}, key).json()["results"]) == len(asked)
        counts.append(len(captured.captured_queries))
    assert counts == [3, 3]


def test_a_thousand_are_answered_and_one_more_is_refused(client: Client, key: str) -> None:
    codes = [new_code() for _ in range(1001)]
    assert len(post(client, {"codes": codes[:-1]}, key).json()["results"]) == 1000
    data = assert_problem(post(client, {"codes": codes}, key), 422, "body")
    assert "at most 1000" in data["detail"]
    assert codes[0] not in json.dumps(data)


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("not json", 400, "json"),
        ("", 422, "body"),
        ("[]", 422, "body"),
        ({"codes": []}, 422, "body"),
        ({"codes": "x"}, 422, "body"),
        ({"codes": [1]}, 422, "body"),
        ({"codes": ["x"], "more": 1}, 422, "body"),
        (b'{"codes": ["' + b"x" * 1_100_000 + b'"]}', 413, "size"),
        ("[" * 100_000, 400, "json"),
    ],
    ids=["no json", "nothing", "a list", "empty", "a text", "a number", "more", "too large", "deep"],
)
def test_what_cannot_be_read_is_a_problem(
    client: Client, key: str, body: Any, status: int, kind: str
) -> None:
    assert_problem(post(client, body, key), status, kind)


def test_a_list_needs_a_key_with_its_scope(client: Client, key: str) -> None:
    response = client.post(MANY, {"codes": ["x"]}, content_type="application/json")
    assert_problem(response, 401, "key")
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert_problem(post(client, {"codes": ["x"]}, secret_of()), 403, "scope")
    assert_problem(post(client, {"codes": ["x"]}, key[:-1] + "g"), 401, "key")


def test_a_revoked_key_opens_nothing_and_a_session_is_no_key(client: Client) -> None:
    owner = UserFactory.create()
    made, secret = make_key(
        owner_id=owner.pk, name="k", scopes=["verify:batch"], expires_at=None, now=timezone.now()
    )
    revoke_key(made.pk, owner_id=owner.pk, now=timezone.now())
    client.force_login(owner)
    assert_problem(post(client, {"codes": ["x"]}, secret), 401, "key")


def test_a_wrong_key_is_not_taken_for_no_key(client: Client, credential: Credential) -> None:
    response = client.get(ONE.format(credential.code), headers={"Authorization": "Bearer wrong"})
    assert_problem(response, 401, "key")


def test_wrong_keys_are_limited_by_address(client: Client, settings: Any) -> None:
    settings.VERIFY_LIMITS = settings.VERIFY_LIMITS | {"wrong-key": 2}
    answers = [post(client, {"codes": ["x"]}, "wrong").status_code for _ in range(3)]
    assert answers == [401, 401, 429]


def test_an_address_and_each_key_have_limits_of_their_own(
    client: Client, credential: Credential, key: str, settings: Any
) -> None:
    settings.VERIFY_LIMITS = settings.VERIFY_LIMITS | {"call": 1, "keyed-call": 2, "batch": 1}
    address = ONE.format(credential.code)
    assert client.get(address).status_code == 200
    response = client.get(address)
    assert_problem(response, 429, "too-often")
    assert 0 < int(response["Retry-After"]) <= 61
    headers = {"Authorization": f"Bearer {key}"}
    assert [client.get(address, headers=headers).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert [post(client, {"codes": ["x"]}, key).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_another_method_is_a_problem_that_says_which_there_are(client: Client, method: str) -> None:
    response = getattr(client, method)(ONE.format("x"))
    assert_problem(response, 405, "method")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    if method != "post":
        assert_problem(getattr(client, method)(MANY), 405, "method")


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/nothing", "/api/v2/verify/x", "/api/"])
def test_another_address_is_a_problem(client: Client, address: str) -> None:
    assert_problem(client.get(address), 404, "not-found")


def test_a_failure_of_ours_is_a_problem_that_says_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr("certificates.rest.verify_codes", broken)
    data = assert_problem(client.get(ONE.format("x")), 500, "failure")
    assert "inner words" not in json.dumps(data)


def test_answers_have_the_shapes_that_the_documentation_names(
    client: Client, credential: Credential, key: str
) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    shapes = schema["components"]
    one = client.get(ONE.format(credential.code)).json()
    many = post(client, {"codes": [credential.code, "nonsense"]}, key).json()
    problem = client.get("/api/v1/nothing").json()
    for name, data in (("ResultOut", one), ("ListOut", many), ("ProblemOut", problem)):
        Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": shapes}).validate(data)
    assert set(one) == set(ResultOut.model_fields)
    assert ListOut.model_validate(many, strict=True)


def test_the_documentation_shows_every_address_and_shape_under_the_strict_policy(client: Client) -> None:
    response = client.get("/api/v1/docs")
    text = response.content.decode()
    schema = api.get_openapi_schema()
    for path in schema["paths"]:
        assert path in text
    for name, shape in schema["components"]["schemas"].items():
        assert name in text
        for field in shape["properties"]:
            assert f"<code>{field}</code>" in text
    assert "<script" not in text
    assert "script-src 'self';" in response["Content-Security-Policy"] + ";"


def test_every_kind_of_problem_has_its_place_in_the_documentation(client: Client) -> None:
    text = client.get("/api/v1/docs").content.decode()
    kinds = (
        "key",
        "scope",
        "not-found",
        "method",
        "size",
        "body",
        "json",
        "too-often",
        "cannot-check",
        "failure",
    )
    assert [kind for kind in kinds if f'id="{kind}"' not in text] == []
