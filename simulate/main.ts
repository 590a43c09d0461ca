// The command: plays seeds, shrinks what fails, tells it. `--seeds N` from `--from S`, or one `--seed S` with its whole
// story. Exit code 1 where anything failed.
import { argv, exit } from 'node:process';
import { parseArgs } from 'node:util';
import { countLines } from './run/lines.js';
import { Play, type Played } from './run/play.js';
import { smallHistories, smallHistory, spread } from './exhaustive.js';
import { knownStories } from './known-stories.js';
import { knownRows } from './rows.js';
import { shrink } from './shrink.js';
import { tellStory } from './tell.js';
import { drawStory } from './world/draw.js';
import type { Story } from './world/story.js';

/** Making a story short takes as long as a hundred seeds: the first ones of a command only. */
const shrunkMax = 5;

export async function main(): Promise<void> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      seeds: { type: 'string' },
      from: { type: 'string', default: '1' },
      /** Which share of the stories is this process's: `0/2`. */
      part: { type: 'string', default: '0/1' },
      seed: { type: 'string' },
      exhaustive: { type: 'boolean', default: false },
      history: { type: 'string' },
      rows: { type: 'boolean', default: false },
      known: { type: 'boolean', default: true },
      shrink: { type: 'boolean', default: true },
      /** Ends with the first one that fails. */
      first: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  let failed: number;
  if (values.rows) failed = await playRows();
  else if (values.seed !== undefined) failed = await one(drawStory(Number(values.seed)));
  else if (values.history !== undefined) failed = await one(smallHistory(Number(values.history)));
  else {
    const count = Number(values.seeds ?? (values.exhaustive ? smallHistories : 100));
    const first = Number(values.from);
    const [share = 0, shares = 1] = values.part.split('/').map(Number);
    const seeds = Array.from({ length: count }, (_, index) => first + index);
    const known = values.known && !values.exhaustive ? knownStories().map(({ story }) => story) : [];
    const drawn = values.exhaustive ? spread(count).map(smallHistory) : seeds.map(drawStory);
    failed = await many({
      stories: [...known, ...drawn].filter((_, index) => index % shares === share),
      isShrunk: values.shrink,
      endsWithFirst: values.first,
    });
  }
  exit(failed > 0 ? 1 : 0);
}

interface Many {
  readonly stories: readonly Story[];
  readonly isShrunk: boolean;
  readonly endsWithFirst: boolean;
}

async function many({ stories, isShrunk, endsWithFirst }: Many): Promise<number> {
  const undecidable: Record<string, number> = {};
  const lines = countLines();
  let failed = 0;
  for (const [index, story] of stories.entries()) {
    if (index > 0 && index % 25 === 0) console.log(`${index} of ${stories.length} played, ${failed} failed`);
    const played = await playSafely(story);
    for (const [why, number] of Object.entries(played.undecidable)) undecidable[why] = (undecidable[why] ?? 0) + number;
    const [finding] = played.findings;
    if (finding === undefined) continue;
    failed += 1;
    const isShort = isShrunk && failed <= shrunkMax;
    const shortest = isShort ? await shrink(story, finding.law, playSafely) : story;
    console.log(`\n${tellStory(shortest, isShort ? await playSafely(shortest) : played, false)}`);
    if (endsWithFirst) break;
  }
  const apart = Object.entries(undecidable).map(([why, number]) => `${why} ${number}`);
  console.log(`\n${stories.length - failed} passed, ${failed} failed`);
  console.log(`not to be decided from outside, counted apart: ${apart.join(', ') || 'none'}`);
  console.log(`lines of the decision table: ${JSON.stringify(lines)}`);
  return failed;
}

async function playRows(): Promise<number> {
  let failed = 0;
  for (const { row, story } of knownRows) {
    const played = await playSafely(story);
    if (played.findings.length > 0) failed += 1;
    const says = played.findings.map(({ law, says: what }) => `${law}: ${what}`).join('; ');
    console.log(`${row}: ${says === '' ? 'is right' : says}`);
  }
  return failed;
}

async function one(story: Story): Promise<number> {
  const played = await playSafely(story);
  console.log(tellStory(story, played, true));
  return played.findings.length;
}

async function playSafely(story: Story): Promise<Played> {
  try {
    return await Play.of(story);
  } catch (error) {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { findings: [{ law: 'P1', pair: 'all', says }], undecidable: {}, told: [], calls: 0 };
  }
}
