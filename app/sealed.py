"""Private files that are encrypted at rest: AES-256-GCM, bound to what they are for.

    file = MAGIC, 12 bytes of nonce, ciphertext with its tag

A file that was changed, cut, or put in another's place does not open. Keys live in the store; whoever loses it loses
the files, as it should be. The plain bytes exist in memory, and in a private file only while another program reads it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.paths import discard, private_folder, unwritable, write_private
from engine.problems import SealBroken

MAGIC = b"SOTTO\x01"
NONCE_BYTES, KEY_BYTES, TAG_BYTES = 12, 32, 16


def new_key() -> bytes:
    """A random key for one file or one job."""
    return secrets.token_bytes(KEY_BYTES)


def sha256(content: bytes) -> str:
    """The hash that a manifest keeps of plain bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def seal(path: Path, content: bytes, *, key: bytes, purpose: str) -> None:
    """Replace `path` (mode 0600) by the encrypted `content`; a crash leaves the old or the new file.

    Args:
        purpose: what the file is ("checkpoint 12"); it opens only with the same words.

    Raises:
        DiskFull, HomeUnwritable: the old file still holds.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    closed = MAGIC + nonce + AESGCM(key).encrypt(nonce, content, MAGIC + purpose.encode())
    try:
        private_folder(path.parent)
        write_private(path, closed)
    except OSError as error:
        raise unwritable(path, error) from None


def unseal(path: Path, *, key: bytes, purpose: str) -> bytes:
    """The plain content.

    Raises:
        SealBroken: `reason` missing, damaged (or another key, or another purpose).
        HomeUnwritable: it cannot be read.
    """
    try:
        closed = path.read_bytes()
    except FileNotFoundError:
        raise SealBroken(reason="missing") from None
    except OSError as error:
        raise unwritable(path, error) from None
    begin = len(MAGIC)
    if not closed.startswith(MAGIC) or len(closed) < begin + NONCE_BYTES + TAG_BYTES:
        raise SealBroken(reason="damaged")
    nonce = closed[begin : begin + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, closed[begin + NONCE_BYTES :], MAGIC + purpose.encode())
    except InvalidTag:
        raise SealBroken(reason="damaged") from None


@contextmanager
def as_plain(content: bytes, plain: Path) -> Iterator[Path]:
    """Unsealed content as a private file at `plain` within a `with`; it is gone afterwards, whatever happened.

    Raises:
        DiskFull, HomeUnwritable: see `seal`.
    """
    try:
        try:
            private_folder(plain.parent)
            write_private(plain, content)
        except OSError as error:
            raise unwritable(plain, error) from None
        yield plain
    finally:
        for left in (plain, plain.with_name(plain.name + ".new")):
            discard(left)
