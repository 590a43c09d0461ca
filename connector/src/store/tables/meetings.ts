// Meetings: whose event in Salesforce a meeting becomes, whoever else attends it. One row a meeting; the first run that
// claims it has it. Rows are always locked in the order of their keys, and after links, so that two who want the
// same ones never wait for each other. Must never take a meeting away from somebody.
import { type RawBuilder, sql } from 'kysely';
import type { ExchangeEventId } from '../../core/model.js';
import type { MeetingClaim, RunCommit, StorePort } from '../../ports/store.js';
import { withinRun } from '../postgres/fence.js';
import { pack, packMeetingKey, unpack, unpackMeetingKey } from '../postgres/packed.js';
import { columnNames, fieldsOf, recordset, type Db, type Packed } from '../postgres/tables.js';
import { personNo } from './scopes.js';

/** `begunAtMs`: when the create was begun; null when it has come to an end. */
const meetingColumns = { meetingKey: 'bytea', exchangeId: 'bytea', begunAtMs: 'bigint' };

export function meetingsOf(db: Db) {
  return {
    claimMeetings(person, runNo, claims) {
      // The last word on a meeting counts.
      const byKey = new Map(claims.map((claim) => [claim.meetingKey, claim]));
      const wanted = [...byKey.values()].map((claim) => ({
        ...claim,
        meetingKey: packMeetingKey(claim.meetingKey),
        exchangeId: pack(claim.exchangeId),
      }));
      return withinRun(db, person, runNo, async (transaction, personNo) => {
        if (wanted.length === 0) return new Set<string>();
        const { rows } = await sql<{ key: Uint8Array }>`
          insert into meeting as known (person_no, ${columnNames(meetingColumns)})
          select ${personNo}::integer, given.* from ${recordset(wanted, meetingColumns)}
          order by given.meeting_key
          on conflict (meeting_key) do update set
            exchange_id = excluded.exchange_id, begun_at_ms = excluded.begun_at_ms
            where known.person_no = excluded.person_no
          returning known.meeting_key as key`.execute(transaction);
        return new Set(rows.map((row) => unpackMeetingKey(row.key)));
      });
    },
    async openMeetings(person) {
      const { rows } = await sql<Packed<MeetingClaim, 'meetingKey' | 'exchangeId'>>`
        select ${fieldsOf(meetingColumns)} from meeting
        where person_no = ${personNo(person)} and begun_at_ms is not null
        order by begun_at_ms, meeting_key`.execute(db);
      return rows.map((row) => ({
        ...row,
        meetingKey: unpackMeetingKey(row.meetingKey),
        exchangeId: unpack(row.exchangeId) as ExchangeEventId,
      }));
    },
  } satisfies Partial<StorePort>;
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
  gone: readonly { readonly personNo: number; readonly meetingKey: Uint8Array | null }[],
): Promise<void> {
  const rows = gone.filter((link) => link.meetingKey !== null);
  if (rows.length === 0) return;
  await sql`
    delete from meeting where meeting_key in (
      select meeting.meeting_key
      from ${recordset(rows, { personNo: 'integer', meetingKey: 'bytea' })}
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
