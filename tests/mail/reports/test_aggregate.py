"""DMARC aggregate, failure and TLS reports, in every wrapping, honest and hostile."""

import gzip
import io
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.reports import archives
from forewarn.mail.reports.archives import UnableToUnpack, unpacked
from forewarn.mail.reports.kinds import AuthResult, DmarcFailureReport, DmarcReport, TlsReport, UnknownReport
from forewarn.mail.reports.presenting import as_mapping, as_rows
from forewarn.mail.reports.telling_apart import read_report, read_reports

XML = """<?xml version="1.0" encoding="UTF-8"?>
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">
  <version>1.0</version>
  <report_metadata><org_name>Receiver</org_name><email>d@receiver.example</email><report_id>r-1</report_id>
    <date_range><begin>1700000000</begin><end>1700086399</end></date_range><error>one line lost</error></report_metadata>
  <policy_published><domain>brand.example</domain><adkim>s</adkim><p>reject</p><sp>quarantine</sp><np>reject</np><testing>y</testing>
    <discovery_method>treewalk</discovery_method></policy_published>
  <record>
    <row><source_ip>192.0.2.1</source_ip><count>5</count>
      <policy_evaluated><disposition>None</disposition><dkim>Pass</dkim><spf>fail</spf>
        <reason><type>forwarded</type><comment>known list</comment></reason><reason/></policy_evaluated></row>
    <identifiers><envelope_to>x.example</envelope_to><envelope_from>Bounce.Brand.example</envelope_from><header_from>brand.example</header_from></identifiers>
    <auth_results><dkim><domain>brand.example</domain><selector>s1</selector><result>pass</result></dkim>
      <dkim><domain>other.example</domain><result>fail</result><human_result>bad hash</human_result></dkim>
      <spf><domain>bounce.brand.example</domain><scope>mfrom</scope><result>fail</result></spf></auth_results>
  </record>
  <record><row><source_ip>2001:db8::1</source_ip><count>1</count><policy_evaluated><disposition>reject</disposition>
    <dkim>fail</dkim><spf>fail</spf></policy_evaluated></row><identifiers><header_from>brand.example</header_from></identifiers></record>
</feedback>"""


def dmarc(data: bytes | str) -> DmarcReport:
    report = read_report(data.encode() if isinstance(data, str) else data)
    assert isinstance(report, DmarcReport), report
    return report


def test_every_field() -> None:
    report = dmarc(XML)
    assert (report.org, report.email, report.report_id, report.domain, report.version) == (
        "Receiver",
        "d@receiver.example",
        "r-1",
        "brand.example",
        "1.0",
    )
    assert report.begin == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert report.end == datetime(2023, 11, 15, 22, 13, 19, tzinfo=UTC)
    assert report.policy == {
        "p": "reject",
        "sp": "quarantine",
        "np": "reject",
        "adkim": "s",
        "testing": "y",
        "discovery_method": "treewalk",
    }
    assert report.errors == ("one line lost",)
    first, second = report.records
    assert (first.source_ip, first.count, first.disposition, first.dkim, first.spf) == (
        "192.0.2.1",
        5,
        "none",
        "pass",
        "fail",
    )
    assert (first.header_from, first.envelope_from, first.envelope_to) == (
        "brand.example",
        "bounce.brand.example",
        "x.example",
    )
    assert first.reasons == (("forwarded", "known list"),)
    assert first.dkim_results == (
        AuthResult("brand.example", "pass", "s1"),
        AuthResult("other.example", "fail", "", "", "bad hash"),
    )
    assert first.spf_results == (AuthResult("bounce.brand.example", "fail", "", "mfrom"),)
    assert (second.source_ip, second.count, second.dkim_results) == ("2001:db8::1", 1, ())


def test_equal_records_differ_only_in_address_and_count() -> None:
    record = XML[XML.index("<record>") : XML.index("</record>") + 9]
    more = "".join(record.replace("192.0.2.1<", f"192.0.2.{n}<").replace(">5<", f">{n}<") for n in range(2, 200))
    report = dmarc(XML.replace("</feedback>", f"{more}</feedback>"))
    assert [(r.source_ip, r.count) for r in report.records[2:]] == [(f"192.0.2.{n}", n) for n in range(2, 200)]
    assert all(
        r.reasons == report.records[0].reasons and r.dkim_results == report.records[0].dkim_results
        for r in report.records[2:]
    )


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        (">5<", "> 5 <", 5),
        (">5<", ">five<", 0),
        (">5<", "><", 0),
        (">5<", ">99999999999999999999<", 0),
        ("<count>5</count>", "", 0),
    ],
)
def test_odd_counts(old: str, new: str, count: int) -> None:
    assert dmarc(XML.replace(old, new, 1)).records[0].count == count


