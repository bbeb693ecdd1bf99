"""The API's documentation as a plain page: made from the schema, without a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates.rest import api

PROBLEMS = (
    ("key", 401), ("scope", 403), ("not-found", 404), ("method", 405), ("size", 413), ("body", 422),
    ("json", 400), ("too-often", 429), ("cannot-check", 503), ("failure", 500),
)  # fmt: skip


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """What can be asked, with what, and what comes back."""
    schema = api.get_openapi_schema()
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "description": operation.get("description", ""),
            "statuses": sorted(operation["responses"]),
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    shapes = [
        {
            "name": name,
            "description": shape.get("description", ""),
            "fields": [
                {"name": field, "type": _type(about), "description": about.get("description", "")}
                for field, about in shape["properties"].items()
            ],
        }
        for name, shape in schema["components"]["schemas"].items()
    ]
    context = {
        "section": "verify",
        "operations": operations,
        "shapes": shapes,
        "problems": PROBLEMS,
        "version": schema["info"]["version"],
    }
    return render(request, "certificates/api_docs.html", context)


def _type(about: dict[str, Any]) -> str:
    """A field's type in a few words."""
    if "$ref" in about:
        return str(about["$ref"].rpartition("/")[2])
    if "anyOf" in about:
        return " or ".join(_type(choice) for choice in about["anyOf"])
    if "enum" in about:
        return ", ".join(about["enum"])
    if about.get("type") == "array":
        return f"list of {_type(about['items'])}"
    return str(about.get("type", ""))
