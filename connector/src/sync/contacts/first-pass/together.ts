// What a delta and a full listing hand on in the same way: in which order entries come, and what becomes void.
import type { ItemRef } from '../../../ports/store.js';
import { withoutRepeats, type ContactReading, type Entry, type LeftEntry, type Work } from './entries.js';
import { intentsOfGone, type Recovered } from './recover.js';

/** A new pair goes before the removal of the half whose place it takes: then nothing is deleted. */
export function pairsFirst(linked: readonly Entry[], others: readonly Entry[]): readonly Entry[] {
  const isPair = ({ kind }: Entry): boolean => kind === 'found';
  return [...others.filter(isPair), ...linked, ...others.filter((entry) => !isPair(entry))];
}

/** What was begun and recovered goes first of all. */
export function readingOf(
  recovered: Recovered,
  entries: readonly Entry[],
  read: Pick<ContactReading, 'cursor' | 'wasFullListing'> & {
    readonly changeSeq: number;
    readonly vanished: readonly ItemRef[];
  },
): ContactReading {
  const all = withoutRepeats([...recovered.entries, ...entries]);
  return {
    ...read,
    entries: all.filter((entry): entry is Work => entry.kind !== 'left'),
    left: all.filter((entry): entry is LeftEntry => entry.kind === 'left'),
    intentsToDrop: [...recovered.intentsToDrop, ...intentsOfGone(recovered, read.vanished)],
  };
}
