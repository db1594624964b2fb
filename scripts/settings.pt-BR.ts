import type { SETTINGS } from '../lib/settings.ts';
import type { SettingsWords } from './describe-settings.ts';

/** What each setting does, as `purpose` in lib/settings.ts. */
const PURPOSES = {
  stage: 'O nome da stack é `pilot-status-<stage>`; uma conta pode ter vários stages.',
  bot: 'O arquivo do seu bot.',
  baseUrl: 'A origem da API do Pilot Status.',
  removalPolicy: 'O que `cdk destroy` faz com o ledger, os segredos, os logs e os arquivos.',
  deployment:
    'Como o código novo entra no ar: de uma vez, ou primeiro para um décimo das chamadas durante dez minutos, com ' +
    'rollback automático se um alarme disparar.',
  ledgerRetentionDays:
    'Por quanto tempo o ledger guarda os registros, em dias; mais do que uma mensagem pode ficar nas filas, que são 28.',
  ledgerWarmWrites:
    'Quantas gravações por segundo o ledger aceita de imediato. Acima das 4000 de uma tabela nova, há uma cobrança ' +
    'única, e o valor [não pode ser reduzido](../upgrading.md#settings-that-aws-keeps).',
  ingestMemory: 'Memória da função ingest, em MB.',
  processorMemory: 'Memória da função processor, em MB.',
  replyMemory: 'Memória da função reply, em MB.',
  authentication: 'O que uma entrega precisa apresentar: o token na URL, uma assinatura ou os dois.',
  signatureHeader: 'O cabeçalho com a assinatura; necessário com `hmac` e `both`.',
  signatureAlgorithm: 'O hash do HMAC.',
  signatureEncoding: 'A codificação da assinatura.',
  signaturePrefix: 'O texto antes de cada assinatura no cabeçalho, como `sha256=` ou `v1,`.',
  signedContent: 'O modelo do texto que é assinado.',
  signingSecretEncoding: 'A codificação do segredo de assinatura; com `base64`, ele pode começar com `whsec_`.',
  timestampHeader: 'O cabeçalho com a hora da assinatura, em segundos ou milissegundos desde 1970, ou em ISO 8601.',
  timestampPrefix: 'O texto antes da hora no cabeçalho, como `t=`.',
  timestampToleranceSeconds: 'Quanto a hora da assinatura pode estar longe de agora, em segundos.',
  idHeader: 'O cabeçalho com o valor de `{id}`.',
  accessLogs: 'Se o API Gateway grava uma linha de log para cada requisição, inclusive as de estranhos.',
  throttleRate: 'Requisições por segundo que a API aceita.',
  throttleBurst: 'Requisições que a API aceita ao mesmo tempo.',
  reconcileMinutes:
    'De quantos em quantos minutos o sistema procura entregas perdidas no log do Pilot Status; 0 para nunca.',
  botSecrets:
    'Segredos do seu bot: cada nome é um segredo que só a função processor pode ler, com ' +
    "[`await secret('MODEL_KEY')`](../llm.md).",
  botEnvironment: 'Variáveis de ambiente do seu bot, que não são segredos.',
  botTimeoutSeconds: 'Quanto tempo o seu bot pode levar para uma mensagem, em segundos.',
  maxAttempts:
    'Quantas vezes o seu bot pode falhar em uma mensagem antes que ela vá para a fila de mensagens mortas (DLQ).',
  processorConcurrency:
    'Quantas funções processor rodam ao mesmo tempo; 3 + 3 deixa espaço para ingest em uma conta nova, que pode rodar ' +
    '10 funções.',
  processorPollers:
    'Pollers que a Lambda mantém prontos para a função processor, cobrados por hora. Cada um permite dez execuções ao ' +
    'mesmo tempo, e `processorConcurrency` é ignorado. 0 para nenhum; mudar de 0 ou para 0 exige ' +
    '[mais um passo](../upgrading.md#settings-that-aws-keeps).',
  replyConcurrency:
    'Quantas funções reply rodam ao mesmo tempo, e portanto quantas chamadas ao Pilot Status são feitas ao mesmo tempo.',
  repliesPerSecond:
    'Máximo de respostas enviadas por segundo, dividido igualmente entre as `replyConcurrency` funções.',
  replyUsefulHours: 'Uma resposta mais antiga que isso, em horas, não é enviada, nem como template.',
  sendTimeoutSeconds: 'Quanto tempo a API do Pilot Status pode levar para responder a um envio, em segundos.',
  onUnknownSend:
    'O que acontece com uma resposta cujo envio ficou sem retorno, se o histórico do Pilot Status não mostrar o ' +
    'resultado.',
  unknownSettleSeconds:
    'Quanto tempo depois de um envio assim o histórico do Pilot Status é consultado, em segundos; no mínimo 2 × ' +
    '`sendTimeoutSeconds` + 10.',
  optOutWords:
    'Palavras com que um contato faz opt-out, cada uma como mensagem inteira; maiúsculas, acentos e estilo não contam.',
  optInWords: 'Palavras com que esse contato volta a receber mensagens.',
  optOutReply: 'A única resposta a uma palavra de opt-out; `auto` para um texto padrão no idioma de `language`.',
  optInReply: 'A resposta a uma palavra de opt-in; `auto` como acima.',
  language: 'O idioma dessas respostas; `auto` é `pt-BR` para números que começam com +55, e `en` para os demais.',
  maxMessageAgeHours:
    'O bot não é chamado para uma mensagem que chega mais velha que isso, em horas, o que pode acontecer depois de uma ' +
    'reconexão. 0 para qualquer idade.',
  humanTakeoverMinutes:
    'Por quanto tempo o bot fica quieto depois que uma pessoa escreve ao contato pelo telefone, em minutos; 0 para não ' +
    'ficar.',
  apiMessagesTakeOver:
    'Se o mesmo vale para mensagens que outro sistema envia pela API do Pilot Status, como avisos de pedido.',
  maxRepliesPerHour: 'Máximo de respostas a um contato em uma hora, para que dois bots não conversem sem parar.',
  cooldownSeconds:
    'Por quanto tempo a mesma resposta não é repetida ao mesmo contato, em segundos; 0 para não haver limite.',
  debounceSeconds:
    'Quanto tempo o bot espera por mais mensagens do contato antes de responder, em segundos; 0 para não esperar.',
  windowHours:
    'Por quanto tempo depois da mensagem do contato texto livre pode ser enviado, em horas; 0 para números sem essa ' +
    'janela.',
  windowTemplate: 'O template que é enviado no lugar de uma resposta cuja janela fechou; sem ele, nada é enviado.',
  secondsBetweenReplies:
    'Tempo mínimo entre duas mensagens para um contato, em segundos; o WhatsApp permite cerca de uma a cada seis ' +
    'segundos. 0 para nenhum.',
  archiveMedia:
    'Se um bucket S3 privado guarda uma cópia de cada arquivo que um contato envia; os links do Pilot Status expiram.',
  archiveMaxMegabytes: 'O maior arquivo que é guardado, em MB; acima de 16, `processorMemory` precisa ser 512.',
  archiveDays: 'Por quanto tempo um arquivo fica guardado, em dias.',
  archiveTypes: 'Os tipos de arquivo que são guardados, segundo o que o servidor do arquivo declara.',
  eventBus: 'O barramento do Amazon EventBridge que recebe tudo o que acontece, para [outros sistemas](../events.md).',
  eventContent: 'Se esses eventos dizem quem escreveu e o quê; caso contrário, levam só ids e o hash do contato.',
  teamEmail: 'Quem recebe um e-mail quando o bot passa uma conversa para uma pessoa; precisa de `eventBus`.',
  teamWebhook:
    'O segredo com um webhook de entrada, como um do Slack, que recebe o mesmo aviso; precisa de `eventBus`.',
  alarmEmail: 'O endereço que recebe os alarmes; a AWS pede uma confirmação a ele.',
  dashboard: 'Se há um dashboard do CloudWatch; uma conta tem três de graça.',
  monthlyBudgetUsd:
    'Um orçamento em dólares: `alarmEmail` recebe um e-mail quando a fatura da AWS deste mês, da conta inteira, chega ' +
    'a 80 % dele ou tem previsão de passar dele; 0 para nenhum orçamento.',
  logLevel:
    'O menor nível de log que as funções gravam. Linhas `DEBUG` podem citar o que um contato escreveu; acima de ' +
    '`INFO`, algumas [métricas e alguns alarmes](../decisions/0017-metrics-are-read-from-the-log.md) não funcionam.',
  tracing: 'Se o X-Ray rastreia as funções; as linhas de log de um trace guardado têm o id dele em `trace`.',
  logRetentionDays: 'Por quanto tempo o CloudWatch guarda as linhas de log, em dias.',
  transcripts: 'Se o que é dito fica guardado, criptografado, [para as pessoas lerem](privacy.md#transcrições).',
  transcriptDays:
    'Por quanto tempo isso fica guardado, em dias; no máximo `ledgerRetentionDays`, porque é pelo ledger que o `forget` ' +
    'o encontra.',
} satisfies Record<keyof typeof SETTINGS, string>;

