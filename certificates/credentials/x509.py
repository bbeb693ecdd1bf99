"""The certificates behind the seal on a PDF: an authority of our own, and what it certifies.

Both kinds are X.509 v3 (RFC 5280) on P-256. Nobody else vouches for the authority: whoever has it from our address
can check a seal without us; whoever has not, cannot.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

# RFC 9336. Readers that do not know it look for e-mail protection instead: without that, poppler doubts the seal.
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_LIFE = timedelta(days=20 * 365 + 5)
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class P256Signer:
    """A signer over a P-256 key in memory."""

    def __init__(self, kid: str, key: ec.EllipticCurvePrivateKey) -> None:
        self.kid = kid
        self._key = key

    @classmethod
    def from_pem(cls, kid: str, pem: bytes) -> "P256Signer":
        """Read an unencrypted PKCS#8 key. Raises ValueError for any other kind."""
        key = load_pem_private_key(pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("not a P-256 key")
        return cls(kid, key)

    @classmethod
    def generate(cls, kid: str) -> "P256Signer":
        """A fresh key."""
        return cls(kid, ec.generate_private_key(ec.SECP256R1()))

    def to_pem(self) -> bytes:
        """The private key, PKCS#8, unencrypted: keep it at mode 0600."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public(self) -> bytes:
        """The public key as SubjectPublicKeyInfo, DER."""
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message: bytes) -> bytes:
        """An ECDSA signature over SHA-256, DER; the same message gives the same one (RFC 6979)."""
        return self._key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))

    def certify(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        """Sign a certificate with this key."""
        return builder.sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)


@dataclass(frozen=True, slots=True)
class Named:
    """What a certificate says of its holder."""

    common_name: str
    organisation: str


def authority_certificate(signer: P256Signer, named: Named, *, now: datetime) -> bytes:
    """A self-signed authority that may certify seals and nothing below them, for 20 years; PEM."""
    name = _name(named)
    builder = _builder(name, name, signer.public(), now=now, until=now + _LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    return signer.certify(builder).public_bytes(Encoding.PEM)


def seal_certificate(
    public: bytes, named: Named, *, authority: P256Signer, authority_pem: bytes, now: datetime
) -> bytes:
    """A certificate for sealing documents, valid until its authority ends: a seal has no time stamp; PEM.

    `public` is what P256Signer.public gives.
    """
    above = x509.load_pem_x509_certificate(authority_pem)
    builder = _builder(_name(named), above.subject, public, now=now, until=above.not_valid_after_utc)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
    builder = builder.add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING]), critical=False
    )
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
            above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        ),
        critical=False,
    )
    return authority.certify(builder).public_bytes(Encoding.PEM)


def certified_key(pem: bytes) -> bytes:
    """The public key of a certificate, as P256Signer.public gives it."""
    key = x509.load_pem_x509_certificate(pem).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _name(named: Named) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, named.organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, named.common_name),
        ]
    )


def _usage(*granted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{use: use in granted for use in _USES})


def _builder(
    subject: x509.Name, issuer: x509.Name, public: bytes, *, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    # Read back from DER so that a key held elsewhere can be certified as well.
    key = load_der_public_key(public)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not a P-256 key")
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
