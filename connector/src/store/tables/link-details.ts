// What a link of one object has and another has not: its columns, how they are written and how they are read. A column
// of another object is null.
import type { Selectable } from 'kysely';
import type { LinkDetails, NewLink } from '../../core/link.js';
import type { AccountId, SyncObject } from '../../core/model.js';
import { packMeetingKey, unpackMeetingKey } from '../postgres/packed.js';
import { hex } from '../postgres/recordset.js';
import type { LinkTable } from '../postgres/tables.js';

export const detailColumns = {
  account_id: 'text',
  was_in_reach: 'boolean',
  is_stamped: 'boolean',
  salesforce_written_at_ms: 'bigint',
  meeting_key: 'bytea',
  starts_at_ms: 'bigint',
  ends_at_ms: 'bigint',
} as const;

type Row = Selectable<LinkTable>;
type Given<Column extends keyof Row> = { readonly [Name in Column]: NonNullable<Row[Name]> };

/** The constraint `link_details` keeps what is promised here. */
export type RowOf<Object extends SyncObject> = Row &
  {
    Contact: Given<'was_in_reach' | 'is_stamped'>;
    Event: Given<'meeting_key' | 'starts_at_ms' | 'ends_at_ms'>;
  }[Object];

export function detailsOf(
  link: NewLink,
): Partial<Record<keyof typeof detailColumns, string | number | boolean | null>> {
  switch (link.object) {
    case 'Contact':
      return {
        ...{ account_id: link.accountId, was_in_reach: link.wasInReach, is_stamped: link.isStamped },
        salesforce_written_at_ms: link.salesforceWrittenAtMs,
      };
    case 'Event':
      return {
        meeting_key: hex(packMeetingKey(link.meetingKey)),
        starts_at_ms: link.startsAtMs,
        ends_at_ms: link.endsAtMs,
      };
  }
}

export const detailsFrom: { readonly [Object in SyncObject]: (row: RowOf<Object>) => LinkDetails[Object] } = {
  Contact: (row) => ({
    accountId: row.account_id as AccountId | null,
    wasInReach: row.was_in_reach,
    isStamped: row.is_stamped,
    salesforceWrittenAtMs: row.salesforce_written_at_ms,
  }),
  Event: (row) => ({
    meetingKey: unpackMeetingKey(row.meeting_key),
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
  }),
};
