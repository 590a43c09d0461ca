// Who may import whom, types included: imports go down only, never in a circle, and each foreign system is known to one
// folder (docs/architecture.md). `npm run imports:check`; a test plants a mistake for each rule.

/** Folder or file of connector/src → what it may import there. main.ts joins everything and is not listed. */
const mayImport = {
  core: [],
  ports: ['core'],
  wire: ['core'],
  exchange: ['wire', 'ports', 'core'],
  salesforce: ['wire', 'ports', 'core'],
  store: ['ports', 'core'],
  sync: ['ports', 'core'],
  jobs: ['sync', 'ports', 'core'],
  http: ['jobs', 'sync', 'ports', 'core'],
  config: ['wire', 'core'],
};

/** Who gets a log handed in may name its type. */
const mayNameTheLog = ['exchange', 'salesforce', 'store', 'sync', 'jobs', 'http'];

/** Packages that one folder alone may know (main.ts and tests too), so that a change of theirs stays in one place. */
const homes = {
  '@azure/msal-node': 'exchange',
  '@microsoft/microsoft-graph-client': 'exchange',
  jsforce: 'salesforce',
  '@electric-sql/pglite': 'store',
  kysely: 'store',
  pg: 'store',
  express: 'http',
  'express-rate-limit': 'http',
  helmet: 'http',
  pino: 'log[.]ts',
};

const source = 'connector/src/';
const test = '[.]test[.]ts$';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const layers = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder} imports only what lies below it`,
  severity: 'error',
  from: { path: `^${source}${folder}/`, pathNot: test },
  to: {
    path: `^${source}`,
    pathNot: `^${source}(${[folder, ...allowed].join('|')})/|^${source}config[.]ts${
      mayNameTheLog.includes(folder) ? `|^${source}log[.]ts` : ''
    }`,
  },
}));

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const packages = Object.entries(homes).map(([name, home]) => ({
  name: `${name} is known to ${home} alone`,
  severity: 'error',
  from: { path: `^${source}`, pathNot: `^${source}(${home}|main[.]ts)|${test}` },
  to: { path: `node_modules/${name}/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no circle of imports, in types neither', severity: 'error', from: {}, to: { circular: true } },
    ...layers,
    ...packages,
    {
      name: 'a log is handed in: only its type is named',
      severity: 'error',
      from: { path: `^${source}(${mayNameTheLog.join('|')})/`, pathNot: test },
      to: { path: `^${source}log[.]ts`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the core is pure: it takes nothing from outside but hashing, time zones and small pure helpers',
      severity: 'error',
      from: { path: `^${source}(core|ports)/`, pathNot: test },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '^(crypto|async_hooks)$|node_modules/(escape-string-regexp|temporal-polyfill|windows-iana)/',
      },
    },
    {
      // A lease that had to be handed on could be forgotten by the next write that is added.
      name: 'only ports/lease.ts knows what is done on whose behalf',
      severity: 'error',
      from: { path: `^${source}`, pathNot: `^${source}ports/lease[.]ts$` },
      to: { path: '^async_hooks$' },
    },
    {
      name: 'only core/hash.ts hashes',
      severity: 'error',
      from: { path: `^${source}core/`, pathNot: `${test}|^${source}core/hash[.]ts$` },
      to: { path: '^crypto$' },
    },
    {
      name: 'the emulator knows nothing of the connector',
      severity: 'error',
      from: { path: '^emulator/' },
      to: { path: '^connector/' },
    },
    {
      name: 'the connector knows nothing of the emulator: its tests may start it',
      severity: 'error',
      from: { path: `^${source}`, pathNot: test },
      to: { path: '^(emulator|connector/test|scripts|simulate|verify)/' },
    },
    {
      name: 'the oracle knows nothing of what it judges',
      severity: 'error',
      from: { path: '^verify/' },
      to: { path: '^(connector|scripts|simulate)/' },
    },
    {
      name: 'the model of the simulation knows nothing of what it judges, nor of the emulator',
      severity: 'error',
      from: { path: '^simulate/model/', pathNot: test },
      to: { pathNot: '^simulate/model/' },
    },
    {
      name: 'nothing is imported that is not installed or not there',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
