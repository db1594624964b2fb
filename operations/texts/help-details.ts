/** The longer texts under the help of the commands that are used most, in English and in Portuguese. */
export const HELP_DETAILS: readonly [english: string, portuguese: string][] = [
  [
    `
It changes nothing. Each finding says what is wrong, what that means for people who write, and the fix. The exit code
is 1 when something needs you; warnings (!) do not count.`,
    `
Não altera nada. Cada item diz o que está errado, o que isso significa para quem escreve, e a correção. O código de
saída é 1 quando algo precisa de você; avisos (!) não contam.`,
  ],
  [
    `
The command asks for the API key without showing it, or reads it from stdin. Enter keeps the stored key. The webhook
gets the events that the stack uses, in addition to those it has; --events replaces the whole list, and * means every
event. A paused webhook becomes active again. Running the command a second time changes nothing that is already right.`,
    `
O comando pergunta a chave de API sem mostrá-la, ou a lê da entrada padrão. Enter mantém a chave guardada. O webhook
recebe os eventos que a stack usa, além dos que já tem; --events troca a lista inteira, e * quer dizer todos os
eventos. Um webhook pausado volta a ficar ativo. Rodar o comando outra vez não altera nada que já está certo.`,
  ],
  [
    `
A contact is a phone number with its country code, or a conversation as \`contact list\` shows it: the ledger keeps
no phone numbers. Times are in UTC.`,
    `
Um contato é um telefone com o código do país, ou uma conversa como \`contact list\` a mostra: o ledger não guarda
números de telefone. Os horários são em UTC.`,
  ],
  [
    `
An id is an event's (data.id), a send's, WhatsApp's own, or the key of an answer. The statuses of a message are told
with the event that it answers. --scan reads the whole ledger, for which DynamoDB charges half a read unit for 4 KB: it
finds what a version without lists recorded as well, and statuses of messages that are not ours. Times are in UTC. --since and --until take how long ago (90s, 15m, 2h, 7d) or a time (2026-02-24T10:30:00Z).`,
    `
Um id é o de um evento (data.id), o de um envio, o do WhatsApp, ou a chave de uma resposta. Os status de uma mensagem
aparecem com o evento que ela responde. --scan lê o ledger inteiro, e o DynamoDB cobra meia unidade de leitura por 4 KB:
acha também o que uma versão sem listas registrou, e status de mensagens que não são nossas. Os horários são em UTC.
--since e --until aceitam há quanto tempo (90s, 15m, 2h, 7d) ou um horário (2026-02-24T10:30:00Z).`,
  ],
  [
    `
A message that was given up stays in its dead-letter queue for 14 days. At most ten messages of a conversation are
visible at a time; \`redrive\` and \`drop\` continue until no new ones appear. Listing counts as a receive, and hides
the messages from others while it runs. Name a message by its id or the first eight characters of it, by the id of its
event, or by the key of its answer. The queue \`published\` holds what the setting eventBus puts on its event bus.`,
    `
Uma mensagem abandonada fica na fila de mensagens mortas por 14 dias. No máximo dez mensagens de uma conversa ficam
visíveis por vez; \`redrive\` e \`drop\` continuam até não aparecerem novas. Listar conta como um recebimento e esconde
as mensagens dos outros enquanto roda. Indique uma mensagem pelo id ou pelos oito primeiros caracteres dele, pelo id do
evento, ou pela chave da resposta. A fila \`published\` tem o que a configuração eventBus põe no event bus.`,
  ],
  [
    `
It reads the lists of the ledger, the queues with their dead letters, and the logs, with your own AWS credentials; the
ledger has no words and no phone numbers. Type a phone number into the search field of the page to see its events.
It looks every five seconds while a page is open, and AWS charges for each look. It ends with Ctrl-C.`,
    `
Lê as listas do ledger, as filas com as mensagens mortas, e os logs, com as suas credenciais da AWS; o ledger não
tem textos nem números de telefone. Digite um telefone no campo de busca da página para ver os eventos dele. O comando
consulta a cada cinco segundos enquanto uma página está aberta, e a AWS cobra cada consulta. Termina com Ctrl-C.`,
  ],
  [
    `
Environment:
  LOCAL_SQS_ENDPOINT, LOCAL_DYNAMODB_ENDPOINT
                       use these implementations of SQS and DynamoDB instead of the embedded ones
  LOCAL_STATE_FILE     the file that tells tools how to reach it, instead of build/local-cloud-PORT.json`,
    `
Ambiente:
  LOCAL_SQS_ENDPOINT, LOCAL_DYNAMODB_ENDPOINT
                       usa estas implementações de SQS e DynamoDB em vez das embutidas
  LOCAL_STATE_FILE     o arquivo que diz às ferramentas como chegar até aqui, em vez de build/local-cloud-PORT.json`,
  ],
];
