// The page about the demo lists the scenes that there are.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { firstSyncTitle } from './first-sync.js';
import { steps } from './steps.js';

it('docs/demo.md lists the scenes of the story in their order', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/demo.md', import.meta.url)), 'utf8');
  const listed = [...page.matchAll(/^\| (\d+) +\| (.+?) +\|$/gm)].map(([, number, title]) => `${number} ${title}`);
  const titles = [firstSyncTitle, ...steps.map(({ title }) => title)];
  expect(listed).toEqual(titles.map((title, index) => `${index + 1} ${title}`));
});
