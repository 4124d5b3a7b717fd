"""Readers of seven languages, and how letters say who they are: what must be gone of a lure before anybody sees it.

Everything is invented: card numbers and IBANs are those that banks publish for trying out, or have right check digits.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

KINDS = ("greeting", "holder", "email", "phone", "street", "born", "iban", "card", "customer", "aside")


@dataclass(frozen=True)
class Reader:
    """Whom a lure was written to."""

    first: str
    last: str
    email: str
    phone: str
    street: str
    born: str
    iban: str
    card: str
    customer: str


READERS: dict[str, tuple[Reader, ...]] = {
    "en": (
        Reader("Margaret", "Ellison", "m.ellison61@people.example", "07700 900461", "14 Cedar Grove, Leeds LS8 2AB",
               "12/04/1961", "GB29 NWBK 6016 1331 9268 19", "4111 1111 1111 1111", "CU-4471932"),
        Reader("Darnell", "Whitfield", "darnell@people.example", "(415) 555-0137", "2207 Maple Street, Portland, OR 97205",
               "April 3, 1988", "GB33BUKB20201555555555", "5555-5555-5555-4444", "883 201 446"),
    ),
    "es": (
        Reader("Lucía", "Herrero", "lucia.herrero@people.example", "+34 612 345 678", "Calle de Alcalá 114, 3º B, 28009 Madrid",
               "7 de mayo de 1979", "ES91 2100 0418 4502 0005 1332", "4012 8888 8888 1881", "0034-558812"),
        Reader("Joaquín", "Benavides", "jbenavides@people.example", "912 345 678", "Avenida de la Paz, 22, 41013 Sevilla",
               "23/11/1990", "ES7921000813610123456789", "5105105105105100", "AX998120"),
    ),
    "fr": (
        Reader("Hélène", "Marchand", "helene.marchand@people.example", "06 12 34 56 78", "18 rue des Lilas, 69003 Lyon",
               "3 juin 1984", "FR14 2004 1010 0505 0001 3M02 606", "4000 0566 5566 5556", "C 7745120"),
        Reader("Thierry", "Vasseur", "t.vasseur@people.example", "+33 6 98 76 54 32", "7 bis avenue Jean Jaurès, 31000 Toulouse",
               "15/09/1969", "FR7630006000011234567890189", "4970 1012 3456 7890", "FR-2210987"),
    ),
    "de": (
        Reader("Jürgen", "Köhler", "j.koehler@people.example", "0151 23456789", "Lindenstraße 42, 50674 Köln",
               "14.02.1958", "DE89 3704 0044 0532 0130 00", "4263 9826 4026 9299", "KD-10034472"),
        Reader("Annegret", "Sommerfeld", "annegret.s@people.example", "+49 30 901820", "Am Alten Markt 7, 18055 Rostock",
               "1. März 1972", "DE75512108001245126199", "5425 2334 3010 9903", "77 412 905"),
    ),
    "pt": (
        Reader("Beatriz", "Nogueira", "bia.nogueira@people.example", "(11) 98765-4321", "Rua das Flores, 123, 01310-100 São Paulo",
               "05/08/1993", "PT50 0002 0123 1234 5678 9015 4", "4235 6477 2802 5682", "123.456.789-09"),
        Reader("Rodrigo", "Figueiredo", "rfigueiredo@people.example", "+351 912 345 678", "Avenida da Liberdade 245, 1250-143 Lisboa",
               "12 de março de 1981", "PT50002700000001234567833", "5031 4332 1540 6351", "CL5520193"),
    ),
    "it": (
        Reader("Giuseppe", "Ferrante", "g.ferrante@people.example", "+39 347 123 4567", "Via Garibaldi 27, 20121 Milano",
               "02/10/1975", "IT60 X054 2811 1010 0000 0123 456", "4539 1488 0343 6467", "IT-338120"),
        Reader("Chiara", "Bellandi", "chiara.bellandi@people.example", "340 765 4321", "Piazza San Marco 5, 50121 Firenze",
               "9 luglio 1996", "IT40S0542811101000000123456", "5200 8282 8282 8210", "RSSMRA85T10A562S"),
    ),
    "nl": (
        Reader("Willem", "Hoekstra", "w.hoekstra@people.example", "06-12345678", "Keizersgracht 211, 1016 DT Amsterdam",
               "30-01-1966", "NL91 ABNA 0417 1643 00", "4917 6100 0000 0000", "NL 400 112 87"),
        Reader("Femke", "van der Meer", "femke.vdm@people.example", "+31 6 87654321", "Dorpsstraat 9, 3812 PG Amersfoort",
               "17 augustus 1987", "NL39RABO0300065264", "5573 4700 8901 0010", "8812345"),
    ),
}  # fmt: skip

Saying = Callable[[Reader], str]
# Language → kind → ways to say it. `{…}` are fields of the reader.
WAYS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "greeting": ("Dear {first} {last},", "Hi {first},", "Dear Ms {last}:"),
        "holder": ("Account holder: {first} {last}", "This notice concerns the account of {first} {last}."),
        "email": ("We wrote to {email} before.", "Registered e-mail: {email}"),
        "phone": ("Your phone number: {phone}", "Mobile: {phone}"),
        "street": ("Delivery address: {street}", "Your parcel goes to {street}."),
        "born": ("Date of birth: {born}", "You were born on {born}."),
        "iban": ("IBAN: {iban}", "The refund goes to {iban} today."),
        "card": ("Your card {card} was charged.", "Card number: {card}"),
        "customer": ("Customer number: {customer}", "Your account number is {customer}."),
        "aside": ("Your account, {first}, is closed.",),
    },
    "es": {
        "greeting": ("Hola {first}:", "Estimada {first} {last}:", "Estimado/a {first}:"),
        "holder": ("Titular de la cuenta: {first} {last}", "La cuenta de {first} {last} está bloqueada."),
        "email": ("Escribimos a {email} ayer.", "Correo electrónico: {email}"),
        "phone": ("Tu número de teléfono: {phone}", "Móvil: {phone}"),
        "street": ("Dirección de entrega: {street}", "Tu paquete va a {street}."),
        "born": ("Fecha de nacimiento: {born}", "Nacida el {born}."),
        "iban": ("IBAN: {iban}", "El reembolso va a {iban} hoy."),
        "card": ("Se cargó en tu tarjeta {card}.", "Número de tarjeta: {card}"),
        "customer": ("Número de cliente: {customer}", "Tu número de cuenta es {customer}."),
        "aside": ("Tu cuenta, {first}, está cerrada.",),
    },
    "fr": {
        "greeting": ("Bonjour {first},", "Chère {first} {last},", "Madame {last},"),
        "holder": ("Titulaire du compte : {first} {last}", "Le compte de {first} {last} est bloqué."),
        "email": ("Nous avons écrit à {email} hier.", "Adresse e-mail : {email}"),
        "phone": ("Votre numéro de téléphone : {phone}", "Portable : {phone}"),
        "street": ("Adresse de livraison : {street}", "Votre colis part pour {street}."),
        "born": ("Date de naissance : {born}", "Née le {born}."),
        "iban": ("IBAN : {iban}", "Le remboursement ira sur {iban} ce soir."),
        "card": ("Votre carte {card} a été débitée.", "Numéro de carte : {card}"),
        "customer": ("Numéro de client : {customer}", "Votre numéro de compte est {customer}."),
        "aside": ("Votre compte, {first}, est fermé.",),
    },
    "de": {
        "greeting": ("Sehr geehrter Herr {last},", "Hallo {first},", "Liebe {first} {last},"),
        "holder": ("Kontoinhaber: {first} {last}", "Das Konto von {first} {last} ist gesperrt."),
        "email": ("Wir schrieben gestern an {email}.", "E-Mail-Adresse: {email}"),
        "phone": ("Ihre Telefonnummer: {phone}", "Handy: {phone}"),
        "street": ("Lieferadresse: {street}", "Ihr Paket geht an {street}."),
        "born": ("Geburtsdatum: {born}", "Geboren am {born}."),
        "iban": ("IBAN: {iban}", "Die Erstattung geht heute an {iban}."),
        "card": ("Ihre Karte {card} wurde belastet.", "Kartennummer: {card}"),
        "customer": ("Kundennummer: {customer}", "Ihre Kontonummer lautet {customer}."),
        "aside": ("Ihr Konto, {first}, ist geschlossen.",),
    },
    "pt": {
        "greeting": ("Olá {first},", "Prezada {first} {last},", "Caro {first}:", "Bom dia, {first}!"),
        "holder": (
            "Titular da conta: {first} {last}",
            "A conta de {first} {last} está bloqueada.",
            "Nome: {first} {last}",
        ),
        "email": ("Escrevemos para {email} ontem.", "E-mail: {email}"),
        "phone": ("Seu número de telefone: {phone}", "Celular: {phone}"),
        "street": ("Endereço de entrega: {street}", "Sua encomenda vai para {street}."),
        "born": ("Data de nascimento: {born}", "Nascida em {born}."),
        "iban": ("IBAN: {iban}", "O reembolso vai para {iban} hoje."),
        "card": ("Seu cartão {card} foi cobrado.", "Número do cartão: {card}"),
        "customer": ("Número de cliente: {customer}", "O número da sua conta é {customer}.", "CPF: {customer}"),
        "aside": ("Sua conta, {first}, foi encerrada.",),
    },
    "it": {
        "greeting": ("Gentile {first} {last},", "Ciao {first},", "Egregio signor {last},", "Buongiorno {first},"),
        "holder": (
            "Intestatario: {first} {last}",
            "Il conto di {first} {last} è bloccato.",
            "Nome e cognome: {first} {last}",
        ),
        "email": ("Abbiamo scritto a {email} ieri.", "Indirizzo e-mail: {email}"),
        "phone": ("Il tuo numero di telefono: {phone}", "Cellulare: {phone}"),
        "street": ("Indirizzo di consegna: {street}", "Il pacco va in {street}."),
        "born": ("Data di nascita: {born}", "Nato il {born}."),
        "iban": ("IBAN: {iban}", "Il rimborso va su {iban} oggi."),
        "card": ("La tua carta {card} è stata addebitata.", "Numero di carta: {card}"),
        "customer": ("Numero cliente: {customer}", "Il tuo codice cliente è {customer}.", "Codice fiscale: {customer}"),
        "aside": ("Il tuo conto, {first}, è chiuso.",),
    },
    "nl": {
        "greeting": ("Beste {first},", "Geachte heer {last},", "Hoi {first},", "Geachte {first} {last},"),
        "holder": (
            "Rekeninghouder: {first} {last}",
            "De rekening van {first} {last} is geblokkeerd.",
            "Naam: {first} {last}",
        ),
        "email": ("We schreven gisteren naar {email}.", "E-mailadres: {email}"),
        "phone": ("Uw telefoonnummer: {phone}", "Mobiel: {phone}"),
        "street": ("Bezorgadres: {street}", "Uw pakket gaat naar {street}."),
        "born": ("Geboortedatum: {born}", "Geboren op {born}."),
        "iban": ("IBAN: {iban}", "De terugbetaling gaat vandaag naar {iban}."),
        "card": ("Uw pas {card} is belast.", "Kaartnummer: {card}"),
        "customer": ("Klantnummer: {customer}", "Uw rekeningnummer is {customer}."),
        "aside": ("Uw rekening, {first}, is gesloten.",),
    },
}
FIELDS = {"greeting": ("first", "last"), "holder": ("first", "last"), "aside": ("first",)}


@dataclass(frozen=True)
class Said:
    """One thing that a letter says of its reader: its kind, the sentence, and what in it must be gone."""

    kind: str
    sentence: str
    secrets: tuple[str, ...]


def said_of(reader: Reader, language: str, rng: random.Random) -> list[Said]:
    """One way of saying each kind, the greeting first."""
    found = []
    for kind in KINDS:
        way = rng.choice(WAYS[language][kind])
        fields = [name for name in FIELDS.get(kind, (kind,)) if f"{{{name}}}" in way]
        found.append(Said(kind, way.format(**vars_of(reader)), tuple(getattr(reader, name) for name in fields)))
    return found


def vars_of(reader: Reader) -> dict[str, str]:
    """Its fields by name."""
    return {name: getattr(reader, name) for name in Reader.__dataclass_fields__}
