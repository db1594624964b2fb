// What the thread of the bot runs: it loads TypeScript, with the bot's own source lines in its stacks.
import { register } from 'tsx/esm/api';

register();
await import('./in-thread.ts');
