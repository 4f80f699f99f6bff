/** The browser that shows the workbench: the machine's Chromium, installed by apt where that is permitted. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { run } from './commands.ts';

const KNOWN_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const APT = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];

/**
 * Path of a Chromium: that of CHROMIUM, one in a known place, or one that apt installs now.
 * @throws when there is none and it cannot be installed, with the command to run
 */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM'];
  if (named && !existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist`);
  const found = named ?? KNOWN_PLACES.find((place) => existsSync(place));
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    const command = process.platform === 'linux' ? `sudo apt-get ${APT.join(' ')}` : 'install Chrome';
    throw new Error(
      `These tests need Chromium, and it is not installed. Run:\n    ${command}\nor set CHROMIUM.`,
    );
  }
  console.log(`Installing Chromium: apt-get ${APT.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', APT, { env });
  return findChromium();
}

/** A browser without a window. Its requests outside of this machine find nobody. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: await findChromium(),
    // The real browser's own headless mode: Playwright's would look for another binary.
    headless: false,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
    ],
  });
}
