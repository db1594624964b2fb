import { commandOn, quoted } from '../../../cli/stack/command-on.ts';

test.each([
  [{ stage: 'prod' }, 'npm run pilot -- status'],
  [{ stage: 'prod', local: true as const }, 'npm run pilot -- status --local'],
  [{ stage: 'prod', local: 3001 }, 'npm run pilot -- status --local=3001'],
  [{ stage: 'prod', stack: 'Shop', webhook: 'Bot' }, 'npm run pilot -- status --stack Shop --webhook Bot'],
  [{ stage: 'prod', region: 'sa-east-1' }, 'npm run pilot -- status --region sa-east-1'],
  [{ stage: 'staging', region: 'sa-east-1' }, 'npm run pilot -- status --stage staging --region sa-east-1'],
])('a command names the stack of %j again', (options, line) => {
  expect(commandOn(options)('status')).toBe(line);
});

test.each([
  ['cmm04obm46zz0qv4ycjp8x6r2', 'cmm04obm46zz0qv4ycjp8x6r2'],
  ['sha256:00ff', 'sha256:00ff'],
  ['./dead letters.jsonl', "'./dead letters.jsonl'"],
  ['$(reboot)', "'$(reboot)'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
])('%j is one word of a command line', (word, typed) => {
  expect(quoted(word)).toBe(typed);
});
