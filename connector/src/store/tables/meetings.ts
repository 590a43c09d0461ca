// Meetings: whose event in Salesforce a meeting becomes, whoever else attends it. One row a meeting; the first run that
// claims it has it. Rows are always locked in the order of their keys, and after links, so that two who want the
// same ones never wait for each other. Must never take a meeting away from somebody.
import { type RawBuilder, sql } from 'kysely';
import type { ExchangeEventId, PersonId } from '../../core/model.js';
import type { MeetingClaim, RunCommit } from '../../ports/store.js';
import { withinRun } from '../postgres/fence.js';
import { pack, packMeetingKey, unpack, unpackMeetingKey } from '../postgres/packed.js';
import { hex, recordset } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db } from '../postgres/tables.js';

export function claimMeetings(
  db: Db,
  person: PersonId,
  runNo: number,
  claims: readonly MeetingClaim[],
): Promise<ReadonlySet<string> | null> {
  // The last word on a meeting counts.
  const byKey = new Map(claims.map((claim) => [claim.meetingKey, claim]));
  const wanted = [...byKey.values()].map((claim) => ({
    meeting_key: hex(packMeetingKey(claim.meetingKey)),
    exchange_id: hex(pack(claim.exchangeId)),
    begun_at_ms: claim.begunAtMs,
  }));
  return withinRun(db, person, runNo, async (transaction, personNo) => {
    if (wanted.length === 0) return new Set<string>();
    const { rows } = await sql<{ meeting_key: Uint8Array }>`
      insert into meeting as known (person_no, meeting_key, exchange_id, begun_at_ms)
      select ${personNo}::integer, given.*
      from ${recordset(wanted, 'meeting_key bytea, exchange_id bytea, begun_at_ms bigint')}
      order by given.meeting_key
      on conflict (meeting_key) do update set
        exchange_id = excluded.exchange_id, begun_at_ms = excluded.begun_at_ms
        where known.person_no = excluded.person_no
      returning known.meeting_key`.execute(transaction);
    return new Set(rows.map((row) => unpackMeetingKey(row.meeting_key)));
  });
}

export async function openMeetings(db: Db, person: PersonId): Promise<readonly MeetingClaim[]> {
  const rows = await db
    .selectFrom('meeting')
    .select(['meeting_key', 'exchange_id', 'begun_at_ms'])
    .where('person_no', '=', personNo(person))
    .where('begun_at_ms', 'is not', null)
    .orderBy('begun_at_ms')
    .orderBy('meeting_key')
    .$narrowType<{ begun_at_ms: number }>()
    .execute();
  return rows.map((row) => ({
    meetingKey: unpackMeetingKey(row.meeting_key),
    exchangeId: unpack(row.exchange_id) as ExchangeEventId,
    begunAtMs: row.begun_at_ms,
  }));
}

/** A meeting of somebody else is left alone. One that is both settled and released is released. */
export async function changeMeetings(
  transaction: Db,
  personNo: number,
  { settledMeetings = [], releasedMeetings = [] }: RunCommit,
): Promise<void> {
  if (settledMeetings.length > 0) {
    await sql`
      update meeting set begun_at_ms = null where meeting_key in (${ownMeetings(personNo, settledMeetings)})
    `.execute(transaction);
  }
  if (releasedMeetings.length > 0) {
    await sql`
      delete from meeting where meeting_key in (${ownMeetings(personNo, releasedMeetings)})`.execute(transaction);
  }
}

/** Of links that are gone: each goes to whoever comes next, unless its person has another link of the meeting. */
export async function giveBackMeetings(
  transaction: Db,
  gone: readonly { readonly person_no: number; readonly meeting_key: Uint8Array | null }[],
): Promise<void> {
  const rows = gone.flatMap(({ person_no, meeting_key: key }) =>
    key === null ? [] : [{ person_no, meeting_key: hex(key) }],
  );
  if (rows.length === 0) return;
  await sql`
    delete from meeting where meeting_key in (
      select meeting.meeting_key
      from ${recordset(rows, 'person_no integer, meeting_key bytea')}
      join meeting on meeting.meeting_key = given.meeting_key and meeting.person_no = given.person_no
      where not exists (
        select from link where link.person_no = given.person_no and link.meeting_key = given.meeting_key
      )
      order by meeting.meeting_key for update of meeting
    )`.execute(transaction);
}

function ownMeetings(personNo: number, keys: readonly string[]): RawBuilder<unknown> {
  return sql`
    select meeting_key from meeting
    where meeting_key = any(${keys.map(packMeetingKey)}::bytea[]) and person_no = ${personNo}
    order by meeting_key for update`;
}
