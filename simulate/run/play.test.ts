// That a play finds nothing where nothing goes wrong, that it is the same each time, and that it looks at both sides.
import { describe, expect, it } from '@jest/globals';
import type { Rules } from '../model/rules.js';
import { drawStory } from '../world/draw.js';
import type { Step, Story } from '../world/story.js';
import { Play } from './play.js';

const rules: Rules = {
  direction: 'BothWays',
  conflict: 'SalesforceWins',
  firstLink: 'LeaveBoth',
  deletedIn: { Salesforce: 'DeleteOtherCopy', Exchange: 'DeleteOtherCopy' },
};

function storyOf(steps: readonly Step[]): Story {
  const world = { origin: 'seed', seed: 1, people: [rules], owners: [0] } as const;
  return { ...world, formatsPhones: false, ignoresIfMatch: false, steps };
}

const made: Step = { kind: 'act', act: { kind: 'make', contact: 0, side: 'Exchange', values: { Title: 'D0' } } };
const edited: Step = {
  kind: 'act',
  act: { kind: 'edit', contact: 0, side: 'Salesforce', field: 'Title', value: 'D1' },
};

describe('a play of a story', () => {
  it('finds nothing where people only act while the connector rests', async () => {
    const { findings, told } = await Play.of(storyOf([made, { kind: 'rest' }, edited, { kind: 'rest' }]));
    expect(findings).toEqual([]);
    expect(told).toContain('  the connector: PATCH /users/{user}/contacts/{contact}, ContactA');
  });

  it('finds nothing where the process dies and nobody acts meanwhile', async () => {
    const killed = { of: 'writes', nth: 1, phase: 'after', acts: [], trouble: 'kill' } as const;
    const { findings, told } = await Play.of(storyOf([made, { kind: 'run', meanwhile: [killed] }]));
    expect(findings).toEqual([]);
    expect(told).toContain('  trouble: kill');
  });

  it('is the same each time', async () => {
    const first = await Play.of(drawStory(17));
    expect(await Play.of(drawStory(17))).toEqual(first);
  });
});
