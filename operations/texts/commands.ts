import type { Catalogue } from '../translate.ts';

/**
 * What the commands say about contacts, events, dead letters, sends and the rest, in English and in Portuguese; of two
 * texts that could fit the longer one stands first.
 */
export const COMMANDS: Catalogue = {
  // contact
  'The bot answers again.': 'O bot volta a responder.',
  'No person has the conversation.': 'Nenhuma pessoa está com a conversa.',
  'The bot may write again.': 'O bot pode escrever de novo.',
  'The contact has not opted out.': 'O contato não fez opt-out.',
  'The bot writes nothing more.': 'O bot não escreve mais nada.',
  'The contact has opted out before.': 'O contato já tinha feito opt-out.',
  'The bot remembers nothing.': 'O bot não lembra de nada.',
  'The bot remembers nothing as it is.': 'O bot já não lembrava de nada.',
  'It would be so: {what}': 'Seria assim: {what}',
  'never wrote': 'nunca escreveu',
  never: 'nunca',
  none: 'nada',
  conversation: 'conversa',
  state: 'estado',
  'last wrote': 'escreveu em',
  'last answer': 'respondido em',
  'a person wrote': 'uma pessoa em',
  memory: 'memória',
  'by a person': 'por uma pessoa',
  'since {time}': 'desde {time}',
  '{conversation}, with our number {number}': '{conversation}, com o nosso número {number}',
  '{count} contacts, the latest: --limit shows more; {cost}':
    '{count} contatos, os últimos: --limit mostra mais; {cost}',
  '{count} contacts; {cost}': '{count} contatos; {cost}',
  '{count} events, the latest: --limit shows more; {cost}': '{count} eventos, os últimos: --limit mostra mais; {cost}',
  '{count} events; {cost}': '{count} eventos; {cost}',
  '{count} records were read': '{count} registros lidos',
  '{count} records read': '{count} registros lidos',
  'The ledger of {stack} knows nothing of {contact}: nothing came from them in 30 days, or it was before {rest}':
    'O ledger de {stack} não sabe nada de {contact}: nada veio dele em 30 dias, ou foi antes de {rest}',
  'lists were kept: `{command}`': 'haver listas: `{command}`',
  'The ledger of {stack} has no conversation of {contact}: nothing was changed':
    'O ledger de {stack} não tem conversa de {contact}: nada foi alterado',
  'The ledger of {stack} has no conversation of {contact} with the number {number}: nothing was changed':
    'O ledger de {stack} não tem conversa de {contact} com o número {number}: nada foi alterado',
  'conversation {hash}': 'conversa {hash}',
  'release {contact} in {stack}?': 'Devolver {contact} ao bot em {stack}?',
  'opt-in {contact} in {stack}?': 'Fazer opt-in de {contact} em {stack}?',
  'opt-out {contact} in {stack}?': 'Fazer opt-out de {contact} em {stack}?',
  'reset {contact} in {stack}?': 'Reiniciar {contact} em {stack}?',

  // events
  'The ledger of {stack} has no event with the id {id}: it may have expired, or never arrived':
    'O ledger de {stack} não tem evento com o id {id}: pode ter expirado, ou nunca ter chegado',
  'not over yet: {state}': 'ainda não terminou: {state}',
  'the bot failed on it {count} times: {failure}': 'o bot falhou {count} vezes: {failure}',
  'the bot failed on it {count} times': 'o bot falhou {count} vezes',
  'why: {reason}': 'motivo: {reason}',

  // dlq
  'no reason given: it was received too often': 'sem motivo informado: foi recebida vezes demais',
  'unknown event': 'evento desconhecido',
  '{count} attempts': '{count} tentativas',
  message: 'mensagem',
  queue: 'fila',
  parked: 'parada em',
  '{time} ({age} ago)': '{time} (há {age})',
  reason: 'motivo',
  event: 'evento',
  reply: 'resposta',
  attempts: 'tentativas',
  received: 'recebida em',
  'looked at {count}': '{count} vistas',
  '{count} on their way back': '{count} voltando',
  'No visible dead letter has the id {id}: `{command}` lists them':
    'Nenhuma mensagem morta visível tem o id {id}: `{command}` lista todas',
  'would go back: {letter}': 'voltaria: {letter}',
  'went back: {letter}': 'voltou: {letter}',
  '{done}. To see what becomes of them:\n{commands}': '{done}. Para ver o que acontece com elas:\n{commands}',
  '{done}. To put them back:\n{command}': '{done}. Para devolver:\n{command}',
  '{found}; nothing was changed': '{found}; nada foi alterado',
  '{found} would be dropped': '{found} seriam retiradas',
  '{count} went back; about {unseen}': '{count} de volta à fila; cerca de {unseen}',
  '{count} went back': '{count} de volta à fila',
  '{count} dropped to {file}; about {unseen}': '{count} em {file}; cerca de {unseen}',
  '{count} dropped to {file}': '{count} em {file}',
  'Nothing was dropped; about {unseen}': 'Nada foi retirado; cerca de {unseen}',
  'Nothing was dropped': 'Nada foi retirado',
  '{unseen} more are not visible now: they wait behind others of their conversation, or are being read':
    '{unseen} não estão visíveis agora: esperam atrás de outras da mesma conversa, ou estão sendo lidas',
  '{count} dead letters of {stack}; about {unseen}': '{count} mensagens mortas de {stack}; cerca de {unseen}',
  '1 dead letter of {stack}; about {unseen}': '1 mensagem morta de {stack}; cerca de {unseen}',
  '{count} dead letters of {stack}': '{count} mensagens mortas de {stack}',
  '1 dead letter of {stack}': '1 mensagem morta de {stack}',
  '{count} dead letters': '{count} mensagens mortas',
  'Name a file to keep them in, such as --to dropped.jsonl': 'Informe um arquivo para guardar, como --to dropped.jsonl',
  '{path} already exists: name a new file with --to': '{path} já existe: indique um arquivo novo com --to',
  '{path} cannot be written ({code}): name another file with --to':
    '{path} não pode ser gravado ({code}): indique outro arquivo com --to',
  'Drop {count}, and the matching ones behind them, to {file}?':
    'Retirar {count}, e as que correspondem atrás delas, para {file}?',
  'Drop {count} to {file}?': 'Retirar {count} para {file}?',

  // url, pause, inspect
  'Anyone who knows this URL can post events: treat it like a password.':
    'Quem conhece esta URL pode enviar eventos: trate como uma senha.',
  'The local cloud cannot stop its workers: pause without --processing, or end `npm start`':
    'A nuvem local não consegue parar as funções: pause sem --processing, ou termine `npm start`',
  'Messages stay in the queues for at most 14 days. `{command}` continues with them.':
    'As mensagens ficam nas filas por no máximo 14 dias. `{command}` continua com elas.',
  '{stack}, with actions. Ctrl-C ends it.': '{stack}, com ações. Ctrl-C encerra.',
  '{stack}, read-only. Ctrl-C ends it.': '{stack}, só leitura. Ctrl-C encerra.',

  // pause and resume
  'the queue of {name} was {word} already': 'fila {name}: já {word}',
  'would have the queue of {name} {word}': 'fila {name}: passaria a {word}',
  'the queue of {name} is {word}, in a minute; it was {state}': 'fila {name}: {word} em um minuto; antes {state}',
  '{id} was {word} already': '{id}: já {word}',
  'would make {id} {word}; it is {state}': '{id}: passaria a {word}; agora {state}',
  '{id} is {word}; it was {state}': '{id}: agora {word}; antes {state}',
  active: 'ativo',
  paused: 'em pausa',
  'handed on': 'em andamento',
  'Pilot Status has no webhook for this stack: create it with `{command}`':
    'O Pilot Status não tem webhook para esta stack: crie com `{command}`',
  'No API key is stored: store it with `{command}`': 'Nenhuma chave de API está guardada: guarde com `{command}`',
  '--vendor-url must be an address on this computer, such as http://127.0.0.1:4000':
    '--vendor-url deve ser um endereço neste computador, como http://127.0.0.1:4000',

  // secret
  'Nothing was stored: the value of {name} is empty': 'Nada foi guardado: o valor de {name} está vazio',
  '{stack} has no secret {name}; it has none. Add the name to the setting botSecrets, then run `{command}`.':
    '{stack} não tem o segredo {name}, nem outro. Acrescente o nome à configuração botSecrets e rode `{command}`.',
  '{stack} has no secret {name}; {there}. Add the name to the setting botSecrets, then run `{command}`.':
    '{stack} não tem o segredo {name}; {there}. Acrescente o nome à configuração botSecrets e rode `{command}`.',
  'it has {names}': 'tem {names}',
  '{name} is stored in {stack}. The bot uses it within five minutes.':
    '{name} está guardado em {stack}. O bot passa a usá-lo em até cinco minutos.',
  'To keep it for the next `npm start`, add {line} to .env.local.':
    'Para manter no próximo `npm start`, acrescente {line} a .env.local.',
  '{stack} has no secrets: name them in the setting botSecrets.':
    '{stack} não tem segredos: indique-os na configuração botSecrets.',
  'has no value': 'sem valor',
  'stored {time}': 'guardado em {time}',

  // send-event
  'Give either the name of an event or --file with its body': 'Informe o nome de um evento, ou --file com o corpo dele',
  'There is no event "{name}"; choose from {names}': 'Não há evento "{name}"; escolha entre {names}',
  '{path} cannot be read ({code}): give the path of a file with the body':
    '{path} não pode ser lido ({code}): informe o caminho de um arquivo com o corpo',
  'The bot of {stack} may send a real answer: name its recipient with --from':
    'O bot de {stack} pode enviar uma resposta de verdade: indique quem a recebe com --from',
  'The endpoint answered {status}: docs/authentication.md says why':
    'O endpoint respondeu {status}: docs/authentication.md diz por quê',
  '{event} is {outcome}, after {ms} ms': '{event} está {outcome}, após {ms} ms',
  '{event} is not done yet': '{event} ainda não terminou',
  'the reply is not sent yet': 'a resposta ainda não foi enviada',
  'A reply was not sent: the step says why': 'Uma resposta não foi enviada: o passo diz por quê',
  'It did not finish in time: look at `{command}`': 'Não terminou a tempo: veja `{command}`',

  // replay and reconcile
  '{failed} of {all} were not put back': '{failed} de {all} não foram devolvidas',
  'To see what becomes of it: {command}': 'Para ver o que acontece: {command}',
  'Give a file, or --dead-letter with an id that `dlq list` shows':
    'Informe um arquivo, ou --dead-letter com um id que `dlq list` mostra',
  '{path} cannot be read ({code}): name the file that `dlq drop` wrote':
    '{path} não pode ser lido ({code}): indique o arquivo que `dlq drop` gravou',
  'Line {number} was not written by `dlq drop`, and the file is not a JSON object either':
    'A linha {number} não foi gravada por `dlq drop`, e o arquivo também não é um objeto JSON',
  'would be put back': 'seria devolvida',
  'not put back': 'não devolvida',
  'put back': 'devolvida',
  'new to the ledger': 'nova para o ledger',
  'in the ledger: {state}': 'no ledger: {state}',
  'left alone: so new that it may be on its way': 'deixado de lado: tão novo que pode estar a caminho',
  'left alone: so old that the ledger may have forgotten it':
    'deixado de lado: tão antigo que o ledger pode tê-lo esquecido',
  'never came': 'nunca chegou',
  'left alone: without an id nobody can tell whether it came': 'deixado de lado: sem id ninguém sabe dizer se chegou',
  '{events} events in the log, {known} of them known: {missing} would be put back; nothing was changed.':
    '{events} eventos no log, {known} deles conhecidos: {missing} seriam devolvidos; nada foi alterado.',
  '{events} events in the log, {known} of them known: {count} put back.':
    '{events} eventos no log, {known} deles conhecidos: {count} devolvidos.',
  '{count} without an id: --also-without-id puts them back too, at the risk of a second answer.':
    '{count} sem id: --also-without-id também os devolve, com o risco de uma segunda resposta.',
  '{count} deliveries have no payload in the log that a queue can hold.':
    '{count} entregas não têm no log um conteúdo que caiba em uma fila.',
  'The log was read to its beginning.': 'O log foi lido até o começo.',
  'The log reaches back to {time}: nothing is known about older deliveries.':
    'O log vai até {time}: nada se sabe de entregas mais antigas.',
  '{stack} has no API key: store it with `{command}`': '{stack} não tem chave de API: guarde com `{command}`',
  '{url} cannot be reached: try again later': '{url} não pode ser alcançado: tente mais tarde',

  // contact
  'What was said cannot be read: {why}': 'O que foi dito não pode ser lido: {why}',

  // logs
  '{said}: deploy the stack first': '{said}: faça o deploy da stack primeiro',
  '{said}: the command needs logs:FilterLogEvents on the log groups of the stack':
    '{said}: o comando precisa de logs:FilterLogEvents nos grupos de logs da stack',
  'The local cloud keeps no log: the terminal of `npm start` shows each line, and the inspector each event':
    'A nuvem local não guarda log: o terminal do `npm start` mostra cada linha, e o inspetor cada evento',
  'No lines since {time}: look further back with --since':
    'Nenhuma linha desde {time}: procure mais para trás com --since',
  'An id cannot contain quotes, backslashes or asterisks': 'Um id não pode ter aspas, barras invertidas ou asteriscos',

  // rotate
  'New API key of your number': 'Chave de API nova do seu número',
  'No API key was given: type it when asked, or pipe it in':
    'Nenhuma chave de API foi informada: digite quando for perguntado, ou passe por um pipe',
  'this API key is stored already': 'esta chave de API já está guardada',
  'A rotation is not finished: run `{command}` first': 'Uma rotação não foi concluída: rode `{command}` primeiro',
  'Pilot Status accepts the new API key, and lets it send':
    'O Pilot Status aceita a chave de API nova e a deixa enviar',
  'the new API key is stored ahead of the old one; every function knows it within five minutes':
    'a chave de API nova está guardada à frente da antiga; toda função a conhece em até cinco minutos',
  'would store the new API key ahead of the old one': 'guardaria a chave de API nova à frente da antiga',
  'there is no old API key': 'não há chave de API antiga',
  'a function may not know the new key yet': 'uma função pode ainda não conhecer a chave nova',
  'the old API key is removed: revoke it in the dashboard now':
    'a chave de API antiga foi removida: revogue no painel agora',
  'would remove the old API key': 'removeria a chave de API antiga',
  '--now needs --finish': '--now precisa de --finish',
  'It is too early: {why}. Try again in {time}, or pass --now':
    'É cedo demais: {why}. Tente de novo em {time}, ou passe --now',
  'Signing secret of the webhook': 'Segredo de assinatura do webhook',
  'No signing secret was given: type it when asked, or pipe it in':
    'Nenhum segredo de assinatura foi informado: digite quando for perguntado, ou passe por um pipe',
  'That is not {encoding}, which the setting signingSecretEncoding asks for':
    'Isso não é {encoding}, que a configuração signingSecretEncoding pede',
  'this signing secret is stored already': 'este segredo de assinatura já está guardado',
  'the signing secret is stored next to the old one; every function knows it within five minutes':
    'o segredo de assinatura está guardado ao lado do antigo; toda função o conhece em até cinco minutos',
  'the signing secret is stored; every function knows it within five minutes':
    'o segredo de assinatura está guardado; toda função o conhece em até cinco minutos',
  'would store the signing secret next to the old one': 'guardaria o segredo de assinatura ao lado do antigo',
  'would store the signing secret': 'guardaria o segredo de assinatura',
  'there is no old signing secret': 'não há segredo de assinatura antigo',
  'deliveries may still be signed by the old secret': 'entregas ainda podem ser assinadas com o segredo antigo',
  'the old signing secret is removed': 'o segredo de assinatura antigo foi removido',
  'would remove the old signing secret': 'removeria o segredo de assinatura antigo',
  'the old token stays valid until you run `{command}`, a day from now':
    'o token antigo continua válido até você rodar `{command}`, daqui a um dia',
  'a new token is already stored next to the old one': 'um token novo já está guardado ao lado do antigo',
  '{id} has the new URL already': '{id} já tem a URL nova',
  'would give {id} the new URL': 'daria a {id} a URL nova',
  '{id} has the new URL': '{id} tem a URL nova',
  'no webhook was found: paste the URL that `{command}` prints into the dashboard':
    'nenhum webhook foi encontrado: cole no painel a URL que `{command}` imprime',
  'there is no old token': 'não há token antigo',
  'deliveries may still be on their way to the old URL': 'entregas ainda podem estar a caminho da URL antiga',
  'the old token is removed': 'o token antigo foi removido',
  'would remove the old token': 'removeria o token antigo',
  'The webhook {id} still has the old token: run `{command}` first':
    'O webhook {id} ainda tem o token antigo: rode `{command}` primeiro',

  // send
  'The outbox of {stack} failed: look at `{command}`': 'A função outbox de {stack} falhou: veja `{command}`',
  '{count} messages, the latest {shown} are shown: --limit shows more; {cost}':
    '{count} mensagens, as últimas {shown} aparecem: --limit mostra mais; {cost}',
  '{count} messages; {cost}': '{count} mensagens; {cost}',
  'There is no message with the key {key}': 'Não há mensagem com a chave {key}',
  'It is too late to cancel it': 'É tarde demais para cancelar',
  'Only the local cloud can send early: add --local': 'Só a nuvem local pode enviar antes da hora: acrescente --local',
  'The local cloud refused it ({status}): start it again': 'A nuvem local recusou ({status}): inicie de novo',
  'Give --key with a name of your own for this message, such as order-1234-shipped: {why}':
    'Informe --key com um nome seu para esta mensagem, como order-1234-shipped: {why}',
  'under one key a message is sent once, however often you run this. A key made up here would be another each time':
    'com uma chave a mensagem é enviada uma vez, por mais que você rode isto. Uma feita aqui seria outra a cada vez',
  '--variable {typed}: write it as name=value': '--variable {typed}: escreva como nome=valor',
  '--media needs --type: image, video, audio or document': '--media precisa de --type: image, video, audio ou document',
  '--variable goes with --template': '--variable vai com --template',
  '--type and --caption go with --media': '--type e --caption vão com --media',
  'Send {key} to {contact} from {stack}?': 'Enviar {key} para {contact} de {stack}?',
  'Nothing was sent': 'Nada foi enviado',
  'Cancel {key} in {stack}?': 'Cancelar {key} em {stack}?',
  'Nothing was cancelled': 'Nada foi cancelado',
  '{key} would be cancelled.': '{key} seria cancelada.',
  '{key} is {state}: nothing to cancel.': '{key} está {state}: nada a cancelar.',
  'What is scheduled within {time} is sent now.': 'O que está agendado para {time} é enviado agora.',
  '{key} is scheduled for {time} UTC.': '{key} está agendada para {time} UTC.',
  '{key} is queued, and leaves in a moment.': '{key} está na fila e sai em instantes.',
  '{key} is being sent.': '{key} está sendo enviada.',
  '{key} was sent as {id}.': '{key} foi enviada como {id}.',
  '{key} was sent.': '{key} foi enviada.',
  '{key} may have been sent ({code}): the outcome is being looked up.':
    '{key} pode ter sido enviada ({code}): o resultado está sendo consultado.',
  '{key} may have been sent: the outcome is being looked up.':
    '{key} pode ter sido enviada: o resultado está sendo consultado.',
  '{key} failed ({code}).': '{key} falhou ({code}).',
  '{key} failed.': '{key} falhou.',
  '{key} expired before it could be sent ({code}).': '{key} expirou antes de poder ser enviada ({code}).',
  '{key} expired before it could be sent.': '{key} expirou antes de poder ser enviada.',
  '{key} was not sent, because the contact opted out ({code}).':
    '{key} não foi enviada, porque o contato fez opt-out ({code}).',
  '{key} was not sent, because the contact opted out.': '{key} não foi enviada, porque o contato fez opt-out.',
  '{key} is cancelled.': '{key} foi cancelada.',
  '{key} would be sent at {time} UTC.': '{key} seria enviada em {time} UTC.',
  '{key} would be sent now.': '{key} seria enviada agora.',

  // forget
  '{count} records looked at': '{count} registros vistos',
  'Erase {contact} from {stack}?': 'Apagar {contact} de {stack}?',
  'Nothing was erased': 'Nada foi apagado',
  'The ledger of {stack} holds nothing about {contact}.': 'O ledger de {stack} não tem nada sobre {contact}.',
  '{contact} in the ledger of {stack}': '{contact} no ledger de {stack}',
  'Would be erased': 'Seria apagado',
  Erased: 'Apagado',
  'Not erased': 'Não apagado',
  'Left for now': 'Deixado por enquanto',
  'records in work': 'registros em andamento',
  'Run this again when their messages are answered or parked.':
    'Rode de novo quando as mensagens dele estiverem respondidas ou paradas.',
  'A tombstone names nobody. It stops a repeated message from being answered again.':
    'Uma lápide não identifica ninguém. Ela impede que uma mensagem repetida seja respondida de novo.',
  conversations: 'conversas',
  'texts of replies': 'textos de respostas',
  'ids that WhatsApp gave to replies': 'ids que o WhatsApp deu às respostas',
  'files that they sent': 'arquivos que o contato enviou',
  'events and replies, down to a tombstone': 'eventos e respostas, até uma lápide',
  queues: 'filas',
  'dead-letter queues': 'filas de mensagens mortas',
  backups: 'backups',
  logs: 'logs',
  'usually handled within minutes, gone after 14 days': 'em geral processadas em minutos, somem após 14 dias',
  'gone after 14 days, or when they are purged': 'somem após 14 dias, ou quando são esvaziadas',
  'point-in-time recovery goes back 35 days': 'a recuperação point-in-time volta 35 dias',
  'they hold only a hash of the contact, and expire after logRetentionDays':
    'têm só um hash do contato e expiram após logRetentionDays',
  'ask the vendor about its own records': 'pergunte ao Pilot Status sobre os registros dele',
  '{count} messages of all contacts; {why}': '{count} mensagens de todos os contatos; {why}',

  // bot
  'Write to your bot; /help lists the commands.': 'Escreva para o seu bot; /help lista os comandos.',
  '(the bot has changed and was reloaded)': '(o bot mudou e foi recarregado)',
};
