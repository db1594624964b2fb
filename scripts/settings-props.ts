import { SETTING_GROUPS, type SETTINGS } from '../lib/settings.ts';

/** The stage names our own app; a webhook in another app is named after its stack. The bot is always given. */
const NOT_PROPS: readonly string[] = ['stage', 'bot'] satisfies (keyof typeof SETTINGS)[];

/** lib/settings-props.ts: the settings as properties of the construct, with what editors show of them. */
export function settingsProps(): string {
  const groups = SETTING_GROUPS.map(([heading, settings]) => {
    const props = Object.entries(settings).filter(([name]) => !NOT_PROPS.includes(name));
    return `  // ${heading}\n${props.map(([name, setting]) => propOf(name, setting)).join('')}`;
  });
  return `// Made by \`npm run docs\` from lib/settings.ts: change that.

/** The settings of a webhook, all of them optional. */
export interface SettingsProps {
${groups.join('\n')}}
`;
}

function propOf(name: string, setting: (typeof SETTING_GROUPS)[number][1][string]): string {
  const { purpose, allowed, default: preset } = setting;
  const lines = wrapped(`${purpose} Allowed: ${withoutLinks(allowed)}.`, 112);
  const doc = [...lines, `@default ${JSON.stringify(preset)}`].map((line) => `   * ${line}\n`).join('');
  return `  /**\n${doc}   */\n  readonly ${name}?: ${typeOf(setting)};\n`;
}

function typeOf(setting: { default: unknown }): string {
  if ('of' in setting) return (setting.of as string[]).map((value) => `'${value}'`).join(' | ');
  return typeof setting.default === 'object' ? 'Readonly<Record<string, string>>' : typeof setting.default;
}

function withoutLinks(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of withoutLinks(text).split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