def test_order_and_namespaces_do_not_matter() -> None:
    swapped = XML.replace(
        "<source_ip>192.0.2.1</source_ip><count>5</count>", "<count>5</count><source_ip>192.0.2.1</source_ip>"
    )
    assert dmarc(swapped).records == dmarc(XML).records
    assert dmarc(XML.replace(' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"', "")).records == dmarc(XML).records
    prefixed = XML.replace("<feedback xmlns=", "<d:feedback xmlns:d=").replace("</feedback>", "</d:feedback>")
    assert dmarc(prefixed).records == dmarc(XML).records


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_packed_in_every_way() -> None:
    raw = XML.encode()
    assert dmarc(gzip.compress(raw)) == dmarc(zipped(a=raw)) == dmarc(raw)
    assert dmarc(b"\xef\xbb\xbf" + raw) == dmarc(raw)
    assert len(list(read_reports(zipped(a=raw, b=raw.replace(b"r-1", b"r-2"))))) == 2
    assert dmarc(gzip.compress(raw[:200]) + gzip.compress(raw[200:])).report_id == "r-1"


@pytest.mark.parametrize("kind", ["application/gzip", "application/zip", "text/xml", "application/octet-stream"])
def test_in_a_mail(kind: str) -> None:
    import base64

    raw = XML.encode()
    data = gzip.compress(raw) if "gzip" in kind else zipped(a=raw) if "zip" in kind else raw
    mail = (
        b"From: r@receiver.example\nSubject: Report domain: brand.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nA report.\n--b\n"
        + f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n".encode()
        + base64.encodebytes(data)
        + b"--b--\n"
    )
    assert dmarc(mail).report_id == "r-1"


BOMB = "<!DOCTYPE a [<!ENTITY x 'xx'><!ENTITY y '&x;&x;&x;'>]>"


@pytest.mark.parametrize(
    "data",
    [
        XML.replace("<feedback", f"{BOMB}<feedback", 1).encode(),
        XML.replace("<feedback", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><feedback', 1).encode(),
        XML.encode().replace(b"Receiver", b"<!ENTITY x>"),
        b"<feedback></feedback>",
        b"<feedback",
        b"",
        b"   \n",
    ],
)
def test_what_is_refused_is_said(data: bytes) -> None:
    report = read_report(data)
    assert isinstance(report, UnknownReport)
    assert report.why


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    cut = XML[: XML.index("</record>") + 20]
    assert len(dmarc(cut).records) == 1
    assert dmarc(XML.replace("d@receiver.example", "<d@receiver.example>")).report_id == "r-1"
    assert dmarc(XML.encode().replace(b"known list", b"known \xff\xfe list")).records[0].count == 5


def test_bombs_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "FREE_BYTES", 100_000)
    packed = gzip.compress(b" " * 50_000_000)
    bombs = (packed, zipped(a=b" " * 50_000_000))
    tracemalloc.start()
    try:
        for bomb in bombs:
            with pytest.raises(UnableToUnpack, match="no honest report"):
                list(unpacked(bomb))
        assert "no honest report" in as_mapping(read_report(packed))["why"]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 35_000_000


def test_too_many_files_in_an_archive() -> None:
    with pytest.raises(UnableToUnpack, match="holds 101 files"):
        list(unpacked(zipped(**{f"f{n}": b"x" for n in range(101)})))


def test_damaged_archives() -> None:
    packed, archive = gzip.compress(XML.encode()), zipped(a=XML.encode())
    assert isinstance(read_report(packed[:20]), UnknownReport)
    assert isinstance(read_report(archive[:60]), UnknownReport)
    assert dmarc(packed[:-12]).report_id == "r-1"
    assert dmarc(packed + b"trailing").report_id == "r-1"


@given(st.binary(max_size=300), st.integers(0, 400), st.sampled_from(["gz", "zip", "xml"]))
def test_any_damage(noise: bytes, at: int, kind: str) -> None:
    whole = {"gz": gzip.compress(XML.encode()), "zip": zipped(a=XML.encode()), "xml": XML.encode()}[kind]
    list(read_reports(whole[:at] + noise + whole[at:]))
    list(read_reports(whole[: at + 10] + noise))


