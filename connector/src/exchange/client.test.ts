// Patience and caution of single requests, against a server that refuses, lies and falls silent.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import {
  ok,
  refusal,
  startScriptedGraph,
  type ScriptedAnswer,
  type ScriptedGraph,
} from '../../test/support/scripted-graph.js';
import type { FolderId, MailboxId } from '../core/model.js';

const mailbox = 'aaaaaaaa-0000-4000-8000-000000000001' as MailboxId;
const folder = 'AAMkFolder=' as FolderId;
const folderBody = { id: folder, displayName: 'Salesforce_Sync', parentFolderId: 'AAMkContacts=' };
const canonical = 'https://graph.microsoft.com/v1.0';

let graph: ScriptedGraph;

beforeEach(async () => {
  graph = await startScriptedGraph();
});
afterEach(() => graph.close());

const read = () => graph.exchange.readFolder(mailbox, folder);
const write = () => graph.exchange.createFolder(mailbox, 'Salesforce_Sync');

describe('every request', () => {
  it('carries token, immutable ids, an id of its own and the name of the official client', async () => {
    graph.answer(ok(folderBody));
    await read();
    await read();
    const [first, second] = graph.seen;
    expect(first?.url).toBe(
      `/v1.0/users/${mailbox}/contactFolders/AAMkFolder%3D?$select=id,displayName,parentFolderId`,
    );
    expect(first?.headers).toMatchObject({ authorization: 'Bearer t1', prefer: 'IdType="ImmutableId"' });
    expect(first?.headers['sdkversion']).toMatch(/^graph-js/);
    expect(first?.headers['client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(first?.headers['client-request-id']).not.toBe(second?.headers['client-request-id']);
  });

  it('is told to whoever counts, with its route instead of its path', async () => {
    graph.answer(refusal(404, 'ErrorItemNotFound'));
    await read();
    expect(graph.notes).toEqual([
      {
        ...{ method: 'GET', route: '/users/{user}/contactFolders/{folder}', mailbox, status: 404, subRequests: 1 },
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('says nothing in the log but codes, ids and routes', async () => {
    graph.answer(refusal(429, 'ApplicationThrottled', { 'Retry-After': '1' }), refusal(403, 'ErrorAccessDenied'));
    await read();
    expect(graph.logged.length).toBeGreaterThanOrEqual(2);
    expect(graph.logged.join('\n')).not.toMatch(/canary|Bearer|t1"/i);
  });
});

describe('a refusal for haste (429)', () => {
  it.each<[string, Record<string, string>, number[]]>([
    ['seconds', { 'Retry-After': '2' }, [2_000]],
    ['a fraction', { 'Retry-After': '2.128' }, [2_128]],
    ['a date', { 'Retry-After': 'Sun, 22 Nov 2026 12:00:07 GMT' }, [7_000]],
    ['nothing', {}, [2_000]],
  ])('with %s is waited out, for reads and writes alike', async (_, headers, waits) => {
    graph.answer(refusal(429, 'ApplicationThrottled', headers), { status: 201, body: folderBody });
    expect(await write()).toEqual({ ok: true, value: folderBody });
    expect(graph.clock.waits).toEqual(waits);
    expect(graph.seen.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  it('for longer than a run waits ends as throttled until then, and nobody knocks before', async () => {
    graph.answer(refusal(429, 'ApplicationThrottled', { 'Retry-After': '31' }), ok(folderBody));
    const retryAtMs = graph.clock.nowMs() + 31_000;
    expect(await read()).toEqual({
      ok: false,
      failure: { class: 'throttled', code: 'ApplicationThrottled', retryAtMs },
    });
    expect(graph.clock.waits).toEqual([]);
  });

  it('that never ends is given up with a time', async () => {
    graph.answer(refusal(429, 'ApplicationThrottled', { 'Retry-After': '1' }));
    expect(await read()).toMatchObject({ failure: { class: 'throttled', retryAtMs: graph.clock.nowMs() + 1_000 } });
    expect(graph.seen).toHaveLength(9);
  });

  it('slows the other requests to this mailbox and no other mailbox', async () => {
    graph.answer(refusal(429, 'ApplicationThrottled', { 'Retry-After': '5' }), ok(folderBody));
    await Promise.all([read(), write()]);
    const before = graph.clock.waits.length;
    await graph.exchange.readFolder('aaaaaaaa-0000-4000-8000-000000000002' as MailboxId, folder);
    expect(graph.clock.waits).toHaveLength(before);
  });
});

const silences: [string, ScriptedAnswer][] = [
  ['503 with HTML', { status: 503, body: '<html>Service Unavailable</html>' }],
  ['503 with nothing', { status: 503 }],
  ['504 as JSON', refusal(504, 'UnknownError')],
  ['500 as JSON', refusal(500, 'ErrorInternalServerError')],
  ['a cut connection', 'cut'],
];

describe.each(silences)('%s', (_, answer) => {
  it('repeats a read a few times, waiting longer each time', async () => {
    graph.answer(answer, answer, answer, ok(folderBody));
    expect(await read()).toEqual({ ok: true, value: folderBody });
    expect(graph.clock.waits).toEqual([1_000, 2_000, 4_000]);
  });

  it('that stays is a transient failure of a read, never in doubt', async () => {
    graph.answer(answer);
    const outcome = await read();
    expect(outcome).toMatchObject({ ok: false, failure: { class: 'transient' } });
    expect(JSON.stringify(outcome)).not.toContain('isInDoubt');
    expect(graph.seen).toHaveLength(4);
  });

  it('leaves a write in doubt and does not repeat it', async () => {
    graph.answer(answer, { status: 201, body: folderBody });
    expect(await write()).toMatchObject({ failure: { class: 'transient', isInDoubt: true } });
    expect(graph.seen).toHaveLength(1);
  });
});

describe('silence', () => {
  it('ends after the time limit and leaves a write in doubt', async () => {
    await graph.close();
    graph = await startScriptedGraph({ requestTimeoutMs: 60 });
    graph.answer('silence');
    expect(await write()).toMatchObject({
      failure: { class: 'transient', code: 'NO_ANSWER_IN_TIME', isInDoubt: true },
    });
  });

  it('of a host that is not there leaves nothing in doubt', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    await graph.close();
    graph = await startScriptedGraph({ config: { graphUrl: `http://127.0.0.1:${port}` } });
    expect(await write()).toEqual({ ok: false, failure: { class: 'transient', code: 'ECONNREFUSED' } });
    expect(graph.clock.waits).toEqual([1_000, 2_000, 4_000]);
  });

  it('with a Retry-After longer than a run waits gives the time', async () => {
    graph.answer({ status: 503, headers: { 'Retry-After': '120' } });
    expect(await read()).toMatchObject({
      failure: { class: 'transient', retryAtMs: graph.clock.nowMs() + 120_000 },
    });
    expect(graph.seen).toHaveLength(1);
  });
});

describe('a redirect', () => {
  it('is not followed: the token stays with Graph', async () => {
    graph.answer({ status: 302, headers: { Location: `${graph.origin}/elsewhere` } }, ok(folderBody));
    expect(await read()).toMatchObject({ failure: { class: 'bug', code: 'HTTP_302' } });
    expect(graph.seen).toHaveLength(1);
  });
});

describe('links', () => {
  const pageWith = (links: Record<string, string>): ScriptedAnswer => ok({ value: [{ id: 'c1' }], ...links });

  it('of a delta are followed with page size and immutable ids, their query untouched', async () => {
    const tail = `/users('${mailbox}')/contactFolders('f')/contacts/delta?$skiptoken=a_-.b%3Dc%20d&extra=1`;
    graph.answer(
      pageWith({ '@odata.nextLink': canonical + tail }),
      pageWith({ '@odata.deltaLink': `${canonical}/x/y` }),
    );
    const first = await graph.exchange.readDelta(mailbox, { folder });
    expect(first).toMatchObject({ value: { next: { kind: 'more', link: canonical + tail } } });
    const second = await graph.exchange.readDelta(mailbox, { link: canonical + tail });
    expect(second).toMatchObject({ value: { next: { kind: 'done' } } });
    expect(graph.seen.map(({ url }) => url)[1]).toBe(`/v1.0${tail}`);
    for (const { headers } of graph.seen) expect(headers.prefer).toBe('IdType="ImmutableId", odata.maxpagesize=200');
  });

  it('to a foreign host are refused when they arrive, and no request goes there', async () => {
    graph.answer(pageWith({ '@odata.nextLink': 'https://evil.example/v1.0/users' }));
    const failure = { class: 'bug', code: 'LINK_TO_FOREIGN_HOST' };
    expect(await graph.exchange.readDelta(mailbox, { folder })).toEqual({ ok: false, failure });
    expect(await graph.exchange.listStamps(mailbox, { folder })).toEqual({ ok: false, failure });
    expect(await graph.exchange.findFolders(mailbox, 'x')).toEqual({ ok: false, failure });
    expect(graph.seen).toHaveLength(3);
  });

  it('that were kept from somewhere else ask for a new round without a request', async () => {
    expect(await graph.exchange.readDelta(mailbox, { link: 'https://evil.example/v1.0/x' })).toMatchObject({
      failure: { class: 'needsResync' },
    });
    expect(graph.seen).toHaveLength(0);
  });

  it('that are missing make a page unusable', async () => {
    graph.answer(ok({ value: [] }));
    expect(await graph.exchange.readDelta(mailbox, { folder })).toMatchObject({
      failure: { code: 'PAGE_WITHOUT_LINK' },
    });
  });
});

describe('a delta page', () => {
  it('counts the last occurrence of an item', async () => {
    const gone = { '@removed': { reason: 'deleted' } };
    const value = [
      { id: 'a', surname: '1' },
      { id: 'b', ...gone },
      { id: 'a', surname: '2' },
      { id: 'c' },
      { id: 'c', ...gone },
    ];
    graph.answer(ok({ value, '@odata.deltaLink': `${canonical}/x` }));
    expect(await graph.exchange.readDelta(mailbox, { folder })).toMatchObject({
      value: { changed: [{ id: 'a', surname: '2' }], removed: ['b', 'c'] },
    });
  });

  it('that is too much for the service is asked for in a smaller size', async () => {
    const sizes: string[] = [];
    graph.answer(({ headers }) => {
      sizes.push(String(headers.prefer));
      const isSmall = String(headers.prefer).endsWith('=25');
      return isSmall ? ok({ value: [], '@odata.deltaLink': `${canonical}/x` }) : { status: 503 };
    });
    expect(await graph.exchange.readDelta(mailbox, { folder })).toMatchObject({ ok: true });
    expect(sizes).toHaveLength(5);
  });
});

describe('a mailbox', () => {
  it('is found by a further address when no main one fits', async () => {
    graph.answer(ok({ value: [] }), ok({ value: [{ id: mailbox, mail: 'Main@Example.com' }] }));
    const found = await graph.exchange.findMailbox("o'brien+x@example.com");
    expect(found).toEqual({ ok: true, value: { mailboxId: mailbox, address: 'main@example.com' } });
    const filters = graph.seen.map(({ url }) => new URL(url, graph.origin).searchParams.get('$filter'));
    expect(filters).toEqual([
      "mail eq 'o''brien+x@example.com' or userPrincipalName eq 'o''brien+x@example.com'",
      "proxyAddresses/any(p:p eq 'smtp:o''brien+x@example.com')",
    ]);
  });
});
