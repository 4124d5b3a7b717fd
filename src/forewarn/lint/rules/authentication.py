"""DKIM, SPF and DMARC of what is to be sent (FW-ID-04 and 05)."""

from __future__ import annotations

import base64
import binascii

from forewarn.lint.findings import Where
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.severity import Severity
from forewarn.mail.domains import organisational_domain, same_organisation
from forewarn.mail.reading.headers import Header
from forewarn.mail.resolver import Resolver, UnableToResolve

MIN_KEY_BITS = 2048  # RFC 8301 section 3.2: signers SHOULD use at least 2048
_MUST_COVER = ("from", "to", "subject", "date", "reply-to", "list-unsubscribe", "list-unsubscribe-post", "list-id")
_HISTORIC = ("pct", "rf", "ri")  # RFC 9989: not to be published any more


def signature_tags(header: Header) -> dict[str, str]:
    """The tags of a DKIM-Signature field, white space removed."""
    pairs = (part.partition("=") for part in header.text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs if name.strip()}


def is_signed(check: Check) -> Results:
    """FW-ID-04: an aligned RSA signature of 2048 bits over the fields that matter, without l=."""
    mail = check.view.mail
    planned = check.context.signature
    if mail is None:
        return
    if planned and not mail.all("dkim-signature"):
        yield from _planned_faults(check)
        return
    signatures = mail.all("dkim-signature")
    if not signatures:
        if check.view.unsent:
            yield NotChecked("the mail is not signed yet; lint it after signing or pass LintContext.signature")
        else:
            yield Seen(Where("message"), "the mail has no DKIM signature")
        return
    where = check.view.header_where("DKIM-Signature")
    aligned = [h for h in signatures if same_organisation(signature_tags(h).get("d", ""), check.view.from_host)]
    if not aligned:
        domains = ", ".join(sorted({signature_tags(h).get("d", "?") for h in signatures}))
        yield Seen(where, f"no DKIM signature is of the From domain's organisation (d= is {domains[:100]})")
        return
    for header in aligned:
        for fault in _signature_faults(check, signature_tags(header)):
            yield Seen(check.view.field_where(header), fault)


def _signature_faults(check: Check, tags: dict[str, str]) -> list[str]:
    faults: list[str] = []
    if tags.get("a", "").lower() == "rsa-sha1":
        faults.append("the DKIM signature is rsa-sha1, which verifiers ignore (RFC 8301)")
    if "l" in tags:
        faults.append("the DKIM signature has l=: anybody may add text below it")
    covered = {name.lower() for name in tags.get("h", "").split(":")}
    mail = check.view.mail
    open_fields = [name for name in _MUST_COVER if mail and mail.all(name) and name not in covered]
    if open_fields:
        faults.append("the DKIM signature does not cover " + ", ".join(open_fields))
    bits = _key_bits(check, tags)
    if bits and bits < MIN_KEY_BITS:
        faults.append(f"the DKIM key has {bits} bits; at least {MIN_KEY_BITS} are needed")
    return faults


def _planned_faults(check: Check) -> Results:
    planned, mail = check.context.signature, check.view.mail
    if planned is None or mail is None:
        return
    where = Where("message")
    if not same_organisation(planned.domain, check.view.from_host):
        yield Seen(where, f"the planned DKIM signature is of {planned.domain}, not of the From domain's organisation")
    if planned.key_bits < MIN_KEY_BITS:
        yield Seen(where, f"the planned DKIM key has {planned.key_bits} bits; at least {MIN_KEY_BITS} are needed")
    if planned.body_length_limited:
        yield Seen(where, "the planned DKIM signature has l=: anybody may add text below it")
    covered = {name.lower() for name in planned.header_names}
    open_fields = [name for name in _MUST_COVER if mail.all(name) and name not in covered]
    if open_fields:
        yield Seen(where, "the planned DKIM signature does not cover " + ", ".join(open_fields))


