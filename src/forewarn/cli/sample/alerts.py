"""What the sample brand wrote to its customers this year: three alerts that were sent, and the draft of the fourth."""

from __future__ import annotations

from datetime import date

from forewarn.alerts.rules import Outline, Protection, Scam, Topic, Words


def _words(
    locale: str, season: str, scams: list[tuple[str, str, str]], thing: list[str], did: list[tuple[date, str]]
) -> Words:
    return Words(
        locale=locale,
        season=season,
        scams=tuple(Scam(*scam) for scam in scams),
        thing_title=thing[0],
        thing_steps=tuple(thing[1:]),
        protections=tuple(Protection(on, text) for on, text in did),
        signer_role={"es": "Seguridad del Cliente"}.get(locale, ""),
    )


def outlines(year: int) -> list[Outline]:
    """The four alerts of a year, the last one meant as a draft."""
    return [_winter(year), _spring(year), _summer(year), _autumn(year)]


def _winter(year: int) -> Outline:
    return Outline(
        year,
        1,
        date(year, 2, 10),
        ("password", "card", "login-link"),
        Topic.SPAM_FILTER,
        5,
        {
            "en": _words(
                "en",
                f"winter {year}",
                [
                    (
                        "“Your parcel waits: pay 1.99 for delivery”",
                        "your card number",
                        "we never ask for card details by email",
                    ),
                    ("“Your order is on hold, sign in here”", "your password", "we never send you a link to sign in"),
                ],
                [
                    "Check that your spam filter is on.",
                    "Open the settings of your mail program.",
                    "Look for “Junk” or “Spam” and turn the filter on.",
                    "Mark bad mail as spam. It teaches the filter.",
                ],
                [
                    (
                        date(year, 1, 20),
                        "we now sign every mail we send, so that your mail program can tell fakes apart.",
                    )
                ],
            ),
            "es": _words(
                "es",
                f"invierno de {year}",
                [
                    (
                        "«Tu paquete espera: paga 1,99»",
                        "el número de tu tarjeta",
                        "nunca pedimos datos de tarjeta por correo",
                    ),
                    ("«Tu pedido está parado, entra aquí»", "tu contraseña", "nunca enviamos enlaces para entrar"),
                ],
                [
                    "Mira si tu filtro de correo basura está activo.",
                    "Abre los ajustes de tu programa de correo.",
                    "Busca «Correo basura» o «Spam» y activa el filtro.",
                    "Marca el correo malo como spam.",
                ],
                [
                    (
                        date(year, 1, 20),
                        "firmamos todo el correo que enviamos, para que tu programa note las copias falsas.",
                    )
                ],
            ),
        },
    )


def _spring(year: int) -> Outline:
    return Outline(
        year,
        2,
        date(year, 5, 12),
        ("code", "gift-card", "remote-access"),
        Topic.PASSKEY,
        10,
        {
            "en": _words(
                "en",
                f"spring {year}",
                [
                    (
                        "A call: “read me the code we just sent”",
                        "a code for your account",
                        "a code is never for telling",
                    ),
                    (
                        "“Your refund is ready, we need your help”",
                        "control of your computer",
                        "we never ask for that",
                    ),
                    (
                        "“Our boss asks for gift cards”",
                        "your money",
                        "we never take them",
                    ),
                ],
                [
                    "Add a passkey to your email account.",
                    "Open its settings.",
                    "Choose Security, then Passkeys.",
                    "Follow the steps shown.",
                ],
                [(date(year, 4, 2), "our help desk calls only the number you gave us.")],
            ),
            "es": _words(
                "es",
                f"primavera de {year}",
                [
                    (
                        "Una llamada: «léame el código»",
                        "un código de tu cuenta",
                        "el código lo escribes tú, nunca se dice",
                    ),
                    (
                        "«Tu reembolso está listo, ayúdanos»",
                        "el control de tu ordenador",
                        "nunca lo pedimos",
                    ),
                    ("«El jefe te pide tarjetas regalo»", "tu dinero", "nunca cobramos con tarjetas regalo"),
                ],
                [
                    "Añade una llave de acceso a tu correo.",
                    "Abre sus ajustes.",
                    "Elige Seguridad y luego Llaves de acceso.",
                    "Sigue los pasos.",
                ],
                [(date(year, 4, 2), "nuestro servicio de ayuda solo llama al número que nos diste.")],
            ),
        },
    )


def _summer(year: int) -> Outline:
    return Outline(
        year,
        3,
        date(year, 8, 18),
        ("attachment", "qr-code", "password"),
        Topic.ANTI_MALWARE,
        10,
        {
            "en": _words(
                "en",
                f"summer {year}",
                [
                    (
                        "“Your bill is attached”",
                        "a harmful file on your device",
                        "we never send files you did not ask for",
                    ),
                    (
                        "“Scan this code to keep your discount”",
                        "your sign-in details",
                        "we never put a QR code in a mail",
                    ),
                ],
                [
                    "See that your virus protection is on.",
                    "Windows: open “Windows Security” from the Start menu.",
                    "Mac and phones: install the newest system update.",
                    "Leave it on. It is good and free.",
                ],
                [(date(year, 7, 7), "two copies of our shop were taken down at our request.")],
            ),
            "es": _words(
                "es",
                f"verano de {year}",
                [
                    (
                        "«Te enviamos tu factura»",
                        "meter un archivo dañino en tu equipo",
                        "nunca enviamos archivos que no hayas pedido",
                    ),
                    (
                        "«Lee este código y guarda tu descuento»",
                        "los datos de tu cuenta",
                        "nunca ponemos códigos QR en un correo",
                    ),
                ],
                [
                    "Mira si tu antivirus está activo.",
                    "Windows: abre «Seguridad de Windows» en el menú Inicio.",
                    "Mac y teléfonos: instala la última versión del sistema.",
                    "Déjalo activo. Es bueno y gratis.",
                ],
                [(date(year, 7, 7), "dos copias de nuestra tienda se cerraron a petición nuestra.")],
            ),
        },
    )


def _autumn(year: int) -> Outline:
    return Outline(
        year,
        4,
        date(year, 12, 1),
        ("card", "gift-card", "login-link"),
        Topic.UPDATES,
        10,
        {
            "en": _words(
                "en",
                f"autumn {year}",
                [
                    ("“You won our winter raffle”", "a small fee and your card number", "we hold no raffles by email"),
                    ("“Your gift is held at customs”", "your card number", "we never ask for card details by email"),
                ],
                [
                    "Turn on automatic updates.",
                    "Open the settings of your phone or computer.",
                    "Search for “Updates”.",
                    "Choose “Automatic”.",
                ],
                [(date(year, 10, 14), "our app now lists every note like this one under Safety.")],
            ),
            "es": _words(
                "es",
                f"otoño de {year}",
                [
                    (
                        "«Has ganado nuestro sorteo de invierno»",
                        "una pequeña suma y tu tarjeta",
                        "no hacemos sorteos por correo",
                    ),
                    (
                        "«Tu regalo está en la aduana»",
                        "el número de tu tarjeta",
                        "nunca pedimos datos de tarjeta por correo",
                    ),
                ],
                [
                    "Activa las actualizaciones automáticas.",
                    "Abre los ajustes de tu teléfono u ordenador.",
                    "Busca «Actualizaciones».",
                    "Elige «Automáticas».",
                ],
                [(date(year, 10, 14), "nuestra aplicación muestra cada nota como esta en Seguridad.")],
            ),
        },
    )
