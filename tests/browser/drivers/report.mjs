// The HTML report of a run in which one scenario holds, one fails and one asks.

import assert from 'node:assert/strict';

import { open, text, texts } from './browser.mjs';

const shown = (page) => texts(page, '.scenario > summary');

await open(process.argv[2], async (page) => {
  assert.equal(await text(page, '#verdict'), '1 scenario did not hold.');
  assert.match(await text(page, '#about'), /3 scenarios: 1 fail, 1 pass, 1 probe/);

  // The failure is open from the start and says what was expected, what came, and what went over the wire.
  const failure = await text(page, '.scenario[open] .body');
  for (const part of [/RFC 4511/, /busy/, /noSuchObject/, /searchRequest|search/, /run --target target\.yaml sample\/broken/]) {
    assert.match(failure, part);
  }
  // What a scenario or a target says is text, never markup.
  assert.match((await shown(page)).join('\n'), /<b>Nobody<\/b> may search/);
  assert.equal((await page.$$('main b')).length, 0);

  // Probes' answers stand in a table of their own, with a link to the scenario.
  assert.match(await text(page, '#probes'), /What does an anonymous search answer\?\s+noSuchObject/);

  // Filters: by a number of the matrix, by verdict, by words, and back.
  assert.equal((await shown(page)).length, 3);
  await page.click('#matrix tbody button.pass');
  assert.deepEqual((await shown(page)).map((line) => /The root DSE/.test(line)), [true]);
  await page.click('#filters button[type=reset]');
  await page.keyboard.press('/');
  await page.keyboard.type('anonymous ASKED');
  assert.equal((await shown(page)).length, 1);
  assert.equal(await text(page, '#shown'), '1 of 3 scenarios');
  await page.click('#filters button[type=reset]');
  assert.equal((await shown(page)).length, 3);

  // With the keyboard alone: a scenario opens, and shows its steps.
  await page.focus('[id="sample/as-it-should"] > summary');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[id="sample/as-it-should"] .steps');
  assert.match(await text(page, '[id="sample/as-it-should"] .steps'), /U08/);

  // A link to a scenario opens it, whatever is left out.
  await page.keyboard.press('/');
  await page.keyboard.type('nothing has these words');
  assert.equal((await shown(page)).length, 0);
  await page.evaluate(() => { location.hash = 'sample/asked'; });
  await page.waitForSelector('[id="sample/asked"][open]');

  // Light and dark.
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.click('#theme');
  assert.notEqual(await ground(), light);
  assert.equal(await page.$eval('#theme', (button) => button.ariaPressed), 'true');
});
