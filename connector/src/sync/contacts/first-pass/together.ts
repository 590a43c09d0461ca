// What a delta and a full listing hand on in the same way: in which order entries come, and what becomes void.
import type { ItemRef } from '../../../ports/store.js';
import {
  exchangeIdOf,
  salesforceIdOf,
  withoutRepeats,
  type ContactReading,
  type Entry,
  type LeftEntry,
  type Work,
} from './entries.js';
import type { Recovered } from './recover.js';

/** A new pair goes before the removal of the half whose place it takes: then nothing is deleted. */
export function pairsFirst(linked: readonly Entry[], others: readonly Entry[]): readonly Entry[] {
  const isPair = ({ kind }: Entry): boolean => kind === 'found';
  return [...others.filter(isPair), ...linked, ...others.filter((entry) => !isPair(entry))];
}

/** What was recovered goes first of all, and pairs that are to be looked at again go last: what was noticed counts. */
export function readingOf(
  recovered: Recovered,
  entries: readonly Entry[],
  read: Pick<ContactReading, 'cursor' | 'wasFullListing'> & {
    readonly changeSeq: number;
    readonly vanished: readonly ItemRef[];
  },
): ContactReading {
  const all = withoutRepeats([
    ...recovered.entries,
    ...entries.map((entry) => lookedAtAgain(recovered, entry)),
    ...recovered.judged,
  ]).filter((entry) => !isBusy(recovered, entry));
  return {
    ...read,
    entries: all.filter((entry): entry is Work => entry.kind !== 'left'),
    left: all.filter((entry): entry is LeftEntry => entry.kind === 'left'),
    ...{ sentToDrop: recovered.sentToDrop, spent: recovered.spent, openSent: recovered.openSent },
  };
}

/** The memory of the pair was changed by a verdict: both halves are read, whatever was noticed. */
function lookedAtAgain({ judged }: Recovered, entry: Entry): Entry {
  if (entry.kind !== 'linked') return entry;
  const found = judged.find(({ exchangeId }) => exchangeId === entry.exchangeId);
  if (found === undefined) return entry;
  const isQuiet = (noticed: string): boolean => noticed === 'same' || noticed === 'recheck';
  return {
    ...entry,
    exchange: isQuiet(entry.exchange) ? found.exchange : entry.exchange,
    salesforce: isQuiet(entry.salesforce) ? found.salesforce : entry.salesforce,
  };
}

/** Its last write may still be on its way. The row of the write brings the item back once it can be judged. */
function isBusy({ busyItems }: Recovered, entry: Entry): boolean {
  return [exchangeIdOf(entry), salesforceIdOf(entry)].some((id) => id !== null && busyItems.has(id));
}
