// Looks for words that must not stay in the repository: secrets, addresses of package registries, paths of one
// machine, marks of unfinished work. `node scripts/check-text.mjs` lists them and fails. It must never print what it
// found: that may be the secret itself. (A bracket around one letter, as in `[T]`, keeps a pattern from finding
// itself.)
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { lineAt, textFiles } from './check-files.mjs';

/** @typedef {{ name: string, pattern: RegExp, appliesTo?: RegExp }} Rule `appliesTo` is matched with the path */
/** @typedef {{ file: string, line: number, rule: string }} Finding */

/** @type {readonly Rule[]} */
export const RULES = [
  { name: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\\[rn]|\s)*[A-Za-z0-9+/]{40}/g },
  { name: 'a signed token', pattern: /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/g },
  { name: 'a Salesforce session', pattern: /\b00D[A-Za-z0-9]{12,15}![\w.]{40,}/g },
  {
    name: 'a key of a service',
    pattern: /\b(?:AKIA[0-9A-Z]{16}|(?:gh[pousr]|npm)_[A-Za-z0-9]{36,}|xox[abp]-[\w-]{20,})\b/g,
  },
  {
    name: 'a password of a database that is not local',
    pattern:
      /\bpostgres(?:ql)?:\/\/[^\s:@/'"`]+:[^\s@/'"`]+@(?!localhost\b|127\.|\$\{|host\b|[\w.-]*example\b)[\w.-]+/g,
  },
  {
    name: 'the address of a package registry',
    pattern: /\b(?:registry\.(?:[\w-]+\.)+(?:com|dev|internal|io|local|net|org)|deb\.debian\.org|pypi\.org)\b/gi,
  },
  {
    name: 'a path of one machine',
    pattern: /(?<![\w.~/:-])\/(?:work|root|home\/\w+|Users\/\w+)\/[\w.]|\b[A-Z]:\\Users\\/g,
  },
  { name: 'a mark of unfinished work', pattern: /\b(?:[T]ODO|[F]IXME)\b/g },
  { name: 'a mark of an unfinished merge', pattern: /^(?:<{7}|>{7}) /gm },
  {
    name: 'a test singled out or skipped',
    pattern: /\b(?:describe|it|test)\s*\.\s*(?:only|skip|todo|failing)\b|\b(?:fdescribe|xdescribe|xit|xtest)\s*\(/g,
    appliesTo: /\.test\.(?:ts|mjs|js)$|\/test\/|\/__tests__\//,
  },
];

/**
 * @param {import('./check-files.mjs').TextFile} file
 * @returns {Finding[]}
 */
export function findingsIn({ file, text }) {
  return RULES.filter(({ appliesTo }) => appliesTo === undefined || appliesTo.test(file)).flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map(({ index }) => ({ file, line: lineAt(text, index), rule: name })),
  );
}

/**
 * @param {string} root
 * @returns {Finding[]}
 */
export function findingsBelow(root) {
  return textFiles(root).flatMap(findingsIn);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const findings = findingsBelow(fileURLToPath(new URL('..', import.meta.url)));
  for (const { file, line, rule } of findings) console.error(`${file}:${line} holds ${rule}`);
  console.log(`${findings.length} words that must not stay`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
