// Queries for events where an org differs from the emulated one, and how many go into one call.
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  rowsAnswer,
  somePerson,
  startScript,
  type Received,
  type ScriptedServer,
} from '../../../test/contract/salesforce/script.js';
import type { SalesforceEventId } from '../../core/model.js';

let server: ScriptedServer;

afterEach(async () => {
  await server.stop();
});

const composite = ({ body }: Received) =>
  (JSON.parse(body) as { compositeRequest: readonly { readonly url: string }[] }).compositeRequest;

/** `shown`: fields that describe names. Queries find nothing. */
async function start(shown: readonly string[] | null): Promise<void> {
  const empty = { totalSize: 0, done: true, records: [] };
  server = await startScript((request) => {
    if (request.path.includes('/oauth2/')) return undefined;
    if (request.path.endsWith('/describe')) {
      if (shown === null) return { status: 503, json: [{ errorCode: 'SERVER_UNAVAILABLE', message: '' }] };
      return { json: { queryable: true, fields: shown.map((name) => ({ name, type: 'boolean' })) } };
    }
    if (request.method === 'GET') return rowsAnswer([]);
    const compositeResponse = composite(request).map(() => ({ httpStatusCode: 200, httpHeaders: {}, body: empty }));
    return { json: { compositeResponse } };
  });
}

const soqlOf = (path: string) => new URL(path, server.url).searchParams.get('q');
const year = { fromDate: '2026-06-01', toDate: '2027-05-31' };

describe('own events', () => {
  it.each([
    [[], ''],
    [['IsChild', 'IsRecurrence'], ' AND (IsChild = false) AND (IsRecurrence = false)'],
    [
      ['IsRecurrence2', 'RecurrenceActivityId', 'IsRecurrence', 'IsChild'],
      ' AND (IsChild = false) AND (IsRecurrence = false) AND (RecurrenceActivityId = null) AND (IsRecurrence2 = false)',
    ],
  ])('are told from series and invitations by the fields that the org shows: %j', async (shown, conditions) => {
    await start(shown);
    expect(await server.person.listOwnEvents(year, ['Subject'], null)).toMatchObject({ ok: true });
    const { path } = server.received.at(-1) as Received;
    expect(path).toMatch(/^\/services\/data\/v[0-9.]+\/queryAll\?/);
    expect(soqlOf(path)).toBe(
      `SELECT Id,Subject FROM Event WHERE (OwnerId = '${somePerson}') AND (ActivityDate >= 2026-06-01) ` +
        `AND (ActivityDate <= 2027-05-31) AND (IsDeleted = false)${conditions}`,
    );
  });

  it('are not asked for while nobody knows which fields there are', async () => {
    await start(null);
    expect(await server.person.listOwnEvents(year, [], null)).toMatchObject({
      failure: { class: 'transient', code: 'SERVER_UNAVAILABLE' },
    });
    expect(server.received.some(({ path }) => path.includes('/queryAll'))).toBe(false);
  });

  it('are asked for between dates and nothing else', async () => {
    await start([]);
    const range = { ...year, toDate: '2027-05-31T00:00:00Z' };
    await expect(server.person.listOwnEvents(range, [], null)).rejects.toThrow('NOT_A_DATE');
  });
});

describe('many ids', () => {
  it('are asked for in queries that fit a URI, five a call, with deleted and archived events', async () => {
    await start([]);
    const ids = Array.from(
      { length: 4_000 },
      (_, index) => `00U${String(index).padStart(12, '0')}AAA` as SalesforceEventId,
    );
    expect(await server.person.readEvents(ids, ['Subject'])).toEqual({ ok: true, value: [] });
    const calls = server.received.filter(({ path }) => path.endsWith('/composite')).map(composite);
    const urls = calls.flat().map(({ url }) => url);
    expect(calls.every((queries) => queries.length <= 5)).toBe(true);
    expect(calls.length).toBeLessThanOrEqual(3);
    expect(urls.every((url) => url.length < 14_000 && url.includes('/queryAll?q='))).toBe(true);
    expect(urls.flatMap((url) => soqlOf(url)?.match(/00U\d{12}AAA/g) ?? [])).toEqual(ids);
  });
});
