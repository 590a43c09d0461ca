// Asking: one query, several at once in a Composite call, and the pages that follow. Never cuts a result off without a
// word.
import { BrokenAssumption, failed, success, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import type { RowPage, SalesforceRow } from '../ports/salesforce.js';
import type { Client } from './client.js';
import { failureOfAnswer, foreignErrors } from './errors.js';
import { and, encodeQuery, packQueries, select } from './soql.js';
import { dataPath } from './version.js';

export interface QueryText {
  readonly soql: string;
  /** Deleted and merged records too. */
  readonly isWithDeleted?: boolean;
}

/** Records of which a field has one of many values. */
export interface ValueQuestion {
  readonly fields: readonly string[];
  readonly object: string;
  readonly field: string;
  readonly literals: readonly string[];
  /** A further condition. */
  readonly where?: string;
  readonly isWithDeleted?: boolean;
}

export interface CompositeAnswer {
  /** One per query, in order. */
  readonly pages: readonly Outcome<RowPage>[];
  readonly serverTimeMs: number | null;
}

/** The first page. */
export async function queryPage(client: Client, query: QueryText): Promise<Outcome<RowPage>> {
  return readPage(client, pathOf(query));
}

/** The page that `next` of an earlier page names. */
export async function nextPage(client: Client, next: string): Promise<Outcome<RowPage>> {
  if (!/^\/services\/data\/v[0-9.]+\/query(All)?\/[A-Za-z0-9-]+$/.test(next))
    throw new BrokenAssumption('NOT_A_QUERY_LOCATOR');
  return readPage(client, next);
}

async function readPage(client: Client, path: string): Promise<Outcome<RowPage>> {
  const answer = await client.call({ method: 'GET', path, isWrite: false });
  return answer.ok ? pageOf(answer.value.body) : answer;
}

/** Up to five queries as one call. An answer of its own for each: one refused query says nothing about the others. */
export async function compositeQueries(
  client: Client,
  queries: readonly QueryText[],
): Promise<Outcome<CompositeAnswer>> {
  if (queries.length > limits.salesforceCompositeQueries) throw new BrokenAssumption('TOO_MANY_QUERIES_IN_COMPOSITE');
  const compositeRequest = queries.map((query, index) => ({
    method: 'GET',
    url: pathOf(query),
    referenceId: `q${index}`,
  }));
  const path = `${dataPath}/composite`;
  const answer = await client.call({
    method: 'POST',
    path,
    body: { allOrNone: false, compositeRequest },
    isWrite: false,
  });
  if (!answer.ok) return answer;
  const parts = (answer.value.body as { compositeResponse?: readonly SubAnswer[] } | null)?.compositeResponse;
  if (!Array.isArray(parts) || parts.length !== queries.length) return unexpected();
  return success({
    pages: (parts as readonly SubAnswer[]).map((part) => subPage(part, client.nowMs())),
    serverTimeMs: answer.value.serverTimeMs,
  });
}

/** All rows of all queries, five to a call, further pages followed. The first failure ends it. */
export async function queryAllRows(
  client: Client,
  queries: readonly QueryText[],
): Promise<Outcome<readonly SalesforceRow[]>> {
  const rows: SalesforceRow[] = [];
  for (let at = 0; at < queries.length; at += limits.salesforceCompositeQueries) {
    const together = queries.slice(at, at + limits.salesforceCompositeQueries);
    const pages = await firstPages(client, together);
    if (!pages.ok) return pages;
    for (const page of pages.value) {
      const all = page.ok ? await allRows(client, page.value) : page;
      if (!all.ok) return all;
      for (const row of all.value) rows.push(row);
    }
  }
  return success(rows);
}

/** `field IN (…)` in as many queries as it takes; no literal, no call. */
export async function queryWithin(
  client: Client,
  { fields, object, field, literals, where = '', isWithDeleted = false }: ValueQuestion,
): Promise<Outcome<readonly SalesforceRow[]>> {
  const texts = packQueries(literals, ',', (list) => select(fields, object, and(`${field} IN (${list})`, where)));
  return queryAllRows(
    client,
    texts.map((soql) => ({ soql, isWithDeleted })),
  );
}

/** The rows of a first page and of all that follow it. */
export async function allRows(client: Client, first: RowPage): Promise<Outcome<readonly SalesforceRow[]>> {
  if (first.next === null) return success(first.rows);
  const rows = [...first.rows];
  let next: string | null = first.next;
  while (next !== null) {
    const page: Outcome<RowPage> = await nextPage(client, next);
    if (!page.ok) return page;
    for (const row of page.value.rows) rows.push(row);
    next = page.value.next;
  }
  return success(rows);
}

async function firstPages(
  client: Client,
  queries: readonly QueryText[],
): Promise<Outcome<readonly Outcome<RowPage>[]>> {
  const [only] = queries;
  if (queries.length === 1 && only !== undefined) return success([await queryPage(client, only)]);
  const answer = await compositeQueries(client, queries);
  return answer.ok ? success(answer.value.pages) : answer;
}

interface SubAnswer {
  readonly httpStatusCode: number;
  readonly body: unknown;
}

function subPage({ httpStatusCode: status, body }: SubAnswer, nowMs: number): Outcome<RowPage> {
  if (status < 300) return pageOf(body);
  return failed(failureOfAnswer(status, foreignErrors(body)[0] ?? null, { isWrite: false, nowMs }));
}

function pageOf(body: unknown): Outcome<RowPage> {
  const { records, nextRecordsUrl } = (body ?? {}) as { records?: unknown; nextRecordsUrl?: unknown };
  if (!Array.isArray(records)) return unexpected();
  return success({
    rows: records as SalesforceRow[],
    next: typeof nextRecordsUrl === 'string' ? nextRecordsUrl : null,
  });
}

function unexpected(): Outcome<never> {
  return failed({ class: 'transient', code: 'UNEXPECTED_ANSWER' });
}

function pathOf({ soql, isWithDeleted }: QueryText): string {
  return `${dataPath}/${isWithDeleted === true ? 'queryAll' : 'query'}?q=${encodeQuery(soql)}`;
}
