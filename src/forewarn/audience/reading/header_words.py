"""What columns of customer lists are called, in the languages such lists come in; compared without case and accents."""

from __future__ import annotations

HEADER_WORDS: dict[str, tuple[str, ...]] = {
    "email": (
        "email", "e mail", "mail", "email address", "e mail address", "mail address", "email id", "primary email",
        "contact email", "customer email", "recipient", "correo", "correo electronico", "direccion de correo",
        "direccion de correo electronico", "direccion de email", "e mail adresse", "mailadresse", "mail adresse",
        "emailadresse", "elektronische adresse", "adresse e mail", "adresse email", "adresse mail", "courriel",
        "adresse electronique", "indirizzo email", "indirizzo e mail", "posta elettronica", "endereco de email",
        "endereco de e mail", "endereco eletronico", "correio eletronico", "e postadress", "epostadress", "epost",
        "e post", "e postadresse", "sahkoposti", "sahkopostiosoite", "eposta", "emailadres", "e mailadres",
        "adres e mail", "adres email", "e mail cim", "emailova adresa", "メール", "メールアドレス", "邮箱", "电子邮件",
        "почта", "электронная почта", "эл почта", "имеил", "емеил",
    ),
    "external_id": (
        "id", "external id", "externalid", "ext id", "customer id", "customerid", "customer number", "customer no",
        "customer nr", "client id", "client number", "user id", "userid", "member id", "membership number", "contact id",
        "subscriber id", "account id", "account number", "crm id", "uuid", "guid", "reference", "customer reference",
        "kundennummer", "kundennr", "kunden nr", "kunden id", "kdnr", "kd nr", "mitgliedsnummer", "numero de cliente",
        "no cliente", "nº cliente", "no de cliente", "id cliente", "id de cliente", "cliente id", "codigo de cliente",
        "codigo cliente", "numero client", "no client", "nº client", "id client", "identifiant", "numero de client",
        "codice cliente", "numero cliente", "numero do cliente", "id do cliente", "klantnummer", "klant id", "klantnr",
        "kundnummer", "kundenummer", "kundnr", "asiakasnumero", "nr klienta", "numer klienta", "id klienta",
    ),
    "name": (
        "name", "full name", "fullname", "customer name", "contact name", "display name", "customer", "nombre completo",
        "nombre y apellidos", "nombre y apellido", "nom complet", "nom et prenom", "prenom et nom", "nome completo",
        "nome e cognome", "vollstandiger name", "vor und nachname", "volledige naam", "fullstandigt namn", "koko nimi",
        "imie i nazwisko", "nombre", "nome", "nom", "naam", "namn", "navn", "nimi", "名前", "氏名", "姓名", "имя", "фио",
    ),
    "first_name": (
        "first name", "firstname", "given name", "forename", "fname", "vorname", "prenom", "nombre de pila",
        "primer nombre", "nombres", "nome proprio", "primeiro nome", "voornaam", "fornamn", "fornavn", "etunimi", "imie",
    ),
    "last_name": (
        "last name", "lastname", "surname", "family name", "lname", "nachname", "familienname", "zuname",
        "nom de famille", "apellido", "apellidos", "cognome", "sobrenome", "apelido", "achternaam", "efternamn",
        "efternavn", "etternavn", "sukunimi", "nazwisko", "фамилия",
    ),
    "locale": (
        "locale", "language", "lang", "language code", "preferred language", "sprache", "idioma", "lengua",
        "idioma preferido", "langue", "lingua", "taal", "sprak", "sprog", "kieli", "jezyk", "язык", "言語", "语言",
    ),
    "country": (
        "country", "country code", "country iso", "countrycode", "nation", "land", "landercode", "landercode iso",
        "landeskode", "lander", "laenderkennzeichen", "pais", "codigo de pais", "pays", "code pays", "paese", "nazione",
        "landcode", "maa", "kraj", "страна", "国",
    ),
    "care": (
        "care", "care mail", "care opt in", "safety notes", "safety mails", "safety mail", "security mail", "security mails", "security alerts", "security notices",
        "safety mail", "safety", "security opt in", "sicherheit", "sicherheitshinweise", "sicherheitsmails", "seguridad",
        "alertas de seguridad", "avisos de seguridad", "securite", "alertes de securite", "sicurezza",
        "avvisi di sicurezza", "seguranca", "alertas de seguranca", "veiligheid", "sakerhet",
    ),
    "marketing": (
        "marketing", "marketing opt in", "marketing optin", "marketing consent", "marketing permission",
        "accepts marketing", "accepts email marketing", "email marketing", "newsletter", "news letter",
        "newsletter opt in", "newsletter subscription", "opt in", "optin", "subscribed", "consent", "promotions",
        "werbung", "werbeeinwilligung", "werbung erlaubt", "einwilligung", "publicidad", "boletin", "boletines",
        "acepta marketing", "acepta publicidad", "consentimiento", "infolettre", "publicite", "consentement",
        "pubblicita", "consenso", "consenso marketing", "publicidade", "consentimento", "nieuwsbrief", "nyhetsbrev",
        "nyhedsbrev", "uutiskirje", "biuletyn", "zgoda marketingowa",
    ),
    "no_care": ("no care", "no care mail", "no security mail", "care opt out", "security opt out"),
    "no_marketing": (
        "no marketing", "marketing opt out", "opt out", "optout", "opted out", "unsubscribed", "unsubscribe",
        "do not mail", "do not email", "abgemeldet", "werbesperre", "keine werbung", "baja", "dado de baja",
        "no publicidad", "desabonne", "desinscrit", "disiscritto", "cancelado", "uitgeschreven", "avregistrerad",
    ),
}  # fmt: skip
