"""The tables of the certificates app."""

from certificates.models.achievements import Achievement, AchievementVersion, CertificationScheme
from certificates.models.credentials import Credential, CredentialEvent, CredentialNotice, CredentialPdf
from certificates.models.issuer import Issuer, IssuerKey
from certificates.models.log import LogCheckpoint, LogLeaf, LogNode
from certificates.models.status import StatusList

__all__ = [
    "Achievement",
    "AchievementVersion",
    "CertificationScheme",
    "Credential",
    "CredentialEvent",
    "CredentialNotice",
    "CredentialPdf",
    "Issuer",
    "IssuerKey",
    "LogCheckpoint",
    "LogLeaf",
    "LogNode",
    "StatusList",
]
