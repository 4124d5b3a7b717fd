"""Readers leave a lure, and what it says, wants and leads to stays."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.mail.redaction.names import names_of
from forewarn.mail.redaction.redactor import Redactor

MARIA = names_of([("Maria Lopez", "maria.lopez@people.example")])


def shown(text, people=(), kept=()):
    return Redactor(names_of(people, kept=kept), kept).words(text)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Dear Ana Ortiz,\npay", "Dear [name],\npay"),
        ("Estimada Ana:\npague", "Estimada [name]:\npague"),
        ("Prezado Rodrigo,\nolá", "Prezado [name],\nolá"),
        ("Chère Madame Dupont,", "Chère Madame [name],"),
        ("Sehr geehrte Frau Dr. Schmidt,", "Sehr geehrte Frau Dr. [name],"),
        ("Dear Lantern customer Ana Ortiz, pay", "Dear Lantern customer [name], pay"),
        ("hi ana,\npay", "hi [name],\npay"),
        ("Account holder: Maria Lopez\nThank you, Maria.", "Account holder: [name]\nThank you, [name]."),
        ("La cuenta de Maria Lopez se cierra", "La cuenta de [name] se cierra"),
        ("Titulaire du compte : Jeanne Morel", "Titulaire du compte : [name]"),
        ("Kontoinhaber: Jürgen Groß", "Kontoinhaber: [name]"),
        ("Look at your account, Maria, today", "Look at your account, [name], today"),
        ("Maria Lopez, your parcel waits", "[name], your parcel waits"),
        ("Regards,\nMaria Lopez", "Regards,\n[name]"),
        ("Un saludo,\nMaria Lopez\n", "Un saludo,\n[name]\n"),
        ("Viele Grüße\nJonas Weber", "Viele Grüße\n[name]"),
        ("write to ana.ortiz@people.example now", "write to [address] now"),
        ("write to ana [at] people [dot] example now", "write to [address] now"),
        ("IBAN ES91 2100 0418 4502 0005 1332 today", "IBAN [number] today"),
        ("gb29 nwbk 6016 1331 9268 19 and then", "[number] and then"),
        ("GB29NWBK60161331926819", "[number]"),
        ("de89370400440532013000", "[number]"),
        ("ES92 2100 0418 4502 0005 1332, mistyped", "[number], mistyped"),
        ("born on 12 March 1984", "born on [date]"),
        ("Fecha de nacimiento: 12/03/1984", "Fecha de nacimiento: [date]"),
        ("née le 12 mars 1984", "née le [date]"),
        ("geboren am 12. März 1984", "geboren am [date]"),
        ("your phone number +34 612 345 678 was used", "your phone number [number] was used"),
        ("Ihre Telefonnummer 0171 2345678", "Ihre Telefonnummer [number]"),
        ("Votre numéro : 06 12 34 56 78", "Votre numéro : [number]"),
        ("your card ending in 4711", "your card ending in [number]"),
        ("**** **** **** 1234", "[number]"),
        ("Policy number: 884-22", "Policy number: [number]"),
        ("Número de cliente: 48221", "Número de cliente: [number]"),
        ("Kundennummer: 48221", "Kundennummer: [number]"),
        ("passport no X1234567", "passport no [number]"),
        ("DNI 12345678z", "DNI [number]"),
        ("customer HP20417X", "customer [number]"),
        ("order 4711-22-998877 of 12.03.2027", "order [number] of 12.03.2027"),
        ("ticket c138ca64-ec64-4ff2-92cc-ef096601e264", "ticket [number]"),
        ("Deliver to: 12 Mill Lane, London N1 9GU", "Deliver to: [street]"),
        ("Vive en Calle Mayor 12, 3º B, 28013 Madrid", "Vive en [street]"),
        ("12 rue de la Paix, 75002 Paris", "[street]"),
        ("Lange Straße 12, 10115 Berlin", "[street]"),
        ("Madame Dupont,\nvotre colis", "Madame [name],\nvotre colis"),
        ("Gentile Giuseppe Ferrante,", "Gentile [name],"),
        ("Caro Rodrigo:\npague", "Caro [name]:\npague"),
        ("Beste Femke,\nuw pas", "Beste [name],\nuw pas"),
        ("Geachte heer van der Meer,", "Geachte heer [name],"),
        ("Titular da conta: Beatriz Nogueira", "Titular da conta: [name]"),
        ("Rekeninghouder: Femke van der Meer", "Rekeninghouder: [name]"),
        ("Il conto di Chiara Bellandi è bloccato", "Il conto di [name] è bloccato"),
        ("Sua conta, Beatriz, foi encerrada", "Sua conta, [name], foi encerrada"),
        ("Nascida em 12 de março de 1981", "Nascida em [date]"),
        ("Nato il 02/10/1975", "Nato il [date]"),
        ("Geboortedatum: 30-01-1966", "Geboortedatum: [date]"),
        ("Celular: (11) 98765-4321", "Celular: [number]"),
        ("Il tuo numero di telefono: +39 347 123 4567", "Il tuo numero di telefono: [number]"),
        ("O número da sua conta é 5520193", "O número da sua conta é [number]"),
        ("Rua das Flores, 123, 01310-100 São Paulo", "[street]"),
        ("Il pacco va in Via Garibaldi 27, 20121 Milano", "Il pacco va in [street]"),
        ("Uw pakket gaat naar Keizersgracht 211, 1016 DT Amsterdam", "Uw pakket gaat naar [street]"),
        ("Ihr Paket geht an Am Alten Markt 7, 18055 Rostock", "Ihr Paket geht an [street]"),
        (
            "Acme Bank Ltd\nYour parcel goes to 14 Cedar Grove, Leeds LS8 2AB.\nAcme Bank Ltd",
            "Acme Bank Ltd\nYour parcel goes to [street].\nAcme Bank Ltd",
        ),
    ],
)
def test_readers_are_taken_out(text, without):
    assert shown(text) == without


@pytest.mark.parametrize(
    "text",
    [
        "Dear customer, pay",
        "Dear PayPal user,",
        "Estimada clienta: pague",
        "Cher client, payez",
        "Sehr geehrte Damen und Herren, zahlen Sie",
        "Hello from Lantern",
        "Hi there, your points expire",
        "Congratulations, you won",
        "Unfortunately, your account is closed",
        "Regards,\nPayPal Team",
        "Call +1 (888) 555-0100 now",
        "Llama al 900 123 456 hoy",
        "Rufen Sie 0800 123 4567 an",
        "Call us at 888 555 0100",
        "€ 84.20 in 24 hours",
        "1.250.000 EUR and $1,250,000.00 and 10.500,00 €",
        "on 2024-03-11 12:45:33 and 11/03/2024 12:45",
        "Copyright 2021-2023",
        "COVID-19 and CVE-2024-8471",
        "pay into 0xbE83B180e1AEc26Be920655B60f91C8277d0dAAa",
        "open processo-jus3009928.com or pay-2024551.com/x",
        "Lantern Inc., 2211 North First Street, San Jose, CA 95131",
        "You can unsubscribe or write to: 616 Corporate Way, Valley Cottage",
        "Lantern Inc. All rights reserved.\n315 Montgomery Street, San Francisco, CA 94104",
        "Prezado(a) cliente, pague",
        "Caro cliente,\npague",
        "Gentile cliente,",
        "Beste klant,\nbetaal",
        "Geachte heer/mevrouw,",
        "Madame, Monsieur,",
        "Beste Grüße\nIhr Gewinnerteam",
        "Das ist die beste Wahl für Sie, und Beste Angebote warten",
        "Am Montag 12 Uhr sind wir da",
        "Pay via Western Union 24 hours a day",
        "Ligue 0800 123 4567 agora",
        "Chiami il numero verde 800 123 456",
        "Bel 0800 1234567 nu",
    ],
)
def test_what_the_lure_says_stays(text):
    assert shown(text) == text


def test_those_it_was_written_to_are_known_from_its_fields():
    text = "Maria, we know maria.lopez is LOPEZ. Mark it."
    assert shown(text, [("", "maria.lopez@people.example")]) == "[name], we know [name] is [name]. Mark it."
    assert shown("mark it, Mark", [("Mark", "x@y.example")]) == "mark it, [name]"


def test_names_of_organisations_are_nobodys():
    assert (
        shown("Lantern Customer Care", [("Lantern Customer", "info@people.example")], ["Lantern"])
        == "Lantern Customer Care"
    )
    assert shown("Regards,\nHarbour Pine", kept=["Harbour Pine"]) == "Regards,\nHarbour Pine"


ENCODED = base64.urlsafe_b64encode(b"maria.lopez@people.example").decode()


@pytest.mark.parametrize(
    ("link", "without"),
    [
        ("https://maria-lopez.evil.example/x?u=maria#lopez", "https://_.evil.example/x"),
        ("https://evil.example/maria%2elopez/analytics", "https://evil.example/_/analytics"),
        ("https://evil.example/maria.lopez/Maria%20Lopez,1/go", "https://evil.example/_/_,1/go"),
        (f"https://evil.example/{ENCODED}/go", "https://evil.example/_/go"),
        (f"https://evil.example/{b'maria.lopez@people.example'.hex()}/go", "https://evil.example/_/go"),
        ("https://evil.example/u=kim%2540people.example/go", "https://evil.example/_/go"),
        (f"https://{b'maria.lopez@people.example'.hex()}.evil.example/", "https://_.evil.example/"),
        ("https://maria@evil.example/", "https://_@evil.example/"),
        ("https://www.paypal.com@evil.example:8080/x", "https://www.paypal.com@evil.example:8080/x"),
        ("http://[2001:db8::1]:8080/marianne", "http://[2001:db8::1]:8080/marianne"),
        ("https://xn--pypal-4ve.example/a", "https://xn--pypal-4ve.example/a"),
        ("https://evil.example/a\n/b", "https://evil.example/a/b"),
        ("data:text/html;base64,PGh0bWw+", "data:text/html;base64,…"),
        ("mailto:maria.lopez@people.example", "mailto:_"),
        ("mailto:desk@evil.example", "mailto:desk@evil.example"),
    ],
)
def test_a_link_says_where_it_leads_and_not_who_got_it(link, without):
    assert Redactor(MARIA).link(link) == without


@pytest.mark.parametrize(
    ("address", "without"),
    [
        ("Maria.Lopez@people.example", ""),
        ("bounce+maria.lopez=people.example@evil.example", "_@evil.example"),
        ("info@evil.example", "info@evil.example"),
    ],
)
def test_the_sender_shown_is_not_the_readers_own_address(address, without):
    assert Redactor(MARIA).sender(address) == without


def test_numbers_of_the_readers_are_none_to_call():
    text = "Your phone number +34 612 345 678 is locked. Call +34 900 123 456."
    assert Redactor().others_numbers(text, ["+34 612 345 678", "+34 900 123 456"]) == ("+34 900 123 456",)


@pytest.mark.parametrize(
    "run",
    [
        "a" * 20_000,
        "xX*" * 7_000,
        "1 " * 10_000,
        "Dear A" * 4_000,
        "AB12 " * 4_000,
        "12 Mill " * 2_500,
        "your a, B" * 2_000,
    ],
)
def test_it_is_done_in_time(run):
    started = time.process_time()
    assert Redactor(MARIA).words(run + " kim@people.example").endswith(" [address]")
    assert time.process_time() - started < 10


@given(st.text(max_size=300))
def test_redacting_never_fails_and_leaves_no_address(text):
    assert "@people.example" not in Redactor(MARIA).words(text + " kim@people.example")


@given(
    st.text(max_size=80),
    st.sampled_from(["https://evil.example/", "", "www.", "mailto:", "data:", "//", "https://[", "http://a@"]),
)
def test_no_link_breaks_it(tail, start):
    once = Redactor(MARIA).link(start + tail)
    assert "?" not in once and "maria.lopez@people.example" not in once
