"""Private keys under a passphrase: scrypt for the key, AES-256-GCM for what it locks."""

import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MAGIC = b"assay-keys-1\n"
_SALT, _NONCE = 16, 12
MIN_PASSPHRASE = 12


class PassphraseRefused(Exception):
    """The passphrase is too short, or not the one."""


def seal_keys(files: Mapping[str, bytes], passphrase: str) -> bytes:
    """The files under a passphrase. Raises PassphraseRefused for a short one."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise PassphraseRefused(f"The passphrase needs {MIN_PASSPHRASE} characters or more.")
    plain = json.dumps({name: data.decode("ascii") for name, data in files.items()}).encode()
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return _MAGIC + salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, plain, _MAGIC)


def open_keys(sealed: bytes, passphrase: str) -> dict[str, bytes]:
    """The files again. Raises PassphraseRefused when the passphrase is another one, or a byte was changed."""
    start = len(_MAGIC)
    salt, nonce = sealed[start : start + _SALT], sealed[start + _SALT : start + _SALT + _NONCE]
    try:
        plain = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed[start + _SALT + _NONCE :], _MAGIC)
    except (InvalidTag, ValueError) as error:
        raise PassphraseRefused("The keys in the backup do not open with this passphrase.") from error
    return {name: text.encode("ascii") for name, text in json.loads(plain).items()}


def _key(passphrase: str, salt: bytes) -> bytes:
    # 32 MB and about a tenth of a second for each guess.
    return Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(passphrase.encode())
