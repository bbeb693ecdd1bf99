"""Check that a certificate stands in Assay's log, without asking Assay whether it does.

    python checker.py credential.json proof.txt --key VKEY [--witness VKEY ...]
                      [--old-checkpoint FILE --consistency FILE]

credential.json  the certificate's signed JSON, or keys from /log/key-changes     proof.txt  from <address>/proof
--key            the log's key, from /log/key. Keep it: a key fetched today from us is only our word.
--old-checkpoint a /log/checkpoint that you kept; --consistency /log/consistency/<smaller size>/<larger size>

Needs Python 3.11 and `pip install cryptography`; opens no connection. Exit code 0: proved, 1: not proved.
Formats: C2SP signed-note, tlog-checkpoint, tlog-proof, tlog-cosignature; hashes of RFC 9162.
"""

import argparse
import hashlib
import json
import sys
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class NotProved(Exception):
    """The message says what does not fit."""


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def seconds_signed(note: str, vkey: str, kind: int) -> int | None:
    """When this key signed the note (0 for a log, which names no time); None where it signed nothing."""
    body, _, lines = note.rpartition("\n\n")
    name, key_id, encoded = vkey.strip().split("+", 2)
    raw_key = b64decode(encoded)  # a byte for the kind (1 signs heads, 4 witnesses them), then the public key
    if key_id != sha256(f"{name}\n".encode(), raw_key)[:4].hex() or raw_key[0] != kind:
        raise NotProved(f"{vkey} is not a verifier key for this use.")
    for line in lines.splitlines():
        if not line.startswith(f"\u2014 {name} ") or b64decode(line.split(" ")[2])[:4].hex() != key_id:
            continue
        signature, message, seconds = b64decode(line.split(" ")[2])[4:], f"{body}\n".encode(), 0
        if kind == 4:
            seconds, signature = int.from_bytes(signature[:8]), signature[8:]
            message = f"cosignature/v1\ntime {seconds}\n".encode() + message
        try:
            Ed25519PublicKey.from_public_bytes(raw_key[1:]).verify(signature, message)
        except InvalidSignature:
            raise NotProved(f"The signature of {name} does not hold: the head was changed.") from None
        return seconds
    return None


def signed_head(note: str, keys: list[str]) -> tuple[int, bytes]:
    """How many entries the log had, and the hash over all of them, as the log's key signed it."""
    name, size, root = note.split("\n")[:3]
    for key in keys:
        # A head begins with its log's name: another log's head is not this log's.
        if key.partition("+")[0] == name and seconds_signed(note, key, kind=1) is not None and int(size) > 0:
            return int(size), b64decode(root)
    raise NotProved("The head is not signed by the log's key that you gave.")


def leaf_of(credential: bytes, extra: bytes) -> bytes:
    """Make the entry again: salted hashes of exactly these bytes (and of a certificate's address), and a time."""
    said = json.loads(extra)
    salt, things = bytes.fromhex(said.pop("salt")), {"keys": credential}
    if said["event"] != "keys-changed":
        things = {"credential": json.loads(credential)["id"].encode(), "document": credential}
    said |= {name: sha256(salt, sha256(thing)).hex() for name, thing in things.items()}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def climb(index: int, last: int, start: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """RFC 9162 §2.1.3.2, §2.1.4.2: hash a path upwards, with the siblings on the left alone and with all."""
    left = whole = start
    for sibling in path:
        if last == 0:
            raise NotProved("The path through the log is too long.")
        if index % 2 or index == last:
            left, whole = sha256(b"\1", sibling, left), sha256(b"\1", sibling, whole)
            while index % 2 == 0 and index:
                index, last = index >> 1, last >> 1
        else:
            whole = sha256(b"\1", whole, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise NotProved("The path through the log is too short.")
    return left, whole


def check_continues(old: tuple[int, bytes], new: tuple[int, bytes], path: list[bytes]) -> None:
    """RFC 9162 §2.1.4.2: the entries under the older head are the first of those under the newer one."""
    index, last, found = old[0] - 1, new[0] - 1, (old[1], old[1])
    if old[0] != new[0]:
        if not path:
            raise NotProved(f"Give --consistency: the answer of /log/consistency/{old[0]}/{new[0]}.")
        path = path if old[0] & index else [old[1], *path]
        while index % 2:
            index, last = index >> 1, last >> 1
        found = climb(index, last, path[0], path[1:])
    if found != (old[1], new[1]):
        raise NotProved(f"The log of {new[0]} entries was not shown to continue that of {old[0]}.")


def main(args: argparse.Namespace) -> None:
    first, _, note = args.proof.read_text("utf-8").partition("\n\n")
    version, extra, place, *path = first.split("\n")
    if (version, extra[:6], place[:6]) != ("c2sp.org/tlog-proof@v1", "extra ", "index "):
        raise NotProved("This is not a proof that goes with a certificate.")
    (size, root), index = signed_head(note, args.key), int(place[6:])
    if not 0 <= index < size:
        raise NotProved("The head does not reach this entry.")
    told = json.loads(leaf := leaf_of(args.credential.read_bytes(), b64decode(extra[6:])))
    if climb(index, size - 1, sha256(b"\0", leaf), [b64decode(line) for line in path])[1] != root:
        raise NotProved("These bytes are not the entry that the log has at this place.")
    print(f"Proved: entry {index} of the log, {told['event']} at {told['at']}, is about exactly these bytes.")
    print(f"Proved: the log's key signed a head over {size} entries, this one among them.")
    for witness in args.witness:
        seconds = seconds_signed(note, witness, kind=4)
        if seconds is None:
            raise NotProved("The witness whose key you gave did not confirm this head.")
        print(f"Proved: {witness.partition('+')[0]} saw that head on {datetime.fromtimestamp(seconds, UTC)}.")
    if args.old_checkpoint:
        kept = signed_head(args.old_checkpoint.read_text("utf-8"), args.key)
        answer = json.loads(args.consistency.read_text("utf-8")) if args.consistency else {"proof": []}
        older, newer = sorted([kept, (size, root)])
        check_continues(older, newer, [b64decode(line) for line in answer["proof"]])
        print(f"Proved: your head of {kept[0]} entries and this one are of one log, only added to.")
        print("It had this entry already." if index < kept[0] else "This entry was added after it.")
    print("Not checked: the certificate's own signature, its expiry, and whether it was revoked.")
    if not args.witness:
        print("Not checked: any witness. Without one the log proves order on the issuer's word.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    for option in ("credential", "proof", "--old-checkpoint", "--consistency"):
        parser.add_argument(option, type=Path)
    parser.add_argument("--key", action="append", required=True, help="give each, if the log has had several")
    parser.add_argument("--witness", action="append", default=[])
    try:
        main(parser.parse_args())
    except NotProved as problem:
        sys.exit(f"NOT PROVED. {problem}")
    except Exception as problem:  # whatever a strange file leads to, it is not a proof
        sys.exit(f"NOT PROVED. A file or a key cannot be read: {problem!r}")
