"""The one certificate that a model server must show, byte for byte."""

from __future__ import annotations

import hashlib
import re
import ssl

from engine.problems import BadFile

_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")


class NotPinned(ssl.SSLCertVerificationError):
    """The server showed another certificate."""


def first(pem: str) -> str:
    """The first certificate of a PEM text, which is the server's own, in one form.

    Raises:
        BadFile: it holds none.
    """
    found = _BLOCK.search(pem)
    try:
        if found is None:
            raise ValueError
        der = ssl.PEM_cert_to_DER_cert(found[0])
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=der)
    except (ValueError, ssl.SSLError):
        raise BadFile(path="the certificate", line=1) from None
    return ssl.DER_cert_to_PEM_cert(der)


def fingerprint(pem: str) -> str:
    """SHA-256 of a certificate as people compare it: "AB:CD:…"."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).digest().hex(":").upper()


def pinned(pem: str) -> ssl.SSLContext:
    """TLS 1.2 or newer that trusts this certificate and no other, under whatever name; not when it has expired.

    The certificate is compared at the end of the handshake, before anything is said. OpenSSL checks the dates and
    that the server has the key. What an authority says does not matter.

    Raises:
        BadFile: `pem` is no certificate.
    """
    context = unpinned()
    der = ssl.PEM_cert_to_DER_cert(first(pem))
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # also one that somebody else signed is its own anchor
    context.load_verify_locations(cadata=der)
    context.sslobject_class = _comparing(der)
    return context


def unpinned() -> ssl.SSLContext:
    """TLS that trusts nobody by itself and checks nothing: to look at a certificate, and to build on."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= ssl.OP_NO_RENEGOTIATION
    return context


def _comparing(der: bytes) -> type[ssl.SSLObject]:
    """A TLS connection whose handshake ends with a look at the certificate."""

    class Compared(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            if self.getpeercert(binary_form=True) != der:
                raise NotPinned("another certificate")

    return Compared
