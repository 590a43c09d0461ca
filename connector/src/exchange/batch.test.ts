// Parts of a batch, one by one refused, lost or late, against a server that says so.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { batch, ok, refusal, startScriptedGraph, type ScriptedGraph } from '../../test/support/scripted-graph.js';
import type { ExchangeContactId, FolderId, MailboxId } from '../core/model.js';

const mailbox = 'aaaaaaaa-0000-4000-8000-000000000001' as MailboxId;
const folder = 'F' as FolderId;

let graph: ScriptedGraph;

beforeEach(async () => {
  graph = await startScriptedGraph();
});
afterEach(() => graph.close());

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `c${index}` as ExchangeContactId);
const readMany = async (count: number) => (await graph.exchange.readContacts(mailbox, idsOf(count))).contacts;
const createMany = (count: number) =>
  graph.exchange.createContacts(
    mailbox,
    folder,
    idsOf(count).map((surname) => ({ surname })),
  );
const nameIn = (url: string): string => /contacts\/([^?]*)/.exec(url)?.[1] ?? '';
const isFine = { status: 200, body: { id: 'fine' } } as const;

/** Answers a part as `odd` says when it first comes, and fine afterwards. */
function firstTime(odd: (name: string) => ReturnType<Parameters<typeof batch>[0]>) {
  const seen = new Set<string>();
  return batch(({ url, body }) => {
    const name = (body as { surname?: string } | undefined)?.surname ?? nameIn(url);
    if (seen.has(name)) return { status: 200, body: { id: name } };
    seen.add(name);
    return odd(name) ?? { status: 200, body: { id: name } };
  });
}

