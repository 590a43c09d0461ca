// What was changed or deleted between two times, for clients that replicate: the last 30 and 15 days.
// Evidence: notes.md, "Change windows".
import { isVisible } from '../access/sharing.js';
import { refusal } from '../errors.js';
import { formatInstant, parseInstant, type Row } from '../schema/values.js';
import type { OrgState } from '../state.js';
import type { Answer, ApiRequest, Route } from './api.js';
import { readableObject } from './routes-org.js';

const dayMs = 24 * 60 * 60 * 1_000;
const idsMax = 600_000;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

function windowOf(state: OrgState, request: ApiRequest, daysMax: number): Window {
  const read = (name: string): number => {
    const ms = parseInstant((request.query.get(name) ?? '').replace(' ', '+'));
    if (ms === null) throw refusal('INVALID_REPLICATION_DATE', `${name} must be a date and time with its zone`);
    return Math.floor(ms / 60_000) * 60_000;
  };
  const fromMs = read('start');
  const toMs = read('end');
  if (toMs - fromMs < 60_000) {
    const message = 'The end date must be at least one minute greater than the start date';
    throw refusal('INVALID_REPLICATION_DATE', message);
  }
  if (fromMs < state.world.clock.nowMs() - daysMax * dayMs) {
    throw refusal('INVALID_REPLICATION_DATE', `The start date is more than ${daysMax} days ago`);
  }
  return { fromMs, toMs };
}

/** Rows of the object in the window that this user may see, deleted or not as asked. */
function rowsIn(state: OrgState, request: ApiRequest, { fromMs, toMs }: Window, areDeleted: boolean): readonly Row[] {
  const object = readableObject(state, request.actor, request.params['object'] ?? '');
  const rows = state.store
    .table(object.name)
    .since(fromMs)
    .filter((row) => {
      const isIn = Number(row['SystemModstamp'] ?? 0) < toMs && (row['IsDeleted'] === true) === areDeleted;
      return isIn && isVisible(state, request.actor, object, row);
    });
  if (rows.length > idsMax) throw refusal('EXCEEDED_ID_LIMIT', `more than ${idsMax} ids in this window`);
  return rows;
}

function coveredUntil(state: OrgState, { toMs }: Window): string {
  return formatInstant(Math.min(toMs, state.world.clock.nowMs()));
}

export function windowRoutes(state: OrgState): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/sobjects/{object}/updated',
      handle: (request): Answer => {
        const window = windowOf(state, request, 30);
        const ids = rowsIn(state, request, window, false).map((row) => row.Id);
        return { status: 200, body: { ids, latestDateCovered: coveredUntil(state, window) } };
      },
    },
    {
      method: 'GET',
      path: '/sobjects/{object}/deleted',
      handle: (request): Answer => {
        const window = windowOf(state, request, 15);
        const deletedRecords = rowsIn(state, request, window, true).map((row) => ({
          id: row.Id,
          deletedDate: formatInstant(Number(row['SystemModstamp'])),
        }));
        const earliestDateAvailable = formatInstant(state.world.clock.nowMs() - 15 * dayMs);
        const latestDateCovered = coveredUntil(state, window);
        return { status: 200, body: { deletedRecords, earliestDateAvailable, latestDateCovered } };
      },
    },
  ];
}
