import * as z from 'zod/mini';
import { type Answer, defineBot, handOver, remember } from '../lambdas/bot-api/index.ts';

const SIZES = ['pequena', 'média', 'grande'] as const;
const PRICES = { pequena: 'R$ 35', média: 'R$ 45', grande: 'R$ 55' };

/** What was asked last, with the answers so far. */
const Step = z.discriminatedUnion('asked', [
  z.object({ asked: z.literal('menu') }),
  z.object({ asked: z.literal('size') }),
  z.object({ asked: z.literal('address'), size: z.enum(SIZES) }),
  z.object({ asked: z.literal('confirm'), size: z.enum(SIZES), address: z.string() }),
]);
type Step = z.infer<typeof Step>;

/** A menu that takes the order for a pizza. */
export default defineBot({
  memory: Step,

  onMessage({ text, name }, { memory: step, unknownMemory }) {
    const words = wordsOf(text);
    if (words.includes('atendente')) return callPerson();
    // The order began with an older version of this bot, which asked other questions.
    if (unknownMemory !== undefined) return ['Nosso cardápio mudou. Vamos começar de novo!', ...ask({ asked: 'menu' })];
    if (step === undefined) return [`Olá${name ? `, ${name}` : ''}!`, ...ask({ asked: 'menu' })];
    if (words.includes('menu')) return ask({ asked: 'menu' });
    return next(step, text.trim(), words) ?? ['Desculpe, não entendi.', ...ask(step)];
  },
});

/** What follows an answer, or undefined when the answer makes no sense. */
function next(step: Step, said: string, words: readonly string[]): Answer {
  switch (step.asked) {
    case 'menu':
      return fromMenu(words);
    case 'size': {
      const size = choice(words, SIZES);
      return size && ask({ asked: 'address', size });
    }
    case 'address':
      return said.length < 5 ? undefined : ask({ asked: 'confirm', size: step.size, address: said });
    case 'confirm':
      if (words.includes('nao')) return ['Tudo bem, pedido cancelado.', ...ask({ asked: 'menu' })];
      // An order reaches the people who read this chat; here it could go to a system of yours as well.
      return words.includes('sim') ? ['Pedido anotado! Chega em uns 40 minutos.', remember(undefined)] : undefined;
  }
}

function fromMenu(words: readonly string[]): Answer {
  switch (choice(words, ['pedir', 'horário', 'atendente'])) {
    case 'pedir':
      return ask({ asked: 'size' });
    case 'horário':
      return ['De terça a domingo, das 18h às 23h.', ...ask({ asked: 'menu' })];
    case 'atendente':
      return callPerson();
  }
}

function callPerson(): Answer {
  return ['Certo, já vou chamar uma pessoa para falar com você.', remember(undefined), handOver()];
}

/** The question of a step, and the note to ourselves that it was asked. */
function ask(step: Step) {
  return [question(step), remember(step)];
}

function question(step: Step): string {
  switch (step.asked) {
    case 'menu':
      return 'O que você deseja?\n1. Pedir uma pizza\n2. Ver o horário\n3. Falar com um atendente';
    case 'size':
      return `Qual o tamanho?\n${SIZES.map((size, i) => `${i + 1}. ${size}, ${PRICES[size]}`).join('\n')}`;
    case 'address':
      return 'Qual o endereço de entrega?';
    case 'confirm':
      return `Pizza ${step.size}, ${PRICES[step.size]}, para ${step.address}. Confirma? (sim ou não)`;
  }
}

/** The option that is meant: `2`, `2️⃣`, `MEDIA` and `quero a média` all mean the second of the sizes. */
function choice<const Option extends string>(words: readonly string[], options: readonly Option[]): Option | undefined {
  const byNumber = words.length === 1 ? options[Number(words[0]) - 1] : undefined;
  return byNumber ?? options.find((option) => wordsOf(option).some((word) => words.includes(word)));
}

/** The words of a text, in lower case and without accents. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{Mark}/gu, '');
  return plain.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}
