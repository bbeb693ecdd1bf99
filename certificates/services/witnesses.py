"""Witnesses of the log: who they are, and what they confirmed. Nothing is kept that does not verify."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from certificates.models import IssuerKey, LogCheckpoint, LogWitness, WitnessSignature
from certificates.transparency import (
    Cosignature,
    CosignatureRefused,
    KeyKind,
    VerifierKey,
    note_body,
    open_cosignature,
    read_verifier_key,
    signature_lines,
)

# How far a witness's clock may stray from ours.
CLOCK_LEEWAY = timedelta(minutes=5)
# Lines without a note are tried against the heads of the last hour: a new one may have been signed meanwhile.
_RECENT_HEADS = 12
# C2SP signed-note asks for 16 at least; a note with more is not read.
_MOST_LINES = 64


class WitnessRefused(ValueError):
    """A witness or a confirmation that is not taken; the message says why."""


@transaction.atomic
def add_witness(name: str, vkey: str, *, actor_id: int | None = None, now: datetime) -> LogWitness:
    """Take on a witness, or take a removed one on again. Raises WitnessRefused.

    A key of our own is refused: a witness is somebody outside our control.
    """
    key = _read(vkey)
    if key.kind is not KeyKind.COSIGNATURE:
        raise WitnessRefused(
            "A witness has a key for cosignatures (type 4), and this is another kind of key."
        )
    if any(bytes(public) == key.public for public in IssuerKey.objects.values_list("public", flat=True)):
        raise WitnessRefused("This is a key of our own. A witness is somebody outside our control.")
    name = name.strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise WitnessRefused("Give the witness a name: one line of at most 100 characters.")
    if len(key.text()) > 300:
        raise WitnessRefused("The name within the key is too long.")
    found = LogWitness.objects.select_for_update().filter(name=name).first()
    if found is not None and found.vkey == key.text() and not found.is_active:
        found.is_active = True
        found.save(update_fields=["is_active"])
        return found
    try:
        with transaction.atomic():
            return LogWitness.objects.create(name=name, vkey=key.text(), added_by_id=actor_id, added_at=now)
    except IntegrityError as error:
        raise WitnessRefused("There is a witness with this name or this key already.") from error


def remove_witness(name: str) -> bool:
    """Show a witness's word no longer; what it signed is kept. False when there is no such witness."""
    return bool(LogWitness.objects.filter(name=name, is_active=True).update(is_active=False))


def add_witness_signature(text: str, *, now: datetime) -> list[WitnessSignature]:
    """Verify and keep what witnesses signed: a note of ours with their lines, or the lines alone.

    The confirmations kept now; one that we have already is passed over. Raises WitnessRefused where the note
    is not one of ours, where nobody known signed it, or where one line in a known name does not hold: then
    nothing is kept.
    """
    lines = list(signature_lines(text))
    if not 0 < len(lines) <= _MOST_LINES:
        raise WitnessRefused("There is no signature line in this text.")
    witnesses = {witness: _read(witness.vkey) for witness in LogWitness.objects.filter(is_active=True)}
    checkpoint, found = _confirmed(text, lines, witnesses)
    kept = []
    with transaction.atomic():
        for witness, signature in found.items():
            _judge_time(witness, signature.signed_at, checkpoint=checkpoint, now=now)
            row, is_new = WitnessSignature.objects.get_or_create(
                checkpoint=checkpoint,
                witness=witness,
                defaults={"line": signature.line, "signed_at": signature.signed_at, "received_at": now},
            )
            if is_new:
                kept.append(row)
    return kept


def witness_lines(checkpoint: LogCheckpoint) -> list[str]:
    """The lines of active witnesses on a head, oldest first. One query."""
    signatures = WitnessSignature.objects.filter(checkpoint=checkpoint, witness__is_active=True)
    return list(signatures.values_list("line", flat=True))


def witnessed_note(checkpoint: LogCheckpoint) -> str:
    """A head as it is served: our note, and below our signature those of its witnesses. One query."""
    return checkpoint.note + "".join(f"{line}\n" for line in witness_lines(checkpoint))


def _read(vkey: str) -> VerifierKey:
    try:
        return read_verifier_key(vkey)
    except ValueError as error:
        raise WitnessRefused(f"This key cannot be used: {error}.") from error


_Found = dict[LogWitness, Cosignature]


def _confirmed(
    text: str, lines: list[str], witnesses: dict[LogWitness, VerifierKey]
) -> tuple[LogCheckpoint, _Found]:
    """The head that a text is about, and who confirmed it."""
    body = note_body(text)
    if body:
        heads = [one for one in _heads_of_size(body) if note_body(one.note) == body]
        if not heads:
            raise WitnessRefused("This note is not a head of this log.")
    else:
        heads = list(LogCheckpoint.objects.all()[:_RECENT_HEADS])
    refusal = "No line in this text is by a witness known here."
    for head in heads:
        try:
            if found := _open_all(lines, note_body(head.note), witnesses):
                return head, found
        except CosignatureRefused as error:
            refusal = f"Nothing was kept: {error}."
    raise WitnessRefused(refusal)


def _heads_of_size(body: str) -> list[LogCheckpoint]:
    size = [*body.split("\n"), ""][1]
    if not size.isascii() or not size.isdigit() or len(size) > 18:
        return []
    return list(LogCheckpoint.objects.filter(size=int(size)))


def _open_all(lines: list[str], body: str, witnesses: dict[LogWitness, VerifierKey]) -> _Found:
    found: _Found = {}
    for witness, key in witnesses.items():
        for line in lines:
            if opened := open_cosignature(line, body, key):
                found.setdefault(witness, opened)
    return found


def _judge_time(
    witness: LogWitness, signed_at: datetime, *, checkpoint: LogCheckpoint, now: datetime
) -> None:
    """A time before the head was there, or after now, is a wrong clock: showing it would say what is not so."""
    if signed_at > now + CLOCK_LEEWAY:
        raise WitnessRefused(f"{witness.name} names a time in the future.")
    if signed_at < checkpoint.signed_at - CLOCK_LEEWAY:
        raise WitnessRefused(f"{witness.name} names a time before this head was signed.")
