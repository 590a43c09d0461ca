// Every unverified fact of the emulator is a switch; docs/first-real-run.md says of each what to do about it.
import { describe, expect, it } from '@jest/globals';
import { defaultSwitches } from '../../../emulator/src/exchange/switches.js';
import { switchNames } from '../../../emulator/src/salesforce/switches.js';
import { readPage } from '../support/tables.js';

describe('the page on the first real run', () => {
  const page = readPage('first-real-run.md');
  const named = [...page.matchAll(/`([a-z]\w+)`/g)].map((match) => match[1] ?? '');

  it('names every switch of the emulated Exchange', () => {
    expect(Object.keys(defaultSwitches).filter((name) => !named.includes(name))).toEqual([]);
  });

  it('names every switch of the emulated Salesforce', () => {
    expect(switchNames().filter((name) => !named.includes(name))).toEqual([]);
  });

  it('names no switch in its tables that there is not', () => {
    const cells = [...page.matchAll(/^\|(?:[^|\n]*\|){3}([^|\n]*)\|/gm)].flatMap(
      (match) => match[1]?.match(/`(\w+)`/g)?.map((text) => text.slice(1, -1)) ?? [],
    );
    expect(cells.length).toBeGreaterThan(30);
    expect(cells.filter((name) => !Object.hasOwn(defaultSwitches, name) && !switchNames().includes(name))).toEqual([]);
  });
});
