// Who may import whom in the connector (docs/architecture.md): imports go down only, and each foreign system is known
// to one folder. A pure function over sources; layers.test.ts runs it on the repository and on planted mistakes.
import { posix } from 'node:path';
import ts from 'typescript';
import { isTest, parse, type Finding, type SourceFile } from './sources.js';

/** Folder or file of connector/src → what it may import there. main.ts joins everything and is not listed. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  ports: ['ports', 'core'],
  exchange: ['exchange', 'ports', 'core'],
  salesforce: ['salesforce', 'ports', 'core'],
  store: ['store', 'ports', 'core'],
  sync: ['sync', 'ports', 'core'],
  jobs: ['jobs', 'sync', 'ports', 'core'],
  http: ['http', 'jobs', 'sync', 'ports', 'core'],
  config: ['config', 'core'],
  log: [],
  'own-version': [],
  startup: ['ports', 'core'],
  'system-clock': ['ports'],
};

/** Packages that one folder alone may know (main.ts too), so that a change of theirs stays in one place. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  '@azure/msal-node': ['exchange'],
  '@microsoft/microsoft-graph-client': ['exchange'],
  jsforce: ['salesforce'],
  '@electric-sql/pglite': ['store'],
  kysely: ['store'],
  pg: ['store'],
  'pg-boss': ['jobs'],
  express: ['http'],
  'express-rate-limit': ['http'],
  helmet: ['http'],
  pino: ['log'],
};

/** Who gets a log handed in may name its type. */
const MAY_NAME_THE_LOG = ['exchange', 'salesforce', 'store', 'sync', 'jobs', 'http', 'startup'];

/** What the pure core may take from outside, and where. */
const CORE_MAY_USE: Readonly<Record<string, string>> = {
  'node:crypto': 'connector/src/core/hash.ts',
  'temporal-polyfill': 'connector/src/core/time/',
  'windows-iana': 'connector/src/core/time/',
};

interface Import {
  readonly file: string;
  readonly line: number;
  /** Path in the repository for a relative import, else the package. */
  readonly target: string;
  readonly isRelative: boolean;
  /** Nothing of it is left at run time: `import type …`. */
  readonly isType: boolean;
}

export function layerFindings(files: readonly SourceFile[]): Finding[] {
  return files.flatMap(importsOf).flatMap((found) => {
    const what = complaintAbout(found);
    return what === null ? [] : [{ file: found.file, line: found.line, what }];
  });
}

function importsOf(source: SourceFile): Import[] {
  const { file, text } = source;
  const typeOnly = new Set(parse(source).statements.flatMap((statement) => typeImportOf(statement) ?? []));
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => {
    const isRelative = fileName.startsWith('.');
    const target = isRelative ? posix.join(posix.dirname(file), fileName) : packageOf(fileName);
    return { file, line: text.slice(0, pos).split('\n').length, target, isRelative, isType: typeOnly.has(fileName) };
  });
}

function typeImportOf(statement: ts.Statement): string | null {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return null;
  return statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? statement.moduleSpecifier.text : null;
}

/** `@scope/name/deep` → `@scope/name`; `node:fs/promises` stays as it is. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@')
    ? parts.slice(0, 2).join('/')
    : specifier.startsWith('node:')
      ? specifier
      : (parts[0] ?? '');
}

function complaintAbout(found: Import): string | null {
  return acrossWorkspaces(found) ?? (isTest(found.file) ? null : (acrossLayers(found) ?? outOfItsHome(found)));
}

/** Connector and emulator meet on the wire only; the connector's tests may start the emulator. */
function acrossWorkspaces({ file, target }: Import): string | null {
  const reaches = (name: string): boolean => target === `@exchange-sync/${name}` || target.startsWith(`${name}/`);
  if (file.startsWith('emulator/') && reaches('connector')) return 'the emulator imports the connector';
  const isConnector = file.startsWith('connector/') && !file.startsWith('connector/test/');
  return isConnector && reaches('emulator') ? 'the connector imports the emulator' : null;
}

function acrossLayers({ file, target, isRelative, isType }: Import): string | null {
  const from = layerOf(file);
  if (from === null || from === 'main') return null;
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) return `${from} has no place in connector/test/tidy/layers.ts`;
  if (isRelative) {
    const to = layerOf(target);
    if (to === 'log' && isType && MAY_NAME_THE_LOG.includes(from)) return null;
    return to !== null && allowed.includes(to) ? null : `${from} imports ${to ?? target}`;
  }
  if (from !== 'core' && from !== 'ports') return null;
  const place = CORE_MAY_USE[target];
  return place !== undefined && file.startsWith(place) ? null : `${from} imports ${target}`;
}

function outOfItsHome({ file, target, isRelative }: Import): string | null {
  const from = layerOf(file);
  if (from === null || from === 'main' || isRelative) return null;
  const homes = HOMES[target];
  return homes === undefined || homes.includes(from)
    ? null
    : `${from} imports ${target}, which belongs to ${homes.join()}`;
}

/** The first folder below connector/src, or the name of a file right there; null outside. */
function layerOf(file: string): string | null {
  return /^connector\/src\/([^/.]+)/.exec(file)?.[1] ?? null;
}
