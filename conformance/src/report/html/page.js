// Shows the record that stands in this page. All text goes in as text, never as markup.
'use strict';

const {record, requirements, command} = JSON.parse(document.getElementById('data').textContent);

// In the order in which a reader wants them; what they look like is in the style sheet.
const VERDICTS = ['fail', 'error', 'stale', 'warn', 'blocked', 'pass', 'probe', 'known', 'skip'];
const ARROWS = {sent: '\u2192', received: '\u2190', event: '\u00b7'};

const byId = (id) => document.getElementById(id);
const styleOf = (verdict) => (verdict === 'skip' ? 'skip-verdict' : verdict);

/** An element with attributes and children; a string child is text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const suiteOf = (scenario) => scenario.id.split('/')[0];
const folderOf = (scenario) => scenario.id.slice(0, Math.max(0, scenario.id.lastIndexOf('/')));
const suites = [...new Set(record.scenarios.map(suiteOf))];
const used = VERDICTS.filter((verdict) => record.counts[verdict] > 0);
const plural = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

// What is shown. Everything on the page follows from it.
const wanted = {text: '', suite: '', verdicts: new Set()};

/** What the search looks through. */
const haystacks = new Map(record.scenarios.map((scenario) => [scenario, [
  scenario.id, scenario.title, scenario.reason ?? '', ...(scenario.requirements ?? []),
  ...scenario.steps.flatMap((step) => [step.title, ...(step.evidence ?? [])]),
].join('\n').toLowerCase()]));

function isWanted(scenario) {
  return (wanted.suite === '' || suiteOf(scenario) === wanted.suite)
    && (wanted.verdicts.size === 0 || wanted.verdicts.has(scenario.verdict))
    && wanted.text.split(/\s+/).every((word) => haystacks.get(scenario).includes(word));
}

function showHeader() {
  document.title = `${record.target}: conformance`;
  byId('title').textContent = `Conformance of ${record.target}`;
  const broken = record.counts.fail + record.counts.error + record.counts.stale + record.counts.blocked;
  const verdict = byId('verdict');
  verdict.textContent = broken === 0 ? 'Everything that must hold holds.' : `${plural(broken, 'scenario')} did not hold.`;
  verdict.className = broken === 0 ? 'pass' : 'fail';
  const counts = used.map((word) => `${record.counts[word]} ${word}`).join(', ');
  byId('about').textContent = `${plural(record.scenarios.length, 'scenario')}: ${counts}. jcldap-conformance ${record.version}.`;
}

/** Suites down, verdicts across; a number filters the list below. */
function showMatrix() {
  const counts = new Map(suites.map((suite) => [suite, {}]));
  for (const scenario of record.scenarios) {
    const row = counts.get(suiteOf(scenario));
    row[scenario.verdict] = (row[scenario.verdict] ?? 0) + 1;
  }
  const cell = (suite, verdict, count) => (count
    ? element('td', {}, element('button', {
      type: 'button',
      class: styleOf(verdict),
      'aria-label': `show ${plural(count, 'scenario')} of ${suite || 'all suites'} with verdict ${verdict}`,
      onclick: () => choose(suite, [verdict]),
    }, String(count)))
    : element('td', {class: 'none'}, '\u00b7'));
  const bar = (row) => element('span', {class: 'bar', 'aria-hidden': 'true'},
    ...used.filter((verdict) => row[verdict]).map((verdict) => {
      const part = element('i', {class: styleOf(verdict)});
      part.style.flexGrow = row[verdict];
      return part;
    }));
  byId('matrix').replaceChildren(
    element('thead', {}, element('tr', {},
      element('th', {scope: 'col'}, 'suite'),
      ...used.map((verdict) => element('th', {scope: 'col'}, verdict)),
      element('th', {scope: 'col'}, 'all'), element('td', {}))),
    element('tbody', {}, ...suites.map((suite) => {
      const row = counts.get(suite);
      const all = Object.values(row).reduce((sum, count) => sum + count, 0);
      return element('tr', {},
        element('th', {scope: 'row'}, element('button', {type: 'button', onclick: () => choose(suite, [])}, suite)),
        ...used.map((verdict) => cell(suite, verdict, row[verdict])),
        element('td', {}, String(all)), element('td', {}, bar(row)));
    })),
    element('tfoot', {}, element('tr', {},
      element('th', {scope: 'row'}, 'all'),
      ...used.map((verdict) => cell('', verdict, record.counts[verdict])),
      element('td', {}, String(record.scenarios.length)), element('td', {}))),
  );
}

