// emulator/README.md documents the control interface; this compares it with the routes there are.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CONTROL_PATH, controlRoutes } from '../../src/control.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const documented = [...readme.matchAll(/`(GET|POST|PUT|DELETE) (\/_emulator\/\S+?)`/g)].map(
  ([, method, path]) => `${method ?? ''} ${path ?? ''}`,
);

describe('the README of the emulator', () => {
  it('names every route of the control interface, and no other', () => {
    const routes = controlRoutes.map(({ method, path }) => `${method} ${CONTROL_PATH}${path}`);
    expect([...new Set(documented)].sort()).toEqual([...routes].sort());
  });

  it('shows only examples that are JSON', () => {
    const examples = [...readme.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json ?? '');
    expect(examples.length).toBeGreaterThan(20);
    for (const example of examples) expect(() => JSON.parse(example) as unknown).not.toThrow();
  });
});
