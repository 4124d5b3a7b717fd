"""El veredicto en español; the second text of a pair leaves out what the mail says."""

from __future__ import annotations

from forewarn.verification.reasons import Code, VerdictKind

HEADLINES = {
    VerdictKind.SENT_BY_US: "Este correo es nuestro.",
    VerdictKind.SENT_BY_US_ALTERED: "Lo enviamos nosotros, pero tu copia fue cambiada.",
    VerdictKind.NOT_OURS: "Este correo no es nuestro.",
    VerdictKind.NOT_ABOUT_US: "Este correo no es nuestro, ni dice serlo.",
    VerdictKind.CANNOT_TELL: "Con esta copia no podemos saberlo.",
}
NEXT_STEPS = {
    VerdictKind.SENT_BY_US: "Si te pide algo, abre nuestra app o escribe tú nuestra dirección y hazlo allí.",
    VerdictKind.SENT_BY_US_ALTERED: "No uses los enlaces ni los números de esta copia. Escribe tú nuestra dirección.",
    VerdictKind.NOT_OURS: "No hagas clic, no llames y no respondas. Bórralo. Si diste tu clave, cámbiala ya en nuestro sitio.",
    VerdictKind.NOT_ABOUT_US: "Pregunta a la empresa que nombra. Escribe tú la dirección de esa empresa.",
    VerdictKind.CANNOT_TELL: "No hagas nada todavía. Reenvíanos el correo como adjunto, o sube el archivo guardado, y lo miramos otra vez.",
}
NEXT_STEP_AFTER_WORDS = (
    "No hagas nada todavía. Mándanos el correo mismo: reenvíalo como adjunto, o guárdalo como archivo y súbelo."
)
HEADLINE_NAMING_NOBODY = "Este mensaje no dice que sea nuestro."
NEXT_STEP_NAMING_NOBODY = "Si nombra a una empresa, pregunta allí: escribe tú su dirección. Si crees que es nuestro, mándanos el correo como archivo."
NEXT_STEP_ALONE = (
    "No hagas nada todavía. Mándanos solo el correo: sube el archivo guardado, o reenvíalo como adjunto sin nada más."
)
REASONS: dict[Code, tuple[str, str]] = {
    Code.SIGNED_BY_US: (
        "Lleva nuestra firma digital ({domain}) y nada cambió desde que lo enviamos.",
        "Lleva nuestra firma digital y nada cambió desde que lo enviamos.",
    ),
    Code.IN_OUR_RECORD: (
        "Es igual, enlace por enlace, a un correo de nuestro registro: «{purpose}».",
        "Es igual, enlace por enlace, a un correo de nuestro registro.",
    ),
    Code.SIGNATURE_EXPIRED: (
        "Es un correo antiguo: su firma era para menos tiempo. Sigue siendo nuestra firma.",
        "Es un correo antiguo: su firma era para menos tiempo. Sigue siendo nuestra firma.",
    ),
    Code.INSIDE_ANOTHER: (
        "Te llegó dentro de otro correo. Ese no lo escribimos nosotros, y esta respuesta no vale para él.",
        "Te llegó dentro de otro correo. Ese no lo escribimos nosotros, y esta respuesta no vale para él.",
    ),
    Code.OTHER_RECIPIENT: (
        "Va dirigido a otra persona ({address}) y alguien lo pasó.",
        "Va dirigido a otra persona y alguien lo pasó.",
    ),
    Code.USER_SUPPLIED_TEXT: (
        "Lo envió nuestro sistema, pero otras personas pueden poner texto en algunos correos. Da un teléfono que no está "
        "en nuestra lista ({numbers}). No llames. Busca nuestro número en nuestro sitio.",
        "Lo envió nuestro sistema, pero otras personas pueden poner texto en algunos correos, como una nota o un teléfono. "
        "No llames a un número del correo. Busca nuestro número en nuestro sitio.",
    ),
    Code.DATE_NOT_COVERED: (
        "La firma no cubre la fecha. El correo puede ser más viejo de lo que parece.",
        "La firma no cubre la fecha. El correo puede ser más viejo de lo que parece.",
    ),
    Code.BODY_CHANGED: (
        "La cabecera es nuestra ({domain}), pero el texto fue cambiado después de enviarlo.",
        "La cabecera es nuestra, pero el texto fue cambiado después de enviarlo.",
    ),
    Code.TEXT_APPENDED: (
        "Firmamos la primera parte de este correo ({domain}). Alguien añadió más texto debajo.",
        "Firmamos la primera parte de este correo. Alguien añadió más texto debajo.",
    ),
    Code.RECORD_DIFFERS: (
        "Sí enviamos este correo («{purpose}»), pero el nuestro era distinto.",
        "Sí enviamos este correo, pero el nuestro era distinto.",
    ),
    Code.LINKS_DIFFER: (
        "Lleva un enlace que el nuestro no llevaba. Va a: {hosts}.",
        "Lleva un enlace que el nuestro no llevaba.",
    ),
    Code.NUMBERS_DIFFER: (
        "Da un teléfono que el nuestro no daba: {numbers}.",
        "Da un teléfono que el nuestro no daba.",
    ),
    Code.SENTENCES_DIFFER: (
        "Cambiaron algunas de sus frases.",
        "Cambiaron algunas de sus frases.",
    ),
    Code.SUBJECT_DIFFERS: ("Cambiaron el asunto. El nuestro era: «{sent}».", "Cambiaron el asunto."),
    Code.PARTS_DIFFER: (
        "Cambiaron algunas palabras, una imagen o un formulario.",
        "Cambiaron algunas palabras, una imagen o un formulario.",
    ),
    Code.KNOWN_SCAM: (
        "Conocemos este engaño. Otras personas nos avisaron, y nuestro equipo lo miró.",
        "Conocemos este engaño. Otras personas nos avisaron, y nuestro equipo lo miró.",
    ),
    Code.FROM_LOOKALIKE: (
        "La dirección del remitente acaba en {host}. Se parece a la nuestra. No es la nuestra.",
        "La dirección del remitente se parece a la nuestra. No es la nuestra.",
    ),
    Code.FROM_ELSEWHERE: (
        "La dirección del remitente acaba en {host}. No enviamos correos desde ahí.",
        "La dirección del remitente no es nuestra.",
    ),
    Code.FROM_MAILBOX_PROVIDER: (
        "El remitente tiene una dirección gratuita en {host}. Cualquiera puede tener una. No está en nuestra lista.",
        "El remitente tiene una dirección gratuita que cualquiera puede tener. No está en nuestra lista.",
    ),
    Code.NO_SENDER: ("El correo no nombra un remitente real.", "El correo no nombra un remitente real."),
    Code.SEVERAL_SENDERS: (
        "El correo nombra a más de un remitente. Los nuestros nunca lo hacen.",
        "El correo nombra a más de un remitente. Los nuestros nunca lo hacen.",
    ),
    Code.UNSIGNED_FROM_US: (
        "Muestra nuestra dirección, pero no lleva nuestra firma. Desde el {date} firmamos todos los correos.",
        "Muestra nuestra dirección, pero no lleva nuestra firma. Firmamos todos los correos.",
    ),
    Code.NAME_ONLY: (
        "Usa nuestro nombre («{name}»). Cualquiera puede poner ahí cualquier nombre.",
        "Usa nuestro nombre como remitente. Cualquiera puede poner ahí cualquier nombre.",
    ),
    Code.NAME_DISGUISED: (
        "Escribe nuestro nombre con letras raras («{name}») para que los filtros no lo vean.",
        "Escribe nuestro nombre con letras raras para que los filtros no lo vean.",
    ),
    Code.LINK_LOOKALIKE: (
        "Un enlace lleva a {host}. Se parece a {ours}, pero no es nuestro.",
        "Un enlace lleva a una dirección que se parece a la nuestra. No es nuestra.",
    ),
    Code.LINK_SHOWS_OTHER: (
        "Un enlace muestra {shown} pero lleva a {host}.",
        "Un enlace muestra una dirección y lleva a otra.",
    ),
    Code.REPLY_TO_ELSEWHERE: ("Las respuestas irían a {address}.", "Las respuestas irían a otra persona."),
    Code.LINKS_ELSEWHERE: ("Sus enlaces llevan a: {hosts}.", "Sus enlaces llevan a sitios que no son nuestros."),
    Code.NUMBERS_ELSEWHERE: (
        "Da teléfonos que no están en nuestra lista: {numbers}.",
        "Da teléfonos que no están en nuestra lista.",
    ),
    Code.SIGNED_BY_OTHER: ("Lo firmó {host}, no nosotros.", "Lo firmó otro, no nosotros."),
    Code.RESEMBLES_OURS: (
        "Copia un correo nuestro («{purpose}»). Una copia de nuestras palabras no es un correo nuestro.",
        "Copia un correo nuestro. Una copia de nuestras palabras no es un correo nuestro.",
    ),
    Code.SIGNATURE_BROKEN: (
        "Lleva una firma con nuestro nombre que no encaja. El correo cambió por el camino, o la firma es falsa.",
        "Lleva una firma con nuestro nombre que no encaja. El correo cambió por el camino, o la firma es falsa.",
    ),
    Code.KEY_UNKNOWN: (
        "Lleva una firma con nuestro nombre, pero no tenemos la llave para revisarla.",
        "Lleva una firma con nuestro nombre, pero no tenemos la llave para revisarla.",
    ),
    Code.KEY_UNREACHABLE: (
        "Ahora no pudimos buscar la llave para revisar su firma.",
        "Ahora no pudimos buscar la llave para revisar su firma.",
    ),
    Code.KEY_UNUSABLE: (
        "Su firma es de un tipo que hoy no prueba nada.",
        "Su firma es de un tipo que hoy no prueba nada.",
    ),
    Code.KEY_COMPROMISED: (
        "Lo firmaron con una llave nuestra que fue robada. Esa firma no prueba nada.",
        "Lo firmaron con una llave nuestra que fue robada. Esa firma no prueba nada.",
    ),
    Code.KEY_NOT_IN_USE: (
        "Lo firmaron con una llave que no usábamos en esa fecha.",
        "Lo firmaron con una llave que no usábamos en esa fecha.",
    ),
    Code.UNSIGNED: (
        "Muestra nuestra dirección, pero no lleva firma. Cualquiera puede escribir nuestra dirección.",
        "Muestra nuestra dirección, pero no lleva firma. Cualquiera puede escribir nuestra dirección.",
    ),
    Code.VENDOR_ONLY: (
        "Vino por {vendor}, que envía correos para nosotros y para muchos otros. Eso solo no prueba que sea nuestro.",
        "Vino por una empresa que envía correos para nosotros y para muchos otros. Eso solo no prueba que sea nuestro.",
    ),
    Code.HEADER_ADDED: (
        "Nuestra firma vale, pero alguien añadió algo arriba del correo ({fields}).",
        "Nuestra firma vale, pero alguien añadió algo arriba del correo.",
    ),
    Code.SUBJECT_NOT_COVERED: (
        "Nuestra firma no cubre el asunto. Alguien pudo cambiarlo.",
        "Nuestra firma no cubre el asunto. Alguien pudo cambiarlo.",
    ),
    Code.REPLY_TO_NOT_COVERED: (
        "Nuestra firma no cubre a dónde van las respuestas, e irían a otro sitio.",
        "Nuestra firma no cubre a dónde van las respuestas, e irían a otro sitio.",
    ),
    Code.HEADER_MALFORMED: (
        "La parte de arriba del correo está rota. Cada programa puede mostrarla de otra forma.",
        "La parte de arriba del correo está rota. Cada programa puede mostrarla de otra forma.",
    ),
    Code.BESIDE_ANOTHER: (
        "En lo que enviaste hay un correo nuestro. Con él vino otro texto, una imagen o un archivo, y por eso no podemos responder.",
        "En lo que enviaste hay un correo nuestro. Con él vino otro texto, una imagen o un archivo, y por eso no podemos responder.",
    ),
    Code.ONLY_WORDS: (
        "Solo vemos sus palabras. Las palabras se copian y no muestran a dónde van los enlaces.",
        "Solo vemos sus palabras. Las palabras se copian y no muestran a dónde van los enlaces.",
    ),
    Code.WORDS_ARE_OURS: (
        "Sí enviamos un correo con estas palabras («{purpose}»), pero tu copia no muestra a dónde van sus enlaces.",
        "Sí enviamos un correo con estas palabras, pero tu copia no muestra a dónde van sus enlaces.",
    ),
    Code.WORDS_ARE_LIKE_OURS: (
        "Se parece mucho a un correo nuestro («{purpose}»). No podemos ver si todo en él es nuestro.",
        "Se parece mucho a un correo nuestro. No podemos ver si todo en él es nuestro.",
    ),
    Code.OUTLOOK_FILE: (
        "El archivo de Outlook no guarda la firma, así que no podemos revisarla.",
        "El archivo de Outlook no guarda la firma, así que no podemos revisarla.",
    ),
    Code.UNREADABLE: ("No pudimos abrir este archivo.", "No pudimos abrir este archivo."),
    Code.NOT_A_MAIL: (
        "Es un archivo que no podemos leer, como una imagen. No nos muestra quién envió el correo.",
        "Es un archivo que no podemos leer, como una imagen. No nos muestra quién envió el correo.",
    ),
    Code.ONLY_IMAGE: (
        "Solo trae una imagen. No podemos leer quién lo envió.",
        "Solo trae una imagen. No podemos leer quién lo envió.",
    ),
    Code.EMPTY: ("No trae nada que podamos revisar.", "No trae nada que podamos revisar."),
    Code.NOT_NAMED: (
        "Quien lo envía no es de los nuestros, y no usa nuestro nombre.",
        "Quien lo envía no es de los nuestros, y no usa nuestro nombre.",
    ),
    Code.WORDS_NAME_NOBODY: (
        "Solo vemos sus palabras, y no nos nombran. Las palabras no muestran quién las envió.",
        "Solo vemos sus palabras, y no nos nombran. Las palabras no muestran quién las envió.",
    ),
    Code.MENTIONED_ONLY: (
        "Nos nombra, pero no dice que venga de nosotros. No lo enviamos.",
        "Nos nombra, pero no dice que venga de nosotros. No lo enviamos.",
    ),
    Code.CHECK_CLAIMED: (
        "Dice que fue revisado y aprobado. Cualquiera puede escribir eso, así que no lo contamos.",
        "Dice que fue revisado y aprobado. Cualquiera puede escribir eso, así que no lo contamos.",
    ),
    Code.NOT_ALL_READ: (
        "Es tan grande que no lo leímos entero.",
        "Es tan grande que no lo leímos entero.",
    ),
}

# What a mail of ours was, what it asks for and what it does not.
# Where several mails came with one report.
WHICH_MAIL = "Esta respuesta es sobre el correo {place} de los que adjuntaste."
OTHER_MAIL = "Correo {place}: {headline} Su número de caso es {case}."
MORE_MAILS = "No miramos otros {count} que venían con ellos. Mándalos de nuevo, {most} como mucho cada vez."

SUMMARY = {
    "what": "Es «{subject}».",
    "purpose": "Es «{purpose}».",
    "when": "Lo enviamos el {date}.",
    "links": "Tiene enlaces a: {hosts}.",
    "no_links": "No tiene enlaces.",
    "numbers": "Da este teléfono: {numbers}.",
    "no_numbers": "No da ningún teléfono.",
    "files": "Trae archivos adjuntos.",
    "no_files": "No trae archivos adjuntos.",
    "no_secrets": "No pide claves, códigos ni números de tarjeta.",
}
DATES = "es"  # the locale whose way of writing days it is
