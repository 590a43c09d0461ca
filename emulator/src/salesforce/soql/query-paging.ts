// Results that do not fit on one page: kept as they were when the query ran, for the user who asked, for two days.
// Page sizes and locators: notes.md, "Paging".
import type { Actor } from '../access/access.js';
import { refusal } from '../errors.js';
import type { OrgState } from '../state.js';
import type { QueryResult } from './soql.js';

interface Cursor {
  readonly result: QueryResult;
  readonly userId: string;
  readonly pageSize: number;
  readonly expiresAtMs: number;
}

interface QueryPage {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly unknown[];
}

function pageSizeFrom(header: string | undefined, max: number): number {
  const given = /batchSize\s*=\s*(\d+)/i.exec(header ?? '')?.[1];
  if (given === undefined) return max;
  const size = Number(given);
  if (size < 200 || size > 2_000) throw refusal('INVALID_BATCH_SIZE', 'Batch size must be between 200 and 2000.');
  return Math.min(size, max);
}

export class QueryCursors {
  readonly #cursors = new Map<string, Cursor>();
  readonly #state: OrgState;

  constructor(state: OrgState) {
    this.#state = state;
  }

  /** The first page of a result. `optionsHeader` is Sforce-Query-Options. */
  firstPage(actor: Actor, result: QueryResult, optionsHeader: string | undefined): QueryPage {
    const { switches, world, ids } = this.#state;
    const pageSize = pageSizeFrom(optionsHeader, switches.queryPageMax);
    if (result.rows.length <= pageSize) return page('', { result, userId: actor.id, pageSize, expiresAtMs: 0 }, 0);
    const locator = ids.next('01g');
    const expiresAtMs = world.clock.nowMs() + switches.queryLocatorLifetimeMs;
    const cursor: Cursor = { result, userId: actor.id, pageSize, expiresAtMs };
    this.#forgetExpired();
    this.#cursors.set(locator, cursor);
    return page(locator, cursor, 0);
  }

  /** A further page: `01g…-2000`. Throws INVALID_QUERY_LOCATOR for one that is unknown, expired or someone else's. */
  nextPage(actor: Actor, locatorAndOffset: string): QueryPage {
    const [, locator = '', offset = ''] = /^(\w{18})-(\d+)$/.exec(locatorAndOffset) ?? [];
    const cursor = this.#cursors.get(locator);
    const isGood =
      cursor !== undefined &&
      cursor.userId === actor.id &&
      cursor.expiresAtMs > this.#state.world.clock.nowMs() &&
      Number(offset) < cursor.result.rows.length;
    if (!isGood) throw refusal('INVALID_QUERY_LOCATOR', 'invalid query locator');
    return page(locator, cursor, Number(offset));
  }

  #forgetExpired(): void {
    const now = this.#state.world.clock.nowMs();
    for (const [locator, cursor] of this.#cursors) if (cursor.expiresAtMs <= now) this.#cursors.delete(locator);
  }
}

function page(locator: string, { result, pageSize }: Cursor, from: number): QueryPage {
  const to = from + pageSize;
  const records = result.rows.slice(from, to).map(result.show);
  const done = to >= result.rows.length;
  const next = done ? {} : { nextRecordsUrl: `/services/data/v65.0/query/${locator}-${to}` };
  return { totalSize: result.totalSize, done, ...next, records };
}
