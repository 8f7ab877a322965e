"""What Ask says in Portuguese."""

from __future__ import annotations

from typing import Final

from app.wording.ask_catalogue import Catalogue, Counted

PORTUGUESE: Final = Catalogue(
    unclear={
        "no_date": "Um lembrete precisa de uma data. Diga quando: “amanhã às 9”, “em 20 minutos”, “em 5 de maio”.",
        "past": "Essa hora já passou. Um lembrete precisa de uma data que ainda venha.",
        "repeats": "O Sotto lembra uma vez, não todos os dias nem todas as semanas. "
        "Diga a primeira data, e marque a seguinte quando chegar.",
        "no_text": "De que é que o Sotto deve lembrar? Diga na mesma linha que a hora.",
        "person": "A quem se refere: {names}?",
        "nobody": "Não há ninguém com esse nome nas suas conversas. Escreva o nome como aparece na caixa de entrada.",
        "group": "O Sotto escreve rascunhos para uma pessoa de cada vez. Diga só uma.",
    },
    silences={
        "": "Aqui não há rascunho.",
        "sticker_only": "Sem rascunho para um autocolante: nada foi perguntado.",
        "no_words": "Sem rascunho: a mensagem veio sem palavras.",
        "nothing_asked": "Não é preciso rascunho: nada foi perguntado.",
        "group_off": "Sem rascunho em grupos. Pode ativá-lo para um grupo em Privacidade.",
        "low_confidence": "Há demasiado por esclarecer para um rascunho. Diga o que quer, e o Sotto escreve.",
        "wish_unclear": "O Sotto não percebeu o que o rascunho deve fazer. Sem modelo conhece sim, não, mais tarde, "
        "obrigado, desculpa, perguntas e outro dia ou preço. Ou escreva a frase.",
        "money": "Sem rascunho: trata-se de dinheiro ou de um contrato, e a decisão é sua. Diga sim ou não.",
        "risk_stop": "Sem rascunho: isto parece uma burla. Veja primeiro o risco.",
        "switched_off": "Pediu ao Sotto para não ler esta pessoa. Nada é guardado nem escrito.",
        "filtered": "Sem rascunho para mensagens filtradas. Mova-a para a caixa de entrada.",
        "one_time_code": "Sem rascunho para um código. Códigos de uso único nunca são respondidos.",
        "automatic": "Sem rascunho para mensagens automáticas: ninguém lê ali as respostas.",
        "last_is_mine": "Nada a responder: a última mensagem é sua.",
        "empty": "Nada a responder: aqui ainda ninguém escreveu.",
    },
    guessed={
        "gap": "Nessa altura o relógio adianta, por isso será um pouco mais tarde no relógio.",
        "fold": "Nessa altura o relógio atrasa: vale a primeira das duas horas.",
        "order": "Lido como dia e mês da sua região.",
    },
    states={"open": "marcado", "fired": "em atraso", "done": "feito", "cancelled": "cancelado"},
    months=(
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ),
    weekdays=("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
    chat="Pergunte sobre as suas próprias mensagens: “o que a Kim disse sobre a moldura?”, “quem está à espera?”, "
    "“lembra-me de responder à Dana às 15h”, “escreve para o Lee que estou atrasado”.",
    nothing="Nada encontrado sobre isto. Tente com menos palavras, ou com um nome.",
    nothing_certain="Não encontrei nada certo. O mais próximo:",
    no_reminders="Não há lembretes marcados.",
    today="hoje",
    yesterday="ontem",
    tomorrow="amanhã",
    day="{day} de {month}",
    day_year="{day} de {month} de {year}",
    on_day="Em {day}",
    moment="{weekday}, {day}, {time}",
    quote="{head}: “{quote}” [{number}]",
    they_wrote="{when}, {name} escreveu",
    you_wrote="{when}, você escreveu a {name}",
    and_more="{names} e mais {n}",
    and_last="{names} e {last}",
    times=Counted("Nenhuma mensagem o diz.", "Uma vez.", "{n} vezes."),
    twice="Duas vezes.",
    messages=Counted("Nenhuma mensagem.", "Uma mensagem.", "{n} mensagens."),
    waiting=Counted("Ninguém está à sua espera.", "{names} está à sua espera.", "{names} estão à sua espera."),
    owed=Counted(
        "Ninguém lhe deve resposta.", "{names} ainda não lhe respondeu.", "{names} ainda não lhe responderam."
    ),
    urgent=Counted("Nada urgente.", "Uma conversa é urgente: {names}.", "{n} conversas são urgentes: {names}."),
    risky=Counted("Nada a verificar.", "Vale a pena verificar: {names}.", "Vale a pena verificar: {names}."),
    needs=Counted(
        "nenhuma conversa precisa de resposta", "uma conversa precisa de resposta", "{n} conversas precisam de resposta"
    ),
    due=Counted("", ", e um lembrete é para hoje", ", e {n} lembretes são para hoje"),
    my_promises=Counted(
        "Não foram encontradas promessas em aberto.", "Tem uma promessa em aberto.", "Tem {n} promessas em aberto."
    ),
    their_promises=Counted(
        "Não foram encontradas promessas em aberto.",
        "Uma promessa que lhe fizeram está em aberto.",
        "{n} promessas que lhe fizeram estão em aberto.",
    ),
    no_date="sem data",
    by_date="até {moment}",
    reminder_set="Lembrete marcado para {moment}: {text}.",
    linked="Está ligado a {name}.",
    overdue="em atraso",
    drafted=Counted(
        "Nenhum rascunho para {name}.",
        "Um rascunho para {name}. Nada foi enviado.",
        "{n} rascunhos para {name}. Nada foi enviado.",
    ),
    follow_up="A última mensagem a {name} é sua. Como outra mensagem: “{text}” Nada foi enviado.",
    that_was="Isso foi {since}.",
    days_ago=Counted("hoje", "há um dia", "há {n} dias"),
)
