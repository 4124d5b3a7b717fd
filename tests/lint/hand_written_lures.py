"""Lures in four languages, of kinds that the corpora lack; each has to be held back."""

from __future__ import annotations

from lint.hand_written import Case

LURES = (
    Case(
        "en-voicemail",
        "Voice Service <vm@cloudpbx.example>",
        "New voicemail from +44 20 7946 0000",
        "You have a new voice message (0:42).\nListen to your message here: https://cloudpbx.example/listen?u=ana\nMessages are removed after 24 hours.\nPlease log in with your email and password to hear it.",
    ),
    Case(
        "en-callback",
        "Billing <billing@helpdesk.example>",
        "Your subscription has been renewed",
        "Thank you. Your card was charged $499.99 for Guard Plus.\nIf you did not authorise this charge, call us within 24 hours at +1 (808) 555-0143 to cancel and get a refund.\nOur agent will connect to your computer to help you with the refund form.",
    ),
    Case(
        "en-hr",
        "HR Desk <hr@payroll-portal.example>",
        "Updated payroll policy",
        "Dear colleague,\nKindly re-enter your bank account details and social security number in the form below so that your salary is not delayed.\nhttps://payroll-portal.example/form\nFailure to comply will result in your salary being withheld.",
    ),
    Case(
        "en-seed",
        "Wallet Support <support@wallet.example>",
        "Action needed: wallet migration",
        "All users must migrate their wallet before 1 December.\nEnter your 12-word recovery phrase to keep access to your funds.\nhttps://wallet.example/migrate",
    ),
    Case(
        "en-mfa",
        "IT <it@office.example>",
        "Your authenticator expires today",
        "Your MFA registration expires today. Scan the code with your phone to keep your mailbox. Reply with the six-digit code that we have just texted you.",
    ),
    Case(
        "en-grandma",
        "Emma <emma@freemail.example>",
        "Hi mum",
        "Hi mum, I dropped my phone in the toilet and this is my new address. I have a bill that has to be paid today. Could you transfer 1,850 pounds for me? I will pay you back tomorrow.",
    ),
    Case(
        "en-giftcards",
        "Peter Hall, CEO <ceo@freemail.example>",
        "Quick favour",
        "Are you at your desk? I am in a meeting and can't talk. I need you to buy 5 Apple gift cards of 100 each, scratch the back and send me the codes.",
    ),
    Case(
        "es-paquete",
        "Correos <aviso@correos-entrega.example>",
        "Su paquete está retenido",
        "Estimado cliente:\nSu paquete está retenido en aduanas. Pague la tasa de 1,99 € para que podamos entregarlo:\nhttps://correos-entrega.example/pago\nSi no paga en 48 horas el paquete será devuelto.",
    ),
    Case(
        "es-banco",
        "Seguridad <s@banco.example>",
        "Acceso restringido",
        "Hemos detectado un acceso inusual. Su cuenta ha sido bloqueada. Para desbloquearla introduzca su DNI, su clave de firma y el número de su tarjeta:\nhttps://banco.example/acceso",
    ),
    Case(
        "es-multa",
        "DGT <dgt@multas.example>",
        "Tiene una multa pendiente de pago",
        "Tiene una multa pendiente. Abone el importe antes de 24 horas para evitar un recargo o el embargo de su cuenta.\nhttps://multas.example/abonar",
    ),
    Case(
        "es-hacienda",
        "Agencia <a@hacienda.example>",
        "Devolución de impuestos",
        "Le corresponde una devolución de 312,45 €. Facilite los datos de su tarjeta para recibirla.\nhttps://hacienda.example/devolucion",
    ),
    Case(
        "fr-cpf",
        "Assurance <a@ameli.example>",
        "Votre carte Vitale expire",
        "Madame, Monsieur,\nVotre carte Vitale expire bientôt. Remplissez le formulaire avec vos coordonnées bancaires pour recevoir la nouvelle carte :\nhttps://ameli.example/formulaire\nSans réponse sous 48 h, vos droits seront suspendus.",
    ),
    Case(
        "fr-banque",
        "Banque <b@banque.example>",
        "Nouvel appareil détecté",
        "Un nouvel appareil a été ajouté à votre compte. Si ce n'est pas vous, connectez-vous immédiatement et saisissez votre identifiant et votre mot de passe :\nhttps://banque.example/connexion",
    ),
    Case(
        "fr-virement",
        "Fournisseur <f@four.example>",
        "Changement de RIB",
        "Bonjour,\nNotre banque a changé. Merci d'effectuer désormais vos virements sur le nouveau RIB ci-dessous et de régler la facture 2231 aujourd'hui même.",
    ),
    Case(
        "fr-amende",
        "ANTAI <a@amendes.example>",
        "Dernier rappel : amende impayée",
        "Vous avez une amende impayée. Réglez 35 € dans les 24 heures, sinon elle sera majorée à 375 €.\nhttps://amendes.example/payer",
    ),
    Case(
        "de-sparkasse",
        "Sparkasse <s@kundencenter.example>",
        "Ihr pushTAN läuft ab",
        "Sehr geehrte Kundin, sehr geehrter Kunde,\nIhre pushTAN-Verbindung läuft heute ab. Bitte bestätigen Sie Ihre Daten umgehend, indem Sie Anmeldename, PIN und TAN eingeben:\nhttps://kundencenter.example/anmelden\nAndernfalls wird Ihr Zugang gesperrt.",
    ),
    Case(
        "de-paket",
        "DHL <d@zustellung.example>",
        "Ihr Paket konnte nicht zugestellt werden",
        "Ihr Paket konnte nicht zugestellt werden. Zahlen Sie die Zollgebühr von 2,99 €, damit es heute noch geliefert wird:\nhttps://zustellung.example/zahlung",
    ),
    Case(
        "de-enkel",
        "Papa <p@freemail.example>",
        "Hallo Mama",
        "Hallo Mama, mein Handy ist kaputt, das ist meine neue Nummer. Kannst du mir bitte heute noch 1.900 Euro überweisen? Ich zahle es dir morgen zurück.",
    ),
    Case(
        "de-iban",
        "Buchhaltung <b@lieferant.example>",
        "Neue Bankverbindung",
        "Guten Tag,\nunsere Bankverbindung hat sich geändert. Bitte überweisen Sie alle offenen Rechnungen ab sofort auf das folgende Konto: DE02 1203 0000 0000 2020 51.",
    ),
    Case(
        "de-steuer",
        "Finanzamt <f@elster.example>",
        "Steuererstattung",
        "Ihnen steht eine Erstattung von 268,90 € zu. Geben Sie Ihre Kreditkartendaten ein, damit wir den Betrag auszahlen können.\nhttps://elster.example/erstattung",
    ),
    Case(
        "en-parcel-2",
        "Courier <c@courier.example>",
        "We missed you",
        "We could not deliver your parcel because the house number is missing. Pay a small redelivery fee of £1.45 and confirm your address here: https://courier.example/redeliver",
    ),
    Case(
        "en-remote-2",
        "Support <s@pc.example>",
        "Problem found on your computer",
        "Our engineers have found a problem. Call 0800 555 0199 now and let our technician connect to your computer.",
    ),
    Case(
        "en-tax-2",
        "Tax Office <t@tax.example>",
        "You are due a refund of £384.20",
        "Submit your refund form with your debit card number and sort code today: https://tax.example/refund",
    ),
    Case(
        "en-rent-2",
        "Landlord <l@freemail.example>",
        "New account for rent",
        "Please pay this month's rent into our new account: sort code 20-00-00, account 55779911. The old account is being audited.",
    ),
    Case(
        "es-hijo-2",
        "Hijo <h@freemail.example>",
        "Hola mamá",
        "Hola mamá, se me ha roto el móvil y este es mi número nuevo. ¿Me puedes hacer una transferencia de 890 € hoy? Te lo devuelvo mañana.",
    ),
    Case(
        "es-factura-2",
        "Luz <l@luz.example>",
        "Reembolso pendiente",
        "Por un error le cobramos dos veces. Sin embargo, para devolverle el importe introduzca los datos de su tarjeta: https://luz.example/reembolso",
    ),
    Case(
        "fr-enfant-2",
        "Léa <l@freemail.example>",
        "Coucou maman",
        "Coucou maman, mon téléphone est cassé, voici mon nouveau numéro. Peux-tu me faire un virement de 900 € aujourd'hui ? Je te rembourse demain.",
    ),
    Case(
        "fr-colis-2",
        "Colis <c@colis.example>",
        "Votre colis est en attente",
        "Votre colis est en attente. Les frais de réexpédition de 1,95 € doivent être réglés avant ce soir : https://colis.example/reglement",
    ),
    Case(
        "de-miete-2",
        "Vermieter <v@freemail.example>",
        "Neues Konto für die Miete",
        "Bitte zahlen Sie die Miete ab Dezember auf unser neues Konto. Die alte Verbindung ist gesperrt.",
    ),
    Case(
        "de-streaming-2",
        "Film <f@film.example>",
        "Zahlung fehlgeschlagen",
        "Ihre letzte Zahlung ist fehlgeschlagen. Damit Sie weiter schauen können, hinterlegen Sie bitte eine neue Zahlungsart: https://film.example/zahlungsart",
    ),
    Case(
        "de-chef-2",
        "Dr. Weber <w@freemail.example>",
        "Kurze Bitte",
        "Sind Sie im Büro? Ich brauche dringend fünf Google-Play-Karten zu je 100 Euro. Bitte rubbeln Sie die Codes frei und schicken Sie mir Fotos.",
    ),
)
