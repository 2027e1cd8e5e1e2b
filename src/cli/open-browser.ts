/**
 * Opens an address in the user's browser, if there is one; the caller prints the address too.
 */
import { spawn } from 'node:child_process';

const COMMANDS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // Not `start`, to whose shell "&" means something.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

export function openBrowser(url: URL): void {
  const [command = 'xdg-open', ...args] = COMMANDS[process.platform] ?? [];
  spawn(command, [...args, url.href], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