def _key_bits(check: Check, tags: dict[str, str]) -> int:
    """The size of an RSA key: from the profile, else from DNS where it may be asked; 0 where it is not known."""
    if not tags.get("a", "rsa").lower().startswith("rsa"):
        return 0
    selector, domain = tags.get("s", "").lower(), tags.get("d", "").lower()
    for key in check.profile.keys:
        if key.selector == selector and key.domain == domain and key.key_type == "rsa":
            return _modulus_bits(key.public_key)
    if check.network.resolver is None:
        return 0
    try:
        records = check.network.resolver.texts(f"{selector}._domainkey.{domain}")
    except UnableToResolve:
        return 0
    pairs = dict(part.strip().partition("=")[::2] for record in records[:1] for part in record.split(";"))
    return _modulus_bits("".join(pairs.get("p", "").split()))


def _modulus_bits(public_key: str) -> int:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(public_key + "=" * (-len(public_key) % 4)))
    except (ValueError, binascii.Error):
        return 0
    return key.key_size if isinstance(key, RSAPublicKey) else 0


def passes_dmarc(check: Check) -> Results:
    """FW-ID-05: SPF or DKIM aligned, so that DMARC passes; a policy of quarantine or more; no historic tags; np set."""
    if check.network.resolver is None:
        yield NotChecked("DNS was not asked; run with --net or --zone FILE")
        return
    domain = organisational_domain(check.view.from_host)
    where = check.view.header_where("From", check.view.from_host)
    try:
        tags = _policy(check.network.resolver, check.view.from_host, domain)
        spf = [r for r in check.network.resolver.texts(_bounce_host(check)) if r.lower().startswith("v=spf1")]
    except UnableToResolve as error:
        yield NotChecked(f"DNS did not answer: {error}")
        return
    signatures = check.view.mail.all("dkim-signature") if check.view.mail else []
    signed = any(same_organisation(signature_tags(h).get("d", ""), check.view.from_host) for h in signatures)
    signed = signed or bool(
        check.context.signature and same_organisation(check.context.signature.domain, check.view.from_host)
    )
    if not signed and not (spf and same_organisation(_bounce_host(check), check.view.from_host)):
        yield Seen(where, "neither DKIM nor SPF is of the From domain's organisation: DMARC will fail")
    if tags is None:
        yield Seen(where, f"{domain} publishes no DMARC record, or several")
        return
    yield from (Seen(where, fault, Severity.WARN) for fault in _policy_faults(domain, tags))


def _bounce_host(check: Check) -> str:
    value = check.view.mail.value("return-path") if check.view.mail else ""
    return value.rpartition("@")[2].strip(" <>") or check.view.from_host


def _policy(resolver: Resolver, host: str, domain: str) -> dict[str, str] | None:
    for name in dict.fromkeys((host, domain)):
        records = [r for r in resolver.texts(f"_dmarc.{name}") if r.replace(" ", "").lower().startswith("v=dmarc1")]
        if len(records) == 1:
            pairs = (part.partition("=") for part in records[0].split(";"))
            return {tag.strip().lower(): value.strip().lower() for tag, _, value in pairs if tag.strip()}
    return None


def _policy_faults(domain: str, tags: dict[str, str]) -> list[str]:
    faults: list[str] = []
    policy = tags.get("p", "none")
    if policy not in ("quarantine", "reject"):
        faults.append(
            f"the DMARC policy of {domain} is {policy}; quarantine or reject keeps others from using the name"
        )
    historic = [tag for tag in _HISTORIC if tag in tags]
    if historic:
        faults.append(f"the DMARC record of {domain} has historic tags: {', '.join(historic)} (RFC 9989)")
    if "np" not in tags and tags.get("sp") != "reject" and policy != "reject":
        faults.append(f"the DMARC record of {domain} has no np=: sub-domains that do not exist can be used")
    return faults
