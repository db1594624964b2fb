import type { Catalogue } from '../translate.ts';

/**
 * What `npm start`, `status` and `connect` say to a person, and any command that cannot go on, in English and in
 * Portuguese. A text with values is recognized by its words, so of two that could fit the longer one stands first.
 */
export const TERMINAL: Catalogue = {
  // npm start
  'Starting …': 'Iniciando …',
  'Ready after {seconds} s. Replies go to {url}.': 'Pronto em {seconds} s. As respostas vão para {url}.',
  'Pilot Status, for real': 'o Pilot Status, de verdade',
  Inspector: 'Inspetor',
  'Webhook URL': 'Webhook',
  Debugger: 'Depurador',
  '{address}: attach, or open chrome://inspect': '{address}: conecte-se, ou abra chrome://inspect',
  'Try it': 'Experimente',
  Stop: 'Parar',
  '{file} changed; the new code is in use after {seconds} s':
    '{file} mudou; o código novo está em uso após {seconds} s',
  '{file} changed; the old code is still in use: {reason}': '{file} mudou; o código antigo continua em uso: {reason}',
  '{file} changed; the new code is in use, but its types are wrong: {reason}':
    '{file} mudou; o código novo está em uso, mas os tipos dele estão errados: {reason}',
  '{file} changed: it makes the template, so restart npm start to use it':
    '{file} mudou: ele faz o template, então reinicie npm start para usá-lo',
  'The browser was not opened: {why}.': 'O navegador não foi aberto: {why}.',
  'The stack has no function {name}: reconcileMinutes of cdk.json is 0.':
    'A stack não tem a função {name}: reconcileMinutes em cdk.json é 0.',

  // Mistakes that any command can meet.
  'Packages of the local cloud are missing: run `npm install --save-dev dynalite@4.0.0 fastify@5.12.8 fauxqs@1.9.2` ({said})':
    'Faltam pacotes da nuvem local: rode `npm install --save-dev dynalite@4.0.0 fastify@5.12.8 fauxqs@1.9.2` ({said})',
  'No AWS credentials were found: sign in with `aws sso login`, or set AWS_PROFILE ({said})':
    'Nenhuma credencial da AWS foi encontrada: entre com `aws sso login`, ou defina AWS_PROFILE ({said})',
  'No AWS region is set: give --region, or set AWS_REGION ({said})':
    'Nenhuma região da AWS foi definida: informe --region, ou defina AWS_REGION ({said})',
  'AWS does not accept your credentials: sign in again ({said})':
    'A AWS não aceita as suas credenciais: entre de novo ({said})',
  'AWS does not allow it ({said})': 'A AWS não permite ({said})',
  'AWS, or the local cloud, cannot be reached ({said})': 'A AWS, ou a nuvem local, não pode ser alcançada ({said})',
  'No local cloud is running: start it with `{command}`': 'Nenhuma nuvem local está rodando: inicie com `{command}`',
  'No local cloud is running on port {port}; there is one on {ports}':
    'Nenhuma nuvem local está rodando na porta {port}; há uma em {ports}',
  '{count} local clouds are running: choose one with {options}':
    '{count} nuvens locais estão rodando: escolha uma com {options}',
  'There is no stack {name} in {region}: deploy it first, or name another with --stage or --stack, and --region':
    'Não há stack {name} em {region}: faça o deploy primeiro, ou indique outra com --stage ou --stack, e --region',
  '{stack} has no output {output}: it was deployed from other code; run `{command}` first':
    '{stack} não tem o output {output}: veio de outro código; rode `{command}` primeiro',
  '{stack} has an id that CloudFormation does not give: {id}': '{stack} tem um id que o CloudFormation não dá: {id}',
  'the local cloud on port {port}': 'a nuvem local na porta {port}',
  'the local cloud': 'a nuvem local',
  'Not a terminal: pass --yes to {verb}, or --dry-run to see what would happen':
    'Isto não é um terminal: passe --yes para executar {verb}, ou --dry-run para ver o que aconteceria',
  'Nothing was changed': 'Nada foi alterado',
  '[y/N]': '[s/N]',
  'That is not a phone number: write it with its country code, such as +5511999999999, or give a {other}':
    'Isso não é um telefone: escreva com o código do país, como +5511999999999, ou informe um {other}',
  'BSUID such as BR.1349, or an id such as 1349@lid': 'BSUID, como BR.1349, ou um id, como 1349@lid',
  '{typed} is not a duration: write it as 90s, 15m, 2h or 7d':
    '{typed} não é uma duração: escreva como 90s, 15m, 2h ou 7d',
  '{typed} is not a time: write how long ago, such as 2h, or a time, such as 2026-02-24T10:30:00Z':
    '{typed} não é um horário: escreva há quanto tempo, como 2h, ou um horário, como 2026-02-24T10:30:00Z',
  '--limit {typed} is not a count: give a whole number from 1':
    '--limit {typed} não é uma quantidade: informe um número inteiro a partir de 1',
  '--per-second {typed} is not a rate: give a whole number from 1 to 100':
    '--per-second {typed} não é uma taxa: informe um número inteiro de 1 a 100',
  '--port {port} is no port: give a number up to 65535': '--port {port} não é uma porta: informe um número até 65535',
  '{origin} does not answer: check that the stack is running': '{origin} não responde: veja se a stack está rodando',
  '{problem}: `{command}` says what to do about it': '{problem}: `{command}` diz o que fazer',
  'Pilot Status cannot be reached at {url} ({why}): try again later':
    'O Pilot Status não pode ser alcançado em {url} ({why}): tente mais tarde',
  'Pilot Status answered {call} with {status}: {message}': 'O Pilot Status respondeu a {call} com {status}: {message}',
  'no answer in {seconds} s': 'sem resposta em {seconds} s',
  'it did not say why': 'sem dizer por quê',

  // status
  '{bad} of {all} findings needs you': '{bad} de {all} itens precisa de você',
  '{bad} of {all} findings need you': '{bad} de {all} itens precisam de você',
  'not checked: {what}': 'não verificado: {what}',
  'Its state is not known.': 'A situação não é conhecida.',
  'nothing is known about it': 'nada se sabe sobre isto',
  'look at {check} first': 'veja {check} primeiro',
  '{stack} has all that it should have': '{stack} tem tudo o que deveria ter',
  '{stack} has no output {outputs}': '{stack} não tem o output {outputs}',
  'It was not deployed to its end, or from older code.': 'O deploy não terminou, ou foi de um código mais antigo.',
  'the local cloud cannot stop them': 'a nuvem local não consegue pará-los',
  'the local cloud has no CloudWatch': 'a nuvem local não tem CloudWatch',
  'the queues are handed to their functions': 'as filas são entregues às funções',
  'no function reads the queues': 'nenhuma função lê as filas',
  'work is paused on the queue of {queues}': 'o trabalho está pausado na fila {queues}',
  'Messages arrive, and wait for their answers.': 'As mensagens chegam e esperam resposta.',
  'no alarm is going off': 'nenhum alarme está disparado',
  '{alarm} is going off': '{alarm} está disparado',
  'the endpoint answers': 'o endpoint responde',
  '{url} does not answer, or this computer has no network': '{url} não responde, ou este computador está sem rede',
  'Nothing that people write arrives.': 'Nada do que as pessoas escrevem chega.',
  'Nothing that people write arrives. Every delivery is refused.':
    'Nada do que as pessoas escrevem chega. Toda entrega é recusada.',
  'no answer to compare the clock with': 'sem resposta com que comparar o relógio',
  'the answer came without a time': 'a resposta veio sem horário',
  'the clock of this computer is right': 'o relógio deste computador está certo',
  'the clock of this computer is {minutes} minutes ahead':
    'o relógio deste computador está {minutes} minutos adiantado',
  'the clock of this computer is {minutes} minutes behind':
    'o relógio deste computador está {minutes} minutos atrasado',
  'AWS refuses requests that are signed with a wrong time, and so may the endpoint.':
    'A AWS recusa requisições assinadas com o horário errado, e o endpoint também pode recusar.',
  'Set the clock of this computer from the network.': 'Acerte o relógio deste computador pela rede.',
  'the webhook secret holds what the endpoint needs': 'o segredo do webhook tem o que o endpoint precisa',
  'the stack asks for signatures, but has no signing secret':
    'a stack exige assinaturas, mas não tem segredo de assinatura',
  'Every delivery is answered 503: nothing that people write arrives.':
    'Toda entrega recebe 503: nada do que as pessoas escrevem chega.',
  'a rotation of the {what} is not finished': 'a rotação de {what} não foi concluída',
  'signing secret': 'segredo de assinatura',
  'The webhook secret holds no token, so every delivery is refused: create one with `{command}`':
    'O segredo do webhook não tem token, então toda entrega é recusada: crie um com `{command}`',
  'No harm is done, but the old value still lets deliveries in.':
    'Não há dano, mas o valor antigo ainda deixa entrar entregas.',
  'no API key is stored': 'nenhuma chave de API está guardada',
  'no API key is stored for this number': 'nenhuma chave de API está guardada para este número',
  'Messages arrive, but get no answer: replies wait.':
    'As mensagens chegam, mas ficam sem resposta: as respostas esperam.',
  'the API key belongs to the whole account and may not send': 'a chave de API é da conta inteira e não pode enviar',
  'Try again later; what waits is sent when it is back.': 'Tente mais tarde; o que espera é enviado quando ele voltar.',
  'Pilot Status accepts the new API key, and the old one is stored as well':
    'O Pilot Status aceita a chave de API nova, e a antiga também está guardada',
  'No harm is done, but a rotation is not finished.': 'Não há dano, mas uma rotação não foi concluída.',
  'the API key is stored without its number': 'a chave de API está guardada sem o número dela',
  'A message to any of your numbers is answered from the number of this key.':
    'Uma mensagem a qualquer um dos seus números é respondida pelo número desta chave.',
  'Pilot Status accepts the API key, and lets it send': 'O Pilot Status aceita a chave de API e a deixa enviar',
  'Pilot Status has no webhook for this stack': 'O Pilot Status não tem webhook para esta stack',
  'the webhook is paused': 'o webhook está pausado',
  '{id} is a second webhook of this stack': '{id} é um segundo webhook desta stack',
  'People still get one answer, but every event is delivered twice.':
    'As pessoas ainda recebem uma só resposta, mas todo evento é entregue duas vezes.',
  'Delete it in the dashboard.': 'Apague no painel.',
  'the URL of the webhook has a token that is not valid': 'a URL do webhook tem um token que não é válido',
  'the URL of the webhook has the previous token': 'a URL do webhook tem o token anterior',
  'No harm is done until the rotation is finished; then every delivery would be refused.':
    'Não há dano até a rotação ser concluída; depois, toda entrega seria recusada.',
  'the webhook has no events': 'o webhook não tem eventos',
  'the webhook lacks {events}': 'faltam ao webhook: {events}',
  'The bot does not get what people write.': 'O bot não recebe o que as pessoas escrevem.',
  'Some messages, or what became of some replies, stay unknown.':
    'Algumas mensagens, ou o destino de algumas respostas, ficam desconhecidos.',
  'the webhook is active, for all events': 'o webhook está ativo, para todos os eventos',
  'the webhook is active, for {count} events': 'o webhook está ativo, para {count} eventos',
  '{when}; of the last {count} attempts {failed} failed ({statuses})':
    '{when}; das últimas {count} tentativas, {failed} falharam ({statuses})',
  'nothing was delivered yet': 'nada foi entregue ainda',
  'the last delivery was {time} ago': 'a última entrega foi há {time}',
  '{count} days': '{count} dias',
  'What people wrote may not have arrived.': 'O que as pessoas escreveram pode não ter chegado.',
  'Pilot Status has reported nothing about the number yet': 'O Pilot Status ainda não informou nada sobre o número',
  'the number is connected, as Pilot Status last reported':
    'o número está conectado, pelo que o Pilot Status informou por último',
  '{trouble}, as Pilot Status last reported': '{trouble}, pelo que o Pilot Status informou por último',
  'the number is offline': 'o número está desconectado',
  'the number was removed from the account': 'o número foi removido da conta',
  'WhatsApp has blocked the number': 'o WhatsApp bloqueou o número',
  'Messages do not arrive, and replies wait.': 'As mensagens não chegam, e as respostas esperam.',
  'Connect the number again in the Pilot Status dashboard; what waits is sent then.':
    'Conecte o número de novo no painel do Pilot Status; então o que espera é enviado.',
  'nothing is published: the setting eventBus is off': 'nada é publicado: a configuração eventBus está desligada',
  '{waiting} wait, {inFlight} are in progress, the oldest for {minutes} min':
    '{waiting} em espera, {inFlight} em andamento, a mais antiga há {minutes} min',
  '{waiting} wait, {inFlight} are in progress': '{waiting} em espera, {inFlight} em andamento',
  'Other systems wait to hear of it.': 'Outros sistemas esperam por isto.',
  'People wait for their answers.': 'As pessoas esperam as respostas.',
  '{count} in the dead-letter queue': '{count} na fila de mensagens mortas',
  'Messages from people were given up.': 'O bot desistiu de mensagens de pessoas.',
  'Replies were given up: somebody got no answer.': 'O envio de respostas foi abandonado: alguém ficou sem resposta.',
  'The event bus did not take them: other systems, or your team, did not hear of it.':
    'O barramento de eventos não os aceitou: outros sistemas, ou a sua equipe, não ficaram sabendo.',

  // connect
  'API key of your number (Enter keeps the stored one)': 'Chave de API do seu número (Enter mantém a guardada)',
  'API key of your number': 'Chave de API do seu número',
  'No API key is stored and none was given: type it when asked, or pipe it in':
    'Nenhuma chave de API está guardada e nenhuma foi informada: digite quando for perguntado, ou passe por um pipe',
  'This API key belongs to the whole account and may not send: use the key of one number':
    'Esta chave de API é da conta inteira e não pode enviar: use a chave de um número',
  'the API key of the number {number} is stored already': 'a chave de API do número {number} já está guardada',
  'would find out which number the API key belongs to, and store both':
    'descobriria de qual número é a chave de API e guardaria os dois',
  'the API key of the number {number} is stored in the secret of the stack':
    'a chave de API do número {number} está guardada no segredo da stack',
  '{id} delivers every event a second time: delete it in the dashboard':
    '{id} entrega todo evento uma segunda vez: apague no painel',
  'would create a webhook': 'criaria um webhook',
  'created the webhook {id}': 'criou o webhook {id}',
  'the webhook {id} is up to date': 'o webhook {id} está em dia',
  'would change the webhook {id}: {changes}': 'alteraria o webhook {id}: {changes}',
  'changed the webhook {id}: {changes}': 'alterou o webhook {id}: {changes}',
  'the webhook has no events, so nothing is delivered': 'o webhook não tem eventos, então nada é entregue',
  'all events (*)': 'todos os eventos (*)',
  'Pilot Status left out {events}: this number cannot emit them':
    'O Pilot Status deixou de fora {events}: este número não pode emiti-los',
  'without {events} the bot does not get what people write': 'sem {events} o bot não recebe o que as pessoas escrevem',
  '--events: there is no event "{name}"; choose from *, {names}':
    '--events: não há evento "{name}"; escolha entre *, {names}',
  'would send a test event to the endpoint': 'enviaria um evento de teste ao endpoint',
  'a test event went from the endpoint to the ledger in {ms} ms':
    'um evento de teste foi do endpoint ao ledger em {ms} ms',
  'the endpoint answered {status}': 'o endpoint respondeu {status}',
  'The endpoint answered the test event with {status}: look at `{command}`':
    'O endpoint respondeu ao evento de teste com {status}: veja `{command}`',
  'the test event was accepted and is not done yet': 'o evento de teste foi aceito e ainda não terminou',
  'The test event is not done yet: look at `{command}` for what holds events up':
    'O evento de teste ainda não terminou: veja em `{command}` o que segura os eventos',
  'the temporary webhook {id} is still there: delete it in the dashboard':
    'o webhook temporário {id} ainda existe: apague no painel',
  'Pilot Status does not say which number the API key belongs to: name it with --number':
    'O Pilot Status não diz de qual número é a chave de API: informe com --number',
  'The API key is {whose}, not of {number}: copy the key of {same} from the dashboard':
    'A chave de API é {whose}, não de {number}: copie do painel a chave de {same}',
  'of another number': 'de outro número',
  'of the number {number}': 'do número {number}',
  'The stack holds the keys of several numbers ({numbers}): name one with --number':
    'A stack guarda as chaves de vários números ({numbers}): indique um com --number',
  'The stored API key is not valid: store it again with the command in the output SetApiKeyCommand of the stack':
    'A chave de API guardada não é válida: guarde de novo com o comando no output SetApiKeyCommand da stack',
  'An API key has no spaces and no special characters: copy it again from the dashboard':
    'Uma chave de API não tem espaços nem caracteres especiais: copie de novo do painel',
};
