// Chromium without a window, and a page in it that must not complain, nor ask for anything but its own address.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const EXECUTABLES = [
  process.env.JCLDAP_CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];

/** Where Chromium is; an error without one. */
export function executable() {
  const found = EXECUTABLES.find((file) => file && existsSync(file));
  assert.ok(found, 'no Chromium; the package is chromium-headless-shell, or set JCLDAP_CHROMIUM');
  return found;
}

/** The driver of browsers, from the folder of fetched test clients. */
export function puppeteer() {
  const folder = path.join(process.env.JCLDAP_TEST_CLIENTS, 'browser', 'package.json');
  return createRequire(folder)('puppeteer-core');
}

/** Opens `url`, hands the page to `look`, and closes everything. What the page complains about is an error. */
export async function open(url, look) {
  // Root has no sandbox to offer; the pages are this project's own.
  const browser = await puppeteer().launch({executablePath: executable(), args: ['--no-sandbox']});
  try {
    const page = await browser.newPage();
    await page.setViewport({width: 1280, height: 1000});
    await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: 'light'}]);
    const complaints = [];
    const origin = new URL(url).origin;
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) complaints.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(url);
    await look(page);
    await assertUsableWithoutAMouse(page);
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
  }
}

/** The text that a person sees of an element. */
export const text = (page, selector) => page.$eval(selector, (element) => element.innerText);

/** The texts of all such elements. */
export const texts = (page, selector) => page.$$eval(selector, (elements) => elements.map((element) => element.innerText));

/** Everything that can be pressed or filled in has a name for a screen reader, and one heading leads the page. */
async function assertUsableWithoutAMouse(page) {
  const nameless = await page.evaluate(() => [...document.querySelectorAll('button, a[href], input, select, textarea, summary')]
    .filter((element) => element.checkVisibility())
    .filter((element) => !(element.innerText?.trim() || element.ariaLabel || element.labels?.length || element.title))
    .map((element) => element.outerHTML));
  assert.deepEqual(nameless, []);
  assert.equal((await page.$$('h1')).length, 1);
  const ids = await page.$$eval('[id]', (elements) => elements.map((element) => element.id));
  assert.equal(new Set(ids).size, ids.length, 'an id stands twice');
}
