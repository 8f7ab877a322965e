"""Which certificate a server shows, before anybody trusts it: a handshake, and nothing said after it."""

from __future__ import annotations

import asyncio
import ssl

from engine.llm import remote_address, remote_certificate
from engine.problems import BadAddress, EndpointUnreachable, EndpointUntrusted


async def shown(base_url: str, timeout_s: float) -> str:
    """The certificate as PEM, whatever it says; a person compares its fingerprint.

    Raises:
        BadAddress: not an https address.
        EndpointUnreachable, EndpointUntrusted: nobody answers, or not with TLS 1.2 or newer.
    """
    address = remote_address.parse(base_url)
    if address.scheme != "https":
        raise BadAddress(reason="scheme")
    context = remote_certificate.unpinned()
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection(
                address.host, address.port, ssl=context, server_hostname=address.host
            )
    except ssl.SSLError:
        raise EndpointUntrusted(host=address.host, reason="tls") from None
    except TimeoutError:
        raise EndpointUnreachable(host=address.host, reason="timeout") from None
    except OSError as error:
        raise EndpointUnreachable(host=address.host, reason="connection", errno=error.errno or 0) from None
    der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.transport.abort()
    return ssl.DER_cert_to_PEM_cert(der)
