import { afterEach, describe, expect, it } from '@jest/globals';
import {
  startScript,
  type Received,
  type ScriptedAnswer,
  type ScriptedServer,
} from '../../../test/contract/salesforce/script.js';
import type { SalesforceContactId } from '../../core/model.js';

let server: ScriptedServer;

afterEach(async () => {
  await server.stop();
});

type Sent = Record<string, unknown>;

const recordsOf = ({ body }: Received): readonly Sent[] => (JSON.parse(body) as { records: Sent[] }).records;
const idOf = (number: number) => `003${String(number).padStart(12, '0')}AAA` as SalesforceContactId;
const done = (record: Sent) => ({ id: record.id, success: true, errors: [] });
const refused = (statusCode: string) => ({ success: false, errors: [{ statusCode, message: '', fields: [] }] });

async function start(answer: (request: Received, index: number) => ScriptedAnswer): Promise<void> {
  server = await startScript((request, index) =>
    request.path.includes('/oauth2/') ? undefined : answer(request, index),
  );
}

const calls = () => server.received.filter(({ method }) => method === 'PATCH');

function update(count: number, accountOf: (index: number) => string | null = () => null) {
  return server.person.updateContacts(
    Array.from({ length: count }, (_, index) => ({
      id: idOf(index),
      version: '',
      fields: { Title: `T${index}`, ...(accountOf(index) === null ? {} : { AccountId: accountOf(index) }) },
    })),
  );
}

describe('writing many records', () => {
  it('sends at most 200 a call, says what they are, and asks for an outcome each', async () => {
    await start((request) => ({ json: recordsOf(request).map(done) }));
    expect((await update(401)).every(({ ok }) => ok)).toBe(true);
    expect(calls().map((call) => recordsOf(call).length)).toEqual([200, 200, 1]);
    expect(JSON.parse(calls()[0]?.body ?? '')).toMatchObject({
      allOrNone: false,
      records: expect.arrayContaining([{ attributes: { type: 'Contact' }, id: idOf(0), Title: 'T0' }]),
    });
    expect(calls()[0]?.headers).not.toHaveProperty('sforce-duplicate-rule-header');
  });

  it('keeps records of one account side by side and gives outcomes in the order asked', async () => {
    await start((request) => ({
      json: recordsOf(request).map((record) => (record.Title === 'T7' ? refused('STRING_TOO_LONG') : done(record))),
    }));
    const outcomes = await update(300, (index) => `001${index % 3}`);
    const accounts = calls().flatMap((call) => recordsOf(call).map(({ AccountId }) => AccountId));
    expect(accounts).toEqual([...accounts].sort());
    expect(outcomes.flatMap(({ ok }, index) => (ok ? [] : [index]))).toEqual([7]);
  });

  it('repeats locked records alone, once', async () => {
    await start((request) => ({
      json: recordsOf(request).map((record) => {
        const isSecondTry = calls().length > 1;
        if (record.Title === 'T1') return refused('UNABLE_TO_LOCK_ROW');
        return record.Title === 'T3' && !isSecondTry ? refused('UNABLE_TO_LOCK_ROW') : done(record);
      }),
    }));
    const outcomes = await update(5);
    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.failure.code))).toEqual([
      'done',
      'UNABLE_TO_LOCK_ROW',
      'done',
      'done',
      'done',
    ]);
    expect(calls().map((call) => recordsOf(call).map(({ Title }) => Title))).toEqual([
      ['T0', 'T1', 'T2', 'T3', 'T4'],
      ['T1', 'T3'],
    ]);
    expect(server.waits).toEqual([1_000]);
  });

  it('stops sending once the org asks to wait, and goes on after a call without an answer', async () => {
    await start((request, index) => {
      if (index === 0) return { status: 503, json: [{ errorCode: 'SERVER_UNAVAILABLE', message: '' }] };
      if (index === 1) return { status: 403, json: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: '' }] };
      return { json: recordsOf(request).map(done) };
    });
    const outcomes = await update(800);
    expect(calls()).toHaveLength(2);
    const failures = outcomes.map((outcome) => (outcome.ok ? null : outcome.failure));
    expect(failures.slice(0, 200).every((failure) => failure?.isInDoubt === true)).toBe(true);
    expect(
      failures.slice(200).every((failure) => failure?.class === 'throttled' && failure.isInDoubt === undefined),
    ).toBe(true);
  });

  it('takes an answer with too few outcomes for no answer', async () => {
    await start((request) => ({ json: recordsOf(request).slice(1).map(done) }));
    const outcomes = await update(3);
    expect(outcomes).toEqual(
      Array(3).fill({ ok: false, failure: { class: 'transient', code: 'UNEXPECTED_ANSWER', isInDoubt: true } }),
    );
  });

  it('refuses all records where the call as a whole is refused for a field', async () => {
    const message = "No such column 'Fax' on sobject of type Contact";
    await start(() => ({ status: 400, json: [{ errorCode: 'INVALID_FIELD', message }] }));
    expect(await update(2)).toEqual(
      Array(2).fill({ ok: false, failure: { class: 'permission', code: 'INVALID_FIELD', fields: ['Fax'] } }),
    );
  });

  it('makes no call for nothing', async () => {
    await start(() => ({ json: [] }));
    expect(await update(0)).toEqual([]);
    expect(await server.person.deleteContacts([])).toEqual([]);
    expect(await server.person.createContacts([])).toEqual([]);
    expect(server.received).toEqual([]);
  });
});
