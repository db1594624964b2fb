import type { Catalogue } from '../translate.ts';

/** What the help of the commands says, in English and in Portuguese. */
export const HELP: Catalogue = {
  // The frame of a help.
  'Usage:': 'Uso:',
  'Arguments:': 'Argumentos:',
  'Options:': 'Opções:',
  'Commands:': 'Comandos:',
  default: 'padrão',
  choices: 'opções',
  'display help for command': 'mostra a ajuda do comando',
  '\nExit codes: 0 done, 1 failed, 2 wrong command line.':
    '\nCódigos de saída: 0 feito, 1 falhou, 2 linha de comando errada.',
  'speak en or pt-BR; without it, as LC_ALL, LC_MESSAGES or LANG say':
    'fala en ou pt-BR; sem esta opção, o que dizem LC_ALL, LC_MESSAGES ou LANG',

  // Which stack, and how to answer.
  'Talks to your bot and operates a stack: in AWS, or with --local the one that `npm start` runs.':
    'Conversa com o seu bot e opera uma stack: na AWS ou, com --local, a que `npm start` roda.',
  'the stage that was deployed': 'o estágio (stage) do deploy',
  'the stack of an app that uses the construct': 'a stack de um app que usa o construct',
  'the webhook in that stack, where it holds several': 'o webhook dentro dessa stack, se ela tiver vários',
  'its AWS region, instead of the one that your AWS setup names':
    'a região da AWS dele, em vez da que está na sua configuração da AWS',
  'the local cloud that `npm start` runs; where several run, the one with this port':
    'a nuvem local que `npm start` roda; se houver várias, a que está nesta porta',
  "the vendor's id of the number, for a stack with several": 'o id do número no Pilot Status, em uma stack com vários',
  "the vendor's id of the number": 'o id do número no Pilot Status',
  'a simulator of Pilot Status on this computer': 'um simulador do Pilot Status neste computador',
  'show what would be done, and change nothing': 'mostra o que seria feito, sem alterar nada',
  'show what would change, and change nothing': 'mostra o que mudaria, sem alterar nada',
  'print one JSON object': 'imprime um objeto JSON',
  'print them as JSON': 'imprime como JSON',
  'print each line as one line of JSON': 'imprime cada linha como uma linha de JSON',
  'do not ask for confirmation': 'não pede confirmação',
  'show at most this many': 'mostra no máximo esta quantidade',
  'show at most this many messages': 'mostra no máximo esta quantidade de mensagens',

  // bot, connect, status, url, pause, resume, inspect
  'talk to your bot in the terminal, with nothing else running': 'conversa com o seu bot no terminal, sem mais nada',
  'print each action of the bot as one line of JSON': 'imprime cada ação do bot como uma linha de JSON',
  'leave out the rules around the bot': 'deixa de fora as regras em volta do bot',
  'the file with the bot': 'o arquivo do bot',
  'connect the stack to Pilot Status: API key, webhook, test event':
    'conecta a stack ao Pilot Status: chave de API, webhook, evento de teste',
  'exactly these events for the webhook, separated by commas':
    'exatamente estes eventos no webhook, separados por vírgulas',
  'find out what is wrong with the stack and how to fix it': 'descobre o que está errado com a stack e como corrigir',
  'print the complete webhook URL, which is a secret': 'imprime a URL completa do webhook, que é um segredo',
  'stop deliveries from Pilot Status or, with --processing, let them wait in the queues':
    'para as entregas do Pilot Status ou, com --processing, deixa que esperem nas filas',
  'keep accepting deliveries, but do not process them': 'continua aceitando entregas, mas não as processa',
  'end a pause': 'termina uma pausa',
  'show conversations, failures and dead letters of a stack as a page on this computer':
    'mostra conversas, falhas e mensagens mortas de uma stack em uma página neste computador',
  'let the page put dead letters back, end hand-overs and reset the bot':
    'deixa a página devolver mensagens mortas, devolver conversas ao bot e reiniciar o bot',
  'the port of the page on this computer; 0 for a free one': 'a porta da página neste computador; 0 para uma livre',

  // contact
  'list and show contacts; release, opt in, opt out or reset one':
    'lista e mostra contatos; devolve ao bot, faz opt-in ou opt-out, ou reinicia um',
  'list contacts, those who wrote last first': 'lista os contatos, os que escreveram por último primeiro',
  'only those in this state': 'só os que estão neste estado',
  'only those who wrote, or were written to, since then': 'só os que escreveram, ou receberam algo, desde então',
  'show how a contact stands, and what became of their last messages':
    'mostra a situação de um contato e o que houve com as últimas mensagens dele',
  'messages since then; 30 days where it is left out': 'mensagens desde então; sem esta opção, 30 dias',
  'a phone number with its country code, or a conversation': 'um telefone com o código do país, ou uma conversa',
  'give a conversation that a person has back to the bot': 'devolve ao bot uma conversa que está com uma pessoa',
  'only the conversation with this number of yours, by the numberId of its events':
    'só a conversa com este número seu, pelo numberId dos eventos dele',
  'let the bot write to a contact again who has opted out': 'deixa o bot escrever de novo a um contato que fez opt-out',
  'note that a contact wants nothing more, however they said so':
    'anota que um contato não quer mais nada, seja como for que disse isso',
  'let the bot forget what it remembers of a conversation': 'faz o bot esquecer o que lembra de uma conversa',

  // forget
  'erase a contact from ledger, transcripts and archive, and list what was erased':
    'apaga um contato do ledger, das transcrições e do arquivo, e lista o que foi apagado',
  'show what would be erased, and change nothing': 'mostra o que seria apagado, sem alterar nada',
  'the phone number with its country code, or the BSUID of a contact without one':
    'o telefone com o código do país, ou o BSUID de um contato sem telefone',

  // secret, rotate
  'set the secrets of your bot, and list them': 'define os segredos do seu bot e lista quais são',
  'store the value of a secret; it is asked for, or read from standard input':
    'guarda o valor de um segredo; ele é perguntado ou lido da entrada padrão',
  'a name in the setting `botSecrets`': 'um nome na configuração `botSecrets`',
  'list the secrets, and when each was stored; values are never shown':
    'lista os segredos e quando cada um foi guardado; os valores nunca são mostrados',
  'replace the token of the URL, the signing secret or the API key':
    'troca o token da URL, o segredo de assinatura ou a chave de API',
  'remove the old value': 'remove o valor antigo',
  'with --finish: do not wait, because somebody else knows the old value':
    'com --finish: não espera, porque outra pessoa conhece o valor antigo',
  "with api-key: the vendor's id of the number, for a stack with several":
    'com api-key: o id do número no Pilot Status, em uma stack com vários',
  'what to replace': 'o que trocar',

  // send, send-event
  'send a message, now or on a date; list and cancel what waits':
    'envia uma mensagem, agora ou em uma data; lista e cancela o que espera',
  'your own name for the message, such as order-1234-shipped': 'o seu nome para a mensagem, como order-1234-shipped',
  'which of your numbers sends it, by the numberId of its events':
    'qual dos seus números envia, pelo numberId dos eventos dele',
  'a text': 'um texto',
  'a template, by its id at Pilot Status': 'um modelo (template), pelo id no Pilot Status',
  'what the template is filled with': 'os valores do modelo',
  'a file that WhatsApp fetches from this URL': 'um arquivo que o WhatsApp busca nesta URL',
  'what the file is': 'o tipo do arquivo',
  'the words under the file': 'a legenda do arquivo',
  'when to send it; now where it is left out': 'quando enviar; sem esta opção, agora',
  'when it is no longer worth sending': 'a partir de quando não vale mais enviar',
  'what `onStatus` gets back; the key where it is left out': 'o que `onStatus` recebe; sem esta opção, a chave',
  'ask whether it would be sent, and send nothing': 'pergunta se seria enviada, sem enviar nada',
  'the contact: a phone number with its country code, or an id that events have':
    'o contato: um telefone com o código do país, ou um id que aparece nos eventos',
  'list what was and will be sent unasked, the latest first':
    'lista os envios próprios, feitos e por fazer, os últimos primeiro',
  'cancel a message that waits, for good: its key sends nothing any more':
    'cancela de vez uma mensagem em espera: a chave dela não envia mais nada',
  'show how the message stands, and change nothing': 'mostra a situação da mensagem, sem alterar nada',
  'the key of a message of the outbox; the bot cancels its own':
    'a chave de uma mensagem da função outbox; o bot cancela as dele',
  'in the local cloud: send now what is scheduled': 'na nuvem local: envia agora o que está agendado',
  'what is scheduled within this time, such as 2d': 'o que está agendado para este prazo, como 2d',
  'post a sample event to the endpoint, signed as the stack asks':
    'envia um evento de exemplo ao endpoint, assinado como a stack pede',
  'the contact, with the country code': 'o contato, com o código do país',
  'what the contact wrote': 'o que o contato escreveu',
  'the id of the event, instead of a new one; sent twice, it is a duplicate':
    'o id do evento, em vez de um novo; enviado duas vezes, é uma duplicata',
  'post this file, byte for byte, instead of a sample': 'envia este arquivo, byte a byte, em vez de um exemplo',
  'follow it in the ledger until it is done': 'acompanha no ledger até o fim',
  'the name of the event, such as message.received': 'o nome do evento, como message.received',

  // dlq, replay, reconcile
  'list, show, redrive or drop what is in the dead-letter queues':
    'lista, mostra, devolve à fila ou retira o que está nas filas de mensagens mortas',
  'list them, one a line: queue, age, message, event, attempts, reason':
    'lista, uma por linha: fila, idade, mensagem, evento, tentativas, motivo',
  'only those of one queue': 'só as de uma fila',
  'only those whose reason contains this text': 'só as que têm este texto no motivo',
  'only those of this contact': 'só o que é deste contato',
  'only the one with this id': 'só a que tem este id',
  'only those parked longer ago than this, such as 2h': 'só as que estão paradas há mais tempo que isto, como 2h',
  'show one message in full, with what the contact wrote': 'mostra uma mensagem inteira, com o que o contato escreveu',
  'which message': 'qual mensagem',
  'put them back on their queue; safe, because the ledger knows what is already done':
    'devolve à fila; é seguro, porque o ledger sabe o que já foi feito',
  'at most this many a second, 1 to 100': 'no máximo esta quantidade por segundo, de 1 a 100',
  'show what would go back, and change nothing': 'mostra o que voltaria, sem alterar nada',
  'write them to a file, then delete them': 'grava em um arquivo e depois apaga',
  'a new file to keep them in; `replay` puts them back from it':
    'um arquivo novo para guardar; `replay` devolve a partir dele',
  'show what would be dropped, and change nothing': 'mostra o que seria retirado, sem alterar nada',
  'put events and replies back on their queues, from a file or from the dead letters':
    'devolve eventos e respostas às filas, de um arquivo ou das mensagens mortas',
  'the dead letter with this id, instead of a file': 'a mensagem morta com este id, em vez de um arquivo',
  'show what would be put back and what the ledger knows about it, and change nothing':
    'mostra o que seria devolvido e o que o ledger sabe, sem alterar nada',
  'what `dlq drop` wrote, or the body of one delivery': 'o que `dlq drop` gravou, ou o corpo de uma entrega',
  "compare the vendor's log of deliveries with the ledger, and put back what never came":
    'compara o log de entregas do Pilot Status com o ledger e põe na fila o que nunca chegou',
  'put back events without an id too, which may be answered a second time':
    'põe na fila também eventos sem id, que podem ser respondidos uma segunda vez',
  'show what would be put back, and change nothing': 'mostra o que seria devolvido, sem alterar nada',

  // events, logs
  'search the ledger: one line for each event, the latest first':
    'busca no ledger: uma linha por evento, os últimos primeiro',
  'only those that failed, or whose answer did': 'só os que falharam, ou cuja resposta falhou',
  'only the one that this id belongs to': 'só o evento a que este id pertence',
  'only those of this name, such as message.received': 'só os que têm este nome, como message.received',
  'answered, silent, recorded or claimed; sent, failed, expired, overtaken or unknown of a reply':
    'answered, silent, recorded ou claimed; de uma resposta, sent, failed, expired, overtaken ou unknown',
  'only those that were received since then': 'só os recebidos desde então',
  'only those that were received until then': 'só os recebidos até então',
  'read the whole ledger instead of its lists': 'lê o ledger inteiro em vez das listas',
  'all that happened to one event, in order': 'tudo o que aconteceu com um evento, em ordem',
  'any id of it': 'qualquer id dele',
  'print the log lines of all functions, in the order they were written':
    'imprime as linhas de log de todas as funções, na ordem em que foram escritas',
  'keep printing new lines': 'continua imprimindo linhas novas',
  'start at this time': 'começa neste horário',
  'only those of one event, by its id, of one send, or of one conversation, by its whole hash':
    'só as de um evento, pelo id, de um envio, ou de uma conversa, pelo hash inteiro',
  'only those of one function': 'só as de uma função',
  'only errors': 'só erros',

  // npm start
  'Runs the whole app on this computer: the synthesized template, its functions, queues and table.':
    'Roda o app inteiro neste computador: o template sintetizado, as funções, as filas e a tabela.',
  'port of the HTTP API on 127.0.0.1; 0 picks a free one': 'porta da API HTTP em 127.0.0.1; 0 escolhe uma livre',
  'the webhook token, instead of a new random or the kept one':
    'o token do webhook, em vez de um novo aleatório ou do guardado',
  'send replies to a simulator of your own, with the key ps_local':
    'envia as respostas a um simulador seu, com a chave ps_local',
  'send replies for real, with the key in PILOT_STATUS_API_KEY: this can cost money':
    'envia as respostas de verdade, com a chave em PILOT_STATUS_API_KEY: isto pode custar dinheiro',
  'run this bot instead of lambdas/bot.ts': 'roda este bot em vez de lambdas/bot.ts',
  'open the inspector in your browser': 'abre o inspetor no seu navegador',
  'serve the HTTP API alone': 'serve só a API HTTP',
  'keep all state for the next start, in this folder': 'guarda todo o estado para a próxima vez, nesta pasta',
  'with --keep: forget what was kept, and start over': 'com --keep: esquece o que foi guardado e começa do zero',
  'let a debugger attach: ingest, processor, reply or reconcile, and :port':
    'deixa um depurador se conectar: ingest, processor, reply ou reconcile, e :porta',
  'print each step as one line of JSON': 'imprime cada passo como uma linha de JSON',
  'synthesize the app that this command starts': 'sintetiza o app que este comando inicia',
  'run this stack, where the app has several': 'roda esta stack, se o app tiver várias',
  'deliver to this webhook, where the stack has several': 'entrega a este webhook, se a stack tiver vários',
  'run this cloud assembly instead of synthesizing the app': 'roda este cloud assembly em vez de sintetizar o app',
};