function showProbes() {
  const found = record.scenarios.flatMap((scenario) => scenario.steps
    .filter((step) => step.probe).map((step) => ({scenario, probe: step.probe})));
  byId('probes-section').hidden = found.length === 0;
  byId('probes').replaceChildren(
    element('thead', {}, element('tr', {}, ...['question', 'answer', 'switch', 'scenario']
      .map((name) => element('th', {scope: 'col'}, name)))),
    element('tbody', {}, ...found.map(({scenario, probe}) => element('tr', {},
      element('td', {}, probe.question),
      element('td', {class: 'probe'}, probe.answer ?? 'something nobody thought of'),
      element('td', {}, probe.switch ? element('code', {}, probe.switch) : ''),
      element('td', {}, element('a', {href: `#${scenario.id}`, onclick: () => reveal(scenario.id)}, scenario.id))))),
  );
}

function showScenarios() {
  const shown = record.scenarios.filter(isWanted);
  byId('shown').textContent = `${shown.length} of ${plural(record.scenarios.length, 'scenario')}`;
  const parts = [];
  let folder = null;
  for (const scenario of shown) {
    if (folderOf(scenario) !== folder) {
      folder = folderOf(scenario);
      parts.push(element('h3', {}, folder));
    }
    parts.push(scenarioRow(scenario));
  }
  byId('scenarios').replaceChildren(...parts);
}

function scenarioRow(scenario) {
  const row = element('details', {class: 'scenario', id: scenario.id},
    element('summary', {},
      element('span', {class: `mark ${styleOf(scenario.verdict)}`}, scenario.verdict),
      element('span', {}, scenario.title, scenario.reason ? element('small', {}, ` (${scenario.reason})`) : null),
      element('small', {}, `${scenario.id.slice(folderOf(scenario).length + 1)} \u00b7 ${scenario.durationMs} ms`)));
  // The body is made when it is first looked at: a thousand of them at once would be slow.
  row.addEventListener('toggle', () => {
    if (row.open && row.childElementCount === 1) row.append(scenarioBody(scenario));
  });
  return row;
}

function scenarioBody(scenario) {
  const again = `${command} ${scenario.id}`;
  return element('div', {class: 'body'},
    ...(scenario.requirements ?? []).map((id) => statement(id, requirements[id])),
    scenario.steps.length > 0 ? element('ol', {class: 'steps'}, ...scenario.steps.map(step)) : null,
    element('p', {class: 'again'}, element('code', {}, again),
      element('button', {type: 'button', onclick: (event) => copy(event.target, again)}, 'Copy')));
}

function statement(id, found) {
  return found === undefined
    ? element('p', {}, id)
    : element('blockquote', {}, element('p', {}, found.text),
      element('footer', {}, `${found.source} \u00b7 ${found.level} \u00b7 ${id}`));
}

