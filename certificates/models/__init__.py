"""The tables of the certificates app."""

from certificates.models.achievements import Achievement, AchievementVersion, CertificationScheme
from certificates.models.api_keys import ApiKey
from certificates.models.bulk import BulkIssue, BulkIssueRow
from certificates.models.cases import CredentialCase
from certificates.models.credentials import Credential, CredentialEvent, CredentialNotice, CredentialPdf
from certificates.models.issuer import Issuer, IssuerKey, KeyChange, SealCertificate
from certificates.models.log import ActsAnchor, LogCheckpoint, LogLeaf, LogNode, LogWitness, WitnessSignature
from certificates.models.status import StatusList
from certificates.models.verification import VerificationRecord

__all__ = [
    "Achievement",
    "AchievementVersion",
    "ActsAnchor",
    "ApiKey",
    "BulkIssue",
    "BulkIssueRow",
    "CertificationScheme",
    "Credential",
    "CredentialCase",
    "CredentialEvent",
    "CredentialNotice",
    "CredentialPdf",
    "Issuer",
    "IssuerKey",
    "KeyChange",
    "LogCheckpoint",
    "LogLeaf",
    "LogNode",
    "LogWitness",
    "SealCertificate",
    "StatusList",
    "VerificationRecord",
    "WitnessSignature",
]
