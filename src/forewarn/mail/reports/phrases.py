"""What mail servers say, in the languages they say it in, as one ordered table: the first match decides.

Texts reach it in lower case, on one line, with addresses as `<>` and without links. Causes that speak of the sender or
of the mail stand before those that speak of the address, because a server that names both means the former.
"""

from __future__ import annotations

import re

from forewarn.mail.reports.kinds import BounceReason as Reason

# Nouns and verbs that the patterns below share.
_WHO = (
    r"(?:e?-?mail )?(?:user(?:name|id)?s?|recipient(?:'s)?(?: (?:name|address|mailbox|e-?mail address))?|mail ?box(?:es)?"
    r"|account(?: name)?|addressee|alias(?:es)?|person|mail(?:box)? name|local[- ]part|customer|subscriber|e-?mail address"
    r"|(?:destination|delivery|rcpt|to)? ?address(?:es)?|login|inbox|member)"
)
_NAMED = r"(?: ?[\"'<(\[]?(?:<>|[\w.+-]{2,40})[\"'>)\]]?)?"
_NOT_THERE = (
    r"(?:(?:is |was |are )?(?:currently )?(?:unknown|not (?:found|known|exist(?:ing|s)?|recogni[sz]ed|valid|registered|listed|local"
    r"|present|our customer|a (?:known|valid|registered|local))|invalid|nonexist[ae]nt|non-exist[ae]nt|wrong|undeliverable"
    r"|no longer (?:valid|in use|active|exists?|available|registered|with)|deleted|removed|terminated)"
    r"|(?:does|do|did)(?: not|n't) exists?|not exists?|doesn't have an? |does not have an? |could not be found|cannot be found"
    r"|can't be found|has been (?:deleted|removed|terminated|closed))"
)

