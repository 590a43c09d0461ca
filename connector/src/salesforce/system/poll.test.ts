import { afterEach, describe, expect, it } from '@jest/globals';
import { startScript, type ScriptedAnswer, type ScriptedServer } from '../../../test/contract/salesforce/script.js';
import type { Instant } from '../../core/model.js';
import type { ChangeCursors, PollAnswer } from '../../ports/salesforce.js';

let server: ScriptedServer;

afterEach(async () => {
  await server.stop();
});

const cursor = { modifiedAt: '2026-11-22T13:00:00.000Z' as Instant, recordId: '' };
const cursors: ChangeCursors = { Contact: cursor, Account: cursor, User: cursor, Lead: cursor };

type Row = Record<string, unknown>;

const page = (rows: readonly Row[], next: string | null = null) => ({
  httpStatusCode: 200,
  httpHeaders: {},
  body: {
    totalSize: rows.length,
    done: next === null,
    records: rows,
    ...(next === null ? {} : { nextRecordsUrl: next }),
  },
});

/** The record of settings is asked for first; here there is none. */
const noSettings = { httpStatusCode: 404, httpHeaders: {}, body: [{ errorCode: 'NOT_FOUND', message: '' }] };

async function start(
  parts: readonly unknown[],
  headers: Record<string, string> = {},
  other?: ScriptedAnswer,
): Promise<void> {
  server = await startScript((request) => {
    if (request.path.includes('/oauth2/')) return undefined;
    return request.method === 'POST' ? { json: { compositeResponse: [noSettings, ...parts] }, headers } : other;
  });
}

async function answer(configurations = false): Promise<PollAnswer> {
  const outcome = await server.salesforce.poll(cursors, { configurations, heartbeat: null });
  if (!outcome.ok) throw new Error(outcome.failure.code);
  return outcome.value;
}

const contact = (second: number, Id = '003000000000001AAA') => ({
  Id,
  OwnerId: '005000000000001AAA',
  AccountId: null,
  IsDeleted: false,
  MasterRecordId: null,
  SystemModstamp: `2026-11-22T13:59:${String(second).padStart(2, '0')}.000+0000`,
});