TLS = {
    "organization-name": "Receiver",
    "date-range": {"start-datetime": "2024-01-09T00:00:00Z", "end-datetime": "2024-01-09T23:59:59Z"},
    "contact-info": "tls@receiver.example",
    "report-id": "t-1",
    "policies": [
        {
            "policy": {"policy-type": "sts", "policy-domain": "brand.example"},
            "summary": {"total-successful-session-count": 10, "total-failure-session-count": 3},
            "failure-details": [
                {"result-type": "certificate-expired", "sending-mta-ip": "192.0.2.1", "failed-session-count": 3}
            ],
        }
    ],
}


def test_tls_report() -> None:
    report = read_report(json.dumps(TLS).encode())
    assert isinstance(report, TlsReport)
    assert (report.org, report.report_id, report.contact) == ("Receiver", "t-1", "tls@receiver.example")
    policy = report.policies[0]
    assert (policy.domain, policy.successful, policy.failed) == ("brand.example", 10, 3)
    assert (policy.failures[0].result_type, policy.failures[0].count) == ("certificate-expired", 3)
    assert read_report(gzip.compress(json.dumps(TLS).encode())) == report


@pytest.mark.parametrize(
    "text",
    ['{"policies": 1}', '{"policies": [', '{"policies": [1, {"policy": 2, "summary": []}]}', '{"x": "policies"}'],
)
def test_other_json(text: str) -> None:
    report = read_report(text.encode())
    assert isinstance(report, TlsReport | UnknownReport)
    assert as_mapping(report)["kind"] in ("tlsrpt", "unknown")


def test_failure_report_in_prose() -> None:
    mail = (
        "Subject: DMARC Forensic Report for brand.example from IP 192.0.2.9\n\nA message claiming to be from you has failed the published DMARC policy.\n\n"
        "  Sender Domain: brand.example\n  Sender IP Address: 192.0.2.9\n\n------ This is a copy of the headers.\n\n"
        "Received: from x\nMessage-Id: <9@brand.example>\nFrom: <news@brand.example>\nSubject: Pay\n"
    )
    report = read_report(mail.encode())
    assert isinstance(report, DmarcFailureReport)
    assert (report.domain, report.source_ip, report.header_from, report.subject) == (
        "brand.example",
        "192.0.2.9",
        "news@brand.example",
        "Pay",
    )


def test_as_rows_for_a_table() -> None:
    rows = list(as_rows({"file": "a.xml", **as_mapping(dmarc(XML))}))
    assert [(r["org"], r["source_ip"], r["count"], r["dkim"]) for r in rows] == [
        ("Receiver", "192.0.2.1", "5", "pass"),
        ("Receiver", "2001:db8::1", "1", "fail"),
    ]


# --- real reports -----------------------------------------------------------------------------------------------------


def _files(name: str) -> list[Path]:
    return [f for f in sorted(corpora(name).rglob("*")) if f.is_file() and f.name != "SOURCE.txt"]


@pytest.mark.corpora
def test_parsedmarc_samples() -> None:
    kinds = {
        "aggregate": "dmarc",
        "aggregate_invalid": "dmarc",
        "failure": "dmarc_failure",
        "smtp_tls": "tlsrpt",
        "extract_report": "dmarc",
    }
    for file in _files("reports/parsedmarc"):
        wanted = kinds.get(file.parent.name, "unknown")
        assert {report.kind for report in read_reports(file.read_bytes())} == {wanted}, file.name


@pytest.mark.corpora
def test_mail_dmarc_fixtures_are_one_report_in_three_wrappings() -> None:
    files = [f for f in _files("reports/mail-dmarc") if "test_dmarc" in f.name]
    assert len(files) == 3
    assert len({dmarc(f.read_bytes()).report_id for f in files}) == 1


@pytest.mark.corpora
def test_mail_auth_reports_agree_with_their_expectations() -> None:
    checked = 0
    for file in _files("auth/mail-auth/dmarc-feedback"):
        if file.suffix == ".json":
            continue
        wanted = json.loads(file.with_suffix(".json").read_text())
        report = dmarc(file.read_bytes())
        assert report.report_id == wanted["report_metadata"]["report_id"], file.name
        assert report.domain == wanted["policy_published"]["domain"]
        rows = [
            (r["row"]["source_ip"] or "", r["row"]["count"], r["identifiers"]["header_from"]) for r in wanted["record"]
        ]
        assert [(r.source_ip, r.count, r.header_from) for r in report.records] == rows, file.name
        checked += len(rows)
    assert checked > 10


@pytest.mark.corpora
def test_a_large_report() -> None:
    file = next(f for f in _files("reports/parsedmarc") if "large" in f.name)
    report = dmarc(file.read_bytes())
    assert len(report.records) == file.read_bytes().count(b"<record>")
    assert sum(r.count for r in report.records) >= len(report.records) > 1_000
