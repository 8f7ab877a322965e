"""The cues of every intent: expressions in five languages and a few words of other scripts, as data."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

#: Cues in the order in which they are tried; the first intent that is met wins; one may stand twice. Expressions are joined by "or",
#: matched on small letters with plain apostrophes. Languages: English, Spanish, French, German, Portuguese.
CUES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "spam",
        (
            r"reply stop|text stop|stop to (?:unsubscribe|end|opt)|unsubscribe|opt[ -]?out\b",
            r"\byou(?:'ve| have)? (?:been )?(?:won|selected|chosen|awarded)\b.{0,80}\b(?:prize|cash|gift|reward|voucher|award|£|\$|holiday)",
            r"\b(?:claim|collect) (?:your|ur|the) (?:free |cash )?(?:prize|reward|gift|bonus|award|voucher)",
            r"\b(?:txt|text|send) [\w'\"]+ to (?:no:? ?)?\d{4,6}\b",
            r"\bfree entry\b|\bprize draw\b|\bt&?cs? apply|\b1?50p(?:pm|/)|\bguaranteed (?:cash|prize|£)|\bflash sale\b",
            r"\b\d{1,2}% off (?:everything|all|your|sitewide)",
        ),
    ),
    (
        "emergency",
        (
            r"\b(?:call|need|send) (?:an )?(?:ambulance|911|999|112|the police|the fire brigade)",
            r"\b(?:it'?s|this is|have|there'?s|having) an? (?:\w+ )?emergency\b|^emergency\b|\bemergency[!:]",
            r"\b(?:been|had|was|in) (?:in )?an? (?:\w+ )?(?:accident|car crash)\b",
            r"\b(?:in|to|at|from) (?:the )?(?:hospital|a&e|intensive care|icu)\b(?=.{0,60}(?:call|now|come|help|please|urgent|rushed))",
            r"\brushed (?:\w+ )?to (?:the )?hospital\b|\bheart attack\b|\bcan'?t breathe\b|\bunconscious\b|\bbleeding (?:badly|a lot)\b",
            r"^help\b(?! me (?:with|choose|out with|find|pick|decide))|\bplease help me\b.{0,20}!|\bi need help[!.]*$|\bneed help (?:now|asap|urgently|right)",
            r"\bon fire\b(?=.{0,30}(?:help|call|!))|\b(?:is|are|being) flood(?:ing|ed)\b.{0,30}!|\bbroke into\b|\bbeing followed\b",
            r"\bemergencia\b|\bes una emergencia\b|\bambulancia\b|\baccidente\b",
            r"\bc'est une urgence\b|\bau secours\b|\bun accident\b",
            r"\bnotfall\b|\bkrankenwagen\b|\bunfall\b|\bhilfe!",
            r"\bemerg[eê]ncia\b|\bacidente\b|\bsocorro\b",
            r"помогите|скорую|救命|助けて|النجدة",
        ),
    ),
    (
        "reschedule",
        (
            r"\bre-?schedul\w*|\breschedul|\bpostpone\w*",
            r"\b(?:move|push|shift|change|switch|swap|bump) (?:it|this|that|our|my|the|us|things)?\b.{0,40}\b(?:to|till|until|for|by|back|later|earlier|forward|another|different|a (?:few|couple))\b",
            r"\b(?:another|different|new|other) (?:day|date|time|slot) (?:instead|work|would|suit|possible)|\binstead of (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
            r"\bmake it (?:later|earlier|another)\b|\b(?:day|monday|tuesday|wednesday|thursday|friday|saturday|sunday) instead\b|\brain ?check\b",
            r"\b(?:cambiar|mover|posponer|aplazar|reprogramar)\b.{0,30}\b(?:cita|sesi[oó]n|hora|d[ií]a|fecha|reserva|para|a)\b",
            r"\b(?:reporter|d[ée]placer|d[ée]caler|changer)\b.{0,30}\b(?:rendez-vous|rdv|s[ée]ance|date|heure|au|à)\b",
            r"\bverschieb\w*|\bverleg(?:en|t)\b|\bumbuch\w*|\banderen termin\b",
            r"\b(?:remarcar|adiar|mudar|reagendar)\b",
            r"перенести|改期|改时间|変更して",
        ),
    ),
    (
        "cancel",
        (
            r"(?<!don't )(?<!not )(?<!never )(?<!dont )\bcancel(?:l?ing|l?ed|lation)?\b(?! (?:policy|fee))",
            r"\bcall (?:it|this|the \w+) off\b|\b(?:won't|can't|cannot|wont|cant|unable to|not able to|not going to) (?:be able to )?(?:make it|come|attend)\b",
            r"\b(?:no longer|don't|dont) need (?:the|our|my|your) (?:booking|session|shoot|appointment|service|slot)\w*",
            r"\bhave to (?:back|pull) out\b|\bpulling out\b",
            r"\b(?:cancelar|anular)\b|\bno (?:podemos|puedo|podr[eé]) (?:ir|venir|asistir)\b",
            r"\bannuler\b|\bannulation\b|\bne (?:peux|pouvons|pourrai) (?:pas|plus) venir\b",
            r"\babsagen\b|\bstorn\w+|\bkann (?:leider )?nicht kommen\b|\bsage? .{0,20} ab\b",
            r"\bcancelamento\b|\bdesmarcar\b|\bn[aã]o (?:vou poder|posso|podemos) (?:ir|comparecer)\b",
            r"отменить|取消|キャンセル|إلغاء",
        ),
    ),
    (
        "complaint",
        (
            r"\b(?:disappoint(?:ed|ing)|unacceptable|unhappy with|not happy with|dissatisfied|furious|fed up|ripped off|complain\w*|terrible service|worst)\b",
            r"\b(?:want|demand|like|need|give me|expect) (?:a |my |full )*(?:refund|money back)\b",
            r"\b(?:still|been) (?:waiting|no (?:reply|response|answer|photos|pictures|files|news))\b|\bstill (?:haven't|have not|havent|hasn't|didn't) (?:heard|received|got|gotten|seen|arrived)",
            r"\b(?:server|site|website|system|app|page|shop|checkout|internet|database|email|power|heating|boiler|link|gallery|door|printer|payment page)s? (?:\w+ )?(?:is|are|went|has|have|keeps|just|doesn't|does not|isn't|not|won't) ?(?:\w+ )?(?:down|crash\w*|broken|offline|dead|failing|stopped|load\w*|work\w*|open\w*|out)\b",
            r"\b(?:doesn't|does not|doesnt|isn't|not|won't) (?:work(?:ing)?|load(?:ing)?|open(?:ing)?)\b(?! (?:for (?:me|us)\b.{0,8}(?:time|date|day)|on (?:sat|sun|mon|tue|wed|thu|fri)))",
            r"\b(?:is|are|was|were|came|arrived) (?:all |so |really |very |too |completely )?(?:broken|damaged|blurry|wrong|missing|ruined|late again)\b|\bcrashed\b|\blocked out\b",
            r"\b(?:can'?t|cannot|can not|couldn'?t|unable to|not able to) (?!wait|believe|imagine|help|thank)(?:\w+ ){0,2}(?:open|find|access|download|log ?in|load|view|get (?:in|into|it to|them to)|upload|save (?:it|them|the)|see (?:the|any|my|our|all) (?:photos?|pictures?|gallery|files?|link|album|proofs?))\b",
            r"\b(?:won'?t|doesn'?t|does not|not) let (?:me|us|him|her|them)\b",
            r"\b(?:link|page|site|website|button|gallery|form|app|login|shop)s? (?:\w+ ){0,3}?(?:asks?|asking|to ask|wants?|says?|demands?|shows?|keeps (?:asking|saying)) (?:\w+ ){0,4}(?:pay\w*|password|error|expired|not found|404|card|log ?in)\b",
            r"\b(?:never arrived|hasn'?t arrived|have ?n'?t arrived|(?:arrived|came) (?:bent|torn|cracked|scratched))\b(?!,? (?:you|him|her|them|home)\b)",
            r"\b(?:no one|nobody) (?:answers|replies|showed|responds)|\byou (?:never|didn't) (?:replied|reply|answer\w*|show\w* up|call\w*|deliver\w*)",
            r"\b(?:decepcionad[oa]|queja|reclamaci[oó]n|inaceptable|no funciona|devoluci[oó]n del dinero)\b",
            r"\b(?:d[ée]çue?|inacceptable|ne (?:marche|fonctionne) (?:pas|plus)|remboursement|r[ée]clamation)\b",
            r"\b(?:entt[äa]uscht|inakzeptabel|beschwer\w*|funktioniert nicht|geht nicht|geld zur[üu]ck|kaputt)\b",
            r"\b(?:decepcionad[oa]|reclama[çc][aã]o|inaceit[aá]vel|n[aã]o funciona|reembolso)\b",
        ),
    ),
    # dates put to the reader: "would Tuesday at 8:30 work? I'll pay the fee" is about the date
    (
        "booking",
        (
            r"\b(?:would|could|can|does|do|might|will) (?:[\w:,'/&-]+ ){1,14}?(?:work|suit)(?: (?:for|with) (?:you|u))?(?: \w+){0,2} ?\?",
            r"\b(?:would|is|could|can|will) [^.!?]{0,40}(?:day\b|\d)[^.!?]{0,20}\b(?:ok(?:ay)?|fine|good|possible|free)(?: (?:for|with) (?:you|u))? ?\?",
        ),
    ),
    (
        "payment",
        (
            r"\b(?:invoice|deposit|payment|balance|bank transfer|paypal|venmo|zelle|bizum|e-?transfer|receipt)s?\b(?=.{0,80}(?:\?|sent|send|paid|pay|due|overdue|transfer|received|went|go|through|confirm|came|made|tomorrow|attached|late))",
            r"\b(?:sent|send|paid|pay|transferred|wired|received|confirm|settle|owe|missing|about) (?:\w+ ){0,3}(?:invoice|deposit|payment|balance|fee|money|bill)\b",
            r"^paid\b|\bi(?:'ve| have)? (?:just |already )?paid\b|\bhow (?:do|can|should) (?:i|we) pay\b|\bcan i pay\b|\bpay you\b|\b(?:in|by) instal+ments\b",
            r"\b(?:pago|pagar|pagu[eé]|pagado|factura|dep[oó]sito|se[ñn]al|transferencia)\b",
            r"\b(?:paiement|payer|pay[ée]|facture|acompte|virement)\b",
            r"\b(?:zahlung|bezahl\w*|rechnung|anzahlung|[üu]berweis\w*)\b",
            r"\b(?:pagamento|paguei|fatura|sinal|transfer[eê]ncia|pix)\b",
            r"оплат|付款|支払",
        ),
    ),
    (
        "price",
        (
            r"\bwhat (?:would|will|does|did|might) (?:\w+ ){1,6}(?:cost|be|come to)\b(?<! be)|\b(?:send|give|make|get|need|want|like)(?: me| us)? (?:a |your |the |an )*(?:\w+ )?(?:quote|estimate|price)\b",
            r"\b(?:final offer|my offer|best i can do|meet (?:me|us) in the middle|i(?:'ll| can| could)? (?:give|pay|offer|do) (?:you )?[$£€]?\d{2,5}\b)",
            r"\bhow much\b(?! (?:time|longer|do i|i (?:love|miss|like)|fun|we|they|snow|rain|of))|\bwhat(?:'s| is| are|s| do you| would| does)\b.{0,40}\b(?:price|prices|rate|rates|cost|costs|charge|fee|fees|quote|pricing)\b",
            r"\b(?:price list|pricing|quote|your rates|discount|cheaper|best price|rate card|your prices|per hour|day rate|hourly rate)\b(?=.{0,60}\?|.{0,20}$)",
            r"\b(?:do|does|did|would|will|can|could) (?:it|that|you) (?:do it |cost|go|take)\b.{0,20}(?:[$£€]?\d{2,5}\b|lower)",
            r"\b(?:can|could|would|will) (?:you|u) do (?:it |this |that )?(?:for )?[$£€]?\d{2,5}\b",
            r"\b(?:cu[aá]nto (?:cuesta|vale|cobras?|ser[ií]a|sale)|precios?|tarifas?|presupuesto)\b",
            r"\b(?:combien|tarifs?|prix|devis)\b",
            r"\b(?:wie ?viel kost\w*|was kost\w*|preise?|angebot|kosten)\b",
            r"\b(?:quanto (?:custa|[ée]|cobra|fica)|pre[çc]os?|or[çc]amento)\b",
            r"сколько стоит|цен[аыу]|多少钱|价格|いくら|كم السعر|بكم",
        ),
    ),
    (
        "booking",
        (
            r"\bbook(?:ing)?\b(?=.{0,60}(?:session|shoot|slot|appointment|you|for|a|in|on|us|me|\?))(?<!face)(?<!the book)",
            r"\b(?:are|r) (?:you|u) (?:still )?(?:free|available|around|booked|open)\b|\b(?:any|your|have|got|check) (?:\w+ )?(?:availability|openings?|slots?|spots?|free (?:dates?|days?|times?))\b",
            r"\b(?:schedule|arrange|set up|reserve|make) (?:a|an|our|the|my) (?:\w+ )?(?:session|shoot|appointment|meeting|call|consultation|slot|visit|date|viewing)\b",
            r"\b(?:confirm|hold|save|keep) (?:the|our|my|a|that|this) (?:\w+ )?(?:booking|date|slot|appointment|session|spot)\b",
            r"\b(?:can|could|may) (?:i|we) come (?:in|over|by)\b.{0,30}\b(?:on|at|this|next|tomorrow|today|\d)",
            r"\bsee you (?:on|at|then|tomorrow|saturday|sunday|monday|tuesday|wednesday|thursday|friday)\b",
            r"\b(?:reservar|reserva|pedir (?:una )?cita|agendar|disponibilidad|est[aá]s (?:libre|disponible))\b|\bquiero (?:una )?cita\b",
            r"\b(?:r[ée]server|r[ée]servation|prendre rendez-vous|disponibilit[ée]s?|disponible|un rendez-vous)\b",
            r"\b(?:buch(?:en|ung)|termin (?:vereinbaren|ausmachen|frei)|einen termin|verf[üu]gbar|hast du .{0,20}zeit|haben sie .{0,20}(?:zeit|frei))\b",
            r"\b(?:marcar|agendamento|disponibilidade|disp[oô]nivel|dispon[ií]vel)\b",
            r"записаться|забронировать|预约|預約|予約|حجز",
        ),
    ),
    (
        "request",
        (
            r"(?<!if )\b(?:can|could|would|will|cud|cld|wud) (?:you|u|ya)\b(?! (?:believe|imagine|be there))|\b(?:can|could|may) (?:i|we) (?:get|have|see|ask|borrow|bring|use|add|please)\b",
            r"(?:^|[.!?,;:] ?|\b(?:and|but|so|then|also|hi|hey|hello)\b,? ?(?:\w+,? )?)(?:please |pls |plz |just )*(?:send|call|text|ring|email|bring|let me know|lmk|give|check|confirm|reply|respond|answer|tell|show|make sure|forward|review|sign|remember|come|pick|book|add|fix|remove|change|update|help me|get back|share|keep|hold|wait for|write|look)\b(?! (?:me )?(?:whenever\b.*no rush|you))",
            r"\b(?:please|pls|plz|kindly)\b",
            r"\bi(?:'d| would)? (?:need|want|like|require) (?:you|the|a|an|to|some|your|it|my|help|this|that)\b(?<!don't need the)|\bwe need\b",
            r"\blet me know\b|\bget back to me\b|\bcall me\b|\bwould (?:be great|appreciate|love|mind)\b|\bdo you mind\b|\bis it possible\b|\bany chance\b",
            r"\b(?:por favor|porfa|puedes|podr[ií]as|puede|podr[ií]a|necesito|env[ií]ame|m[aá]nd[ae]me|ll[aá]mame|quiero|quisiera)\b",
            r"\b(?:s'il (?:te|vous) pla[iî]t|stp|svp|peux-tu|pouvez-vous|pourriez-vous|pourrais-tu|tu peux|vous pouvez|j'ai besoin|envoie[sz]?|rappelle[sz]?|je voudrais)\b",
            r"\b(?:bitte|k[öo]nn(?:t)?en sie|kannst du|k[öo]nntest du|k[öo]nnen wir|ich brauche|schick\w*|ruf mich|melde dich|sag mir)\b",
            r"\b(?:por favor|voc[eê] pode|pode(?:ria)?|preciso|me (?:manda|liga|envia|avisa)|mand[ae]|quero|gostaria)\b",
            r"пожалуйста|позвони|请|請|ください|お願い|من فضلك|부탁|해주세요",
        ),
    ),
    (
        "question",
        (
            r"\?",
            r"^(?:(?:hi|hey|hello|so|and|but|ok|okay|also|btw|um|or|then|oh|well|yo|sorry|quick question)[,:]? )*(?:\w+, )?(?:who|what|what's|whats|wat|when|where|why|how|which|whose|wen|wer|hw)\b(?! (?:a|an|nice|lovely|great|ever|matters|i (?:mean|meant|said)|about it)\b)",
            r"^(?:(?:hi|hey|hello|so|and|but|ok|okay|also|btw|or|then|oh|well|yo|sorry)[,:]? )*(?:is|are|am|was|were|do|does|did|can|could|would|will|shall|should|has|have|had|may|might|r|isn't|aren't|don't|doesn't|didn't|won't|wouldn't|haven't) (?:you|u|i|we|they|he|she|it|there|this|that|these|those|the|your|my|our|any|anyone|someone|ya)\b(?! (?:worry|bother|mind me|care)\b)",
            r"\b(?:i|we)(?:'m| am| was|'re| are| were)? (?:just )?wonder(?:ed|ing)? (?:if|whether|what|when|how|where)|\bany (?:idea|news|update|luck|chance|thoughts)\b|\bdo you (?:know|think|have|want|like|need|remember)\b|\bwhat do you think\b|\bright\?",
            r"\b(?:i don't|not) (?:know|sure) (?:if|when|where|whether|which)\b.{0,40}\byou\b",
            r"^¿|\b(?:cu[aá]ndo|d[oó]nde|c[oó]mo est[aá]|qu[eé] (?:hora|tal|d[ií]a)|cu[aá]l|por qu[eé])\b",
            r"^(?:est-ce que|quand|où|comment|pourquoi|quel(?:le)?s?|qui)\b|\best-ce que\b|\bqu'est-ce\b",
            r"^(?:wann|wo|wie|was|warum|wer|welche[rsn]?|hast du|haben sie|bist du|sind sie|gibt es)\b",
            r"^(?:quando|onde|como (?:voc|fa|posso|vai)|qual|por que|voc[eê] (?:tem|vai|est[aá]))\b",
            r"^(?:когда|где|как|что|почему|сколько|какой)\b|[吗嗎呢]$|ですか|ますか|^هل|니까|나요",
        ),
    ),
    (
        "thanks",
        (
            r"\b(?:thanks|thank (?:you|u)|thx|ty|tysm|tnx|cheers|much appreciated|appreciate it|grateful)\b",
            r"\b(?:gracias|merci|danke|vielen dank|obrigad[oa]|valeu)\b",
            r"спасибо|谢谢|謝謝|ありがとう|شكرا|감사",
        ),
    ),
    (
        "greeting",
        (
            r"^(?:hi+|hey+|hello+|hiya|yo|good (?:morning|afternoon|evening|day)|morning|evening|gm)\b(?:,? \w+| there| everyone| again)?\W*(?:how are (?:you|u|things)\b.{0,20})?$",
            r"^(?:hola|buenos d[ií]as|buenas(?: tardes| noches)?|bonjour|salut|bonsoir|coucou|hallo|guten (?:tag|morgen|abend)|moin|servus|ol[aá]|oi|bom dia|boa (?:tarde|noite))[ ,]*\w*\W*$",
            r"^(?:привет|здравствуйте|你好|您好|こんにちは|مرحبا|안녕)",
        ),
    ),
    (
        "smalltalk",
        (
            r"^(?:a?ha(?:ha)+h?|lol|lmao|rofl|hehe|omg|wow|aww+|yay|nice|cool|great|awesome|sweet|lovely|true|so true|same|yeah|yep|yes|no|nope|ok(?:ay)?|k|kk|sure|right|exactly|indeed|good night|night|gn|bye|cya|see ya|jaja\w*|mdr|haha.*|lol .*)\b[\w ,']{0,24}\W*$",
            r"\b(?:haha|lol|lmao|weather|weekend|dinner|movie|film|party|game last night|vacation|holiday)\b",
            r"^(?:take care|have a (?:nice|good|great|lovely)|enjoy|good luck|sleep well|no (?:problem|worries)|you'?re welcome|my pleasure|de nada|de rien|gerne)\b",
        ),
    ),
)
