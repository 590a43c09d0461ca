// First meeting of events: which Exchange event is which Salesforce event of the same person? By our key, else by the
// same subject, start and end. Pure, independent of the order of items; each record is given once. Rule:
// docs/sync-rules.md; law P13.
import type { ExchangeEventId, SalesforceEventId } from '../model.js';
import { groupedBy } from '../group.js';
import { compareText } from '../text/order.js';

export interface UnlinkedEvent {
  readonly id: ExchangeEventId;
  readonly meetingKey: string;
  /** Subject and times as one text, or a hash of them; '' where it must not be found by them. */
  readonly content: string;
}

export interface EventCandidate {
  readonly id: SalesforceEventId;
  /** Our key on the record, '' where it has none. */
  readonly key: string;
  readonly content: string;
  readonly isMine: boolean;
}

export type EventMatch =
  | { readonly kind: 'pair'; readonly salesforceId: SalesforceEventId; readonly foundBy: 'key' | 'content' }
  /** The record with its key belongs to somebody else. */
  | { readonly kind: 'colleagues' }
  /** The record with its key was given to another copy in this mailbox. */
  | { readonly kind: 'copy' }
  | { readonly kind: 'alone' };

export function matchEvents(
  events: readonly UnlinkedEvent[],
  candidates: readonly EventCandidate[],
): ReadonlyMap<ExchangeEventId, EventMatch> {
  const byKey = new Map<string, EventCandidate>();
  const sorted = [...candidates].sort((a, b) => compareText(a.id, b.id));
  const mineWithoutKey = sorted.filter(({ isMine, key }) => isMine && key === '');
  const byContent = groupedBy(mineWithoutKey, ({ content }) => content);
  for (const candidate of sorted) {
    const known = byKey.get(candidate.key);
    // One's own record goes before a colleague's of the same meeting.
    if (candidate.key !== '' && (known === undefined || (!known.isMine && candidate.isMine))) {
      byKey.set(candidate.key, candidate);
    }
  }
  const matches = new Map<ExchangeEventId, EventMatch>();
  const taken = new Set<string>();
  for (const event of [...events].sort((a, b) => compareText(a.id, b.id))) {
    matches.set(event.id, matchOne(event, byKey.get(event.meetingKey), byContent.get(event.content) ?? [], taken));
  }
  return matches;
}

function matchOne(
  event: UnlinkedEvent,
  keyed: EventCandidate | undefined,
  alike: readonly EventCandidate[],
  taken: Set<string>,
): EventMatch {
  if (taken.has(event.meetingKey)) return { kind: 'copy' };
  taken.add(event.meetingKey);
  if (keyed !== undefined) {
    return keyed.isMine ? { kind: 'pair', salesforceId: keyed.id, foundBy: 'key' } : { kind: 'colleagues' };
  }
  const found = alike.find(({ id }) => !taken.has(id));
  if (found === undefined) return { kind: 'alone' };
  taken.add(found.id);
  return { kind: 'pair', salesforceId: found.id, foundBy: 'content' };
}
