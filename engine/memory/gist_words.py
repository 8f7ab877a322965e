"""The words in which a segment is told again: who did it, what telling takes, and what is never said lightly.

Chosen by hand, for the languages of `engine.voice.language`; a word of none of these lists must stand in the messages.
"""

from __future__ import annotations

from engine.voice.vocabulary import listed

#: How a sentence begins that tells of the other side, and of the person, the usual way first.
THEM = {
    "en": ("They",),
    "de": ("Sie", "Er", "Die andere Person"),
    "es": ("La otra persona", "Ella", "Él"),
    "fr": ("L'autre personne", "Elle", "Il"),
    "pt": ("A outra pessoa", "Ela", "Ele"),
}
ME = {"en": ("You",), "de": ("Du",), "es": ("Tú",), "fr": ("Tu",), "pt": ("Você", "Tu")}
BOTH = {"en": ("You both", "Both"), "de": ("Ihr", "Beide"), "es": ("Ambos",), "fr": ("Vous",), "pt": ("Ambos",)}

#: Words of telling that claim nothing: asking, saying, wishing, and what joins them.
TELLING = {
    "en": listed(
        "they you both other each person ask asks asked asking say says said saying tell tells told telling write "
        "writes wrote mention mentions mentioned explain explains explained want wants wanted wish wishes wished hope "
        "hopes hoped need needs needed like likes liked offer offers offered suggest suggests suggested propose "
        "proposes proposed talk talked talking discuss discussed discussing thank thanks thanked thanking greet "
        "greeted wonder wondered answer answers answered answering reply replies replied replying let know known "
        "whether if about regarding for because since while also then still yet now too instead how much many long "
        "there here give gives gave share shares shared make makes made come comes came go went get got find found "
        "think thinks thought take took leave left bring brought look looked prefer prefers preferred love loved try "
        "tried show showed who which what when where why would could can may might will question questions plan plans"
    ),
    "de": listed(
        "sie er du ihr beide andere person fragt fragte fragst gefragt sagt sagte sagst gesagt schreibt schrieb "
        "schreibst geschrieben möchte möchtest will willst wollte wollen wünscht hofft bietet bietest bot an angeboten "
        "schlägt schlug vor vorgeschlagen erzählt erzählte bedankt dankt antwortet antwortete "
        "dass ob weil nach über auch dann noch sich"
    ),
    "es": listed(
        "la otra persona ella él tú ambos pregunta preguntó preguntas preguntaste dice dijo dices dijiste escribe "
        "escribió quiere quería quieres propone propuso ofrece ofreció ofreciste sugiere sugirió cuenta contó agradece "
        "agradeció responde respondió respondiste si sobre también entonces todavía"
    ),
    "fr": listed(
        "l'autre personne elle il tu vous demande demandes demandé dit dis écrit écris veut veux voudrait voudrais "
        "souhaite souhaites propose proposes proposé offre offres offert suggère raconte remercie remercies répond "
        "réponds répondu si sur aussi alors encore d' qu' a as"
    ),
    "pt": listed(
        "a outra pessoa ela ele você tu ambos pergunta perguntou perguntaste diz disse dizes escreve escreveu quer "
        "queria queres propõe propôs oferece ofereceu sugere sugeriu conta contou agradece agradeceu responde "
        "respondeu se sobre também então ainda"
    ),
}

#: Words that say something was settled, done or moved: only where the messages use them themselves.
CLAIMS = listed(
    "agree agrees agreed agreement accept accepts accepted confirm confirms confirmed confirmation promise promises "
    "promised book books booked booking pay pays paid payment sent send sends transfer transferred refund refunded "
    "cancel cancels cancelled canceled refuse refuses refused decline declines declined reject rejected postpone "
    "postponed move moved moves reschedule rescheduled change changed changes deliver delivered sign signed finish "
    "finished done complete completed settle settled arrange arranged fix fixed order ordered buy bought sell sold "
    "owe owes owed free discount deposit invoice late angry upset happy sad sorry apologise apologised apologize "
    "apologized complain complained threaten threatened lie lied scam fraud police lawyer doctor hospital sick ill "
    "dead died die pregnant divorce divorced marry married euro euros dollar dollars pound pounds quid bucks cash"
)
#: Words that turn a sentence round.
NEGATIONS = listed(
    "not no never none nothing nobody neither nor without cannot can't won't don't doesn't didn't isn't aren't wasn't "
    "weren't couldn't wouldn't shouldn't hasn't haven't hadn't unable "
    "nicht kein keine keinen keiner keinem nie niemals nichts ohne sin nunca nada nadie ningún ninguna tampoco pas "
    "jamais rien aucun aucune sans personne não nem ninguém nenhum nenhuma sem"
)
#: Numbers as words; "one" and its like are articles and pronouns too and count only before a unit (`reply.facts`).
NUMBERS = listed(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half quarter double twice "
    "triple dozen first second third fourth fifth last next couple few several "
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend halb doppelt "
    "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte cien mil medio doble "
    "deux trois quatre cinq sept huit neuf dix onze douze vingt cent mille demi "
    "dois duas três quatro oito nove dez doze vinte cem meia dobro"
)
#: Words of somebody who speaks for themselves: nobody does in a summary.
FIRST = {
    "en": listed("i i'm i'll i've i'd me my mine myself we we're we'll we've our ours us"),
    "de": listed("ich mich mir mein meine meinen meiner meinem wir uns unser unsere unseren"),
    "es": listed("yo mi mis mí nosotros nosotras nuestro nuestra"),
    "fr": listed("je j'ai j mon ma mes nous notre nos moi"),
    "pt": listed("eu meu minha meus minhas nós nosso nossa"),
}