describe('a batch', () => {
  it('holds twenty parts, each with its own preference, and answers in the order of the caller', async () => {
    graph.answer(batch(({ url }) => ({ status: 200, body: { id: nameIn(url) } })));
    const contacts = await readMany(45);
    expect(contacts).toEqual(idsOf(45).map((id) => ({ ok: true, value: { id } })));
    expect(graph.seen.map(({ body }) => body.requests.length)).toEqual([20, 20, 5]);
    const [part] = graph.seen[0]?.body.requests ?? [];
    expect(part).toMatchObject({ id: '0', method: 'GET', headers: { Prefer: 'IdType="ImmutableId"' } });
    const expand = new URL(part.url, graph.origin).searchParams.get('$expand');
    expect(expand).toMatch(
      /^singleValueExtendedProperties\(\$filter=id eq 'String \{.*\} Name ExchangeSyncStamp' or id eq /,
    );
    expect(graph.notes.map(({ subRequests }) => subRequests)).toEqual([20, 20, 5]);
  });

  it('reads the folder along with the first contacts', async () => {
    const found = { id: folder, displayName: 'Salesforce_Sync', parentFolderId: 'P' };
    graph.answer(
      batch(({ url }) => ({ status: 200, body: url.includes('contactFolders') ? found : { id: nameIn(url) } })),
    );
    const { contacts, folder: read } = await graph.exchange.readContacts(mailbox, idsOf(20), folder);
    expect(read).toEqual({ ok: true, value: found });
    expect(contacts).toHaveLength(20);
    expect(graph.seen.map(({ body }) => body.requests.length)).toEqual([20, 1]);
  });

  it('sends versions as etags and bodies as JSON', async () => {
    graph.answer(batch(() => isFine));
    await graph.exchange.updateContacts(mailbox, [
      { id: 'x=' as ExchangeContactId, version: 'EQAA', body: { title: 'Dr' } },
    ]);
    expect(graph.seen[0]?.body.requests[0]).toEqual({
      ...{ id: '0', method: 'PATCH', url: `/users/${mailbox}/contacts/x%3D`, body: { title: 'Dr' } },
      headers: { Prefer: 'IdType="ImmutableId"', 'Content-Type': 'application/json', 'If-Match': 'W/"EQAA"' },
    });
  });
});

describe('parts refused for haste', () => {
  it('ride again after the longest time asked for, together with the ones still to be sent', async () => {
    const wait = (seconds: string) => refusal(429, 'ApplicationThrottled', { 'retry-after': seconds });
    graph.answer(firstTime((name) => (name === 'c3' ? wait('2') : name === 'c7' ? wait('4.5') : null) as never));
    const created = await createMany(30);
    expect(created).toEqual(idsOf(30).map((id) => ({ ok: true, value: { id } })));
    expect(graph.seen.map(({ body }) => body.requests.length)).toEqual([20, 12]);
    expect(graph.clock.waits).toEqual([4_500]);
  });

  it('for longer than a run waits end it for all that is left, each with the time and none in doubt', async () => {
    graph.answer(firstTime((name) => (name === 'c3' ? refusal(429, 'X', { 'Retry-After': '90' }) : null) as never));
    const created = await createMany(30);
    const retryAtMs = graph.clock.nowMs() + 90_000;
    expect(created.filter(({ ok: isOk }) => isOk)).toHaveLength(19);
    expect(created[3]).toEqual({ ok: false, failure: { class: 'throttled', code: 'X', retryAtMs } });
    expect(created[25]).toEqual({ ok: false, failure: { class: 'throttled', code: 'MAILBOX_THROTTLED', retryAtMs } });
    expect(graph.seen).toHaveLength(1);
  });

  it('as a whole ride again as a whole', async () => {
    graph.answer(
      refusal(429, 'ApplicationThrottled', { 'Retry-After': '3' }),
      batch(() => isFine),
    );
    expect((await createMany(3)).every(({ ok: isOk }) => isOk)).toBe(true);
    expect(graph.clock.waits).toEqual([3_000]);
  });
});

describe('parts without a usable answer', () => {
  it.each([500, 502, 503, 504])('of status %d are read again, only these', async (status) => {
    graph.answer(firstTime((name) => (name === 'c1' ? { status, body: 'PGh0bWw+' } : null)));
    expect((await readMany(3)).every(({ ok: isOk }) => isOk)).toBe(true);
    expect(graph.seen.map(({ body }) => body.requests.length)).toEqual([3, 1]);
  });

  it.each([500, 502, 503, 504])('of status %d are not written again but in doubt', async (status) => {
    graph.answer(firstTime((name) => (name === 'c1' ? { status } : null)));
    const created = await createMany(3);
    expect(created.map(({ ok: isOk }) => isOk)).toEqual([true, false, true]);
    expect(created[1]).toEqual({
      ok: false,
      failure: { class: 'transient', code: `HTTP_${status}`, isInDoubt: true },
    });
    expect(graph.seen).toHaveLength(1);
  });

  it('that are missing are read again, and in doubt when written', async () => {
    let isFirst = true;
    const once = batch(({ id }) => (isFirst && id === '1' ? null : isFine));
    graph.answer((request) => {
      const answer = once(request);
      isFirst = false;
      return answer;
    });
    expect((await readMany(3)).every(({ ok: isOk }) => isOk)).toBe(true);
    graph.answer(batch(({ id }) => (id === '1' ? null : isFine)));
    expect((await createMany(3))[1]).toEqual({
      ok: false,
      failure: { class: 'transient', code: 'NO_ANSWER_IN_BATCH', isInDoubt: true },
    });
  });

  it('that were carried out but cannot be read are in doubt', async () => {
    graph.answer(batch(() => ({ status: 201 })));
    expect(await createMany(1)).toMatchObject([{ failure: { code: 'UNREADABLE_ANSWER', isInDoubt: true } }]);
    expect(await readMany(1)).toEqual([{ ok: false, failure: { class: 'transient', code: 'UNREADABLE_ANSWER' } }]);
  });
});

describe('a batch that is lost', () => {
  it('leaves its writes in doubt, and the next ones are still tried', async () => {
    graph.answer(
      'cut',
      batch(() => isFine),
    );
    const created = await createMany(50);
    const doubtful = created.filter((outcome) => !outcome.ok && outcome.failure.isInDoubt === true);
    expect(doubtful).toHaveLength(20);
    expect(created.slice(20).every(({ ok: isOk }) => isOk)).toBe(true);
  });

  it('twice in a row ends the rest, which was never sent and is in no doubt', async () => {
    graph.answer('cut');
    const created = await createMany(70);
    const doubtful = created.filter((outcome) => !outcome.ok && outcome.failure.isInDoubt === true);
    expect(doubtful).toHaveLength(40);
    expect(created[69]).toMatchObject({ failure: { class: 'transient' } });
    expect(graph.seen).toHaveLength(2);
  });

  it('is read again, then given up', async () => {
    graph.answer(
      'cut',
      { status: 503, body: '<html>' },
      batch(() => isFine),
    );
    expect((await readMany(3)).every(({ ok: isOk }) => isOk)).toBe(true);
    graph.answer('cut');
    const before = graph.seen.length;
    expect((await readMany(50)).every(({ ok: isOk }) => !isOk)).toBe(true);
    expect(graph.seen.length - before).toBe(4);
  });

  it.each([403, 400])('by refusal %d is not tried again', async (status) => {
    graph.answer(refusal(status, 'ErrorAccessDenied'));
    const created = await createMany(50);
    expect(created.every((outcome) => !outcome.ok && outcome.failure.isInDoubt === undefined)).toBe(true);
    expect(graph.seen).toHaveLength(1);
  });
});

describe('a batch that is not found', () => {
  it.each([
    [404, 'ResourceNotFound'],
    [404, 'ErrorItemNotFound'],
    [404, 'Proxy'],
    [409, 'Conflict'],
  ])('(%s %s) says of none of its items that it is gone or changed', async (status, code) => {
    graph.answer(refusal(status, code));
    const read = await readMany(2);
    const deleted = await graph.exchange.deleteContacts(mailbox, [
      { id: idsOf(1)[0] as ExchangeContactId, version: 'v' },
    ]);
    for (const outcome of [...read, ...deleted]) {
      expect(outcome).toMatchObject({
        ok: false,
        failure: { class: expect.stringMatching(/^(permission|transient)$/) },
      });
    }
  });
});

describe('the log', () => {
  it('keeps class, code and request id of a refused part, and says little of everyday ones', async () => {
    const headers = { 'request-id': 'req-7' };
    graph.answer(
      batch(({ id }) => refusal(400, id === '0' ? 'ErrorInvalidProperty' : 'ErrorItemNotFound', headers) as never),
    );
    await createMany(2);
    const told = graph.logged.filter((line) => line.startsWith('GRAPH_REFUSED'));
    expect(told[0]).toContain('"class":"invalid","code":"ErrorInvalidProperty"');
    expect(told[0]).toContain('"requestId":"req-7"');
    expect(graph.logged.join()).not.toMatch(/canary/i);
  });
});

describe('parts whose token is refused', () => {
  it('ride again with a new token, once', async () => {
    graph.answer((request) =>
      batch(() =>
        request.headers.authorization === 'Bearer t1' ? (refusal(401, 'InvalidAuthenticationToken') as never) : isFine,
      )(request),
    );
    expect((await createMany(3)).every(({ ok: isOk }) => isOk)).toBe(true);
    expect(graph.tokenRequests).toHaveLength(2);
    graph.answer(batch(() => refusal(401, 'InvalidAuthenticationToken') as never));
    expect((await createMany(1))[0]).toMatchObject({ failure: { class: 'auth', isSystemWide: true } });
  });
});

describe('deletes', () => {
  it('of what is gone succeed, of a mailbox that is gone do not', async () => {
    const items = idsOf(2).map((id) => ({ id, version: 'v' }));
    graph.answer(
      batch(({ id }) => refusal(404, id === '0' ? 'ErrorItemNotFound' : 'MailboxNotEnabledForRESTAPI') as never),
    );
    expect(await graph.exchange.deleteContacts(mailbox, items)).toEqual([
      { ok: true, value: null },
      { ok: false, failure: { class: 'permission', code: 'MAILBOX_NOT_IN_CLOUD' } },
    ]);
  });
});

describe('stamps', () => {
  it('are compared in their own capitals, whatever Exchange finds alike', async () => {
    const property = { id: 'String {7f9c2f4b-5d0e-4a51-9a3e-2f1c8b6d4e70} Name ExchangeSyncStamp' };
    const value = ['1;o;r;i;1', '1;O;R;I;1'].map((text, index) => ({
      id: `c${index}`,
      singleValueExtendedProperties: [{ ...property, value: text }],
    }));
    graph.answer(batch(() => ok({ value }) as never));
    const [found] = await graph.exchange.findByStamp(mailbox, folder, ['1;o;r;i;1']);
    expect(found).toMatchObject({ value: [{ id: 'c0' }] });
    expect(found?.ok === true && found.value).toHaveLength(1);
  });
});
