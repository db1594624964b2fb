import type { Action } from '../../lambdas/bot-api/index.ts';
import { messagesOf, type ReplyContent } from '../../lambdas/pilot-status/content.ts';
import type { Terminal } from '../terminal/terminal.ts';

const BOT = 'bot> ';
const INDENT = ' '.repeat(BOT.length);

/**
 * What a bot does about one thing, for a person to read.
 *
 * @param because why the rules around the bot had their way
 */
export function renderActions(actions: readonly Action[], paint: Terminal['paint'], because?: string): string {
  const aside = (words: string) => `${INDENT}${paint(`(${words})`, 'dim')}`;
  const lines = actions.flatMap((action) => {
    if (action.kind !== 'send') return [aside(describe(action))];
    const { length } = messagesOf(action.content);
    const warning = `longer than WhatsApp takes: it is sent as ${length} messages`;
    return [renderContent(action.content), ...(length > 1 ? [aside(warning)] : [])];
  });
  if (because !== undefined) lines.push(aside(`by the rules: ${because}`));
  return lines.length === 0 ? aside('no answer') : lines.join('\n');
}

function renderContent(content: ReplyContent): string {
  return BOT + linesOf(content).join('\n').replaceAll('\n', `\n${INDENT}`);
}

function linesOf(content: ReplyContent): string[] {
  if ('templateId' in content) return [`(template ${content.templateId}${variablesOf(content.variables)})`];
  if ('media' in content)
    return [`(${content.mediaType} ${content.media})`, ...(content.caption ? [content.caption] : [])];
  const { text, buttons, header, footer } = content;
  const pressable = buttons?.map((button) => `[${typeof button === 'string' ? button : JSON.stringify(button)}]`);
  return [header, text, footer, pressable?.join(' ')].filter((line) => line !== undefined);
}

function variablesOf(variables: Readonly<Record<string, string>> = {}): string {
  return Object.entries(variables)
    .map(([name, value]) => `, ${name}: ${value}`)
    .join('');
}

function describe(action: Exclude<Action, { kind: 'send' }>): string {
  switch (action.kind) {
    case 'hand-over':
      return `hands over to a person${action.minutes === undefined ? '' : ` for ${action.minutes} minutes`}`;
    case 'opt-out':
      return 'sends this contact nothing more';
    case 'cancel':
      return `cancels the message ${action.key}`;
    case 'send-later':
      return `sends later, as ${action.key}, ${dateOf(action)}: ${linesOf(action.content).join(' ')}`;
    case 'remember':
      return action.memory === undefined ? 'forgets' : `remembers ${JSON.stringify(action.memory)}`;
  }
}

function dateOf({ at, inMs = 0 }: Extract<Action, { kind: 'send-later' }>): string {
  return at === undefined ? `in ${Math.round(inMs / 60_000)} minutes` : `at ${new Date(at).toISOString()}`;
}
