"""achievement.yaml of a course package: what can be earned, and its scheme."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from django.db import transaction

from assessments.api import assessment_id_of
from certificates.models import Achievement, AchievementVersion, CertificationScheme, Credential
from certificates.services.specimens import ensure_specimens
from courses.api import PartRefused, Problem, course_slug

_WORDING = ("title", "description", "criteria", "skills")
# Not in the versions: every page of every certificate shows what the achievement says now.
_MEANING = ("code", "subject", "level")


class AchievementPart:
    """The package part that certificates own."""

    def check(self, data: Mapping[str, Any]) -> list[Problem]:
        """The format has judged it already: nothing is left that needs no database."""
        return []

    @transaction.atomic
    def load(
        self, data: Mapping[str, Any], *, course_id: int, actor: Any, now: datetime, overwrite: bool
    ) -> str:
        """Create or update the achievement; a new wording is a new version, an old one is never edited.

        Raises PartRefused for an examination that is not there, and for another code, subject or level once a
        certificate was issued.
        """
        scheme = data["scheme"]
        examination_id = assessment_id_of(course_slug(course_id), scheme["examination"])
        if examination_id is None:
            message = f"there is no assessment {scheme['examination']}"
            raise PartRefused(Problem("scheme.examination", "reference", message))
        _refuse_another_meaning(data)
        before = self.export(course_id)
        achievement, created = Achievement.objects.update_or_create(
            slug=data["slug"],
            defaults={name: data[name] for name in (*_MEANING, "status")},
        )
        wording = {name: data.get(name) or ([] if name == "skills" else "") for name in _WORDING}
        digest = hashlib.sha256(rfc8785.dumps({**wording, "code": data["code"]})).hexdigest()
        newest = achievement.versions.first()
        if newest is None or newest.digest != digest:
            # An earlier wording that comes back is a new version too: versions only go forward.
            AchievementVersion.objects.create(
                achievement=achievement,
                number=(newest.number if newest else 0) + 1,
                digest=digest,
                created_at=now,
                **wording,
            )
        CertificationScheme.objects.update_or_create(
            achievement=achievement,
            defaults={
                "examination_id": examination_id,
                "course_id": course_id,
                "completion": scheme["completion"],
                "decision": scheme["decision"],
                "validity_months": scheme.get("validity_months"),
                "renewal": scheme.get("renewal") or "",
            },
        )
        # Only specimens can have been issued with another code: they are made anew.
        if (
            Credential.objects.shown()
            .filter(is_specimen=True, achievement_version__achievement=achievement)
            .exists()
        ):
            ensure_specimens(now=now)
        if created:
            return "created"
        return "unchanged" if self.export(course_id) == before else "changed"

    def export(self, course_id: int) -> dict[str, Any] | None:
        """The achievement whose scheme names the course, as its file holds it."""
        scheme = (
            CertificationScheme.objects.filter(course_id=course_id)
            .select_related("achievement", "examination")
            .order_by("pk")
            .first()
        )
        if scheme is None:
            return None
        achievement = scheme.achievement
        version = achievement.versions.first()
        if version is None:
            return None
        exported: dict[str, Any] = {
            "slug": achievement.slug,
            "code": achievement.code,
            "subject": achievement.subject,
            "level": achievement.level,
            **{name: getattr(version, name) for name in _WORDING if getattr(version, name)},
            "status": achievement.status,
            "scheme": {
                "examination": scheme.examination.slug,
                "completion": scheme.completion,
                "decision": scheme.decision,
            },
        }
        if scheme.validity_months:
            exported["scheme"]["validity_months"] = scheme.validity_months
        if scheme.renewal:
            exported["scheme"]["renewal"] = scheme.renewal
        return exported


def _refuse_another_meaning(data: Mapping[str, Any]) -> None:
    """Raise PartRefused where a package would make certificates that were issued say another thing."""
    held = Achievement.objects.filter(slug=data["slug"]).first()
    changed = [name for name in _MEANING if held is not None and getattr(held, name) != data[name]]
    if changed and Credential.objects.real().filter(achievement_version__achievement=held).exists():
        message = (
            f"certificates were issued with {changed[0]} {getattr(held, changed[0])}, and would say another one: "
            "make a new achievement with a slug of its own"
        )
        raise PartRefused(Problem(changed[0], "issued", message))
