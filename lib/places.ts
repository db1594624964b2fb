import { extname, join } from 'node:path';

/** The root of this package. */
export const PACKAGE = join(import.meta.dirname, '..');

/** The ending of our source files: `.ts`, or `.js` where they are compiled. */
export const SOURCE = extname(import.meta.filename);

/** Whether the package is installed in somebody's app: there it is compiled. Otherwise it is the app itself. */
export const IS_DEPENDENCY = SOURCE === '.js';

/** The root of the user's project, from which files such as the bot are named. */
export const PROJECT = IS_DEPENDENCY ? process.cwd() : PACKAGE;

/** The folder of the project for files that can be deleted: they are made again. */
export const BUILD = join(PROJECT, IS_DEPENDENCY ? '.pilot-status' : 'build');

/** How a user runs our commands. */
export const PILOT = IS_DEPENDENCY ? 'npx pilot-status' : 'npm run pilot --';

/** How a user starts the app on this computer. */
export const START = IS_DEPENDENCY ? 'npx pilot-status start' : 'npm start';
