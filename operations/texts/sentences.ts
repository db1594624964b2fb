import type { Catalogue } from '../translate.ts';

/** The sentences that come from the server, the functions and the ledger, which say and store them in English. */
export const SENTENCES: Catalogue = {
  // Why somebody got no answer, in a sentence.
  'the message came too late (maxMessageAgeHours)': 'a mensagem chegou tarde demais (maxMessageAgeHours)',
  'the contact has opted out': 'o contato fez opt-out',
  'the contact had as many answers as maxRepliesPerHour allows':
    'o contato já recebeu todas as respostas que maxRepliesPerHour permite',
  'the same words were said just before (cooldownSeconds)': 'o mesmo texto veio logo antes (cooldownSeconds)',
  'only a failure of a message is answered': 'só uma falha de mensagem é respondida',
  'the bot returned nothing': 'o bot não devolveu nada',
  'the bot has no handler for it': 'o bot não trata esse tipo de evento',
  'it was answered together with the message before it': 'foi respondida junto com a mensagem anterior',
  'a person wrote to the contact, and the bot keeps quiet': 'uma pessoa escreveu ao contato, e o bot fica quieto',
  'it is a message that the bot or another system sent': 'é uma mensagem enviada pelo bot ou por outro sistema',
  'this version cannot read it': 'esta versão não consegue ler a mensagem',
  'the window for free text had closed': 'a janela para texto livre tinha fechado',
  'the contact opted out before it was sent': 'o contato fez opt-out antes do envio',
  'a person took over before it was sent': 'uma pessoa assumiu antes do envio',
  'it was answered together with another message': 'foi respondida junto com outra mensagem',
  'the bot failed once': 'o bot falhou uma vez',
  'the bot failed once: {failure}': 'o bot falhou uma vez: {failure}',
  'the bot failed {count} times: {failure}': 'o bot falhou {count} vezes: {failure}',
  'the bot failed {count} times': 'o bot falhou {count} vezes',
  'it waits, or the processor is at it': 'está em espera, ou o processor está trabalhando nela',
  'the reply waits to be sent, or is a dead letter': 'a resposta espera o envio, ou é uma mensagem morta',
  'a person has the conversation': 'uma pessoa está com a conversa',
  'a person has the conversation until {time}': 'uma pessoa está com a conversa até {time}',
  'WhatsApp did not deliver it': 'o WhatsApp não entregou',
  'WhatsApp did not deliver it: {code}': 'o WhatsApp não entregou: {code}',
  'the vendor refused it: {code}': 'o Pilot Status recusou: {code}',
  'no code': 'sem código',
  'the answer came too late to be of use (replyUsefulHours)':
    'a resposta chegou tarde demais para ser útil (replyUsefulHours)',
  'it was cancelled': 'foi cancelada',
  'nobody knows whether it was sent': 'não se sabe se foi enviada',
  'nobody knows whether it was sent ({code})': 'não se sabe se foi enviada ({code})',
  'it waits to be sent': 'espera o envio',
  'it waits to be sent again: {code}': 'espera um novo envio: {code}',

  // Why a message is a dead letter.
  'It was received too often.': 'Foi recebida vezes demais.',
  'It was not put on the queue by the ingest function': 'Não foi a função ingest que a colocou na fila',
  'It is no reply in a format that this version knows': 'Não é uma resposta em um formato que esta versão conhece',
  'The bot failed {count} times: {failure}': 'O bot falhou {count} vezes: {failure}',
  'It crashed the function, or never came to an end': 'Derrubou a função, ou nunca terminou',
  'There is no API key for the number {number}: {command}': 'Não há chave de API para o número {number}: {command}',
  'The schedule could not put it on its queue: {why}': 'O agendamento não conseguiu colocá-la na fila: {why}',
  'It is unknown whether this reply was sent: {why}': 'Não se sabe se esta resposta foi enviada: {why}',
  "the vendor's answer was lost, and its history cannot tell. {todo}; {setting}.":
    'a resposta do Pilot Status se perdeu, e o histórico dele não esclarece. {todo}; {setting}.',
  'set onUnknownSend to resend to send such replies again, once':
    'defina onUnknownSend como resend para enviar de novo, uma vez, as respostas assim',
  'it left more than once, each time without an answer of the vendor, and the history does not have it. {todo}':
    'ela saiu mais de uma vez, sempre sem resposta do Pilot Status, e não está no histórico. {todo}',
  '{todo}, and to send it once more where the history still does not have it.':
    '{todo} e, se ela ainda não estiver no histórico, enviar mais uma vez.',
  "the vendor's answer was lost, and its history could not be asked for as long as the reply was worth sending. {todo}":
    'a resposta do Pilot Status se perdeu, e o histórico não pôde ser consultado enquanto ela era útil. {todo}',
  'Look into the chat on the phone of the number. Redrive it to look again':
    'Veja a conversa no celular do número. Devolva à fila para procurar de novo',
  'Look into the chat on the phone of the number. Redrive it to look again.':
    'Veja a conversa no celular do número. Devolva à fila para procurar de novo.',

  // What waits for the set-up to be fixed.
  'The vendor refused the API key: {code}': 'O Pilot Status recusou a chave de API: {code}',
  'The vendor asks for a paid subscription: {code}': 'O Pilot Status pede uma assinatura paga: {code}',
  'Look at the subscription in the Pilot Status dashboard': 'Veja a assinatura no painel do Pilot Status',

  // What the bot threw, and what the server refuses.
  '{failure}, attempt {attempt}': '{failure}, tentativa {attempt}',
  'There is nothing here.': 'Não há nada aqui.',
  'The file is empty.': 'O arquivo está vazio.',
  'There is no file {id}, or it is no longer kept.': 'O arquivo {id} não existe ou não está mais guardado.',
  'There is no event {n}, or it is no longer kept.': 'O evento {n} não existe ou não está mais guardado.',
  'Nothing is known of {chat}, or it is no longer kept.': 'Nada se sabe de {chat}, ou não está mais guardado.',
  'This page only shows: start it with --allow-actions to change something.':
    'Esta página só mostra: inicie com --allow-actions para alterar algo.',
  'Replies do not go to our simulator, so there is no chat and there are no faults to set.':
    'As respostas não vão para o nosso simulador, então não há conversa nem falhas para provocar.',
  '{type}: allowed are image/*, audio/*, video/*, application/pdf and text/plain.':
    '{type}: são permitidos image/*, audio/*, video/*, application/pdf e text/plain.',
  'The outbox failed: its log says why.': 'A função outbox falhou: o log dela diz por quê.',
};
