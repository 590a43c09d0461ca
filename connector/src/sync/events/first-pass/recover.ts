// Writes whose end is not known: after a crash, or when no answer came. They are looked up and judged before anything
// is planned, at the earliest when Salesforce has had time to show them. What is found out is committed at once, row
// and memory together, and then the ordinary rules do the rest. Rule: docs/sync-rules.md, "Writes whose end is not
// known".
import { success, type Outcome } from '../../../core/failure.js';
import type { ExchangeEventId } from '../../../core/model.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { MeetingClaim } from '../../../ports/store.js';
import { commit, together } from '../../part/commit.js';
import type { AccessGetter } from '../../part/part.js';
import { sortedRows } from '../../part/sent.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import { noticeLateWrites } from './late-writes.js';
import { judgeChanges } from './judge-changes.js';
import { lookUpCreates } from './look-up-creates.js';

export interface RecoveredMeetings {
  /** Writes that were found not carried out and may still land. */
  readonly spent: readonly SentRow[];
  readonly openSent: number;
  /** To be looked at in this run, whether they changed or not. */
  readonly again: readonly ExchangeEventId[];
  /** Not to be written in this run: it is too early to know. */
  readonly busy: ReadonlySet<ExchangeEventId>;
}

export async function recoverMeetings(
  run: ReadyEventRun,
  access: AccessGetter<EventAccess>,
): Promise<Outcome<RecoveredMeetings>> {
  const { store, tuning } = run.services;
  const { open, spent, due, toDrop } = sortedRows(run, await store.sentRows(run.person));
  const claims = await store.openMeetings(run.person);
  const isOld = ({ begunAtMs }: MeetingClaim): boolean => begunAtMs + tuning.inDoubtWaitMs <= run.startedAtMs;
  const withRow = new Set(open.map(eventOf));
  // Claimed, and cut off before anything was written down. A claim of an older release has no row either.
  const bare = claims.filter(({ exchangeId }) => !withRow.has(exchangeId));
  const bareAndDue = bare.filter(isOld);
  const asked = [...due, ...spent, ...bareAndDue].length > 0 ? await access() : null;
  if (asked?.ok === false) return asked;
  const found = { claims, bare: bareAndDue };
  const creates = await lookUpCreates(run, asked?.value ?? null, due.filter(isCreate), found);
  if (!creates.ok) return creates;
  const others = due.filter((row) => !isCreate(row));
  const changes = await judgeChanges(run, asked?.value ?? null, others, { spent, claims });
  if (!changes.ok) return changes;
  const late = await noticeLateWrites(run, asked?.value ?? null, spent);
  if (!late.ok) return late;
  const judged = [creates.value, changes.value, late.value];
  if (asked !== null || toDrop.length > 0) {
    await commit(run, together([...judged.map((one) => one.changes), { endedSent: toDrop }]));
  }
  const known = new Set(judged.flatMap((one) => one.known));
  const stillOpen = open.filter((row) => !known.has(row));
  const waiting = [...stillOpen.map(eventOf), ...bare.filter((one) => !isOld(one)).map(idOf)];
  return success({
    spent,
    openSent: stillOpen.length,
    again: [...[...known].map(eventOf), ...bareAndDue.map(idOf)],
    busy: new Set(waiting),
  });
}

function isCreate({ kind }: SentRow): boolean {
  return kind === 'create';
}

function eventOf({ ids }: SentRow): ExchangeEventId {
  return (ids.exchange ?? '') as ExchangeEventId;
}

function idOf({ exchangeId }: MeetingClaim): ExchangeEventId {
  return exchangeId;
}
