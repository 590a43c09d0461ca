// Stories that ever failed, each with what happened. They are kept whole, for what a seed draws changes with the
// drawing, and played first whatever else is asked for.
import { readdirSync, readFileSync } from 'node:fs';
import type { Story } from './world/story.js';

const folder = new URL('known/', import.meta.url);

export interface KnownStory {
  /** What happened to somebody. */
  readonly what: string;
  readonly story: Story;
}

export function knownStories(): readonly KnownStory[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return files.map((file) => {
    const known = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as KnownStory;
    return { ...known, story: { ...known.story, origin: 'known' } };
  });
}
