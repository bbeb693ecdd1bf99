"""The seal on a PDF: PAdES-B-B (ETSI EN 319 142-1), as a certification that permits no change afterwards.

The seal is an incremental update: the bytes that were typeset stand in front of it as they were, tags and
attachment included. Its field has no appearance and lies outside the page, so that nothing is added to what is
seen or read out.
"""

import asyncio
import io
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from asn1crypto import pem, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Seal"
_HASH = "sha256"
# Hexadecimal digits; a leaf, its authority and a signature over P-256 take about 3,700 of them.
_RESERVED = 8192


class DocumentSigner(Protocol):
    """Signs with ECDSA on P-256 over SHA-256, DER: a file today, a key service tomorrow."""

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""


class Sealer:
    """A signer with its certificates, read once and used for many documents.

    `leaf` and `authority` are PEM. Raises ValueError for anything else.
    """

    def __init__(self, signer: DocumentSigner, *, leaf: bytes, authority: bytes) -> None:
        self._signer = _PdfSigner(signer, leaf=_certificate(leaf), authority=_certificate(authority))

    def seal(self, document: bytes, *, reason: str, now: datetime) -> bytes:
        """The document with a seal appended; the same document, reason and moment give the same bytes.

        Raises ValueError when the signature has no room.
        """
        writer = _Writer(io.BytesIO(document))
        field = SigFieldSpec(
            FIELD,
            on_page=0,
            readable_field_name=reason,
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
        )
        steps = PdfCMSEmbedder(new_field_spec=field).write_cms(FIELD, writer)
        next(steps)
        placeholder = SignatureObject(
            timestamp=now, subfilter=SigSeedSubFilter.PADES, reason=reason, bytes_reserved=_RESERVED
        )
        permission = SigMDPSetup(_HASH, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        steps.send(SigObjSetup(placeholder, mdp_setup=permission))
        prepared, output = steps.send(SigIOSetup(_HASH))
        signed = asyncio.run(self._signer.async_sign(prepared.document_digest, _HASH, use_pades=True))
        if len(signed.dump()) * 2 > _RESERVED:
            raise ValueError("the signature does not fit into its place")
        steps.send(signed)
        return bytes(output.getvalue())


class _PdfSigner(Signer):
    """Lets pyHanko build the CMS message while the key stays behind our own protocol."""

    def __init__(
        self, signer: DocumentSigner, *, leaf: x509.Certificate, authority: x509.Certificate
    ) -> None:
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # The package leaves it untyped.
        known.register(authority)
        super().__init__(signing_cert=leaf, cert_registry=known)
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != _HASH:
            raise ValueError(f"{digest_algorithm} is not what the key signs")
        return self._signer.sign(data)


class _Writer(IncrementalPdfFileWriter):
    """An update that leaves the metadata as typeset: they claim PDF/A and PDF/UA, and must name no other time."""

    def _update_meta(self) -> None:
        pass

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        # The second half names this version of the file (ISO 32000-1, 14.4): from its bytes, not from chance.
        prev.stream.seek(0)
        second = generic.ByteStringObject(sha256(prev.stream.read()).digest()[:16])
        return generic.ArrayObject([prev.trailer["/ID"][0], second])


def _certificate(text: bytes) -> x509.Certificate:
    _kind, _headers, der = pem.unarmor(text)
    return x509.Certificate.load(der)
