"""Private files that are encrypted at rest: AES-256-GCM in pieces, bound to what they are for.

    file = MAGIC, 32 bytes of salt, pieces: `PIECE` bytes of ciphertext and a tag each, the last one shorter or as long
    key of the file = HKDF-SHA-256(key, salt, MAGIC and purpose); nonce of a piece = its number and whether it is last

As in Tink's streaming AES-GCM-HKDF and in age's payloads (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
Vizár, 2015): one call of AES-GCM takes less than 2 GiB, and nobody has to hold a file whole. A file that was changed,
cut, lengthened or put in another's place, or whose pieces were moved, does not open. Keys live in the store; whoever
loses it loses the files, as it should be. The plain bytes exist in memory, and in a private file only while another
program reads it.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.paths import discard, private_folder, replacing, unwritable
from engine.problems import SealBroken

MAGIC = b"SOTTO\x02"
SALT_BYTES, KEY_BYTES, TAG_BYTES, NONCE_BYTES = 32, 32, 16, 12
#: Plain bytes of every piece but the last one.
PIECE = 1 << 20


def new_key() -> bytes:
    """A random key for one file or one job."""
    return secrets.token_bytes(KEY_BYTES)


def seal(path: Path, content: Iterable[bytes], *, key: bytes, purpose: str) -> None:
    """Replace `path` (mode 0600) by the encrypted content; a crash, and what `content` raises, leaves the old file.

    Args:
        content: its parts, of any sizes.
        purpose: what the file is ("checkpoint 12"); it opens only with the same words.

    Raises:
        DiskFull, HomeUnwritable: the old file still holds.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    cipher = _Cipher(key, salt, purpose)
    try:
        private_folder(path.parent)
        with replacing(path) as file:
            file.write(MAGIC + salt)
            for piece, last in _cut(content):
                file.write(cipher.close(piece, last=last))
    except OSError as error:
        raise unwritable(path, error) from None


def pieces(path: Path, *, key: bytes, purpose: str) -> Iterator[bytes]:
    """The plain content, piece by piece, each of them whole and in its place.

    That it is all there is known at the end only: until then nothing may be made of it that cannot be taken back.

    Raises:
        SealBroken: `reason` missing, damaged (or another key, or another purpose).
        HomeUnwritable: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC) + SALT_BYTES)
            if not head.startswith(MAGIC) or len(head) < len(MAGIC) + SALT_BYTES:
                raise SealBroken(reason="damaged")
            cipher = _Cipher(key, head[len(MAGIC) :], purpose)
            closed = file.read(PIECE + TAG_BYTES)
            while closed:
                ahead = file.read(PIECE + TAG_BYTES)
                yield cipher.open(closed, last=not ahead)
                closed = ahead
    except FileNotFoundError:
        raise SealBroken(reason="missing") from None
    except OSError as error:
        raise unwritable(path, error) from None
    if cipher.n_pieces == 0:
        raise SealBroken(reason="damaged")


def unseal(path: Path, *, key: bytes, purpose: str) -> bytes:
    """The plain content of a small file; problems as in `pieces`."""
    return b"".join(pieces(path, key=key, purpose=purpose))


@contextmanager
def as_plain(content: Iterable[bytes], plain: Path) -> Iterator[Path]:
    """Content that another program of this person can read within a `with`, and nobody afterwards.

    On Linux it is a file in memory that has no name (`memfd_create`): nothing of it comes to lie on a disk, but where
    the system swaps, and it ends with this process, however that ends. Elsewhere it is the private file `plain`, which
    is not forced onto the disk; who sweeps there removes what a kill left. It is not overwritten before: neither an SSD
    nor a file system that copies on writing would write to the same blocks.

    Raises:
        DiskFull, HomeUnwritable: see `seal`; whatever `content` raises.
    """
    with emptied(plain) as path:
        try:
            with path.open("wb") as file:
                file.writelines(content)
        except OSError as error:
            raise unwritable(plain, error) from None
        yield path


@contextmanager
def emptied(plain: Path) -> Iterator[Path]:
    """Where a program of this person can put plain bytes and another one read them within a `with`; see `as_plain`.

    Raises:
        DiskFull, HomeUnwritable.
    """
    number = _in_memory()
    if number is not None:
        try:
            yield _path_of(number)
        finally:
            os.close(number)
        return
    try:
        try:
            private_folder(plain.parent)
            os.close(os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600))
        except OSError as error:
            raise unwritable(plain, error) from None
        yield plain
    finally:
        discard(plain)


def _in_memory() -> int | None:
    """The number of a file in memory that children of ours find under `_path_of`, None where there is none."""
    if sys.platform != "linux":
        return None
    try:
        number = os.memfd_create("sotto")
    except OSError:
        return None
    try:
        os.fchmod(number, 0o600)
        os.close(os.open(_path_of(number), os.O_RDWR))
    except OSError:
        os.close(number)
        return None
    return number


def _path_of(number: int) -> Path:
    return Path(f"/proc/{os.getpid()}/fd/{number}")


class _Cipher:
    """What one file is closed and opened with, piece after piece.

    Attributes:
        n_pieces: so many were closed or opened.
    """

    def __init__(self, key: bytes, salt: bytes, purpose: str) -> None:
        self._about = MAGIC + purpose.encode()
        self._cipher = AESGCM(HKDF(SHA256(), KEY_BYTES, salt, self._about).derive(key))
        self.n_pieces = 0

    def close(self, piece: bytes, *, last: bool) -> bytes:
        """The ciphertext of the next piece, with its tag."""
        return self._cipher.encrypt(self._nonce(last), piece, self._about)

    def open(self, closed: bytes, *, last: bool) -> bytes:
        """The next piece; raises `SealBroken` for anything else."""
        try:
            return self._cipher.decrypt(self._nonce(last), closed, self._about)
        except InvalidTag:
            raise SealBroken(reason="damaged") from None

    def _nonce(self, last: bool) -> bytes:
        number, self.n_pieces = self.n_pieces, self.n_pieces + 1
        return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([last])


def _cut(content: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of `PIECE` bytes, and whether it is the last one, which is the only empty one where there is nothing."""
    held = bytearray()
    for part in content:
        whole = memoryview(part)
        for at in range(0, len(whole), PIECE):
            held += whole[at : at + PIECE]
            if len(held) > PIECE:
                yield bytes(held[:PIECE]), False
                del held[:PIECE]
    yield bytes(held), True
