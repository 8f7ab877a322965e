"""The words with which somebody says that they will do something, in five languages, as data.

Every expression has a group `deed` that starts where the deed is named. A `timed` one promises only with a time
beside it ("I'm sending it tomorrow"). `then` continues a promise in the same sentence ("... and let you know").
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.expressions import late

_OBJECT = r"(?:it|them|that|this|these|those|everything|(?:the|your|our|my|all|a|an|some) [^.!?,]{1,40}?)"
_EN_VERB = (
    r"(?:re-?send|send|forward|e-?mail|mail|post|ship|share|upload|transfer|wire|pay(?! attention)|refund|reimburse|venmo|zelle|paypal|e-?transfer|settle|"
    r"drop (?:it|them|the|my|your|you|off|round|by)|shoot (?:you|u|it|them|over)|pop (?:it|them|the|your|round|by|over)|put (?:it|them|the [^.!?,]{1,30}?) in the (?:post|mail)|deliver|text|txt|message|msg|dm|whatsapp|write (?:to )?(?:you|u|back|it|up)|reply|respond|answer|"
    r"call(?! it a)|ring|phone|facetime|let (?:you|u|ya|them|him|her|everyone) know|tell (?:you|u|him|her|them)(?! what)|get back to|come back to|circle back|follow up|"
    r"be in touch|get in touch|keep (?:you|u) (?:posted|updated|in the loop)|keep (?:it|them|the \w+) for|hold (?:it|the|that|your|a|them|on to)|save (?:it|the|you|a|that)|reserve|book|"
    r"check|double[- ]check|look into|look (?:it|that|them) up|(?:have|take) a look|find out|ask|confirm|bring|pick (?:it|them|you|him|her|the|up)|grab|collect|return|"
    rf"give (?:you|u|him|her|them|it) (?!that)|get (?:you|u) (?:the|a|an|your|that|those|some)|get {_OBJECT} (?:to you|over to|done|sorted|ready|sent|back to|out to|across|finished)|"
    rf"have {_OBJECT} (?:ready|done|finished|with you|to you|over to you|sent|for you|back to you|sorted|edited|uploaded)|do (?:it|that|this|them|the|my|your)(?! best)|"
    r"finish|edit|retouch|fix|update|prepare|put together|draft|make (?:you|the|a|it|them|sure)|sort (?:it|that|this|out|the)|arrange|organi[sz]e|schedule|set (?:it|up)|sign|fill (?:it|in|out|the)|"
    r"order|print|scan|work on|add|change|cancel|move|replace|remind|invoice|take care of|be there|come (?:by|over|round|around|at|on|to|tomorrow|and|with)|meet (?:you|u))\b"
)
_EN_ING = r"(?:sending|emailing|paying|transferring|bringing|calling|posting|dropping|finishing|delivering|forwarding|wiring|uploading|ordering)\b"
_EN_ADVERB = r"(?:(?: just| also| then| definitely| certainly| gladly| happily| of course| quickly| be sure to| make sure to| go and| all| both| def| defo| personally| still|,? for sure,?)){0,6}"
_EN_I = r"(?:(?:\bi|\bwe)(?:'ll| will| shall|'m going to|m going to| am going to|'re going to| are going to|'m gonna|m gonna| gonna| am gonna|'re gonna)|\bi ?ll|\bimma|\bi promise(?: you)?(?: that)?(?: i'll| i will| to)?)"

_ES_DATIVE = r"(?:te|le|les|os|se|nos)(?: (?:lo|la|los|las))?"
_ES_NOW = r"(?:mando|mandamos|env[íi]o|enviamos|reenv[íi]o|paso|pasamos|aviso|avisamos|confirmo|confirmamos|llamo|llamamos|escribo|escribimos|digo (?:algo|ma[ñn]ana|luego|hoy|cuando|c[óo]mo|el|si)|decimos|transfiero|pago|pagamos|traigo|traemos|llevo|llevamos|comparto|respondo|contesto|devuelvo|preparo|busco|miro)\b"
_ES_WILL = r"(?:(?:enviar|mandar|llamar|avisar|confirmar|pagar|pasar|escribir|traer|llevar|transferir|responder|revisar|mirar|preguntar|preparar|buscar|entregar|devolver|contestar)(?:é|emos)|(?:dir|har|tendr)(?:é|emos))(?![\w])"
_ES_DO = r"(?:enviar|mandar|pagar|hacer (?:la|el|una?|el ingreso)|llamar|avisar|confirmar|pasar|escribir|traer|llevar|transferir|responder|revisar|mirar|preguntar|decir|preparar|buscar|comprobar|entregar|devolver|contestar)(?:te|le|les|os|se|lo|la|los|las){0,3}\b"

_FR_CLITIC = r"(?:(?:te|vous|le|la|les|lui|leur|nous|t'en|vous en|m'en) |[tl]'|te l'|vous l'){0,4}"
_FR_NOW = (
    r"(?:envoie|enverrai|renvoie|renverrai|transmets|transmettrai|appelle|appellerai|rappelle|rappellerai|[ée]cris|[ée]crirai|dirai|confirme|confirmerai|tiens au courant|tiendrai au courant|"
    r"pa[iy]e|pa[iy]erai|rembourse|rembourserai|apporte|apporterai|am[èe]ne|am[èe]nerai|fais (?:le|la|un|une|[çc]a|signe)|ferai|vire|virerai|verse|verserai|pr[ée]pare|pr[ée]parerai|v[ée]rifie|v[ée]rifierai|"
    r"r[ée]ponds|r[ée]pondrai|pr[ée]viens|pr[ée]viendrai|reviens vers|reviendrai vers|recontacte|recontacterai|demanderai|partage|partagerai|d[ée]pose|d[ée]poserai|r[ée]serve|r[ée]serverai|occupe|occuperai|charge|donnerai)\b"
)
_FR_WE = r"(?:envoyons|enverrons|appelons|rappelons|rappellerons|confirmons|confirmerons|tenons|tiendrons|payons|paierons|recontacterons|reviendrons|transmettrons|apporterons)\b"
_FR_DO = r"(?:envoyer|renvoyer|payer|faire (?:le|la|un|une)|appeler|rappeler|confirmer|v[ée]rifier|demander|transmettre|virer|verser|apporter|[ée]crire|r[ée]pondre|regarder|pr[ée]parer|dire|pr[ée]venir|rembourser|r[ée]server)\b"

_DE_NOW = r"(?:schicke?|sende|maile?|[üu]berweise|bezahle|zahle|melde? mich|gebe?|sage?|rufe?|bringe?|kl[äa]re|pr[üu]fe|k[üu]mm(?:ere|er|re) mich|best[äa]tige|schreibe?|leite|erledige|reserviere|buche|besorge|liefere|antworte|informiere|hole?|lade)\b"
_DE_WE = r"(?:schicken|senden|mailen|[üu]berweisen|bezahlen|zahlen|melden uns|geben|sagen|rufen|bringen|kl[äa]ren|pr[üu]fen|best[äa]tigen|liefern|erledigen)\b"
_DE_DO = r"(?:(?:zu|ab|hin|mit|vorbei|zur[üu]ck)?(?:schicken|senden|bringen|geben|zahlen)|mailen|[üu]berweisen|bezahlen|(?:zur[üu]ck)?melden|(?:zur[üu]ck|an)rufen|kl[äa]ren|pr[üu]fen|nachfragen|nachschauen|best[äa]tigen|schreiben|erledigen|liefern|k[üu]mmern|reservieren)\b"

_PT_DATIVE = r"(?:te|lhes?|vos|nos)"
_PT_NOW = r"(?:mando|mandamos|envio|enviamos|passo|passamos|ligo|ligamos|aviso|avisamos|confirmo|confirmamos|digo|falo|respondo|retorno|pago|pagamos|escrevo|trago|levo|transfiro|chamo|deposito|devolvo)\b"
_PT_DO = r"(?:mandar|enviar|pagar|fazer (?:o|a|um|uma)|ligar|avisar|confirmar|passar|escrever|trazer|levar|transferir|responder|verificar|perguntar|preparar|checar|conferir|retornar|dizer|depositar|devolver|entregar|te avisar|ver (?:com|isso|aqui|e))(?:-\w+){0,4}(?!\w)"
_PT_WILL = r"(?:enviar|mandar|pagar|ligar|avisar|confirmar|responder|retornar|entregar|transferir|passar)(?:ei|emos)\b|\b(?:farei|trarei|direi)\b"

_START = r"(?:^|[,;:.!)-] ?|\b(?:and|but|so|then|ok|okay|yes|yep|sure|now|thanks|also|great|perfect|cool) )"


@dataclass(frozen=True, slots=True)
class Cue:
    """One way to promise; `timed` if it needs a time beside it, `sure` how surely it is one, in [0, 1]."""

    expression: re.Pattern[str]
    sure: float = 0.85
    timed: bool = False


def _cue(expression: str, sure: float = 0.85, *, timed: bool = False) -> Cue:
    return Cue(late(expression), sure, timed)


#: Tried in order on each clause; the leftmost match of all begins the promise.
CUES: tuple[Cue, ...] = (
    _cue(rf"{_EN_I}{_EN_ADVERB} (?P<deed>{_EN_VERB})", 0.9),
    _cue(rf"{_START}(?:will|gonna|going to|shall){_EN_ADVERB} (?P<deed>{_EN_VERB})"),
    _cue(r"\blet me (?:just |quickly )?(?P<deed>(?:check|ask|find out|look into|confirm|double[- ]check)\b)", 0.65),
    _cue(rf"\b(?:i'?m|i am|we're|we are) (?P<deed>{_EN_ING})", 0.75, timed=True),
    _cue(r"\byou(?:'ll| will)(?: both| all)? (?P<deed>(?:have|get|receive) (?:it|them|everything|(?:the|your|my) (?!best|time|most|chance|whole)\w+))", 0.65, timed=True),
    _cue(r"(?P<deed>\b(?:the|your|my|it|they|all|everything|both)(?: \w+){0,4} (?:will|'ll|are going to|is going to) (?:be (?:with you|ready|done|finished|sent|online|in your inbox|made|paid|there|uploaded|delivered)|go out|arrive)\b)", 0.6, timed=True),
    _cue(r"(?P<deed>\b(?:(?:the|your|my|it|they)(?: \w+){0,3} )?(?:coming|on (?:its|their) way) (?:your way|over|to you)\b)", 0.6, timed=True),
    _cue(r"\b(?P<deed>expect (?:it|them|the \w+|your \w+) (?:by|on|before)\b)", 0.6, timed=True),
    _cue(rf"\b(?P<deed>{_ES_DATIVE} {_ES_NOW})"),
    _cue(rf"\b(?P<deed>(?:{_ES_DATIVE} )?{_ES_WILL})"),
    _cue(rf"\b(?:(?:{_ES_DATIVE}) )?(?:(?:voy|vamos) a|quedo en|quedamos en) (?P<deed>{_ES_DO})"),
    _cue(rf"(?:^|[,;.] ?|\b(?:y|ma[ñn]ana|luego|hoy|ahora) )(?P<deed>(?:{_ES_NOW}|hago (?:la|el) \w+))", 0.65, timed=True),
    _cue(rf"(?:\bje |\bj'|\bon )(?P<deed>(?:m'en )?{_FR_CLITIC}{_FR_NOW})"),
    _cue(rf"\bje (?P<deed>{_FR_CLITIC}(?:dis|regarde|demande|donne|passe|d[ée]pose)\b)", 0.7, timed=True),
    _cue(rf"\bnous (?P<deed>{_FR_CLITIC}{_FR_WE})"),
    _cue(rf"\b(?:je vais|j'vais|on va|nous allons) (?P<deed>{_FR_CLITIC}{_FR_DO})"),
    _cue(rf"\bich (?P<deed>{_DE_NOW})"),
    _cue(rf"(?P<deed>\b{_DE_NOW} ich\b(?: (?:dir|ihnen|euch|mich|dich|sie|es)){{0,6}})"),
    _cue(r"(?:^|[,;.!] ?|\bund )(?P<deed>(?:schicke?|sende|maile?|[üu]berweise|bringe?|schreibe?|gebe?|sage?|rufe?) (?:dir|ihnen|euch|dich|es dir|dir das|dir die)\b|(?:melde? mich|k[üu]mm(?:ere|er|re) mich)\b)", 0.75),
    _cue(r"\b(?:ich )?(?P<deed>lasse? (?:dir|ihnen|euch|es dir|ihnen) [^.!?]{1,60} zukommen\b)"),
    _cue(rf"\bwir (?P<deed>{_DE_WE})"),
    _cue(rf"\b(?:ich werde|wir werden|werde ich)\b[^.!?]{{0,60}}? (?P<deed>{_DE_DO})", 0.8),
    _cue(rf"\b(?P<deed>{_PT_DATIVE} {_PT_NOW})"),
    _cue(rf"\b(?P<deed>{_PT_NOW}-(?:te|lhes?|vos|o|a|os|as)\b)"),
    _cue(rf"\b(?:vou|vamos) (?P<deed>(?:{_PT_DATIVE} )?{_PT_DO})"),
    _cue(rf"\b(?P<deed>(?:{_PT_WILL}))"),
    _cue(r"\b(?P<deed>(?:fa[çc]o (?:o|a) (?:pix|transfer[êe]ncia|pagamento|dep[óo]sito)|entro em contato)\b)", 0.8),
    _cue(rf"(?:^|[,;.] ?|\b(?:e|amanh[ãa]|depois|hoje|eu) )(?P<deed>{_PT_NOW})", 0.65, timed=True),
)  # fmt: skip

#: What continues a promise in its sentence: "I'll check the light and let you know".
THEN = late(
    rf"(?:,? and(?: then| i'll| we'll| will){{0,4}}|, then| then) (?P<deed>{_EN_VERB})|"
    rf"\by (?P<deed_es>(?:{_ES_DATIVE} )?{_ES_NOW})|\bet (?:je )?(?P<deed_fr>{_FR_CLITIC}{_FR_NOW})|\bund (?P<deed_de>(?:melde mich|sage? dir|gebe? dir|schicke? dir|rufe? dich)\b)|\be (?P<deed_pt>{_PT_DATIVE} {_PT_NOW})"
)

#: Without one of these there is no promise; looked for first, because most messages have none.
GATE = late(
    r"'ll\b|\b(?:coming|way)\b|\bqued[oa]|\blasse?\b|\bi ?ll\b|\bwill\b|\bshall\b|\bgonna\b|\bgoing to\b|\bimma\b|\blet me\b|\bi promise\b|\b(?:i'?m|am|are|'re) \w+ing\b|\bexpect\b|"
    r"\b(?:te|le|les|os|se|lhes?|vos|nos) |\bvo[yu]\b|\bvamos\b|\bm(?:ando|ira)|\bhago\b|\w(?:é|ei|emos)\b|\bje\b|\bj'|\bon \w+'?|\bnous\b|\bich\b|\bwir\b|"
    r"\b(?:schick|send|mail|überweis|melde?|bring|schreib|gebe?|sage?|rufe?)|\bpago\b|\benv[íi]o\b|\bconfirmo\b|\bfa[çc]o\b|\bentro\b|\baviso\b|\bligo\b|-te\b"
)

#: The sort of deed, by words of it; the first that is met.
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, late(expression))
    for kind, expression in (
        ("pay", r"\b(?:pay|transfer|wire|refund|reimburse|venmo|zelle|paypal|e-?transfer|settle|paying|transferring|wiring|payment)\b|\bsend\w* (?:you |u |over )?(?:the |your |my |a |some )?(?:deposit|balance|money|payment|rest)\b|\b(?:balance|deposit|payment)\b|transfer|\bpag|\bpix\b|dep[óo]sit|\bpa[iy]e|virement|\bvire|\bvers|rembours|[üu]berweis|zahl|\bgeld\b|anzahlung"),
        ("send", r"\b(?:coming|way|shoot|pop|put|re-?send|send|sending|forward|forwarding|e-?mail|emailing|mail|post|posting|ship|share|upload|uploading|deliver|delivering|drop\w*|get (?:you|u)|receive|invoice|give (?:you|u))\b|\bhave (?:it|them|everything|the|your)\b|\bwith you\b|\binbox\b|\bget (?:it|them|the|your)\b|\bmand|\benv[íi]|\benviar|\bpas[oa]|\bpassar|\benvoy|\benverr|\benvoie|\btransm|\brenv|\bschick|zukommen|\bsend|\bmail|\bcompart|\bpartag|\bd[ée]pos|\bexpect\b"),
        ("call", r"\b(?:call|calling|ring|phone|facetime)\b|\bllam|\brappel|\bappel|\brufe?\b|anrufen|\blig(?:o|ar|arei|amos)\b"),
        ("bring", r"\b(?:bring|bringing|be there|come|meet|pick|collect|return|grab)\b|\btra(?:igo|er|go|zer|emos)|\bllev|\blev(?:o|ar)|\bapport|\bam[èe]n|\bbring|\bhole?\b"),
        ("tell", r"\b(?:let (?:you|u|ya|them|him|her|everyone) know|tell|text|txt|message|msg|dm|whatsapp|write|reply|respond|answer|get back|come back|circle back|follow up|touch|keep (?:you|u)|check|double[- ]check|look|find out|ask|confirm|remind)\b|\bavis|\bconfirm|\bescrib|\bescrev|\bdi(?:go|r|ré|rei|rai|s)\b|\bdecir|\brespond|\bcontest|\bfalo|\bretorn|\bmir|\brevis|\bpregunt|\bpergunt|\bverific|\bv[ée]rifi|tiens au courant|reviens|pr[ée]vien|r[ée]pond|[ée]cri|\bmelde|\bmelden|bescheid|\bkl[äa]r|\bpr[üu]f|\bschreib|\bantwort|\bnach(?:frag|schau)"),
        ("make", r"\b(?:finish\w*|edit|retouch|fix|update|prepare|put together|draft|make|sort|do|print|scan|ready|done|finished|work on)\b|\bprepar|\bpr[ée]par|\bhacer|\bfazer|\bfaire|\bfa[çc]o|\bhago"),
    )
)  # fmt: skip
