// An installation against a Salesforce CLI that only notes what it was asked: which commands, in which order, and what
// a person reads where one fails. A real org has to show the rest (docs/first-real-run.md).
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandLine, findCli } from './cli.mjs';
import { optionsFrom, UsageProblem } from './options.mjs';
import { deploy, DeployProblem } from './run.mjs';
import { nextSteps, stepsFor } from './steps.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Answers out of a file: the first whose words stand in the command counts. Notes every command, one a line. */
const FAKE = `#!${execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
appendFileSync(__dirname + '/calls', JSON.stringify(args) + '\\n');
const answers = JSON.parse(readFileSync(__dirname + '/answers', 'utf8'));
const answer = answers.find(({ words }) => args.join(' ').includes(words)) ?? { code: 0, text: '' };
process.stdout.write(answer.text);
process.exitCode = answer.code;
`;

interface Answer {
  readonly words: string;
  readonly code: number;
  readonly text: string;
}

const SIGNED_IN = { words: 'org display', code: 0, text: '{"result":{"accessToken":"00D-secret","username":"a@b.c"}}' };
const noConfiguration = { words: 'data query', code: 0, text: '{"status":0,"result":{"totalSize":0,"records":[]}}' };

let root = '';
let said: string[] = [];

function write(file: string, text: string): string {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The commands that the CLI got, as a person would type them, without `sf`. */
function calls(): string[] {
  if (!existsSync(join(root, 'bin/calls'))) return [];
  const lines = readFileSync(join(root, 'bin/calls'), 'utf8').trim().split('\n');
  return lines.map((line) => commandLine(JSON.parse(line) as string[]).slice('sf '.length));
}

function run(args: readonly string[], answers: readonly Answer[] = []): void {
  write('bin/answers', JSON.stringify([...answers, SIGNED_IN, noConfiguration]));
  const environment = { PATH: join(root, 'bin') };
  deploy(optionsFrom(args), { root, environment, say: (line) => said.push(line) });
}

/** What a person reads where it fails. */
function failure(args: readonly string[], answers: readonly Answer[] = []): string {
  try {
    run(args, answers);
  } catch (error) {
    if (error instanceof DeployProblem) return error.message;
    throw error;
  }
  return 'nothing failed';
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deploy-test-'));
  said = [];
  chmodSync(write('bin/sf', FAKE), 0o755);
  for (const folder of ['classes', 'dashboards', 'objects']) {
    mkdirSync(join(root, 'force-app/main/default', folder), { recursive: true });
  }
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('a deployment to an org', () => {
  const query = "data query --query 'SELECT Id FROM Exchange_Configuration__c LIMIT 1' --target-org my-org --json";

  it('signs in, deploys, gives the admin the permission set and writes an example, in this order', () => {
    run(['--org', 'my-org']);
    expect(calls()).toEqual([
      'org display --target-org my-org --json',
      'project deploy start --source-dir force-app --target-org my-org --wait 60',
      'org assign permset --name Exchange_Sync_Admin --target-org my-org',
      query,
      'data import tree --files config/sample-configuration.json --target-org my-org',
    ]);
  });

  it('gives the permission sets of people and of the integration user to nobody but those who are named', () => {
    run(['--org', 'my-org', '--no-sample', '--person', 'a@b.c', '--person', 'd@e.f', '--integration-user', 'x@y.z']);
    expect(calls().slice(2)).toEqual([
      'org assign permset --name Exchange_Sync_Admin --target-org my-org',
      'org assign permset --name Exchange_Sync_Person --on-behalf-of a@b.c --target-org my-org',
      'org assign permset --name Exchange_Sync_Person --on-behalf-of d@e.f --target-org my-org',
      'org assign permset --name Exchange_Sync_Connector --on-behalf-of x@y.z --target-org my-org',
    ]);
  });

  it('leaves the dashboard out where it is told to, and nothing else', () => {
    run(['--org', 'my-org', '--no-dashboard', '--no-sample']);
    expect(calls()[1]).toBe(
      'project deploy start --source-dir force-app/main/default/classes --source-dir force-app/main/default/objects ' +
        '--target-org my-org --wait 60',
    );
  });

  it('writes no example where a configuration is there', () => {
    run(['--org', 'my-org'], [{ words: 'data query', code: 0, text: '{"result":{"totalSize":2}}' }]);
    expect(calls().at(-1)).toBe(query);
    expect(said).toContain('Left out: there is a configuration already.');
  });

  it('goes on where a permission set was assigned before', () => {
    const text = 'Duplicate PermissionSetAssignment. Assignee: 005; Permission Set: 0PS';
    run(['--org', 'my-org'], [{ words: 'org assign permset', code: 1, text }]);
    expect(said).toContain('Was done already.');
    expect(calls()).toHaveLength(5);
  });

  it('ends with the next steps, without those that were done', () => {
    run(['--org', 'my-org']);
    expect(said.join('\n')).toMatch(/Done\. Next:\n1\. Look at it: `sf org open --target-org my-org/);
    const all = nextSteps(optionsFrom(['--org', 'o']));
    const some = nextSteps(optionsFrom(['--org', 'o', '--person', 'a', '--integration-user', 'b']));
    expect(all.filter((one) => !some.includes(one))).toEqual([
      expect.stringContaining('integration user'),
      expect.stringContaining('Exchange Sync: Person'),
    ]);
  });

  it('names only pages that there are in what it tells people', () => {
    const options = optionsFrom(['--org', 'o']);
    const text = [...nextSteps(options), ...stepsFor(options, []).map(({ remedy }) => remedy)].join(' ');
    const pages = text.match(/docs\/[\w-]+\.md/g) ?? [];
    expect(pages.length).toBeGreaterThan(4);
    expect(pages.filter((page) => !existsSync(join(repository, page)))).toEqual([]);
  });
});

describe('a deployment to a scratch org', () => {
  it('makes the org first and uses its alias for all the rest', () => {
    run(['--scratch', '--alias', 'try', '--days', '3', '--dev-hub', 'hub', '--no-sample']);
    expect(calls()).toEqual([
      'org create scratch --definition-file config/project-scratch-def.json --alias try --duration-days 3 --wait 15 ' +
        '--target-dev-hub hub',
      'project deploy start --source-dir force-app --target-org try --wait 60',
      'org assign permset --name Exchange_Sync_Admin --target-org try',
    ]);
  });
});

describe('a deployment that fails', () => {
  it.each([
    ['org display', 1, '`sf org login web --alias my-org`'],
    ['project deploy start', 2, 'Nothing was changed'],
    ['org assign permset', 3, 'Manage Assignments'],
    ['data query', 4, 'Make one by hand'],
    ['data import tree', 5, 'Make one by hand'],
  ])('at %s stops there and says what helps', (words, count, remedy) => {
    expect(failure(['--org', 'my-org'], [{ words, code: 1, text: '' }])).toContain(remedy);
    expect(calls()).toHaveLength(count);
    expect(said.join('\n')).not.toContain('Done. Next');
  });

  it('shows the reason out of a hidden answer, and nothing else of it', () => {
    const text = 'Warning: old.\n{"status":1,"message":"No authorization found.","accessToken":"00D-secret"}';
    const words = failure(['--org', 'my-org'], [{ words: 'org display', code: 1, text }]);
    expect(words).toContain('No authorization found.');
    expect(words + said.join('\n')).not.toContain('secret');
  });

  it('takes an answer that it cannot read for a failure, so that no second example is written', () => {
    const words = failure(['--org', 'my-org'], [{ words: 'data query', code: 0, text: 'ok' }]);
    expect(words).toContain('did not say how many records');
  });

  it('says how to get the Salesforce CLI where there is none', () => {
    rmSync(join(root, 'bin/sf'));
    expect(failure(['--org', 'my-org'])).toContain('`npm run tools:cli`');
  });
});

describe('the access token in an answer', () => {
  it('is never shown', () => {
    run(['--org', 'my-org']);
    expect(said.join('\n')).not.toContain('secret');
  });
});

describe('a dry run', () => {
  it('shows the same commands, and runs none, even without a Salesforce CLI', () => {
    const options = ['--org', 'my-org', '--person', 'a@b.c'];
    run(options);
    const asked = calls().map((call) => `sf ${call}`);
    rmSync(join(root, 'bin/sf'));
    said = [];
    run([...options, '--dry-run']);
    expect(calls()).toHaveLength(asked.length);
    const shown = said.map((line) => line.replace(/^# {3}left out where this finds something: /, ''));
    expect(shown.filter((line) => line.startsWith('sf '))).toEqual(asked);
  });
});

describe('the Salesforce CLI', () => {
  it('is taken from tools/cli before the one on the path', () => {
    const path = { PATH: join(root, 'bin') };
    expect(findCli(root, path)).toMatchObject({ command: join(root, 'bin/sf'), first: [] });
    const own = write('tools/cli/node_modules/@salesforce/cli/bin/run.js', '');
    expect(findCli(root, path)).toMatchObject({ command: execPath, first: [own] });
  });

  it('is not taken for one where it may not be run', () => {
    chmodSync(join(root, 'bin/sf'), 0o644);
    expect(findCli(root, { PATH: join(root, 'bin') })).toBeNull();
  });

  it('is shown its arguments as a shell would take them', () => {
    expect(commandLine(['a', 'b c', "d'e"])).toBe(`sf a 'b c' 'd'\\''e'`);
  });
});

describe('the options', () => {
  it.each([
    [[], 'Name either'],
    [['--org', 'a', '--scratch'], 'Name either'],
    [['--org', 'a', '--days', '3'], '--days belongs to --scratch'],
    [['--scratch', '--days', '31'], 'from 1 to 30'],
    [['--scratch', '--days', 'x'], 'from 1 to 30'],
    [['--org', 'a', '--what'], '--what'],
    [['--org', 'a', 'b'], "'b'"],
  ])('%j are refused with the usage', (args, words) => {
    expect(() => optionsFrom(args)).toThrow(UsageProblem);
    expect(() => optionsFrom(args)).toThrow(words);
    expect(() => optionsFrom(args)).toThrow('npm run deploy -- --org ALIAS');
  });
});

describe('the example of a configuration', () => {
  const text = readFileSync(join(repository, 'config/sample-configuration.json'), 'utf8');
  const { records } = JSON.parse(text) as { records: Record<string, unknown>[] };

  it('is not active and deletes nothing', () => {
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ Active__c: false, Event_Direction__c: 'DoNotSync' });
    expect(text).not.toMatch(/DeleteOtherCopy|RemoveUnchangedCopy|RemoveFromSalesforce/);
  });

  it('has only fields and values that the object has', () => {
    const fields = Object.entries(records[0] ?? {}).filter(([field]) => field.endsWith('__c'));
    expect(fields.length).toBeGreaterThan(5);
    for (const [field, value] of fields) {
      const file = `force-app/main/default/objects/Exchange_Configuration__c/fields/${field}.field-meta.xml`;
      const xml = readFileSync(join(repository, file), 'utf8');
      if (xml.includes('<type>Picklist<')) expect(xml).toContain(`<fullName>${String(value)}</fullName>`);
    }
  });
});