/** What is allowed, by the words of lib/settings.ts. Choices and whole numbers follow a rule: `allowed` below. */
const ALLOWED: Record<string, string> = {
  '1 to 20 lower-case letters, digits and dashes, starting with a letter':
    'de 1 a 20 letras minúsculas, dígitos e hifens, começando com uma letra',
  'the path of a TypeScript or JavaScript file, from the root of the project':
    'o caminho de um arquivo TypeScript ou JavaScript, a partir da raiz do projeto',
  'an https origin without a path, such as https://pilotstatus.com.br':
    'uma origem https sem caminho, como https://pilotstatus.com.br',
  'a text with {body} and, if they are signed, {timestamp} and {id}, such as {timestamp}.{body}':
    'um texto com {body} e, se também forem assinados, {timestamp} e {id}, como {timestamp}.{body}',
  'up to 20 names in capitals, separated by commas, such as MODEL_KEY, CRM_TOKEN; or nothing':
    'até 20 nomes em maiúsculas, separados por vírgulas, como MODEL_KEY, CRM_TOKEN; ou nada',
  'an object from names in capitals to texts (on the command line as JSON), such as {"MODEL": "small"}':
    'um objeto de nomes em maiúsculas para textos (na linha de comando, em JSON), como {"MODEL": "small"}',
  '0, or a whole number from 2 to 200': '0 ou um número inteiro de 2 a 200',
  'words separated by commas, or nothing': 'palavras separadas por vírgulas, ou nada',
  'up to 500 characters, or nothing': 'até 500 caracteres, ou nada',
  'the name of a header, or nothing': 'o nome de um cabeçalho, ou nada',
  'up to 32 characters without spaces': 'até 32 caracteres sem espaços',
  'the id of a template, or nothing': 'o id de um template, ou nada',
  'MIME types in lower case, separated by commas; `image/*` is every kind of image':
    'tipos MIME em minúsculas, separados por vírgulas; `image/*` é todo tipo de imagem',
  '`default`, the ARN of an event bus, or nothing': '`default`, o ARN de um barramento de eventos, ou nada',
  'an e-mail address, or nothing': 'um endereço de e-mail, ou nada',
  'one of the names in `botSecrets`, or nothing': 'um dos nomes em `botSecrets`, ou nada',
};

