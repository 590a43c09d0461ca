// Records of which it is to be found out what our writes did to them. Nobody reads them otherwise
// (docs/decisions/0011).
import type { EventField } from '../../../core/event/fields.js';
import { salesforceEventFromRow } from '../../../core/event/salesforce-event.js';
import { success, type Outcome } from '../../../core/failure.js';
import type { SalesforceEventId } from '../../../core/model.js';
import type { SeenRecord } from '../../../core/sent/judge.js';
import type { EventAccess } from '../context.js';

export type SeenEvent = Omit<SeenRecord<EventField>, 'version'>;

/** By id; what is deleted or cannot be seen is missing. */
export async function seeRecords(
  { org, fieldsToRead }: EventAccess,
  ids: readonly SalesforceEventId[],
): Promise<Outcome<ReadonlyMap<string, SeenEvent>>> {
  const read = await org.readEvents([...new Set(ids)], [...fieldsToRead, 'SystemModstamp']);
  if (!read.ok) return read;
  const there = read.value.filter(({ IsDeleted }) => IsDeleted !== true);
  return success(
    new Map(
      there.map((record) => {
        const modifiedAtMs = Date.parse(String(record['SystemModstamp']));
        return [
          record.Id,
          { record: 'there', modifiedAtMs, write: null, values: salesforceEventFromRow(record).values },
        ];
      }),
    ),
  );
}
