import { describe, expect, it } from '@jest/globals';
import { hasher } from '../../../test/support/contacts.js';
import { memoryIn } from '../hash.js';
import { sentHashes } from '../sent/memory.js';
import type { SentRow } from '../sent/row.js';
import type { SentVerdict } from '../sent/verdict.js';
import { eventFieldNames, eventFormVersion, eventTable, type EventField, type EventValues } from './fields.js';
import { eventMemoryAfterSent } from './sent-memory.js';

const item = hasher.forItem('memory key');

function rowOf(written: EventValues): SentRow {
  const names = eventFieldNames.filter((field) => written[field] !== undefined);
  return {
    ...{ id: 'w', person: 'p' as SentRow['person'], object: 'Event', side: 'salesforce', kind: 'update', linkId: 1 },
    ...{ ids: { salesforce: 's', exchange: 'e' }, memoryKey: 'memory key', attempt: 1, begunAtMs: 0, baseVersion: '' },
    ...{ formVersion: eventFormVersion, state: 'open' },
    ...sentHashes(eventTable, item, { sent: written, source: written, written: names }),
  };
}

const before = sentHashes(eventTable, item, {
  sent: { Times: 'old times', Subject: 'old', Location: 'old', Private: '0' },
  source: {},
  written: [],
}).sent;

/** What is remembered of each of these fields after the verdict. */
function after(written: EventValues, verdict: SentVerdict): Partial<Record<EventField, string>> {
  const memory = eventMemoryAfterSent(rowOf(written), before, verdict, item);
  const said: EventValues[] = [written, { Times: 'old times', Subject: 'old', Location: 'old', Private: '0' }];
  const named = ['Times', 'Subject', 'Location', 'Private'] as const;
  return Object.fromEntries(
    named.map((field) => {
      const found = memoryIn(eventTable, memory, field);
      if (found.kind !== 'hash') return [field, found.kind];
      const value = said
        .map((values) => values[field])
        .find((one) => {
          return one !== undefined && Buffer.compare(item.fieldHash(field, one), found.hash) === 0;
        });
      return [field, value ?? 'something else'];
    }),
  );
}

describe('what is remembered of an event after the verdict on a write', () => {
  const old = { Times: 'old times', Subject: 'old', Location: 'old', Private: '0' };

  it.each<[SentVerdict, EventValues, Partial<Record<EventField, string>>]>([
    ['done', { Subject: 'new' }, { ...old, Subject: 'new' }],
    ['notDone', { Subject: 'new' }, old],
    // What people may have written there stays.
    ['unknown', { Subject: 'new' }, { ...old, Subject: 'new' }],
    // Nobody shall go to a meeting at a time that was called off.
    ['unknown', { Times: 'new times', Subject: 'new' }, { ...old, Times: 'unknown', Subject: 'new' }],
    // What was hidden is hidden in any case.
    ['unknown', { Subject: 'Busy', Private: '1' }, { ...old, Subject: 'unknown', Private: 'unknown' }],
  ])('%s, of %j', (verdict, written, expected) => {
    expect(after(written, verdict)).toEqual(expected);
  });
});