_TABLE: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (
        Reason.FILTERED,  # the server itself is not sure, or hides the reason
        (
            r"(?:may|might) not exist",
            r"google groups",
            r"unknown recipient or mailbox unavailable",
            r"mailbox unavailable or access denied",
            r"user unknown or not (?:accepting|allowed)",
        ),
    ),
    (
        Reason.MAILBOX_FULL,
        (
            r"(?:mail ?(?:box|folder)|inbox|account|postfach|folder|drop box|user|recipient)[^.;]{0,30}(?: is|are|'s|) ?(?:too )?(?:full|over ?-?(?:its |the )?(?:disk |mail ?box )?quota)\b",
            r"full (?:mail ?box|inbox|mail ?folder)",
            r"\bover ?-?(?:its |their |his |the |allotted |disk |storage |mail(?:box)? )*quota",
            r"exceed(?:s|ed|ing)?(?: (?:its|their|his|the|allotted|disk|storage|mail(?:box)?|allocated|maximum))*(?: mailbox)?(?: size)? ?quota",
            r"quota (?:has been )?(?:exceeded|violation|full|reached|is full|limit|exhausted)",
            r"reached (?:disk|its|the|storage) ?quota",
            r"mail ?box (?:size|storage|has exceeded|exceeded|is at its|limit)|exceeded (?:the )?storage",
            r"storage (?:limit|allocation|space)[^.]{0,20}(?:exceeded|full)",
            r"out of (?:storage|disk|mailbox)(?: space)?|(?:run|runs|ran) out of (?:disk )?space",
            r"space not enough|not enough (?:storage|disk|mailbox) space",
            r"too much mail (?:stored|data)|too many messages (?:in|on) (?:this|the|his|user)",
            r"insufficient (?:disk|mailbox|user) (?:space|storage)",
            r"no space left (?:in|for) (?:the )?(?:mailbox|user)",
            r"bo[iî]te (?:aux lettres|mail|de r[ée]ception)?[^.]{0,40}(?:pleine|satur[ée]e|quota)",
            r"quota (?:de la bo[iî]te )?d[ée]pass[ée]",
            r"postfach (?:ist )?(?:voll|[üu]berf[üu]llt)",
            r"speicherplatz[^.]{0,40}(?:[üu]berschritten|ersch[öo]pft|voll)|mailbox (?:ist )?voll",
            r"buz[óo]n (?:est[áa] )?lleno|cuota (?:de (?:disco|buz[óo]n) )?(?:excedida|superada)",
            r"excedi[óo] (?:la|su) cuota",
            r"casella (?:[^.]{0,20} )?piena|quota superata",
            r"caixa (?:postal |de (?:entrada|correio) )?(?:est[áa] )?(?:cheia|lotada)|cota excedida",
            r"postvak (?:is )?vol|skrzynka (?:[^.]{0,20})?(?:pe[łl]na|przepe[łl]niona)",
            r"schr[áa]nka (?:[^.]{0,20})?pln[áa]",
            r"ящик[^.]{0,30}переполнен|переполнен[^.]{0,30}ящик|превышен[^.]{0,20}квот",
            r"メールボックス[^。]{0,20}(?:一杯|いっぱい|容量|超過)|容量[^。]{0,10}超え",
            r"(?:空间|容量|邮箱)[^。]{0,8}(?:不足|已满|满)|posta kutusu dolu",
        ),
    ),
    (
        Reason.SENDER_REFUSED,
        (
            r"domain of sender",
            r"(?:un(?:routeable|routable|known|verified)|invalid|bad|illegal|forged|your|envelope) sender",
            r"sender(?:'s)?(?: e-?mail)?(?: address| domain)?(?: is| was| has been| <>:?| ')? ?(?:rejected|denied|refused|unknown|invalid|not (?:allowed|accepted|authori[sz]ed|found|verified|exist|permitted)|does not|blocked|verif(?:y|ication))",
            r"(?:mail|return)[- ]?(?:path|from)(?: domain)?(?: address)? (?:does not exist|is (?:invalid|unknown)|rejected|not (?:allowed|accepted))",
            r"not accept(?:ing)? (?:any )?(?:e-?)?mails? from",
            r"(?:refuse|reject|denie|block)(?:s|d|ed)? (?:e-?)?(?:mail|messages?)? ?from <>",
            r"you (?:are not|aren't|do not have|don't have) (?:allowed|authori[sz]ed|permi(?:tted|ssion)|subscribed)",
            r"only accepts (?:mail|messages) from|not permitted to (?:send|post)",
            r"verification failed for <>|callout verif|cannot send e-?mail to yourself",
            r"expéditeur (?:inconnu|refusé|non autorisé)|absender(?:adresse)? (?:abgelehnt|unbekannt)",
            r"remitente (?:rechazado|no)|mittente (?:rifiutato|non)",
        ),
    ),
    (
        Reason.AUTHENTICATION,
        (
            r"\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated (?:e-?)?mail",
            r"authentication (?:level|requirements|failed|checks?|is required)|not authenticated",
            r"mismatches client ip",
        ),
    ),
    (
        Reason.REPUTATION,
        (
            r"black ?-?list(?!ed url)|block ?-?list|deny ?list|dns ?(?:r|b|w)?bl\b|\brbl\b|\bdnsbl\b|spamhaus",
            r"spamcop|sorbs|barracuda ?central|uceprotect|senderbase|proofpoint",
            r"blocked using|(?<!not )listed (?:in|by|on|at) |banned (?:sending|ip)",
            r"(?:client )?host (?:is )?(?:rejected|blocked)|blocked - see",
            r"\bip\b[^.]{0,40}(?:blocked|banned|rejected|refused)|(?:blocked|banned|refused)[^.]{0,30}\bip\b",
            r"reputation|adresse ip[^.]{0,40}(?:bloqu|refus)|ip[- ]adresse[^.]{0,30}(?:gesperrt|blockiert)",
            r"sender score",
            r"reverse (?:dns|lookup|name)|\bptr\b|ip name lookup",
            r"cannot (?:find|resolve) your (?:host|reverse|address)|unresolvable|no (?:valid )?rdns|fcrdns",
            r"dynamic ip|residential",
            r"not accepting connections|no smtp service here",
            r"your (?:ip|server|network|host|isp)[^.]{0,40}(?:block|reject|refus|denied)",
            r"unable to contact destination smtp daemon",
        ),
    ),
    (
        Reason.RATE,
        (
            r"rate[- ]?limit|connection rate",
            r"too many (?:recipients|connections|concurrent|(?:e-?)?mails|messages|sessions|errors|requests|bad|invalid|unknown)",
            r"throttl|too fast|slow down|unexpected volume|user complaints",
            r"exceeded (?:the )?(?:maximum )?(?:number of|hourly|daily|sending|rate|connection)",
            r"(?:hourly|daily|sending) (?:limit|quota)|grey-?list|gray-?list",
            r"temporarily (?:deferred|rejected)|message (?:rate|frequency)",
        ),
    ),
    (
        Reason.SPAM,
        (
            r"\bspam(?!haus)|\bube\b|unsolicited|\bjunk",
            r"content (?:rejected|blocked|filter|denied|restriction)|blacklisted url|surbl|uribl|phish|virus",
            r"malware|infected|bulk (?:e-?mail )?filter|mail rejet[eé]|scored|score too high",
            r"considered unwanted|looks like",
        ),
    ),
    (
        Reason.TOO_BIG,
        (
            r"(?:message|mail|e-?mail|attachment|header|body)s?(?: (?:size|length|content))?(?: is| are| was|) ?(?:too (?:big|large|long)|exceed)",
            r"size (?:limit|exceed|of)|exceed(?:s|ed)?[^.]{0,40}(?:size|length|limit\b(?! of))",
            r"maximum (?:message|inbound|incoming|allowed) ?(?:message )?size",
            r"too (?:big|large) (?:for|a message)|line (?:limit|length|too long)",
            r"(?:message|taille)[^.]{0,20}(?:trop (?:gros|grande|volumineux))",
            r"nachricht[^.]{0,20}zu gro(?:ß|ss)|demasiado grande|troppo grande|muito grande",
        ),
    ),
    (
        Reason.RELAY_DENIED,
        (
            r"relay(?:ing|ed)?[^.;]{0,40}(?:denied|not (?:permitted|allowed|accepted|authori[sz]ed)|prohibited|forbidden|refused|disabled|rejected)",
            r"(?:unable|not configured|refuse[sd]?|cannot|don't|do not|will not|may not|not permitted|not allowed)(?: to)? relay",
            r"insecure mail relay|not (?:a|an|my|our) (?:gateway|relay|local (?:host|domain))|no relay",
            r"we (?:do not|don't) relay|rcpthosts|not a registered gateway",
        ),
    ),
    (
        Reason.DISABLED,  # may open again
        (
            rf"{_WHO}[^.;]{{0,60}}?(?:(?:is|was|has been|have been|are|currently|temporarily|:)[ ]?)+(?:administratively )?(?:disabled|suspended|inactive|deactivated|blocked|locked|frozen|expired|not active|on hold|dormant|unavailable(?! ?:))",
            r"(?:disabled|suspended|inactive|deactivated|locked|frozen|expired|dormant) (?:user|recipient|mail ?box|account|address|e-?mail)",
            r"(?:account|mailbox|user|address) (?:disabled|suspended|inactive|deactivated|blocked|locked|frozen|expired)",
            r"(?:compte|bo[iî]te)[^.]{0,40}(?:d[ée]sactiv|bloqu|suspend|archiv)",
            r"konto (?:ist )?(?:gesperrt|deaktiviert)",
            r"cuenta (?:est[áa] )?(?:desactivada|suspendida|bloqueada|deshabilitada)",
            r"conta (?:desativada|suspensa|bloqueada)|casella (?:disattivata|sospesa|disabilitata)",
            r"(?:account|utente) (?:disabilitato|sospeso)",
            r"(?:ящик|аккаунт|учётная запись)[^.]{0,20}(?:заблокирован|отключ[её]н|неактив)",
            r"not collected|has not been collected",
        ),
    ),
    (
        Reason.MOVED,
        (
            r"(?:has|have) moved|recipient (?:is )?no longer (?:on|at)",
            r"no longer (?:works|employed|on (?:this )?server|at this)|address (?:has )?changed",
            r"(?:changed|new) (?:his|her|their|my|its|e-?mail) (?:e-?mail )?address|relocated to",
            r"a d[ée]m[ée]nag[ée]|hat gewechselt|cambi[óo] de direcci[óo]n|user not local; please try",
        ),
    ),
    (
        Reason.USER_UNKNOWN,
        (
            rf"\b(?:unknown|invalid|illegal|nonexist[ae]nt|non-exist[ae]nt|bad|wrong|undefined|unregistered|unrouteable|unrecogni[sz]ed)(?: or (?:illegal|invalid|unknown|malformed))?(?: final delivery| local| destination| e-?mail| smtp| virtual)?:? {_WHO}\b(?! ?table)",
            rf"\b(?:no such|there is no|not? an? (?:known|valid|existing|registered|active|local)?|not? (?:known|valid|existing)|isn't a|is not a|no valid|no) ?(?:e-?mail )?{_WHO}\b(?! (?:was|is|were) (?:found|lost))",
            rf"{_WHO}{_NAMED},? ?(?:\([^)]*\) ?)?(?:that you tried to reach |you (?:are )?(?:entered|specified|trying to [a-z ]{{3,20}}) )?{_NOT_THERE}",
            r"user unknown|unknown to (?:the|this|our) (?:system|server|address)|addressee unknown",
            r"recipient unknown|unknown in (?:the )?(?:local|virtual|relay)",
            r"(?:recipient|user|mailbox)[^.;]{0,40} not (?:listed )?(?:in|on) (?:the |our |this )?(?:domino|public name|directory|server|system|address book)",
            r"not listed in (?:the )?(?:domino|public)",
            r"(?:user|he|she|person|recipient)[^.]{0,30}doesn't have an? [\w.-]+ account",
            r"there is no (?:user|mailbox|account|one|person|such)|nobody (?:here )?by that name",
            r"no mailbox here|not our (?:customer|user)|doesn't work here|is not e-?mail users?",
            r"^(?:[45]\d\d )?(?:#?5\.1\.\d )?(?:[^a-z]{0,6})?address rejected\b",
            r"#?5\.1\.[01] (?:<>:? ?)?(?:recipient )?address rejected",
            r"recipient address rejected: (?:user|undeliverable|unknown|invalid|no such|unverified address:? ?(?:unknown|host|user)|[\w.-]+\.[a-z]{2,4} ?(?:\[|$))",
            r"rcpt-to validation failed: (?:unknown|no)|(?:address|recipient) rejected <>",
            r"5\.4\.1 .{0,40}recipient address rejected: access denied",  # Exchange Online: not in the directory
            r"requested action not taken: mailbox (?:is )?unavailable",
            r"(?:5\d\d|5\.[15]\.\d):? ?(?:<>:? ?)?mailbox (?:is )?(?:unavailable|not available)",
            r"mailbox unavailable or not local|mailbox (?:<> )?is unavailable: user not found",
            r"(?:name|recipient(?: name)?)(?: is)? not recogni[sz]ed|no matches? to nameserver",
            r"did not (?:exactly )?match|does not have a final e-?mail delivery point|email address is wrong",
            r"unrouteable address(?! domain)|cannot be resolved to a (?:valid )?(?:user|mailbox)",
            r"not a valid user",
            r"resolver\.adr\.(?:recip|exrecip)notfound|bad destination mailbox|recipnotfound|#< ?#5\.1\.1",
            r"delivery to the following (?:address|recipient)[^.]{0,20}failed[^.]{0,40}no such",
            # French, German, Spanish, Italian, Portuguese
            r"(?:utilisateur|destinataire|adresse|compte|bo[iî]te)[^.]{0,60}(?:inconnue?|inexistante?|invalide|introuvable|n'existe pas|n'existe plus|non recens[ée])",
            r"adresse d au moins un destinataire invalide|inconnu(?:e)? (?:[àa] cette|dans l'annuaire)",
            r"(?:empf[äa]e?nger|benutzer|adressat|postfach|mailbox|adresse|user|konto)[^.]{0,40}(?:unbekannt|existiert nicht|nicht (?:vorhanden|gefunden|bekannt|erreichbar)|ung[üu]ltig)",
            r"unbekannte[rn]? (?:empf|benutzer|adress|user)",
            r"kein(?:e)? (?:solche[rs]? )?(?:postfach|benutzer|mailbox|konto)",
            r"(?:usuario|destinatario|buz[óo]n|cuenta|direcci[óo]n|casilla)[^.]{0,60}(?:desconocid[oa]|inexistente|no existe|no (?:fue |ha sido )?encontrad[oa]|inv[áa]lid[oa]|no es v[áa]lid[oa])",
            r"no existe (?:el|la|ese|ning[úu]n) ?(?:usuario|cuenta|buz|destinatario|casilla)?",
            r"(?:utente|destinatario|casella|indirizzo|account)[^.]{0,60}(?:sconosciut[oa]|inesistente|non (?:esiste|trovat[oa]|valid[oa]|presente))",
            r"non esiste (?:alcun|questo|l'|la|un)",
            r"(?:usu[áa]rio|destinat[áa]rio|caixa|conta|endere[çc]o)[^.]{0,60}(?:desconhecid[oa]|inexistente|n[ãa]o (?:existe|foi encontrad[oa]|encontrad[oa])|inv[áa]lid[oa])",
            # Dutch, Polish, Czech, Swedish, Danish, Norwegian, Finnish, Turkish
            r"(?:gebruiker|ontvanger|adres|postbus)[^.]{0,40}(?:onbekend|bestaat niet|niet gevonden|ongeldig)",
            r"onbekende (?:gebruiker|ontvanger)",
            r"(?:u[żz]ytkownik|adresat|odbiorca|skrzynka|konto|adres)[^.]{0,40}(?:nie istnieje|nieznany|nie znaleziono|nieprawid[łl]owy)",
            r"(?:u[žz]ivatel|adres[áa]t|schr[áa]nka|p[řr][íi]jemce)[^.]{0,40}(?:neexistuje|nezn[áa]m|nenalezen)",
            r"(?:mottagar|anv[äa]ndar|adress|brukar|modtager|mottaker)[a-zåäöæø]*[^.]{0,40}(?:finns inte|ok[äa]nd|ukjent|ukendt|findes ikke|finnes ikke|saknas)",
            r"(?:vastaanottaja|k[äa]ytt[äa]j[äa]|osoite)[^.]{0,40}(?:tuntematon|ei (?:ole|l[öo]y))",
            r"kullan[ıi]c[ıi][^.]{0,30}(?:bulunamad[ıi]|yok|mevcut de[ğg]il)",
            # Russian, Ukrainian, Greek, Japanese, Chinese, Korean
            r"(?:пользовател|получател|ящик|адрес|аккаунт)[а-яё]*[^.]{0,40}(?:не (?:найден|существует|зарегистрирован|обнаружен)|неизвест|недействител|отсутствует|удал[её]н)",
            r"(?:нет|неизвестн)[а-яё]* (?:такого |тако[йм] )?(?:пользовател|получател|ящик|адрес)",
            r"(?:користувач|отримувач|скринь)[^.]{0,40}не (?:знайдено|існує)",
            r"(?:παραλήπτης|χρήστης|διεύθυνση)[^.]{0,40}(?:δεν (?:υπάρχει|βρέθηκε)|άγνωστ)",
            r"(?:宛先|ユーザー?|メールアドレス|アドレス|受信者|メールボックス|アカウント)[^。]{0,30}(?:存在しま|存在しない|見つかりま|不明|間違|ありません|登録されて)",
            r"(?:用户|用戶|收件人|邮箱|郵箱|帐号|账号|地址)[^。]{0,12}(?:不存在|不正确|未找到|无效|無效|找不到|未知)",
            r"(?:无此|没有这个|無此|沒有這個|不存在该)(?:用户|邮箱|收件人|帐号|用戶|郵箱)",
            r"(?:사용자|수신자|계정|메일함|주소)[^.]{0,20}(?:없|존재하지|찾을 수|알 수 없)",
        ),
    ),
    (
        Reason.ACCEPTS_NO_MAIL,
        (
            r"null ?mx",
            r"(?:host|domain|server|address|mailbox|<>|system)(?: name)? (?:does not|doesn't|do not|no longer|never) (?:accepts?|receives?) (?:any )?(?:e-?)?mail",
            r"not accepting (?:network |any )?(?:messages|mail|e-?mail)|mail receiving disabled",
            r"no longer accepts? (?:mail|e-?mail|messages)|smtp (?:is )?not (?:supported|offered)",
            r"according to the administrator|malformed or unexpected name server reply",
            r"mx or srv record indicated no smtp service|send[- ]only (?:address|mailbox|account)",
            r"unattended (?:mailbox|address)|address (?:is )?not monitored|n'accepte (?:pas|plus)",
            r"nimmt keine (?:e-?mails?|nachrichten)|no acepta (?:correo|mensajes)",
        ),
    ),
    (
        Reason.NETWORK,
        (
            r"host (?:name )?not found,? try again|name lookup (?:failure|failed)",
            r"temporary (?:name|dns|lookup)|lookup failure|try again later.{0,40}dns",
            r"dns (?:server )?(?:timeout|temporar|servfail)",
        ),
    ),
    (
        Reason.HOST_UNKNOWN,
        (
            r"(?:unknown|invalid|bad|nonexistent|non-existent|no such|unresolvable) (?:destination )?(?:host|domain|system|mail ?server)",
            r"(?:host|domain|server)(?: or domain)?(?: name)?(?: <>| [\w.-]+)? ?(?:is |was |has been )?(?:unknown|not found|(?:does not|doesn't) exist|not exist|invalid|could not be found|cannot be (?:found|resolved)|has expired)",
            r"nxdomain|name or service not known",
            r"no (?:valid )?(?:mx|mail exchanger)s? ?(?:or a )?(?:records?|hosts?|found|for)",
            r"non-?existent (?:hosts?|domain)|bad destination system|all host address lookups failed",
            r"unrouteable (?:mail )?domain|unable to (?:resolve|route)|illegal host",
            r"no route to (?:domain|recipient domain)|h[ôo]te inconnu|domaine (?:inconnu|inexistant)",
            r"domain (?:existiert nicht|unbekannt)|dominio (?:inexistente|desconocido|no existe|sconosciuto)",
            r"no hay tal dominio|dom[íi]nio (?:inexistente|n[ãa]o)|домен[^.]{0,20}не (?:существует|найден)",
            r"域名[^。]{0,8}不存在",
        ),
    ),
    (
        Reason.EXPIRED,
        (
            r"time[sd]?[- ]?out|expired|retry (?:time|limit)|delivery retry",
            r"(?:too long|too many (?:days|hours)) (?:in|on) (?:the )?(?:queue|server)|in the queue too long",
            r"could not (?:be )?deliver(?:ed)? for|host not reachable|unreachable for",
            r"(?:delivery )?failed \d+ attempts|cannot send message (?:for|within)|aborted after",
            r"maximum (?:delivery|retry) attempts|maximum[- ]time|did not (?:respond|accept our requests)",
            r"undeliverable for|after \d+ (?:days?|hours?|attempt)|will be retried|retried for",
            r"still being retried|not yet been delivered|giv(?:en|ing) up",
        ),
    ),
    (
        Reason.NETWORK,
        (
            r"no route to host|connection (?:refused|reset|lost|closed|dropped|failed)",
            r"(?:unable|wasn't able|not able|cannot|could not|failed) to (?:establish|connect|make|contact)",
            r"dns error|mail loop|looping|loops? back|too many hops|routing loop|hop count",
            r"could not find a gateway|network (?:is )?unreachable|no answer from host|tls|certificate",
            r"conversation with|lost connection|deferred",
        ),
    ),
    (
        Reason.POLICY,
        (
            r"polic(?:y|ies)|not (?:allowed|permitted|authori[sz]ed|accepted)|access denied",
            r"permission denied(?!\. command)|prohibited|forbidden|header error|blocked|attachment|restricted",
            r"rejected by|security|delivery not authori[sz]ed|moderat|refus[ée]|abgelehnt|rechazad|rifiutat",
            r"recusad",
        ),
    ),
    (
        Reason.SYSTEM,
        (
            r"internal (?:system |server )?error|system (?:error|failure|problem|full|not)|temporar(?:y|ily)",
            r"server (?:error|busy|unavailable)|service (?:is )?(?:currently )?(?:not available|unavailable)",
            r"configuration (?:error|problem)|command died|command output|mailer error",
            r"local (?:error|problem)|(?:unable|failed|cannot) to (?:open|write|create|lock)",
            r"insufficient system|disk full|no space left|protocol error|not implemented|syntax error",
            r"bad (?:command )?sequence|parameter",
        ),
    ),
)

PHRASES: tuple[tuple[Reason, re.Pattern[str]], ...] = tuple(
    (reason, re.compile("|".join(f"(?:{fragment})" for fragment in fragments))) for reason, fragments in _TABLE
)
