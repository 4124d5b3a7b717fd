"""Lures of families, parcels, taxes and cards in Spanish, French and German; each has to be held back."""

from __future__ import annotations

from lint.hand_written import Case

LURES_ABROAD = (
    Case(
        "es-su-paquete-esta-retenido",
        "Service <info@service-mail.test>",
        "Su paquete está retenido en aduana",
        "Estimado cliente:\nSu paquete ES4471 se encuentra retenido en nuestro centro de distribución porque faltan 1,99 € de gastos de aduana. Para programar la entrega, abone las tasas en las próximas 48 horas:\nAbonar las tasas: https://correos-entrega.test/pago\nPasado ese plazo el paquete será devuelto al remitente.\nServicio de entregas",
    ),
    Case(
        "es-aviso-de-la-agencia",
        "Service <info@service-mail.test>",
        "Aviso de la Agencia: devolución pendiente",
        "Tras el último cálculo de su actividad fiscal hemos determinado que tiene derecho a recibir un reembolso de 411,20 €. Rellene el formulario adjunto con su número de tarjeta y la fecha de nacimiento para recibirlo.\nSolicitar devolución: https://sede-tributaria.test/devolucion",
    ),
    Case(
        "es-hemos-limitado-su-tarjeta",
        "Service <info@service-mail.test>",
        "Hemos limitado su tarjeta",
        "Hola:\nPor motivos de seguridad hemos limitado su tarjeta. Para volver a usarla es imprescindible que actualice sus datos y los códigos SMS que reciba.\nReactivar mi tarjeta: https://banca-nueva.test/acceso\nSi no lo hace hoy, su tarjeta quedará inhabilitada definitivamente.",
    ),
    Case(
        "es-tu-buzon-esta-lleno",
        "Service <info@service-mail.test>",
        "Tu buzón está lleno",
        "Tu buzón ha superado el 99 % de su capacidad. Los correos nuevos dejarán de llegar. Amplía el espacio gratis introduciendo tu usuario y contraseña aquí: Ampliar buzón: https://webmail-cuota.test/login. Equipo de soporte",
    ),
    Case(
        "es-hola-mama-nuevo-numero",
        "Service <info@service-mail.test>",
        "Hola mamá, nuevo número",
        "Hola mamá, se me ha caído el móvil al agua y este es mi correo nuevo. ¿Me puedes hacer una transferencia de 1.250 € a esta cuenta? Te lo devuelvo mañana. Es urgente, no me llames que no puedo hablar.",
    ),
    Case(
        "es-ha-sido-elegido-taladro",
        "Service <info@service-mail.test>",
        "¡Ha sido elegido! Taladro gratis",
        "¡Enhorabuena! Su nombre ha salido en nuestro sorteo y le ha tocado un juego de herramientas valorado en 249 €. Solo paga el envío. Responda a 4 preguntas y reclámelo antes de medianoche. Reclamar premio: https://premios-bricolaje.test/",
    ),
    Case(
        "fr-votre-colis-est-en",
        "Service <info@service-mail.test>",
        "Votre colis est en attente",
        "Bonjour,\nVotre colis n’a pas pu être livré car l’adresse est incomplète. Merci de régler les frais de réexpédition de 1,45 € sous 24 heures :\nProgrammer une nouvelle livraison: https://suivi-colis.test/frais\nSans réponse de votre part, le colis sera retourné à l’expéditeur.",
    ),
    Case(
        "fr-remboursement-de-vos-cotisations",
        "Service <info@service-mail.test>",
        "Remboursement de vos cotisations",
        "Madame, Monsieur,\nAprès vérification de votre dossier, vous êtes éligible à un remboursement de 324,56 €. Pour le recevoir, munissez-vous de votre carte bancaire et complétez le formulaire : Accéder au formulaire: https://assurance-dossier.test/formulaire. Sans retour de votre part avant ce soir, le dossier sera clôturé.",
    ),
    Case(
        "fr-votre-carte-vitale-expire",
        "Service <info@service-mail.test>",
        "Votre carte Vitale expire",
        "Votre carte arrive à expiration. Afin de ne pas perdre vos droits, commandez dès maintenant la nouvelle version en renseignant votre numéro de sécurité sociale et vos coordonnées bancaires. Commander ma carte: https://carte-sante.test/",
    ),
    Case(
        "fr-operation-suspecte-de",
        "Service <info@service-mail.test>",
        "Opération suspecte de 879 €",
        "Cher client,\nUn paiement de 879,00 € est en cours sur votre compte. Si vous n’êtes pas à l’origine de cette opération, appelez immédiatement notre service fraude au 01 76 35 00 99 et communiquez le code reçu par SMS à notre conseiller.",
    ),
    Case(
        "fr-suspension-de-votre-abonnement",
        "Service <info@service-mail.test>",
        "Suspension de votre abonnement",
        "Nous rencontrons un problème avec votre dernier paiement. Votre abonnement sera suspendu dans 24 heures si vous ne mettez pas à jour votre moyen de paiement. Mettre à jour mon compte: https://streaming-compte.test/maj",
    ),
    Case(
        "fr-derniere-sommation-avant-poursuites",
        "Service <info@service-mail.test>",
        "Dernière sommation avant poursuites",
        "Suite à une enquête de nos services, vous faites l’objet de poursuites judiciaires. Vous êtes prié de répondre à ce courriel avec une copie de votre pièce d’identité dans un délai strict de 72 heures, passé lequel un mandat d’arrêt sera émis à votre encontre.",
    ),
    Case(
        "de-ihr-paket-wartet-auf",
        "Service <info@service-mail.test>",
        "Ihr Paket wartet auf Zustellung",
        "Guten Tag,\nIhr Paket konnte nicht zugestellt werden, da Zollgebühren in Höhe von 2,99 € offen sind. Bitte begleichen Sie den Betrag innerhalb von 48 Stunden, sonst geht die Sendung zurück an den Absender.\nGebühr begleichen: https://paket-zoll.test/bezahlen",
    ),
    Case(
        "de-neue-sicherheitsrichtlinie-pushtan-freigabe",
        "Service <info@service-mail.test>",
        "Neue Sicherheitsrichtlinie: pushTAN-Freigabe läuft ab",
        "Sehr geehrter Kunde,\nIhre Registrierung für das pushTAN-Verfahren läuft in Kürze ab. Um das Online-Banking weiterhin nutzen zu können, müssen Sie Ihre Daten bis morgen abgleichen. Halten Sie Ihre Zugangsdaten und eine TAN bereit.\nJetzt abgleichen: https://sparkasse-abgleich.test/\nNach Ablauf der Frist wird Ihr Konto eingeschränkt.",
    ),
    Case(
        "de-ruckerstattung-stromkosten",
        "Service <info@service-mail.test>",
        "Rückerstattung Stromkosten",
        "Wir haben festgestellt, dass Sie im letzten Jahr zu viel gezahlt haben. Ihnen steht eine Erstattung von 187,34 € zu. Geben Sie dazu Ihre IBAN, Kartennummer und Prüfziffer ein: Erstattung anfordern: https://strom-erstattung.test/",
    ),
    Case(
        "de-letzte-mahnung-inkasso",
        "Service <info@service-mail.test>",
        "Letzte Mahnung Inkasso",
        "Trotz mehrfacher Mahnung ist Ihre Rechnung über 289,90 € weiterhin offen. Überweisen Sie den Betrag bis spätestens heute 18 Uhr auf das unten genannte Konto, andernfalls leiten wir ein gerichtliches Mahnverfahren und eine Kontopfändung ein.\nIBAN: LT12 3456 7890 1234 5678",
    ),
    Case(
        "de-ihr-speicher-ist-voll",
        "Service <info@service-mail.test>",
        "Ihr Speicher ist voll",
        "Ihr Cloud-Speicher ist voll. Ihre Fotos und Videos werden in 24 Stunden gelöscht. Als treuer Kunde erhalten Sie 50 GB gratis, wenn Sie Ihr Zahlungsmittel bestätigen. Speicher erweitern: https://cloud-speicher.test/update",
    ),
    Case(
        "de-hallo-papa-das-ist",
        "Service <info@service-mail.test>",
        "Hallo Papa, das ist meine neue Adresse",
        "Hallo Papa, mein Handy ist kaputt und ich kann gerade nicht telefonieren. Kannst du bitte dringend eine Rechnung für mich überweisen? Es sind 1.890 €, ich gebe es dir am Montag zurück. Schreib mir hier kurz zurück, dann schicke ich dir die IBAN.",
    ),
)
