/** What the reader of an alarm must know. */
export interface AlarmText {
  /** What people who write to the bot notice. */
  impact: string;
  cause: string;
  nextStep: string;
}

/** Formats a command as a user types it. */
type Pilot = (command: string) => string;

const DEAD_LETTERS = (pilot: Pilot) =>
  `${pilot('dlq list')} mostra os motivos; corrija a causa e depois use ${pilot('dlq redrive')}: é sempre seguro.`;

/** Each alarm, by its id, in Portuguese; `docs/pt-BR/operations.md` has a chapter for each. */
const TEXTS = {
  EventDeadLetters: (pilot) => ({
    impact: 'Algumas pessoas escreveram para o bot e não tiveram resposta.',
    cause: 'O seu bot falhou com a mensagem em todas as tentativas; o motivo está guardado com ela.',
    nextStep: DEAD_LETTERS(pilot),
  }),
  ReplyDeadLetters: (pilot) => ({
    impact: 'Algumas pessoas não tiveram resposta, ou não se sabe se a receberam.',
    cause:
      'O número não tem chave de API, ou a resposta do Pilot Status a um envio se perdeu e não está no histórico dele.',
    nextStep: DEAD_LETTERS(pilot),
  }),
  ScheduleDeadLetters: (pilot) => ({
    impact: 'Algumas pessoas não receberam uma mensagem agendada.',
    cause: 'O papel (role) dos agendamentos, ou a política da fila de respostas, foi alterado à mão.',
    nextStep: DEAD_LETTERS(pilot),
  }),
  EventsWaiting: (pilot) => ({
    impact: 'Alguém espera há mais de cinco minutos, e o bot ainda não processou a mensagem.',
    cause: 'O processor está pausado, não roda, falha ou recebe mais do que consegue processar.',
    nextStep: `${pilot('status')} e depois ${pilot('logs --errors')}.`,
  }),
  RepliesWaiting: (pilot) => ({
    impact: 'O bot já respondeu, mas alguém espera essa resposta há mais de quinze minutos.',
    cause:
      'O Pilot Status recusa mensagens (veja SendingBlocked, NumberOffline, SendsRetried), ou o envio foi pausado.',
    nextStep: `${pilot('status')} e depois ${pilot('logs --errors')}.`,
  }),
  IngestUnavailable: (pilot) => ({
    impact: 'Uma entrega não foi aceita. A mensagem chega tarde, ou nunca, se o Pilot Status não tentar de novo.',
    cause: 'A função ingest falhou ou foi limitada, ou o SQS ou o Secrets Manager não respondeu.',
    nextStep:
      `${pilot('logs --function ingest --errors')} e depois ${pilot('reconcile --dry-run')} para achar entregas ` +
      'perdidas.',
  }),
  RefusedSpike: (pilot) => ({
    impact:
      'Se estas entregas são do Pilot Status, o bot não responde a ninguém. Se são de estranhos, ninguém percebe nada.',
    cause:
      'A URL no Pilot Status tem um token antigo, ou a assinatura está mal configurada; ou alguém tenta adivinhar.',
    nextStep: `${pilot('status')} compara a URL; ${pilot('connect')} a corrige.`,
  }),
  UnreadableMessages: (pilot) => ({
    impact: 'Alguém escreveu para o bot e não terá resposta: o evento não diz quem escreveu, ou o quê.',
    cause: 'O Pilot Status mudou o formato dos eventos, ou entrega o envelope da própria Meta.',
    nextStep: `${pilot('logs --function processor --errors')} mostra o motivo e o id do evento.`,
  }),
  SendingBlocked: (pilot) => ({
    impact: 'Ninguém recebe resposta. As respostas esperam e são descartadas depois de replyUsefulHours.',
    cause:
      'A chave de API não foi definida, foi revogada ou não é de um número; a conta não tem assinatura (402); ou ' +
      'baseUrl não leva ao Pilot Status.',
    nextStep:
      `${pilot('logs --function reply --errors')} mostra o motivo; ${pilot('connect')} guarda uma chave nova. As ` +
      'respostas em espera são enviadas em seguida, sem mais nada a fazer.',
  }),
  NumberOffline: (pilot) => ({
    impact: 'Ninguém recebe resposta até o número voltar. As respostas esperam por até replyUsefulHours.',
    cause: 'O celular está desligado ou saiu do Pilot Status, ou o WhatsApp bloqueou o número.',
    nextStep: `Veja o número no painel do Pilot Status, conecte de novo e depois use ${pilot('status')}.`,
  }),
  SendsRetried: (pilot) => ({
    impact: 'A maioria recebe a resposta com atraso: mais envios são recusados por enquanto do que aceitos.',
    cause: 'O Pilot Status limita a taxa (429), está fora do ar (5xx) ou não pode ser alcançado.',
    nextStep:
      `${pilot('logs --function reply')} mostra o código de cada nova tentativa; as respostas em espera são enviadas ` +
      'depois.',
  }),
  RepliesFailed: (pilot) => ({
    impact:
      'Na última hora, pelo menos uma em cada dez respostas foi recusada de vez. Essas pessoas não terão resposta.',
    cause: 'O Pilot Status não aceita o que o bot responde (um modelo, um arquivo, o tamanho), ou o contato.',
    nextStep: `${pilot('logs --function reply --errors')} mostra os códigos; corrija o bot e faça o deploy.`,
  }),
  RepliesExpired: (pilot) => ({
    impact: 'Alguém ficou sem resposta: ela passou de replyUsefulHours, ou a janela tinha fechado.',
    cause:
      'As respostas esperaram demais (SendingBlocked, NumberOffline, SendsRetried), ou as mensagens chegaram tarde.',
    nextStep: `${pilot('status')} mostra o que ainda espera; ${pilot('logs --function reply')} lista o que expirou.`,
  }),
  UnknownSends: (pilot) => ({
    impact: 'Algumas pessoas recebem a resposta um minuto ou mais depois: antes é preciso saber se ela já foi enviada.',
    cause: 'As respostas da API do Pilot Status se perdem, ou demoram mais do que sendTimeoutSeconds.',
    nextStep:
      `${pilot('logs --function reply')} mostra cada uma; se o resultado continuar incerto, veja ` +
      `${pilot('dlq list')}.`,
  }),
  ProcessorErrors: (pilot) => ({
    impact: 'Algumas pessoas esperam a resposta enquanto a mensagem é tentada de novo.',
    cause: 'O seu bot lança erro ou demora demais, faltou memória ou tempo ao processor, ou a AWS não respondeu.',
    nextStep: `${pilot('logs --function processor --errors')} mostra o erro e o lugar dele no código.`,
  }),
  ReplyErrors: (pilot) => ({
    impact: 'Algumas pessoas esperam a resposta enquanto o envio é tentado de novo.',
    cause: 'Faltou memória ou tempo à função reply, ou o DynamoDB ou o Secrets Manager não respondeu.',
    nextStep: `${pilot('logs --function reply --errors')} mostra o erro e o lugar dele no código.`,
  }),
  Throttles: (pilot) => ({
    impact: 'As mensagens são recebidas ou respondidas com atraso.',
    cause: 'A conta atingiu o limite de execuções simultâneas, que é 10 em uma conta nova.',
    nextStep: `${pilot('status')}; depois peça à AWS mais execuções simultâneas, ou diminua processorConcurrency.`,
  }),
  ReconcilerErrors: (pilot) => ({
    impact: 'Entregas perdidas não são encontradas, e quem escreveu essas mensagens não tem resposta.',
    cause: 'O log de entregas do Pilot Status não pode ser lido, ou a AWS não respondeu.',
    nextStep: `${pilot('logs --function reconcile --errors')}; depois ${pilot('reconcile')} faz o mesmo à mão.`,
  }),
  PublishedDeadLetters: (pilot) => ({
    impact: 'Outros sistemas não ficaram sabendo de algo; quem escreve para o bot não percebe nada.',
    cause: 'O barramento de eventos foi apagado ou recusa eventos, ou o webhook da equipe não pode ser alcançado.',
    nextStep: `${pilot('status')}; depois veja o grupo de logs no output PublisherLogs.`,
  }),
} satisfies Record<string, (pilot: Pilot) => AlarmText>;

/** The name of an alarm. Each has a text in Portuguese. */
export type AlarmId = keyof typeof TEXTS;

/** The description of an alarm in Portuguese, with the chapter that says more. @param pilot formats a command */
export function inPortuguese(id: AlarmId, pilot: Pilot): string {
  const { impact, cause, nextStep } = TEXTS[id](pilot);
  const chapter = `docs/pt-BR/operations.md#${id.toLowerCase()}`;
  return `Impacto: ${impact} Causa provável: ${cause} Próximo passo: ${nextStep} Veja ${chapter}.`;
}