function step(one) {
  const verdict = {pass: 'pass', differs: one.weight === 'gate' ? 'fail' : one.weight, unassumed: 'skip', error: 'error'}[one.verdict];
  const word = one.verdict === 'differs' && one.weight === 'probe' ? 'differs' : verdict;
  const told = (one.mismatches ?? []).flatMap((mismatch) => [
    element('dt', {}, 'expected'), element('dd', {class: 'expected'}, mismatch.expected),
    element('dt', {}, 'actual'), element('dd', {class: 'actual'}, mismatch.actual),
  ]);
  if (one.probe) {
    told.push(element('dt', {}, one.probe.question),
      element('dd', {class: 'probe'}, one.probe.answer ?? 'something nobody thought of'));
  }
  return element('li', {},
    element('span', {class: `mark ${styleOf(verdict)}`}, word), ' ', one.title, ' ',
    element('small', {}, (one.evidence ?? []).join(', ')),
    told.length > 0 ? element('dl', {}, ...told) : null,
    one.transcript.length > 0 ? transcript(one) : null);
}

function transcript(one) {
  return element('details', {class: 'transcript', open: one.verdict !== 'pass'},
    element('summary', {}, `transcript, ${plural(one.transcript.length, 'line')}`),
    element('ol', {}, ...one.transcript.map((line) => element('li', {class: line.direction},
      `${line.connection} ${ARROWS[line.direction]} ${line.text}`,
      line.hex ? element('div', {class: 'hex'}, line.hex) : null))));
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    // A page opened from a file may not be let at the clipboard: then the text is selected instead.
    getSelection().selectAllChildren(button.previousElementSibling);
    button.textContent = 'Selected';
  }
}

/** Filters from outside the form, and goes to the list. */
function choose(suite, verdicts) {
  wanted.suite = suite;
  wanted.verdicts = new Set(verdicts);
  showFilters();
  showScenarios();
  byId('scenarios').focus();
  byId('scenarios').scrollIntoView({block: 'nearest'});
}

/** Opens one scenario, whatever the filters leave out. */
function reveal(id) {
  if (!record.scenarios.some((scenario) => scenario.id === id)) return;
  if (byId(id) === null) {
    Object.assign(wanted, {text: '', suite: '', verdicts: new Set()});
    showFilters();
    showScenarios();
  }
  byId(id).open = true;
  byId(id).scrollIntoView();
}

function showFilters() {
  byId('find').value = wanted.text;
  byId('suite').value = wanted.suite;
  for (const button of byId('verdicts').querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(wanted.verdicts.has(button.dataset.verdict)));
  }
}

function prepareFilters() {
  byId('suite').append(...suites.map((suite) => element('option', {value: suite}, suite)));
  byId('verdicts').append(...used.map((verdict) => element('button', {
    type: 'button',
    'data-verdict': verdict,
    'aria-pressed': 'false',
    onclick: () => {
      if (!wanted.verdicts.delete(verdict)) wanted.verdicts.add(verdict);
      showFilters();
      showScenarios();
    },
  }, `${verdict} ${record.counts[verdict]}`)));
  byId('find').addEventListener('input', (event) => {
    wanted.text = event.target.value.toLowerCase().trim();
    showScenarios();
  });
  byId('suite').addEventListener('input', (event) => {
    wanted.suite = event.target.value;
    showScenarios();
  });
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('filters').addEventListener('reset', (event) => {
    event.preventDefault();
    Object.assign(wanted, {text: '', suite: '', verdicts: new Set()});
    showFilters();
    showScenarios();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.target.matches('input, select')) {
      event.preventDefault();
      byId('find').focus();
    }
  });
}

function prepareTheme() {
  const button = byId('theme');
  let isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const show = () => button.setAttribute('aria-pressed', String(isDark));
  show();
  button.addEventListener('click', () => {
    isDark = !isDark;
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    show();
  });
}

showHeader();
showMatrix();
showProbes();
prepareFilters();
prepareTheme();
showScenarios();
// What failed is what a reader came for.
for (const scenario of record.scenarios.filter(({verdict}) => ['fail', 'error'].includes(verdict)).slice(0, 5)) {
  byId(scenario.id).open = true;
}
addEventListener('hashchange', () => reveal(decodeURIComponent(location.hash.slice(1))));
reveal(decodeURIComponent(location.hash.slice(1)));