describe('a look for changes', () => {
  it('asks behind the last one seen, for deleted ones too, oldest first', async () => {
    await start([page([]), page([]), page([]), page([]), page([])]);
    const last = { modifiedAt: cursor.modifiedAt, recordId: '003000000000009AAA' };
    await server.salesforce.poll({ ...cursors, Contact: last }, { configurations: false, heartbeat: null });
    const { compositeRequest } = JSON.parse(server.received.at(-1)?.body ?? '') as {
      compositeRequest: { url: string }[];
    };
    const url = new URL(compositeRequest[1]?.url ?? '', server.url);
    expect(url.pathname).toBe('/services/data/v65.0/queryAll');
    expect(url.searchParams.get('q')).toBe(
      'SELECT Id,OwnerId,AccountId,IsDeleted,MasterRecordId,SystemModstamp,Email FROM Contact ' +
        'WHERE SystemModstamp > 2026-11-22T13:00:00.000Z OR ' +
        "(SystemModstamp = 2026-11-22T13:00:00.000Z AND Id > '003000000000009AAA') " +
        'ORDER BY SystemModstamp, Id LIMIT 2000',
    );
    expect(new URL(compositeRequest[3]?.url ?? '', server.url).pathname).toBe('/services/data/v65.0/query');
  });

  it("goes by Salesforce's clock, and by its own where no answer tells the time", async () => {
    const rows = page([contact(10), contact(58, '003000000000002AAA'), contact(59, '003000000000003AAA')]);
    const parts = [rows, page([]), page([]), page([]), page([])];
    await start(parts, { date: 'Sun, 22 Nov 2026 13:59:12 GMT' });
    const early = await answer();
    expect(early.changes.map(({ recordId }) => recordId)).toEqual(['003000000000001AAA']);
    expect(early.cursors.Contact).toEqual({ modifiedAt: '2026-11-22T13:59:10.000Z', recordId: '003000000000001AAA' });
    await server.stop();

    server = await startScript((request) =>
      request.path.includes('/oauth2/')
        ? undefined
        : (response) => {
            response.sendDate = false;
            response.setHeader('content-type', 'application/json');
            response.end(JSON.stringify({ compositeResponse: [noSettings, ...parts] }));
          },
    );
    expect((await answer()).changes).toHaveLength(2);
  });

  it('has more where the org broke a page off, and does not where the rest is merely too young', async () => {
    const next = '/services/data/v65.0/query/01g000000000001-200';
    await start([page([contact(1)], next), page([]), page([]), page([]), page([])]);
    expect((await answer()).hasMore).toBe(true);
    await server.stop();
    await start([page([contact(1), contact(59)], next), page([]), page([]), page([]), page([])], {
      date: 'Sun, 22 Nov 2026 13:59:30 GMT',
    });
    expect((await answer()).hasMore).toBe(false);
  });

  it('gives nothing at all where one part was refused: no cursor moves past what was not read', async () => {
    const refused = { httpStatusCode: 400, httpHeaders: {}, body: [{ errorCode: 'INVALID_TYPE', message: '' }] };
    await start([page([contact(1)]), page([]), page([]), page([]), refused]);
    expect(await server.salesforce.poll(cursors, { configurations: false, heartbeat: null })).toEqual({
      ok: false,
      failure: { class: 'permission', code: 'INVALID_TYPE' },
    });
  });

  it('that nobody hears of names the package, which is older than the connector', async () => {
    await start([noSettings, page([]), page([]), page([]), page([]), page([])]);
    const heartbeat = {
      ...{ installationId: 'one', state: 'WAITING' as const, version: '1', microsoftKeyEnds: null },
      ...{ startedAt: cursor.modifiedAt, heartbeatAt: cursor.modifiedAt, salesforceKeyEnds: null },
    };
    expect(await server.salesforce.poll(cursors, { configurations: false, heartbeat })).toMatchObject({
      failure: { class: 'permission', code: 'PACKAGE_TOO_OLD' },
    });
  });

  it('does without nothing but leads and addresses, and never asks twice for one refusal', async () => {
    const refusal = (errorCode: string, message: string) => ({
      ...{ httpStatusCode: 400, httpHeaders: {} },
      body: [{ errorCode, message }],
    });
    const noColumn = (name: string) => refusal('INVALID_FIELD', `No such column '${name}' on entity 'Contact'.`);
    for (const [part, code, looks] of [
      [noColumn('AccountId'), 'INVALID_FIELD', 1],
      [noColumn('Email'), 'INVALID_FIELD', 2],
      [refusal('INVALID_TYPE', "sObject type 'Contact' is not supported."), 'INVALID_TYPE', 1],
    ] as const) {
      await start([part, page([]), page([]), page([]), page([])]);
      expect(await server.salesforce.poll(cursors, { configurations: false, heartbeat: null })).toMatchObject({
        failure: { class: 'permission', code },
      });
      expect(server.received.filter(({ path }) => path.endsWith('/composite'))).toHaveLength(looks);
      await server.stop();
    }
    await start([page([]), page([]), page([]), page([]), page([])]);
    expect((await answer()).emails.size).toBe(0);
  });

  it('follows the pages of many assignments', async () => {
    const assignment = (number: number) => ({
      Id: `a01${number}`,
      Configuration__c: 'a00000000000001AAA',
      User__c: `00500000000000${number}AAA`,
      Profile_Id__c: null,
    });
    const next = '/services/data/v65.0/query/01g000000000001-1';
    await start(
      [page([]), page([]), page([{ Id: 'a00000000000001AAA', Name: 'Sales' }]), page([assignment(1)], next), page([])],
      {},
      {
        json: page([assignment(2)]).body,
      },
    );
    const { assignments, configurationRows } = await answer(true);
    expect(assignments).toHaveLength(2);
    expect(configurationRows).toHaveLength(1);
  });

  it('takes an answer with too few parts for none', async () => {
    await start([page([])]);
    expect(await server.salesforce.poll(cursors, { configurations: false, heartbeat: null })).toMatchObject({
      ok: false,
      failure: { class: 'transient', code: 'UNEXPECTED_ANSWER' },
    });
  });
});

describe('a further page', () => {
  it('is asked for at Salesforce alone', async () => {
    await start([]);
    const scope = { isOwnedOnly: true, conditions: [] };
    await expect(
      server.person.listContacts(scope, [], 'https://elsewhere.example/services/data/v65.0/query/01g'),
    ).rejects.toThrow('NOT_A_QUERY_LOCATOR');
    expect(server.received).toEqual([]);
  });

  it('that is too old asks for the listing to start again', async () => {
    await start(
      [],
      {},
      { status: 400, json: [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }] },
    );
    const scope = { isOwnedOnly: true, conditions: [] };
    expect(await server.person.listContacts(scope, [], '/services/data/v65.0/query/01g000000000001-2000')).toEqual({
      ok: false,
      failure: { class: 'needsResync', code: 'INVALID_QUERY_LOCATOR' },
    });
  });
});
