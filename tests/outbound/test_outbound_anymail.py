"""Providers' APIs: what is handed over, and what each answer means. The provider is a real HTTP server on loopback."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from forewarn.cli.bench.sending.servers import free_port
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.mail.dkim.keys import generate_key
from forewarn.mail.dkim.signing import DkimSigner
from forewarn.outbound.envelopes import Envelope, Outcome, Stage, Status, TroubleKind
from forewarn.outbound.transports.anymail import AnymailTransport
from forewarn.outbound.transports.providers import PROVIDERS, Provider

ACCEPTED = {"ErrorCode": 0, "Message": "OK", "MessageID": "pm-1", "To": "c1@customer.example"}
SIGNER = DkimSigner.from_pem(generate_key().private_pem, domain="brand.example", selector="q4")
LETTER = Letter(
    "Brand Café",
    "safety@brand.example",
    "Your note, {{name}}",
    "Hello {{name}},\n\nnothing to do.\n",
    "<p>Hello {{name}},</p>",
    headers=(
        ("Reply-To", "care@brand.example"),
        ("List-Id", "<safety.brand.example>"),
        ("List-Unsubscribe", "<https://safety.brand.example/u/t1>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ),
)


class Api:
    """A provider: answers with `reply(request number)` and remembers what it was sent."""

    def __init__(self, reply: Callable[[int], tuple[int, object]]) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                api.requests.append(json.loads(body))
                api.headers.append(dict(self.headers))
                status, content = reply(len(api.requests))
                if status == 0:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                payload = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@contextmanager
def serving(reply: Callable[[int], tuple[int, object]] = lambda number: (200, ACCEPTED)) -> Iterator[Api]:
    api = Api(reply)
    thread = threading.Thread(target=api.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        api.server.shutdown()
        api.server.server_close()
        thread.join()


def envelope(key: int = 1, name: str = "Zoë", to_name: str = 'Zoë "Q"') -> Envelope:
    address = f"c{key}@customer.example"
    data = compile_letter(LETTER, slots=["name"], signers=[SIGNER]).compose(
        {"name": name},
        to_address=address,
        to_name=to_name,
        message_id=f"<m{key}@brand.example>",
        date=datetime(2026, 11, 23, 9, tzinfo=UTC),
    )
    return Envelope(key, f"bounce+t{key}@brand.example", address, data, ready=True)


def deliver(api: Api, count: int = 1, **settings: object) -> tuple[list[Outcome], AnymailTransport]:
    options: dict[str, object] = {"server_token": "secret", "api_url": api.url, "timeout": 60}
    transport = AnymailTransport("esp", PROVIDERS["postmark"], options | settings)
    outcomes = transport.deliver([envelope(key) for key in range(1, count + 1)])
    transport.close()
    return outcomes, transport


def test_the_provider_gets_the_mail_in_its_parts() -> None:
    with serving() as api:
        [outcome], _ = deliver(api)
    [sent] = api.requests
    assert outcome[:7] == (1, Status.ACCEPTED, Stage.CONTENT, 0, "", "sent as pm-1", "esp")
    assert sent["Subject"] == "Your note, Zoë"
    assert sent["TextBody"].replace("\r\n", "\n") == "Hello Zoë,\n\nnothing to do.\n"
    assert sent["HtmlBody"].strip() == "<p>Hello Zoë,</p>"
    assert "safety@brand.example" in sent["From"]
    assert "c1@customer.example" in sent["To"]
    assert sent["ReplyTo"] == "care@brand.example"
    assert api.headers[0]["X-Postmark-Server-Token"] == "secret"


def test_list_headers_and_our_message_id_go_along() -> None:
    with serving() as api:
        deliver(api)
    headers = {header["Name"]: header["Value"] for header in api.requests[0]["Headers"]}
    assert headers["List-Unsubscribe"] == "<https://safety.brand.example/u/t1>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Message-ID"] == "<m1@brand.example>" and headers["X-PM-KeepID"] == "true"
    assert not {"DKIM-Signature", "MIME-Version", "Content-Type", "From", "To", "Subject", "Date"} & headers.keys()


def test_reports_will_lead_back_to_the_recipient() -> None:
    with serving() as api:
        deliver(api)
    assert api.requests[0]["Metadata"] == {
        "message_id": "<m1@brand.example>",
        "return_path": "bounce+t1@brand.example",
    }


def test_nothing_is_tracked() -> None:
    with serving() as api:
        deliver(api)
    assert api.requests[0]["TrackOpens"] is False
    assert api.requests[0]["TrackLinks"] == "None"


def test_a_connection_serves_a_whole_group() -> None:
    with serving(lambda n: (200, ACCEPTED | {"To": f"c{n}@customer.example", "MessageID": f"pm-{n}"})) as api:
        outcomes, _ = deliver(api, 5)
    assert [o.status for o in outcomes] == [Status.ACCEPTED] * 5
    assert [o.reply for o in outcomes] == [f"sent as pm-{n}" for n in range(1, 6)]


def test_an_inactive_recipient_is_refused_and_the_others_go_on() -> None:
    words = (
        "Found inactive addresses: c1@customer.example. Inactive recipients are ones that have generated a hard bounce."
    )
    inactive = {
        "ErrorCode": 406,
        "Message": f"You tried to send to recipients that have been marked as inactive. {words}",
    }
    with serving(lambda n: (422, inactive) if n == 1 else (200, ACCEPTED | {"To": f"c{n}@customer.example"})) as api:
        outcomes, transport = deliver(api, 3)
    assert [o.status for o in outcomes] == [Status.REFUSED, Status.ACCEPTED, Status.ACCEPTED]
    assert transport.trouble is None


def test_a_refused_request_is_that_mails_own() -> None:
    with serving(
        lambda n: (413, {"Message": "too large"}) if n == 2 else (200, ACCEPTED | {"To": f"c{n}@customer.example"})
    ) as api:
        outcomes, _ = deliver(api, 3)
    assert [o.status for o in outcomes] == [Status.ACCEPTED, Status.REFUSED, Status.ACCEPTED]
    assert outcomes[1].code == 413 and "too large" in outcomes[1].reply and "Postmark" in outcomes[1].reply


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, TroubleKind.AUTHENTICATION),
        (403, TroubleKind.AUTHENTICATION),
        (402, TroubleKind.PROVIDER),
        (429, TroubleKind.BUSY),
        (503, TroubleKind.BUSY),
    ],
)
def test_what_would_meet_every_mail_condemns_none(status: int, kind: TroubleKind) -> None:
    with serving(lambda n: (status, {"Message": "no"}) if n == 2 else (200, ACCEPTED)) as api:
        outcomes, transport = deliver(api, 4)
    assert [o.status for o in sorted(outcomes)] == [Status.ACCEPTED] + [Status.UNTRIED] * 3
    assert transport.trouble and transport.trouble.kind is kind
    assert transport.trouble.advice in sorted(outcomes)[3].reply
    assert len(api.requests) == 2


@pytest.mark.parametrize("status", [0, 500, 502, 504])
def test_a_request_without_an_answer_leaves_one_mail_in_doubt(status: int) -> None:
    with serving(lambda n: (status, {}) if n == 2 else (200, ACCEPTED)) as api:
        outcomes, transport = deliver(api, 4)
    assert [o.status for o in sorted(outcomes)] == [Status.ACCEPTED, Status.IN_DOUBT] + [Status.UNTRIED] * 2
    assert transport.trouble and transport.trouble.kind is TroubleKind.PROVIDER


def test_a_provider_that_answers_nonsense_leaves_the_mail_in_doubt() -> None:
    with serving(lambda n: (200, {})) as api:
        outcomes, _ = deliver(api, 2)
    assert [o.status for o in sorted(outcomes)] == [Status.IN_DOUBT, Status.UNTRIED]


def test_a_slow_provider_is_in_doubt_after_the_time_out() -> None:
    given_up = threading.Event()

    def slow(number: int) -> tuple[int, object]:
        given_up.wait(60)
        return 0, ACCEPTED

    with serving(slow) as api:
        outcomes, _ = deliver(api, 2, timeout=0.2)
        given_up.set()
    assert [o.status for o in sorted(outcomes)] == [Status.IN_DOUBT, Status.UNTRIED]


def test_a_provider_that_is_not_there_leaves_all_untried() -> None:
    api = f"http://127.0.0.1:{free_port()}/"
    transport = AnymailTransport("esp", PROVIDERS["postmark"], {"server_token": "s", "api_url": api})
    outcomes = transport.deliver([envelope(1), envelope(2)])
    assert [o.status for o in outcomes] == [Status.UNTRIED] * 2
    assert transport.trouble and transport.trouble.kind is TroubleKind.UNREACHABLE
    transport.close()


def test_missing_settings_are_said_before_anything_is_sent() -> None:
    transport = AnymailTransport("esp", PROVIDERS["mailjet"], {"secret_key": "s"})
    outcomes = transport.deliver([envelope()])
    assert [o.status for o in outcomes] == [Status.UNTRIED]
    assert transport.trouble and transport.trouble.kind is TroubleKind.SETTINGS
    assert "MAILJET_API_KEY" in str(transport.trouble)


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=PROVIDERS.keys())
def test_every_provider_of_the_table_opens_with_what_the_table_asks_for(provider: Provider) -> None:
    settings = dict.fromkeys(provider.required, "x") | {provider.secret: "secret"}
    if "api_url" in provider.required:
        settings["api_url"] = "http://127.0.0.1:9/"
    transport = AnymailTransport("esp", provider, settings)
    transport.try_out()
    transport.close()
