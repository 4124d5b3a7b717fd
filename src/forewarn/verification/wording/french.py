"""Le verdict en français; the second text of a pair leaves out what the mail says."""

from __future__ import annotations

from forewarn.verification.reasons import Code, VerdictKind

HEADLINES = {
    VerdictKind.SENT_BY_US: "Cet e-mail vient de nous.",
    VerdictKind.SENT_BY_US_ALTERED: "Cet e-mail vient de nous, mais votre copie a été modifiée.",
    VerdictKind.NOT_OURS: "Cet e-mail ne vient pas de nous.",
    VerdictKind.NOT_ABOUT_US: "Cet e-mail ne vient pas de nous, et il ne dit pas le contraire.",
    VerdictKind.CANNOT_TELL: "Avec cette copie, nous ne pouvons pas le dire.",
}
NEXT_STEPS = {
    VerdictKind.SENT_BY_US: "S’il vous demande de faire quelque chose, ouvrez notre appli ou tapez vous-même notre adresse et faites-le là.",
    VerdictKind.SENT_BY_US_ALTERED: "N’utilisez ni les liens ni les numéros de cette copie. Tapez vous-même notre adresse.",
    VerdictKind.NOT_OURS: (
        "Ne cliquez pas, n’appelez pas, ne répondez pas. Effacez-le. Si vous avez donné votre mot de passe, "
        "changez-le tout de suite sur notre site."
    ),
    VerdictKind.NOT_ABOUT_US: "Demandez à la société qu’il nomme. Tapez vous-même l’adresse de cette société.",
    VerdictKind.CANNOT_TELL: (
        "Ne faites rien pour le moment. Transférez l’e-mail en pièce jointe, ou envoyez le fichier enregistré, et nous "
        "le regarderons à nouveau."
    ),
}
NEXT_STEP_AFTER_WORDS = (
    "Ne faites rien pour le moment. Envoyez-nous l’e-mail lui-même : transférez-le en pièce jointe, ou enregistrez-le "
    "en fichier et envoyez-le ici."
)
HEADLINE_NAMING_NOBODY = "Ce message ne dit pas qu’il vient de nous."
NEXT_STEP_NAMING_NOBODY = "S’il nomme une société, demandez-lui : tapez vous-même son adresse. Si vous pensez qu’il est de nous, envoyez-nous l’e-mail en fichier."
NEXT_STEP_ALONE = "Ne faites rien pour le moment. Envoyez-nous l’e-mail seul : le fichier enregistré, ou l’e-mail en pièce jointe sans rien d’autre."
REASONS: dict[Code, tuple[str, str]] = {
    Code.SIGNED_BY_US: (
        "Il porte notre signature ({domain}), et rien n’y a changé depuis l’envoi.",
        "Il porte notre signature, et rien n’y a changé depuis l’envoi.",
    ),
    Code.IN_OUR_RECORD: (
        "Il est le même, lien par lien, qu’un e-mail que nous avons envoyé : « {purpose} ».",
        "Il est le même, lien par lien, qu’un e-mail que nous avons envoyé.",
    ),
    Code.SIGNATURE_EXPIRED: (
        "C’est un vieil e-mail : sa signature valait pour moins de temps. C’est quand même la nôtre.",
        "C’est un vieil e-mail : sa signature valait pour moins de temps. C’est quand même la nôtre.",
    ),
    Code.INSIDE_ANOTHER: (
        "Il vous est arrivé dans un autre e-mail. Celui-là n’est pas de nous, et notre réponse ne porte pas sur lui.",
        "Il vous est arrivé dans un autre e-mail. Celui-là n’est pas de nous, et notre réponse ne porte pas sur lui.",
    ),
    Code.OTHER_RECIPIENT: (
        "Il est adressé à quelqu’un d’autre ({address}), et on vous l’a fait passer.",
        "Il est adressé à quelqu’un d’autre, et on vous l’a fait passer.",
    ),
    Code.USER_SUPPLIED_TEXT: (
        "Il part bien de chez nous, mais d’autres peuvent mettre du texte dans certains de nos e-mails. Il donne un "
        "numéro qui n’est pas dans notre liste ({numbers}). N’appelez pas. Cherchez notre numéro sur notre site.",
        "Il part bien de chez nous, mais d’autres peuvent mettre du texte dans certains de nos e-mails, une note ou "
        "un numéro. N’appelez aucun numéro de l’e-mail. Cherchez notre numéro sur notre site.",
    ),
    Code.DATE_NOT_COVERED: (
        "La signature ne couvre pas la date. L’e-mail est peut-être plus vieux qu’il ne le dit.",
        "La signature ne couvre pas la date. L’e-mail est peut-être plus vieux qu’il ne le dit.",
    ),
    Code.BODY_CHANGED: (
        "Le haut de l’e-mail est de nous ({domain}), mais le texte a été changé après l’envoi.",
        "Le haut de l’e-mail est de nous, mais le texte a été changé après l’envoi.",
    ),
    Code.TEXT_APPENDED: (
        "Nous avons signé le début de cet e-mail ({domain}). Quelqu’un a mis du texte à la suite.",
        "Nous avons signé le début de cet e-mail. Quelqu’un a mis du texte à la suite.",
    ),
    Code.RECORD_DIFFERS: (
        "Nous avons bien envoyé cet e-mail (« {purpose} »), mais le nôtre était différent.",
        "Nous avons bien envoyé cet e-mail, mais le nôtre était différent.",
    ),
    Code.LINKS_DIFFER: (
        "Il a un lien que le nôtre n’avait pas. Ce lien mène à : {hosts}.",
        "Il a un lien que le nôtre n’avait pas.",
    ),
    Code.NUMBERS_DIFFER: (
        "Il donne un numéro que le nôtre ne donnait pas : {numbers}.",
        "Il donne un numéro que le nôtre ne donnait pas.",
    ),
    Code.SENTENCES_DIFFER: (
        "Certaines de ses phrases ont changé.",
        "Certaines de ses phrases ont changé.",
    ),
    Code.SUBJECT_DIFFERS: (
        "L’objet a été changé. Le nôtre était : « {sent} ».",
        "L’objet a été changé.",
    ),
    Code.PARTS_DIFFER: (
        "Des mots, une image ou un formulaire ont été changés.",
        "Des mots, une image ou un formulaire ont été changés.",
    ),
    Code.KNOWN_SCAM: (
        "Nous connaissons cette arnaque. D’autres nous l’ont signalée, et notre équipe l’a vue.",
        "Nous connaissons cette arnaque. D’autres nous l’ont signalée, et notre équipe l’a vue.",
    ),
    Code.FROM_LOOKALIKE: (
        "L’adresse d’envoi finit par {host}. Elle ressemble à la nôtre. Ce n’est pas la nôtre.",
        "L’adresse d’envoi ressemble à la nôtre. Ce n’est pas la nôtre.",
    ),
    Code.FROM_ELSEWHERE: (
        "L’adresse d’envoi finit par {host}. Nous n’envoyons rien de là.",
        "L’adresse d’envoi n’est pas la nôtre.",
    ),
    Code.FROM_MAILBOX_PROVIDER: (
        "L’envoi part d’une adresse gratuite chez {host}. Tout le monde peut en avoir une. Elle n’est pas dans notre liste.",
        "L’envoi part d’une adresse gratuite que tout le monde peut avoir. Elle n’est pas dans notre liste.",
    ),
    Code.NO_SENDER: (
        "L’e-mail ne dit pas vraiment de qui il vient.",
        "L’e-mail ne dit pas vraiment de qui il vient.",
    ),
    Code.SEVERAL_SENDERS: (
        "L’e-mail dit venir de plus d’une adresse. Les nôtres ne le font jamais.",
        "L’e-mail dit venir de plus d’une adresse. Les nôtres ne le font jamais.",
    ),
    Code.UNSIGNED_FROM_US: (
        "Il montre notre adresse, mais il n’a pas notre signature. Depuis le {date}, nous signons tous nos e-mails.",
        "Il montre notre adresse, mais il n’a pas notre signature. Nous signons tous nos e-mails.",
    ),
    Code.NAME_ONLY: (
        "Il prend notre nom (« {name} »). Tout le monde peut écrire un nom à cette place.",
        "Il prend notre nom pour l’envoi. Tout le monde peut écrire un nom à cette place.",
    ),
    Code.NAME_DISGUISED: (
        "Il écrit notre nom avec des lettres bizarres (« {name} ») pour passer les filtres.",
        "Il écrit notre nom avec des lettres bizarres pour passer les filtres.",
    ),
    Code.LINK_LOOKALIKE: (
        "Un lien mène à {host}. Cela ressemble à {ours}, mais ce n’est pas à nous.",
        "Un lien mène à une adresse qui ressemble à la nôtre. Elle n’est pas à nous.",
    ),
    Code.LINK_SHOWS_OTHER: (
        "Un lien montre {shown} mais mène à {host}.",
        "Un lien montre une adresse et mène à une autre.",
    ),
    Code.REPLY_TO_ELSEWHERE: (
        "Les réponses iraient à {address}.",
        "Les réponses iraient chez quelqu’un d’autre.",
    ),
    Code.LINKS_ELSEWHERE: (
        "Ses liens mènent à : {hosts}.",
        "Ses liens mènent à des sites qui ne sont pas à nous.",
    ),
    Code.NUMBERS_ELSEWHERE: (
        "Il donne des numéros qui ne sont pas dans notre liste : {numbers}.",
        "Il donne des numéros qui ne sont pas dans notre liste.",
    ),
    Code.SIGNED_BY_OTHER: (
        "Il est signé par {host}, pas par nous.",
        "Il est signé par quelqu’un d’autre, pas par nous.",
    ),
    Code.RESEMBLES_OURS: (
        "Il copie un de nos e-mails (« {purpose} »). Une copie de nos mots n’est pas un e-mail de nous.",
        "Il copie un de nos e-mails. Une copie de nos mots n’est pas un e-mail de nous.",
    ),
    Code.SIGNATURE_BROKEN: (
        "Il a une signature à notre nom qui ne va pas. L’e-mail a changé en route, ou la signature est fausse.",
        "Il a une signature à notre nom qui ne va pas. L’e-mail a changé en route, ou la signature est fausse.",
    ),
    Code.KEY_UNKNOWN: (
        "Il a une signature à notre nom, mais nous n’avons pas la clé pour la vérifier.",
        "Il a une signature à notre nom, mais nous n’avons pas la clé pour la vérifier.",
    ),
    Code.KEY_UNREACHABLE: (
        "Nous n’avons pas pu chercher la clé de sa signature à l’instant.",
        "Nous n’avons pas pu chercher la clé de sa signature à l’instant.",
    ),
    Code.KEY_UNUSABLE: (
        "Sa signature est d’une sorte qui ne prouve rien aujourd’hui.",
        "Sa signature est d’une sorte qui ne prouve rien aujourd’hui.",
    ),
    Code.KEY_COMPROMISED: (
        "Il est signé avec une clé qui nous a été volée. Une telle signature ne prouve rien.",
        "Il est signé avec une clé qui nous a été volée. Une telle signature ne prouve rien.",
    ),
    Code.KEY_NOT_IN_USE: (
        "Il est signé avec une clé que nous n’utilisions pas à cette date.",
        "Il est signé avec une clé que nous n’utilisions pas à cette date.",
    ),
    Code.UNSIGNED: (
        "Il montre notre adresse, mais il n’est pas signé. Tout le monde peut écrire notre adresse.",
        "Il montre notre adresse, mais il n’est pas signé. Tout le monde peut écrire notre adresse.",
    ),
    Code.VENDOR_ONLY: (
        "Il passe par {vendor}, qui envoie des e-mails pour nous et pour bien d’autres. Cela ne prouve pas qu’il est de nous.",
        "Il passe par une société qui envoie des e-mails pour nous et pour bien d’autres. Cela ne prouve pas qu’il est de nous.",
    ),
    Code.HEADER_ADDED: (
        "Notre signature est bonne, mais quelqu’un a mis quelque chose en haut de l’e-mail ({fields}).",
        "Notre signature est bonne, mais quelqu’un a mis quelque chose en haut de l’e-mail.",
    ),
    Code.SUBJECT_NOT_COVERED: (
        "Notre signature ne couvre pas l’objet. Quelqu’un l’a peut-être changé.",
        "Notre signature ne couvre pas l’objet. Quelqu’un l’a peut-être changé.",
    ),
    Code.REPLY_TO_NOT_COVERED: (
        "Notre signature ne couvre pas l’adresse des réponses, et elles iraient ailleurs.",
        "Notre signature ne couvre pas l’adresse des réponses, et elles iraient ailleurs.",
    ),
    Code.HEADER_MALFORMED: (
        "Le haut de l’e-mail est cassé. Chaque programme peut le montrer à sa façon.",
        "Le haut de l’e-mail est cassé. Chaque programme peut le montrer à sa façon.",
    ),
    Code.BESIDE_ANOTHER: (
        "Dans votre envoi, il y a un e-mail de nous. D’autres mots, une image ou un fichier sont avec lui, et nous ne pouvons pas en répondre.",
        "Dans votre envoi, il y a un e-mail de nous. D’autres mots, une image ou un fichier sont avec lui, et nous ne pouvons pas en répondre.",
    ),
    Code.ONLY_WORDS: (
        "Nous ne voyons que ses mots. Les mots se copient, et ils ne montrent pas où mènent les liens.",
        "Nous ne voyons que ses mots. Les mots se copient, et ils ne montrent pas où mènent les liens.",
    ),
    Code.WORDS_ARE_OURS: (
        "Nous avons bien envoyé un e-mail avec ces mots (« {purpose} »), mais votre copie ne montre pas où mènent ses liens.",
        "Nous avons bien envoyé un e-mail avec ces mots, mais votre copie ne montre pas où mènent ses liens.",
    ),
    Code.WORDS_ARE_LIKE_OURS: (
        "Il ressemble fort à un de nos e-mails (« {purpose} »). Nous ne voyons pas si tout y est de nous.",
        "Il ressemble fort à un de nos e-mails. Nous ne voyons pas si tout y est de nous.",
    ),
    Code.OUTLOOK_FILE: (
        "Le fichier d’Outlook ne garde pas la signature. Nous ne pouvons donc pas la vérifier.",
        "Le fichier d’Outlook ne garde pas la signature. Nous ne pouvons donc pas la vérifier.",
    ),
    Code.UNREADABLE: (
        "Nous n’avons pas pu ouvrir ce fichier.",
        "Nous n’avons pas pu ouvrir ce fichier.",
    ),
    Code.NOT_A_MAIL: (
        "C’est un fichier que nous ne savons pas lire, comme une image. Il ne montre pas qui a envoyé l’e-mail.",
        "C’est un fichier que nous ne savons pas lire, comme une image. Il ne montre pas qui a envoyé l’e-mail.",
    ),
    Code.ONLY_IMAGE: (
        "Il n’a qu’une image. Nous ne pouvons pas y lire qui l’envoie.",
        "Il n’a qu’une image. Nous ne pouvons pas y lire qui l’envoie.",
    ),
    Code.EMPTY: (
        "Il n’y a rien dedans que nous puissions vérifier.",
        "Il n’y a rien dedans que nous puissions vérifier.",
    ),
    Code.NOT_NAMED: (
        "Son adresse d’envoi n’est pas à nous, et notre nom n’y est pas.",
        "Son adresse d’envoi n’est pas à nous, et notre nom n’y est pas.",
    ),
    Code.WORDS_NAME_NOBODY: (
        "Nous ne voyons que ses mots, et ils ne nous nomment pas. Des mots ne montrent pas qui les envoie.",
        "Nous ne voyons que ses mots, et ils ne nous nomment pas. Des mots ne montrent pas qui les envoie.",
    ),
    Code.MENTIONED_ONLY: (
        "Il parle de nous, mais il ne dit pas qu’il vient de nous. Nous ne l’avons pas envoyé.",
        "Il parle de nous, mais il ne dit pas qu’il vient de nous. Nous ne l’avons pas envoyé.",
    ),
    Code.CHECK_CLAIMED: (
        "Il dit qu’il a été contrôlé et qu’il est bon. Tout le monde peut écrire cela, nous n’en tenons pas compte.",
        "Il dit qu’il a été contrôlé et qu’il est bon. Tout le monde peut écrire cela, nous n’en tenons pas compte.",
    ),
    Code.NOT_ALL_READ: (
        "Il est si grand que nous ne l’avons pas lu en entier.",
        "Il est si grand que nous ne l’avons pas lu en entier.",
    ),
}

# What a mail of ours was, what it asks for and what it does not.
# Where several mails came with one report.
WHICH_MAIL = "Cette réponse porte sur l’e-mail {place} de ceux que vous avez joints."
OTHER_MAIL = "E-mail {place} : {headline} Son numéro de dossier est {case}."
MORE_MAILS = "E-mails joints que nous n’avons pas lus : {count}. Envoyez-les à nouveau, {most} à la fois au plus."

SUMMARY = {
    "what": "C’est « {subject} ».",
    "purpose": "C’est « {purpose} ».",
    "when": "Nous l’avons envoyé le {date}.",
    "links": "Il a des liens vers : {hosts}.",
    "no_links": "Il n’a pas de lien.",
    "numbers": "Il donne ce numéro : {numbers}.",
    "no_numbers": "Il ne donne pas de numéro.",
    "files": "Il a des fichiers joints.",
    "no_files": "Il n’a pas de fichier joint.",
    "no_secrets": "Il ne demande ni mot de passe, ni code, ni numéro de carte.",
}
DATES = "fr"  # the locale whose way of writing days it is
