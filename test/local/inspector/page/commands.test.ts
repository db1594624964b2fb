import { withTarget } from '../../../../local/inspector/page/commands.ts';

test.each([
  ['set it: npm run pilot -- secret set MODEL_KEY', 'set it: npm run pilot -- secret set MODEL_KEY --local'],
  ['`npm run pilot -- rotate api-key` sets it', '`npm run pilot -- rotate api-key --local` sets it'],
  ['`npm run pilot -- status` says', '`npm run pilot -- status --local` says'],
  ['npm run pilot -- status --local', 'npm run pilot -- status --local'],
  ['npm start', 'npm start'],
])('%j is about this stack as %j', (text, expected) => {
  expect(withTarget(text, '--local')).toBe(expected);
});
