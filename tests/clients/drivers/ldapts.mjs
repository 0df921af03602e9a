// Drives ldapts: one request in JSON from each line of input, one outcome in JSON for each line of output.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(join(process.env.JCLDAP_TEST_CLIENTS, 'node', 'driver.js'));
const { Client, ResultCodeError } = require('ldapts');

const SCOPES = { baseObject: 'base', singleLevel: 'one', wholeSubtree: 'sub' };
const MILLISECONDS = 10_000;

function connect(url, ca) {
  const tlsOptions = { rejectUnauthorized: true, ...(ca && { ca: [readFileSync(ca)] }) };
  return new Client({ url, tlsOptions, timeout: MILLISECONDS, connectTimeout: MILLISECONDS });
}

/** The server's result code; an error of the client's own, such as a refused certificate, has none and is thrown again. */
function resultCode(error) {
  if (error instanceof ResultCodeError) return error.code;
  throw error;
}

/** ldapts gives a single value bare, and an empty list for an attribute that was asked for but did not come. */
function attributesOf({ dn, ...attributes }) {
  const lists = Object.entries(attributes).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]);
  return Object.fromEntries(lists.filter(([, values]) => values.length > 0));
}

async function search(client, { base, scope, filter, attributes }) {
  try {
    const { searchEntries } = await client.search(base, { scope: SCOPES[scope], filter, attributes });
    const entries = searchEntries.map((entry) => ({ dn: entry.dn, attributes: attributesOf(entry) }));
    return { code: 0, entries };
  } catch (error) {
    return { code: resultCode(error), entries: [] };
  }
}

async function carryOut(request) {
  const outcome = { failure: null, bind: null, search: null };
  const client = connect(request.url, request.ca);
  try {
    if (request.bind) {
      try {
        await client.bind(request.bind.name, request.bind.password);
        outcome.bind = 0;
      } catch (error) {
        outcome.bind = resultCode(error);
        return outcome;
      }
    }
    if (request.search) outcome.search = await search(client, request.search);
  } catch (error) {
    outcome.failure = String(error);
  } finally {
    await client.unbind().catch(() => {});
  }
  return outcome;
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await carryOut(JSON.parse(line))));
}
