// Icons that tabs, pages and components name: a name that does not exist shows as an empty square and says nothing.
// They are looked up in Salesforce's design system.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lineAt } from '../check-files.mjs';
import { nothingToCheck, report } from './findings.mjs';
import { toolPath } from './tools.mjs';

const SETS = ['action', 'custom', 'doctype', 'standard', 'utility'];
const ICON = new RegExp(`['">](${SETS.join('|')}):([A-Za-z0-9_]+)['"<]`, 'g');
const SOURCES = /\/lwc\/[^/]+\/[^/]+\.(?:html|js)$|\.(?:flexipage|quickAction|tab|app)-meta\.xml$/;
/** `<motif>Custom57: Building Block</motif>` of a tab is the icon custom57. */
const MOTIF = /<motif>Custom(\d+): [^<]+<\/motif>/g;
const ANY_MOTIF = /<motif>([^<]*)<\/motif>/g;

/** @type {import('./findings.mjs').Check} */
export const icons = { name: 'Icons exist', run };

/**
 * @param {import('./project.mjs').Project} project
 * @returns {import('./findings.mjs').Report}
 */
function run({ files }) {
  const known = knownIcons();
  /** @type {import('./findings.mjs').Finding[]} */
  const findings = [];
  let seen = 0;
  for (const { file, text } of files.filter((source) => SOURCES.test(source.file))) {
    const named = [
      ...[...text.matchAll(ICON)].map(({ index, 1: set, 2: name }) => ({ index, icon: `${set}:${name}` })),
      ...[...text.matchAll(MOTIF)].map(({ index, 1: number }) => ({ index, icon: `custom:custom${number}` })),
    ];
    seen += named.length;
    for (const { index, icon } of named.filter((one) => !known.has(one.icon))) {
      const remedy = 'Choose one of the icons of the Lightning Design System';
      findings.push({ file, line: lineAt(text, index), problem: `${icon} is no icon`, remedy });
    }
    for (const { index, 0: element, 1: motif } of text.matchAll(ANY_MOTIF)) {
      if (element.replace(MOTIF, '') === '') continue;
      const remedy = 'Write it as in <motif>Custom57: Building Block</motif>';
      findings.push({ file, line: lineAt(text, index), problem: `"${motif}" is no icon of a tab`, remedy });
    }
  }
  if (seen + findings.length === 0) return nothingToCheck('no icons yet');
  return report(`${seen} icons`, findings);
}

/** @returns {Set<string>} `utility:sync` … */
function knownIcons() {
  const folder = join(dirname(toolPath('@salesforce-ux/design-system/package.json')), 'assets', 'icons');
  return new Set(
    SETS.flatMap((set) =>
      readdirSync(join(folder, set))
        .filter((file) => file.endsWith('.svg'))
        .map((file) => `${set}:${file.slice(0, -'.svg'.length)}`),
    ),
  );
}
