import type { Rules } from '../../lambdas/processor/rules.ts';

/** The rules around the bot by default, and how each is read from a setting. */
const RULES = {
  optOutWords: words('STOP, PARAR, PARE, UNSUBSCRIBE, DESCADASTRAR, BAJA'),
  optInWords: words('START, VOLTAR, VOLVER'),
  optOutReply: (given: unknown = 'auto') => String(given),
  optInReply: (given: unknown = 'auto') => String(given),
  language: (given: unknown = 'auto') => given as Rules['language'],
  maxMessageAgeHours: number(24),
  humanTakeoverMinutes: number(60),
  apiMessagesTakeOver: (given: unknown = 'off') => given === 'on',
  maxRepliesPerHour: number(30),
  cooldownSeconds: number(0),
} satisfies { [Name in keyof Rules]: (given: unknown) => Rules[Name] };

/**
 * The rules around the bot as `cdk.json` sets them.
 *
 * @param context the context in `cdk.json`; what a stage sets for itself is left out, but for `default`
 */
export function rulesIn(context: Readonly<Record<string, unknown>>): Rules {
  const { default: shared = {} } = (context.stages ?? {}) as { default?: Record<string, unknown> };
  const given: Record<string, unknown> = { ...shared, ...context };
  return Object.fromEntries(Object.entries(RULES).map(([name, read]) => [name, read(given[name])])) as unknown as Rules;
}

function number(byDefault: number) {
  return (given: unknown = byDefault): number => Number(given);
}

function words(byDefault: string) {
  return (given: unknown = byDefault): string[] =>
    String(given)
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
}
