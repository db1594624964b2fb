import { spawn } from 'node:child_process';

/** The command that opens a URL in the browser of whoever works on this computer, and its arguments. */
export function browserCommand(platform: NodeJS.Platform, url: string): [command: string, args: string[]] {
  switch (platform) {
    case 'darwin':
      return ['open', [url]];
    case 'win32':
      // `start` is a word of the shell's; what comes first is the title of a window.
      return ['cmd', ['/c', 'start', '', url]];
    default:
      return ['xdg-open', [url]];
  }
}

/** Opens a URL in the browser, and does not wait for it. @param warn called with one sentence when that fails */
export function openBrowser(url: string, warn: (sentence: string) => void): void {
  const [command, args] = browserCommand(process.platform, url);
  const browser = spawn(command, args, { detached: true, stdio: 'ignore' });
  browser.on('error', ({ message }) => warn(`The browser was not opened: ${message}.`));
  browser.on('exit', (code) => {
    if (code !== null && code !== 0) warn(`The browser was not opened: ${command} ended with ${code}.`);
  });
  browser.unref();
}
