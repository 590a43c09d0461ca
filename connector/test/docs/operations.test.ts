// docs/operations.md speaks of variables, events, roles and metrics; this holds it to the sources that have them.
import { describe, expect, it } from '@jest/globals';
import { textFiles } from '../../../scripts/check-files.mjs';
import { readConfig } from '../../src/config.js';
import { variableNames, variables, type VariableName } from '../../src/config/variables.js';
import { limits } from '../../src/core/limits.js';
import { createMetrics } from '../../src/http/metrics.js';
import { cell, readPage, readTable } from '../support/tables.js';
import { ROOT } from '../tidy/sources.js';
import { readText } from './pages.js';

const page = 'operations.md';
const documented = readTable(page, 'Environment variables', 'variable');
const names = documented.map((row) => cell(row, 'variable'));

interface AppJson {
  readonly env: Readonly<Record<string, { readonly required?: boolean; readonly value?: string }>>;
}
const appJson = JSON.parse(readText('app.json')) as AppJson;

function sources(): { file: string; text: string }[] {
  return textFiles(ROOT, (file) => /^connector\/src\/.*\.ts$/.test(file) && !file.endsWith('.test.ts'));
}

describe('the variables of the operations page', () => {
  it('are those that the connector reads', () => {
    expect([...names].sort()).toEqual([...variableNames].sort());
  });

  it('say which ones have to be set', () => {
    const required = variableNames.filter((name) => 'isRequired' in variables[name]);
    const said = documented.filter((row) => cell(row, 'needed') === 'yes').map((row) => cell(row, 'variable'));
    expect(said.sort()).toEqual([...required].sort());
  });

  it('name the waiting times that are used when nothing is set', () => {
    const defaults: Readonly<Partial<Record<VariableName, number>>> = {
      POLL_EVERY_MS: limits.salesforcePollEveryMs,
      SWEEP_EVERY_MS: limits.sweepEveryMs,
      BETWEEN_RUNS_MS: limits.betweenRunsOfMailboxMs,
      IN_DOUBT_WAIT_MS: limits.inDoubtWaitMs,
      LEASE_MS: limits.leaseMs,
    };
    const said = documented.filter((row) => cell(row, 'variable').endsWith('_MS'));
    expect(Object.fromEntries(said.map((row) => [cell(row, 'variable'), Number(cell(row, 'default'))]))).toEqual(
      defaults,
    );
  });

  it('say that writing is off and where data goes unless something else is set', async () => {
    const { startEmulator } = await import('../../../emulator/src/start.js');
    const emulator = await startEmulator({ port: 0, seed: 1, people: 1, contacts: 0, latencyMs: 0, cast: 'empty' });
    await emulator.stop();
    const read = readConfig({ ...emulator.environment, WRITES: '' });
    expect(read.ok && [read.config.writesAreOn, read.config.dataFolder, read.config.port]).toEqual([
      false,
      '.data',
      3000,
    ]);
    const said = (name: VariableName): string => documented[names.indexOf(name)]?.default ?? '';
    expect([said('WRITES'), said('DATA_FOLDER'), said('PORT')]).toEqual(['off', '.data', '3000']);
  });
});

describe('app.json', () => {
  it('asks for nothing that the connector does not read', () => {
    expect(Object.keys(appJson.env).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('asks for everything that has to be set, and for both ways to sign in at Microsoft', () => {
    const needed = documented.filter((row) => ['yes', 'one of'].includes(cell(row, 'needed')));
    expect(needed.map((row) => cell(row, 'variable')).filter((name) => appJson.env[name] === undefined)).toEqual([]);
  });

  it('does not call a variable optional that has to be set', () => {
    const optional = Object.keys(appJson.env).filter((name) => appJson.env[name]?.required === false);
    expect(optional.filter((name) => 'isRequired' in variables[name as VariableName])).toEqual([]);
  });
});

describe('the log of the operations page', () => {
  it('names exactly the events that the sources log', () => {
    const calls = /\.(?:debug|info|warn|error|fatal)\(\s*'([A-Z][A-Z0-9_]+)'/g;
    const logged = sources().flatMap(({ text }) => [...text.matchAll(calls)].map((match) => match[1]));
    const own = ['LOG_FIELD_DROPPED', 'UNNAMED_EVENT'];
    for (const event of own) expect(readText('connector/src/log.ts')).toContain(`'${event}'`);
    const said = readTable(page, 'Log', 'event').flatMap((row) => cell(row, 'event').match(/[A-Z][A-Z0-9_]+/g) ?? []);
    expect([...said].sort()).toEqual([...new Set([...logged, ...own])].sort());
  });

  it('names every way in which a run ends', () => {
    const ends =
      /export type RunEnd =([\s\S]*?);\n(?:\n|$)/.exec(readText('connector/src/sync/part/order.ts'))?.[1] ?? '';
    const kinds = [...ends.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
    expect(kinds.length).toBeGreaterThan(5);
    const text = readPage(page);
    expect(kinds.filter((kind) => !text.includes(`\`${kind}\``))).toEqual([]);
  });
});

describe('the rest of the operations page', () => {
  it('names the roles that the process knows', () => {
    const known = /const roles = \[([^\]]+)\]/.exec(readText('connector/src/main.ts'))?.[1] ?? '';
    const said = readTable(page, 'Start and stop', 'role').map((row) => cell(row, 'role'));
    expect(said.sort()).toEqual([...known.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '').sort());
  });

  it('names every metric of ours', async () => {
    const metrics = createMetrics({ withProcess: false });
    const found = await metrics.registry.getMetricsAsJSON();
    const text = readPage(page);
    expect(found.length).toBeGreaterThan(3);
    expect(found.map(({ name }) => name.replace('exchange_sync_', '')).filter((name) => !text.includes(name))).toEqual(
      [],
    );
  });

  it('explains every code by which Salesforce refuses the start', () => {
    const table = /salesforceCauses[^{]*\{([\s\S]*?)\n\};/.exec(readText('connector/src/startup.ts'))?.[1] ?? '';
    const codes = [...table.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1] ?? '');
    expect(codes.length).toBeGreaterThan(8);
    const text = readPage(page);
    expect(codes.filter((code) => !text.includes(code))).toEqual([]);
  });
});
