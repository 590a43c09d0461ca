// The command: plays seeds, shrinks what fails, tells it. `--seeds N` from `--from S`, or one `--seed S` with its whole
// story. Exit code 1 where anything failed.
import { argv, exit } from 'node:process';
import { parseArgs } from 'node:util';
import { Play, type Played } from './run/play.js';
import { shrink } from './shrink.js';
import { tellStory } from './tell.js';
import { drawStory } from './world/draw.js';
import type { Story } from './world/story.js';

export async function main(): Promise<void> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      seeds: { type: 'string', default: '100' },
      from: { type: 'string', default: '1' },
      every: { type: 'string', default: '1' },
      seed: { type: 'string' },
      'no-shrink': { type: 'boolean', default: false },
    },
  });
  const failed = values.seed === undefined ? await many(values) : await one(Number(values.seed));
  exit(failed > 0 ? 1 : 0);
}

async function many(options: { seeds: string; from: string; every: string; 'no-shrink': boolean }): Promise<number> {
  const seeds = Array.from(
    { length: Number(options.seeds) },
    (_, index) => Number(options.from) + index * Number(options.every),
  );
  const undecidable: Record<string, number> = {};
  let failed = 0;
  for (const seed of seeds) {
    const story = drawStory(seed);
    const played = await playSafely(story);
    for (const [why, number] of Object.entries(played.undecidable)) undecidable[why] = (undecidable[why] ?? 0) + number;
    const [finding] = played.findings;
    if (finding === undefined) continue;
    failed += 1;
    if (options['no-shrink']) {
      console.log(`seed ${seed}: ${played.findings.map(({ law, says }) => `${law} ${says}`).join('; ')}`);
      continue;
    }
    const shortest = await shrink(story, finding.law, playSafely);
    console.log(`\n${tellStory(shortest, await playSafely(shortest), false)}`);
  }
  console.log(
    `\n${seeds.length - failed} passed, ${failed} failed; not to be decided from outside: ${JSON.stringify(undecidable)}`,
  );
  return failed;
}

async function one(seed: number): Promise<number> {
  const story = drawStory(seed);
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
