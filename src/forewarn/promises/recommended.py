"""The recommended set: promises most brands can keep, each with the lint rules that keep it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recommended:
    """A promise to start from: locale → (statement, one more sentence)."""

    key: str
    rules: tuple[str, ...]
    texts: dict[str, tuple[str, str]]


RECOMMENDED: tuple[Recommended, ...] = (
    Recommended(
        "password",
        ("FW-RQ-01", "FW-RQ-02"),
        {
            "en": (
                "We never ask for your password or PIN by email.",
                "Nobody who works for us needs it, and no form in a mail of ours asks for it.",
            ),
            "es": (
                "Nunca te pedimos tu contraseña ni tu PIN por correo.",
                "Nadie que trabaje con nosotros los necesita, y ningún correo nuestro los pide.",
            ),
        },
    ),
    Recommended(
        "code",
        ("FW-RQ-01", "FW-RQ-02"),
        {
            "en": (
                "We never ask you to tell us a one-time code.",
                "A code is for typing by you, on a page you opened yourself. It is never for telling.",
            ),
            "es": (
                "Nunca te pedimos que nos digas un código de un solo uso.",
                "El código lo escribes tú, en una página que has abierto tú. Nunca se dice a nadie.",
            ),
        },
    ),
    Recommended(
        "card",
        ("FW-RQ-01", "FW-RQ-02"),
        {
            "en": (
                "We never ask for card or bank details by email.",
                "If a payment fails, you will see it in your account when you open it yourself.",
            ),
            "es": (
                "Nunca te pedimos datos de tarjeta o de banco por correo.",
                "Si falla un pago, lo verás en tu cuenta cuando la abras tú.",
            ),
        },
    ),
    Recommended(
        "login-link",
        ("FW-LK-01",),
        {
            "en": (
                "We never send you a link to sign in.",
                "Open our app, or type our web address. Then you know where you are.",
            ),
            "es": (
                "Nunca te enviamos un enlace para entrar en tu cuenta.",
                "Abre nuestra aplicación o escribe nuestra dirección web. Así sabes dónde estás.",
            ),
        },
    ),
    Recommended(
        "gift-card",
        ("FW-RQ-03",),
        {
            "en": (
                "We never ask you to pay with gift cards or crypto.",
                "We also never ask you to move money to keep it out of danger.",
            ),
            "es": (
                "Nunca te pedimos que pagues con tarjetas regalo o criptomonedas.",
                "Tampoco te pedimos que muevas tu dinero para protegerlo.",
            ),
        },
    ),
    Recommended(
        "remote-access",
        ("FW-RQ-01", "FW-RQ-05"),
        {
            "en": (
                "We never ask to control your phone or computer.",
                "We do not ask you to install a program from a mail or a call.",
            ),
            "es": (
                "Nunca te pedimos controlar tu teléfono o tu ordenador.",
                "No te pedimos instalar un programa desde un correo o una llamada.",
            ),
        },
    ),
    Recommended(
        "attachment",
        ("FW-AT-01", "FW-AT-02", "FW-AT-03"),
        {
            "en": (
                "We never send you files you did not ask for.",
                "A bill or form you did not order is not from us.",
            ),
            "es": (
                "Nunca te enviamos archivos que no hayas pedido.",
                "Una factura o un formulario que no has pedido no es nuestro.",
            ),
        },
    ),
    Recommended(
        "qr-code",
        ("FW-QR-01",),
        {
            "en": (
                "We never put a QR code in a mail.",
                "A code is a link you cannot read. You never need one to reach us.",
            ),
            "es": (
                "Nunca ponemos un código QR en un correo.",
                "Un código es un enlace que no puedes leer. No lo necesitas para llegar a nosotros.",
            ),
        },
    ),
)
