// From the outcomes of a chunk to its one commit. What each action leaves behind is decided in remember.ts.
import { together } from '../../part/commit.js';
import { earlierFindings } from '../../part/findings.js';
import type { Commit } from '../../part/part.js';
import { hasEnded } from '../../part/sent.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import { eventRef } from '../first-pass/entries.js';
import type { LoadedEvent } from './load.js';
import { remember } from './remember.js';
import type { SentEvent, SentEvents } from './send.js';

/** `isHeld`: a brake holds deletes; what was emptied is deleted later. */
export async function settleEvents(
  run: ReadyEventRun,
  _access: EventAccess,
  loaded: readonly LoadedEvent[],
  { events }: SentEvents,
  isHeld: boolean,
): Promise<Commit> {
  const earlier = await earlierFindings(
    run,
    loaded.map(({ entry }) => eventRef(entry.exchangeId)),
  );
  return together([...events.map((one) => remember(run, earlier, one, isHeld)), { endedSent: events.flatMap(ended) }]);
}

/** Rows of writes that were answered, or were never sent. */
function ended({ rows, record, removal }: SentEvent): readonly string[] {
  const both = [
    [rows.record, record],
    [rows.removal, removal],
  ] as const;
  return both.flatMap(([row, outcome]) => {
    const isEnded = row !== undefined && (outcome === undefined || hasEnded(row, outcome));
    return isEnded ? [row.id] : [];
  });
}
