"""Following the links of the brand's own mail on the network, under `forewarn lint --net` alone."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urljoin

from forewarn.lint.context import ChainStep
from forewarn.mail.links import WebAddress, parse_link

STEP_SECONDS = 6.0  # for one answer; a page that takes longer is broken for a reader too
MAX_STEPS = 6  # redirects that are followed; browsers give up at 20
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class HttpProber:
    """Asks for each address with HEAD and follows redirects; never reaches private networks."""

    def follow(self, url: str) -> list[ChainStep]:
        """The steps from this address to where a browser would end, at most `MAX_STEPS`."""
        steps: list[ChainStep] = []
        for _ in range(MAX_STEPS):
            step = self._ask(url)
            steps.append(step)
            if step.problem or step.status not in _REDIRECTS or not step.location:
                return steps
            url = urljoin(url, step.location)
        steps.append(ChainStep(url, 0, problem=f"more than {MAX_STEPS} redirects"))
        return steps

    def _ask(self, url: str) -> ChainStep:
        address = parse_link(url)
        if not address.is_web:
            return ChainStep(url, 0, problem="it leads to no web page")
        try:
            _refuse_private(address.host)
            connection = _connection(address)
            try:
                connection.request("HEAD", _target(address), headers={"User-Agent": "forewarn-lint"})
                answer = connection.getresponse()
                return ChainStep(url, answer.status, answer.getheader("Location", ""))
            finally:
                connection.close()
        except ssl.SSLCertVerificationError as error:
            return ChainStep(url, 0, problem=f"the certificate is not valid ({error.verify_message})")
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            return ChainStep(url, 0, problem=str(error) or type(error).__name__)


def _connection(address: WebAddress) -> http.client.HTTPConnection:
    if address.scheme == "http":
        return http.client.HTTPConnection(address.host, address.port, timeout=STEP_SECONDS)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(address.host, address.port, timeout=STEP_SECONDS, context=context)


def _target(address: WebAddress) -> str:
    path = address.path or "/"
    return f"{path}?{address.query}" if address.query else path


def _refuse_private(host: str) -> None:
    """Raise OSError where a name leads into this machine or its network."""
    for *_, place in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(str(place[0]).split("%")[0]).is_global:
            raise OSError("it leads to a private address")
