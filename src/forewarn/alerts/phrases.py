"""The fixed words of the alert, per language. What changes each quarter is written by people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The fixed words in one language; names in braces are filled in."""

    subject: str
    opening: str
    scams: str
    no_scams: str
    wants: str
    tell: str
    never: str
    thing: str
    practice: str
    practice_how: str
    did: str
    suppliers: str
    no_changes: str
    supplier_page: str
    check: str
    check_how: str
    check_how_app: str
    signed: str
    stop: str
    seasons: tuple[str, str, str, str]
    dates: str  # the locale whose way of writing days it is


PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        subject="Your {brand} safety note, {season}",
        opening="Our safety note for {season}. You don't need to click, reply or sign in.",
        scams="What scammers send in our name now",
        no_scams="We know of no new scam in our name this quarter.",
        wants="It wants",
        tell="How you can tell",
        never="What we never ask you",
        thing="One thing to do this quarter ({minutes} minutes)",
        practice="Practise",
        practice_how="Type {website}, choose Safety, then Practice.",
        did="What we did to protect you",
        suppliers="What changed at our suppliers",
        no_changes="No changes.",
        supplier_page="Our web site shows who holds your data.",
        check="How to check this email",
        check_how="Type {website} in your browser. Choose Safety, then Messages we sent. Look for this subject and {date}.",
        check_how_app="Open the {app} app, or type {website} in your browser. Choose Safety, then Messages we sent. Look for this subject and {date}.",
        signed="{name}, {role}",
        stop="You get this as our customer. To stop it, use your mail program's unsubscribe button, or Preferences on our Safety page.",
        seasons=("winter", "spring", "summer", "autumn"),
        dates="en-GB",
    ),
    "es": Phrases(
        subject="Tu nota de seguridad de {brand}, {season}",
        opening="Nuestra nota de seguridad, {season}. No tienes que pulsar nada, ni responder, ni entrar en tu cuenta.",
        scams="Qué envían ahora los estafadores en nuestro nombre",
        no_scams="No sabemos de ninguna estafa nueva en nuestro nombre este trimestre.",
        wants="Qué busca",
        tell="Cómo se nota",
        never="Lo que nunca te pedimos",
        thing="Una cosa para este trimestre ({minutes} minutos)",
        practice="Práctica",
        practice_how="Escribe {website}, elige Seguridad y luego Práctica.",
        did="Qué hemos hecho para protegerte",
        suppliers="Qué ha cambiado en nuestros proveedores",
        no_changes="Sin cambios.",
        supplier_page="Nuestra web muestra quién tiene tus datos.",
        check="Cómo comprobar este correo",
        check_how="Escribe {website} en tu navegador. Elige Seguridad y Mensajes que enviamos. Busca este asunto y el {date}.",
        check_how_app="Abre la aplicación {app} o escribe {website} en tu navegador. Elige Seguridad y Mensajes que enviamos. Busca este asunto y el {date}.",
        signed="{name}, {role}",
        stop="Recibes esto como cliente. Para dejarlo, usa el botón de baja de tu programa de correo o Preferencias en nuestra página Seguridad.",
        seasons=("invierno de", "primavera de", "verano de", "otoño de"),
        dates="es",
    ),
    "fr": Phrases(
        subject="Votre note de sécurité {brand}, {season}",
        opening="Notre note de sécurité, {season}. Vous n'avez pas à cliquer, à répondre ni à vous connecter.",
        scams="Ce que les escrocs envoient en notre nom",
        no_scams="Nous ne connaissons pas de nouvelle arnaque en notre nom ce trimestre.",
        wants="Son but",
        tell="Ce qui la trahit",
        never="Ce que nous ne demandons jamais",
        thing="Une chose à faire ce trimestre ({minutes} minutes)",
        practice="S'exercer",
        practice_how="Tapez {website}, choisissez Sécurité, puis S'exercer.",
        did="Ce que nous avons fait pour vous protéger",
        suppliers="Ce qui change chez nos fournisseurs",
        no_changes="Aucun changement.",
        supplier_page="Notre site montre qui a vos données.",
        check="Comment vérifier ce message",
        check_how="Tapez {website} dans votre navigateur. Choisissez Sécurité, puis Nos messages. Cherchez ce sujet et le {date}.",
        check_how_app="Ouvrez l'application {app} ou tapez {website} dans votre navigateur. Choisissez Sécurité, puis Nos messages. Cherchez ce sujet et le {date}.",
        signed="{name}, {role}",
        stop="Vous recevez ceci en tant que client. Pour l'arrêter, utilisez le bouton de désinscription de votre messagerie, ou Préférences sur notre page Sécurité.",
        seasons=("hiver", "printemps", "été", "automne"),
        dates="fr",
    ),
    "de": Phrases(
        subject="Ihre Sicherheitsnotiz von {brand}, {season}",
        opening="Unsere Sicherheitsnotiz, {season}. Sie müssen nichts anklicken, nicht antworten und sich nicht anmelden.",
        scams="Was Betrüger gerade in unserem Namen schicken",
        no_scams="Wir wissen von keiner neuen Masche in unserem Namen.",
        wants="Was sie will",
        tell="Woran man es merkt",
        never="Worum wir Sie nie bitten",
        thing="Eine Sache für dieses Quartal ({minutes} Minuten)",
        practice="Üben",
        practice_how="Tippen Sie {website} ein, wählen Sie Sicherheit, dann Üben.",
        did="Was wir zu Ihrem Schutz getan haben",
        suppliers="Was sich bei unseren Dienstleistern geändert hat",
        no_changes="Keine Änderungen.",
        supplier_page="Unsere Website zeigt, wer Ihre Daten hat.",
        check="So prüfen Sie diese E-Mail",
        check_how="Tippen Sie {website} in Ihren Browser. Wählen Sie Sicherheit, dann Unsere Nachrichten. Suchen Sie diesen Betreff und den {date}.",
        check_how_app="Öffnen Sie die App {app} oder tippen Sie {website} in Ihren Browser. Wählen Sie Sicherheit, dann Unsere Nachrichten. Suchen Sie diesen Betreff und den {date}.",
        signed="{name}, {role}",
        stop="Sie bekommen das als Kunde. Abbestellen: mit der Schaltfläche Ihres Mailprogramms oder unter Einstellungen auf unserer Seite Sicherheit.",
        seasons=("Winter", "Frühling", "Sommer", "Herbst"),
        dates="de",
    ),
}


def phrases_for(locale: str) -> Phrases | None:
    """The fixed words of a locale ("es-MX" takes those of "es"); None where there are none."""
    return PHRASES.get(locale) or PHRASES.get(locale.split("-")[0].lower())