const TITLES: Record<string, string> = {
  'The stack': 'A stack',
  'The endpoint': 'O endpoint',
  'The bot and its replies': 'O bot e as respostas',
  "WhatsApp's rules around the bot": 'As regras do WhatsApp em torno do bot',
  Media: 'Mídia',
  'Events for others': 'Eventos para outros sistemas',
  Monitoring: 'Monitoramento',
  Transcripts: 'Transcrições',
};

const HEAD = `# Configurações

Depois desta página você sabe mudar tudo o que dá para mudar na stack sem mexer no código.

\`npm run docs\` gera esta página a partir de \`lib/settings.ts\` e dos [textos em
português](../../scripts/settings.pt-BR.ts); altere lá.

Toda configuração é uma chave do contexto do CDK. Passe na linha de comando, como em \`-c logRetentionDays=7\`, ou
coloque no \`cdk.json\`, em \`stages\`, onde \`default\` vale para todos os stages:

\`\`\`json
"stages": { "default": { "alarmEmail": "me@example.com" }, "staging": { "logRetentionDays": 7 } }
\`\`\`

\`npx cdk deploy -c stage=staging\` cria uma segunda stack ao lado da primeira. Uma chave na linha de comando, ou no
nível mais alto do contexto no \`cdk.json\`, vale mais que as duas. Uma chave desconhecida ou um valor errado
interrompe a síntese, e a mensagem diz o que é permitido. Chaves desconhecidas que outras ferramentas deixaram no
\`cdk.context.json\`, ou que o seu \`~/.cdk.json\` define para todos os apps, são ignoradas com um aviso.
`;

const NOTES = {
  Media: `
Com \`archiveMedia\` ligado, o bot encontra a chave da cópia em \`media.archiveKey\`. O output \`ArchiveBucket\` é o
nome do bucket, que as funções não conseguem ler. Um arquivo que não pode ser guardado, como um sem link, chega ao bot
sem essa chave, e o log diz por quê ([decisão 13](../decisions/0013-media-archive.md)). O CloudFormation não consegue
apagar um bucket que tem arquivos: com \`removalPolicy\` \`destroy\`, esvazie o bucket com
\`aws s3 rm --recursive s3://BUCKET\` antes de \`cdk destroy\`, e antes de desligar a configuração.
`,
};

/** The words of docs/pt-BR/settings.md. */
export const PORTUGUESE: SettingsWords = {
  head: HEAD,
  columns: 'configuração | padrão | valores permitidos | o que faz',
  title: (english) => translated(TITLES, english),
  allowed,
  purpose: (setting) => translated(PURPOSES, setting),
  notes: NOTES,
};

function allowed(english: string): string {
  const [, choices] = /^one of ([^`]+)$/.exec(english) ?? [];
  if (choices !== undefined) return `um destes: ${choices}`;
  const [, from, to] = /^a whole number from (\d+) to (\d+)$/.exec(english) ?? [];
  return from === undefined ? translated(ALLOWED, english) : `um número inteiro de ${from} a ${to}`;
}

function translated(texts: Record<string, string>, key: string): string {
  const text = texts[key];
  if (text === undefined) throw new Error(`scripts/settings.pt-BR.ts has no text for: ${key}`);
  return text;
}
