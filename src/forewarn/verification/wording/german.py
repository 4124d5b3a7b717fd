"""Das Urteil auf Deutsch; the second text of a pair leaves out what the mail says."""

from __future__ import annotations

from forewarn.verification.reasons import Code, VerdictKind

HEADLINES = {
    VerdictKind.SENT_BY_US: "Diese Mail ist von uns.",
    VerdictKind.SENT_BY_US_ALTERED: "Diese Mail ist von uns, aber Ihre Kopie wurde geändert.",
    VerdictKind.NOT_OURS: "Diese Mail ist nicht von uns.",
    VerdictKind.NOT_ABOUT_US: "Diese Mail ist nicht von uns, und sie behauptet es auch nicht.",
    VerdictKind.CANNOT_TELL: "Mit dieser Kopie können wir es nicht sagen.",
}
NEXT_STEPS = {
    VerdictKind.SENT_BY_US: "Will sie etwas von Ihnen, so öffnen Sie unsere App oder tippen Sie selbst unsere Adresse ein und tun es dort.",
    VerdictKind.SENT_BY_US_ALTERED: "Nutzen Sie keinen Link und keine Nummer aus dieser Kopie. Tippen Sie selbst unsere Adresse ein.",
    VerdictKind.NOT_OURS: (
        "Nicht klicken, nicht anrufen, nicht antworten. Löschen Sie die Mail. Haben Sie Ihr Passwort genannt, so "
        "ändern Sie es gleich auf unserer Seite."
    ),
    VerdictKind.NOT_ABOUT_US: "Fragen Sie die Firma, die darin genannt wird. Tippen Sie deren Adresse selbst ein.",
    VerdictKind.CANNOT_TELL: (
        "Tun Sie noch nichts. Leiten Sie die Mail als Anhang weiter oder laden Sie die Datei hoch. Dann sehen wir "
        "noch einmal nach."
    ),
}
NEXT_STEP_AFTER_WORDS = (
    "Tun Sie noch nichts. Schicken Sie uns die Mail selbst: als Anhang weiterleiten, oder als Datei speichern und hier "
    "hochladen."
)
HEADLINE_NAMING_NOBODY = "Diese Nachricht sagt nicht, dass sie von uns ist."
NEXT_STEP_NAMING_NOBODY = "Nennt sie eine Firma, fragen Sie dort: Tippen Sie deren Adresse selbst ein. Glauben Sie, dass sie von uns ist? Dann schicken Sie uns die Mail als Datei."
NEXT_STEP_ALONE = "Tun Sie noch nichts. Schicken Sie uns nur diese Mail: die gespeicherte Datei, oder die Mail als Anhang und sonst nichts."
REASONS: dict[Code, tuple[str, str]] = {
    Code.SIGNED_BY_US: (
        "Sie trägt unsere digitale Unterschrift ({domain}). Seitdem wurde nichts daran geändert.",
        "Sie trägt unsere digitale Unterschrift. Seitdem wurde nichts daran geändert.",
    ),
    Code.IN_OUR_RECORD: (
        "Sie ist Link für Link gleich mit einer Mail, die wir verschickt haben: „{purpose}“.",
        "Sie ist Link für Link gleich mit einer Mail, die wir verschickt haben.",
    ),
    Code.SIGNATURE_EXPIRED: (
        "Die Mail ist älter: Ihre Unterschrift galt für kürzere Zeit. Sie ist trotzdem von uns.",
        "Die Mail ist älter: Ihre Unterschrift galt für kürzere Zeit. Sie ist trotzdem von uns.",
    ),
    Code.INSIDE_ANOTHER: (
        "Sie kam in einer anderen E-Mail zu Ihnen. Diese andere ist nicht von uns, und unsere Antwort gilt nicht für sie.",
        "Sie kam in einer anderen E-Mail zu Ihnen. Diese andere ist nicht von uns, und unsere Antwort gilt nicht für sie.",
    ),
    Code.OTHER_RECIPIENT: (
        "Sie ist an jemand anderen gerichtet ({address}) und wurde weitergegeben.",
        "Sie ist an jemand anderen gerichtet und wurde weitergegeben.",
    ),
    Code.USER_SUPPLIED_TEXT: (
        "Sie kam von uns, aber in manche unserer Mails können andere etwas schreiben. Sie nennt eine Nummer, die "
        "nicht auf unserer Liste steht ({numbers}). Rufen Sie dort nicht an. Unsere Nummer finden Sie auf unserer "
        "Seite.",
        "Sie kam von uns, aber in manche unserer Mails können andere etwas schreiben, etwa eine Notiz oder eine "
        "Nummer. Rufen Sie keine Nummer aus der Mail an. Unsere Nummer finden Sie auf unserer Seite.",
    ),
    Code.DATE_NOT_COVERED: (
        "Die Unterschrift gilt nicht für das Datum. Die Mail kann älter sein, als sie aussieht.",
        "Die Unterschrift gilt nicht für das Datum. Die Mail kann älter sein, als sie aussieht.",
    ),
    Code.BODY_CHANGED: (
        "Der Kopf der Mail ist von uns ({domain}), aber der Text darunter wurde später geändert.",
        "Der Kopf der Mail ist von uns, aber der Text darunter wurde später geändert.",
    ),
    Code.TEXT_APPENDED: (
        "Den Anfang dieser Mail haben wir unterschrieben ({domain}). Jemand hat mehr Text darunter gesetzt.",
        "Den Anfang dieser Mail haben wir unterschrieben. Jemand hat mehr Text darunter gesetzt.",
    ),
    Code.RECORD_DIFFERS: (
        "Wir haben diese Mail geschickt („{purpose}“), aber unsere war anders.",
        "Wir haben diese Mail geschickt, aber unsere war anders.",
    ),
    Code.LINKS_DIFFER: (
        "Sie hat einen Link, den unsere nicht hatte. Er führt zu: {hosts}.",
        "Sie hat einen Link, den unsere nicht hatte.",
    ),
    Code.NUMBERS_DIFFER: (
        "Sie nennt eine Nummer, die unsere nicht nannte: {numbers}.",
        "Sie nennt eine Nummer, die unsere nicht nannte.",
    ),
    Code.SENTENCES_DIFFER: (
        "Einige ihrer Sätze wurden geändert.",
        "Einige ihrer Sätze wurden geändert.",
    ),
    Code.SUBJECT_DIFFERS: (
        "Der Betreff wurde geändert. Unserer war: „{sent}“.",
        "Der Betreff wurde geändert.",
    ),
    Code.PARTS_DIFFER: (
        "Ein paar Worte, ein Bild oder ein Formular darin wurden geändert.",
        "Ein paar Worte, ein Bild oder ein Formular darin wurden geändert.",
    ),
    Code.KNOWN_SCAM: (
        "Wir kennen diesen Betrug. Andere haben ihn gemeldet, und unsere Leute haben ihn geprüft.",
        "Wir kennen diesen Betrug. Andere haben ihn gemeldet, und unsere Leute haben ihn geprüft.",
    ),
    Code.FROM_LOOKALIKE: (
        "Die Adresse, von der sie kommt, endet auf {host}. Sie sieht aus wie unsere. Sie ist es nicht.",
        "Die Adresse, von der sie kommt, sieht aus wie unsere. Sie ist es nicht.",
    ),
    Code.FROM_ELSEWHERE: (
        "Die Adresse, von der sie kommt, endet auf {host}. Von dort schicken wir nichts.",
        "Die Adresse, von der sie kommt, ist nicht unsere.",
    ),
    Code.FROM_MAILBOX_PROVIDER: (
        "Sie kommt von einer kostenlosen Adresse bei {host}. Die kann jeder haben. Sie steht nicht auf unserer Liste.",
        "Sie kommt von einer kostenlosen Adresse, die jeder haben kann. Sie steht nicht auf unserer Liste.",
    ),
    Code.NO_SENDER: (
        "Die Mail sagt nicht, von wem sie wirklich kommt.",
        "Die Mail sagt nicht, von wem sie wirklich kommt.",
    ),
    Code.SEVERAL_SENDERS: (
        "Die Mail nennt mehr als einen, von dem sie kommt. Unsere tun das nie.",
        "Die Mail nennt mehr als einen, von dem sie kommt. Unsere tun das nie.",
    ),
    Code.UNSIGNED_FROM_US: (
        "Sie zeigt unsere Adresse, aber unsere Unterschrift fehlt. Seit dem {date} unterschreiben wir jede Mail.",
        "Sie zeigt unsere Adresse, aber unsere Unterschrift fehlt. Wir unterschreiben jede Mail.",
    ),
    Code.NAME_ONLY: (
        "Sie nutzt unseren Namen („{name}“). Dort kann jeder jeden Namen hinschreiben.",
        "Sie nutzt unseren Namen. Dort kann jeder jeden Namen hinschreiben.",
    ),
    Code.NAME_DISGUISED: (
        "Sie schreibt unseren Namen mit fremden Zeichen („{name}“), damit kein Filter ihn sieht.",
        "Sie schreibt unseren Namen mit fremden Zeichen, damit kein Filter ihn sieht.",
    ),
    Code.LINK_LOOKALIKE: (
        "Ein Link führt zu {host}. Das sieht aus wie {ours}, ist aber nicht von uns.",
        "Ein Link führt zu einer Adresse, die aussieht wie unsere. Sie ist es nicht.",
    ),
    Code.LINK_SHOWS_OTHER: (
        "Ein Link zeigt {shown}, führt aber zu {host}.",
        "Ein Link zeigt eine Adresse und führt zu einer anderen.",
    ),
    Code.REPLY_TO_ELSEWHERE: (
        "Antworten gingen an {address}.",
        "Antworten gingen an jemand anders.",
    ),
    Code.LINKS_ELSEWHERE: (
        "Ihre Links führen zu: {hosts}.",
        "Ihre Links führen zu Seiten, die nicht uns gehören.",
    ),
    Code.NUMBERS_ELSEWHERE: (
        "Sie nennt Nummern, die nicht auf unserer Liste stehen: {numbers}.",
        "Sie nennt Nummern, die nicht auf unserer Liste stehen.",
    ),
    Code.SIGNED_BY_OTHER: (
        "Unterschrieben hat {host}, nicht wir.",
        "Unterschrieben hat jemand anders, nicht wir.",
    ),
    Code.RESEMBLES_OURS: (
        "Sie macht eine Mail von uns nach („{purpose}“). Unsere Worte allein machen keine Mail von uns.",
        "Sie macht eine Mail von uns nach. Unsere Worte allein machen keine Mail von uns.",
    ),
    Code.SIGNATURE_BROKEN: (
        "Sie hat eine Unterschrift mit unserem Namen, die nicht passt. Die Mail wurde unterwegs geändert, oder die Unterschrift ist falsch.",
        "Sie hat eine Unterschrift mit unserem Namen, die nicht passt. Die Mail wurde unterwegs geändert, oder die Unterschrift ist falsch.",
    ),
    Code.KEY_UNKNOWN: (
        "Sie hat eine Unterschrift mit unserem Namen, aber uns fehlt der Schlüssel, um sie zu prüfen.",
        "Sie hat eine Unterschrift mit unserem Namen, aber uns fehlt der Schlüssel, um sie zu prüfen.",
    ),
    Code.KEY_UNREACHABLE: (
        "Den Schlüssel zu ihrer Unterschrift konnten wir gerade nicht holen.",
        "Den Schlüssel zu ihrer Unterschrift konnten wir gerade nicht holen.",
    ),
    Code.KEY_UNUSABLE: (
        "Ihre Unterschrift ist von einer Art, die heute nichts mehr beweist.",
        "Ihre Unterschrift ist von einer Art, die heute nichts mehr beweist.",
    ),
    Code.KEY_COMPROMISED: (
        "Sie wurde mit einem Schlüssel unterschrieben, der uns gestohlen wurde. Das beweist nichts.",
        "Sie wurde mit einem Schlüssel unterschrieben, der uns gestohlen wurde. Das beweist nichts.",
    ),
    Code.KEY_NOT_IN_USE: (
        "Sie wurde mit einem Schlüssel unterschrieben, den wir zu der Zeit nicht nutzten.",
        "Sie wurde mit einem Schlüssel unterschrieben, den wir zu der Zeit nicht nutzten.",
    ),
    Code.UNSIGNED: (
        "Sie zeigt unsere Adresse, hat aber keine Unterschrift. Unsere Adresse kann jeder hinschreiben.",
        "Sie zeigt unsere Adresse, hat aber keine Unterschrift. Unsere Adresse kann jeder hinschreiben.",
    ),
    Code.VENDOR_ONLY: (
        "Sie kam über {vendor}. Die Firma schickt Mails für uns und für viele andere. Das allein beweist nichts.",
        "Sie kam über eine Firma, die Mails für uns und für viele andere schickt. Das allein beweist nichts.",
    ),
    Code.HEADER_ADDED: (
        "Unsere Unterschrift stimmt, aber jemand hat oben in der Mail etwas dazu getan ({fields}).",
        "Unsere Unterschrift stimmt, aber jemand hat oben in der Mail etwas dazu getan.",
    ),
    Code.SUBJECT_NOT_COVERED: (
        "Unsere Unterschrift gilt nicht für den Betreff. Jemand kann ihn geändert haben.",
        "Unsere Unterschrift gilt nicht für den Betreff. Jemand kann ihn geändert haben.",
    ),
    Code.REPLY_TO_NOT_COVERED: (
        "Unsere Unterschrift sagt nicht, wohin Antworten gehen, und sie gingen an jemand anders.",
        "Unsere Unterschrift sagt nicht, wohin Antworten gehen, und sie gingen an jemand anders.",
    ),
    Code.HEADER_MALFORMED: (
        "Der Kopf der Mail ist kaputt. Jedes Programm kann ihn anders zeigen.",
        "Der Kopf der Mail ist kaputt. Jedes Programm kann ihn anders zeigen.",
    ),
    Code.BESIDE_ANOTHER: (
        "In Ihrer Einsendung steckt eine E-Mail von uns. Dabei war anderer Text, ein Bild oder eine Datei, und dafür können wir nicht sprechen.",
        "In Ihrer Einsendung steckt eine E-Mail von uns. Dabei war anderer Text, ein Bild oder eine Datei, und dafür können wir nicht sprechen.",
    ),
    Code.ONLY_WORDS: (
        "Wir sehen nur ihre Worte. Worte kann man kopieren, und sie zeigen nicht, wohin Links führen.",
        "Wir sehen nur ihre Worte. Worte kann man kopieren, und sie zeigen nicht, wohin Links führen.",
    ),
    Code.WORDS_ARE_OURS: (
        "Wir haben eine Mail mit diesen Worten geschickt („{purpose}“), aber Ihre Kopie zeigt nicht, wohin ihre Links führen.",
        "Wir haben eine Mail mit diesen Worten geschickt, aber Ihre Kopie zeigt nicht, wohin ihre Links führen.",
    ),
    Code.WORDS_ARE_LIKE_OURS: (
        "Sie liest sich fast wie eine Mail von uns („{purpose}“). Wir sehen nicht, ob alles darin von uns ist.",
        "Sie liest sich fast wie eine Mail von uns. Wir sehen nicht, ob alles darin von uns ist.",
    ),
    Code.OUTLOOK_FILE: (
        "Die Datei von Outlook hebt die Unterschrift nicht auf. Darum können wir sie nicht prüfen.",
        "Die Datei von Outlook hebt die Unterschrift nicht auf. Darum können wir sie nicht prüfen.",
    ),
    Code.UNREADABLE: (
        "Wir konnten diese Datei nicht öffnen.",
        "Wir konnten diese Datei nicht öffnen.",
    ),
    Code.NOT_A_MAIL: (
        "Das ist eine Datei, die wir nicht lesen können, etwa ein Bild. Sie zeigt uns nicht, von wem die Mail kommt.",
        "Das ist eine Datei, die wir nicht lesen können, etwa ein Bild. Sie zeigt uns nicht, von wem die Mail kommt.",
    ),
    Code.ONLY_IMAGE: (
        "Es ist nur ein Bild darin. Wir können nicht lesen, von wem es kommt.",
        "Es ist nur ein Bild darin. Wir können nicht lesen, von wem es kommt.",
    ),
    Code.EMPTY: (
        "Es ist nichts darin, was wir prüfen könnten.",
        "Es ist nichts darin, was wir prüfen könnten.",
    ),
    Code.NOT_NAMED: (
        "Der Absender gehört nicht zu uns, und unser Name kommt nicht vor.",
        "Der Absender gehört nicht zu uns, und unser Name kommt nicht vor.",
    ),
    Code.WORDS_NAME_NOBODY: (
        "Wir sehen nur den Text, und er nennt uns nicht. Ein Text zeigt nicht, wer ihn geschickt hat.",
        "Wir sehen nur den Text, und er nennt uns nicht. Ein Text zeigt nicht, wer ihn geschickt hat.",
    ),
    Code.MENTIONED_ONLY: (
        "Sie nennt uns, sagt aber nicht, dass sie von uns kommt. Wir haben sie nicht geschickt.",
        "Sie nennt uns, sagt aber nicht, dass sie von uns kommt. Wir haben sie nicht geschickt.",
    ),
    Code.CHECK_CLAIMED: (
        "Sie sagt, sie sei geprüft und für gut befunden. Das kann jeder schreiben, darum zählt es nicht.",
        "Sie sagt, sie sei geprüft und für gut befunden. Das kann jeder schreiben, darum zählt es nicht.",
    ),
    Code.NOT_ALL_READ: (
        "Sie ist so groß, dass wir nicht alles gelesen haben.",
        "Sie ist so groß, dass wir nicht alles gelesen haben.",
    ),
}

# What a mail of ours was, what it asks for and what it does not.
# Where several mails came with one report.
WHICH_MAIL = "Diese Antwort gilt für Mail {place} von denen, die Sie angehängt haben."
OTHER_MAIL = "Mail {place}: {headline} Ihre Fallnummer ist {case}."
MORE_MAILS = "{count} weitere haben wir nicht gelesen. Schicken Sie diese noch einmal, höchstens {most} auf einmal."

SUMMARY = {
    "what": "Es ist „{subject}“.",
    "purpose": "Es ist „{purpose}“.",
    "when": "Wir haben sie am {date} geschickt.",
    "links": "Sie hat Links zu: {hosts}.",
    "no_links": "Sie hat keinen Link.",
    "numbers": "Sie nennt diese Nummer: {numbers}.",
    "no_numbers": "Sie nennt keine Nummer.",
    "files": "Sie hat Dateien im Anhang.",
    "no_files": "Sie hat keine Datei im Anhang.",
    "no_secrets": "Sie fragt nicht nach Passwort, Code oder Kartennummer.",
}
DATES = "de"  # the locale whose way of writing days it is
