const COMMAND =
  /(?:npm run pilot --|npx pilot-status) (?:secret set(?: [A-Z]\w*)?|(?:rotate|dlq|contact) [\w-]+|[\w-]+)(?![\w-])(?! --(?:local|stage|stack))/g;

/** A text with its commands as they are for this stack. @param target such as `--local` */
export function withTarget(text: string, target: string): string {
  return text.replace(COMMAND, (command) => `${command} ${target}`);
}
