// How events are written, on the wire.
import { afterEach, expect, it } from '@jest/globals';
import { startScript, type Received, type ScriptedServer } from '../../../test/contract/salesforce/script.js';
import type { SalesforceEventId } from '../../core/model.js';

let server: ScriptedServer;

afterEach(async () => {
  await server.stop();
});

type Sent = Record<string, unknown>;

const recordsOf = ({ body }: Received): readonly Sent[] => (JSON.parse(body) as { records: Sent[] }).records;
const idOf = (number: number) => `00U${String(number).padStart(12, '0')}AAA` as SalesforceEventId;
const calls = () => server.received.filter(({ path }) => !path.includes('/oauth2/'));

async function start(answer: (record: Sent, index: number, call: number) => Sent): Promise<void> {
  server = await startScript((request, call) =>
    request.path.includes('/oauth2/')
      ? undefined
      : { json: recordsOf(request).map((record, index) => answer(record, index, call)) },
  );
}

it('events are inserted in the order given, whatever they are about, without a word to send mail', async () => {
  await start((record) => ({ id: idOf(Number(record.Subject)), success: true, errors: [] }));
  const records = Array.from({ length: 201 }, (_, index) => ({
    Subject: String(index),
    AccountId: `001${index % 2}`,
  }));
  const outcomes = await server.person.createEvents(records);
  expect(outcomes).toEqual(records.map((_, index) => ({ ok: true, value: idOf(index) })));
  expect(calls().map(({ method, path }) => `${method} ${path}`)).toEqual(
    Array(2).fill('POST /services/data/v65.0/composite/sobjects'),
  );
  expect(calls().flatMap(recordsOf)).toEqual(records.map((fields) => ({ attributes: { type: 'Event' }, ...fields })));
  expect(JSON.parse(calls()[0]?.body ?? '')).toMatchObject({ allOrNone: false });
  expect(Object.keys(calls()[0]?.headers ?? {}).filter((name) => /^sforce-(?!call-options)/.test(name))).toEqual([]);
});

it('an event whose account is locked is inserted once more, and no event that was taken', async () => {
  await start((record, _index, call) =>
    record.Subject === '1' && call === 0
      ? { success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message: '', fields: [] }] }
      : { id: idOf(Number(record.Subject)), success: true, errors: [] },
  );
  const outcomes = await server.person.createEvents(['0', '1', '2'].map((Subject) => ({ Subject })));
  expect(outcomes).toEqual([0, 1, 2].map((number) => ({ ok: true, value: idOf(number) })));
  expect(calls().map((call) => recordsOf(call).map(({ Subject }) => Subject))).toEqual([['0', '1', '2'], ['1']]);
});

it('no call is made for no event', async () => {
  await start(() => ({}));
  expect(await server.person.createEvents([])).toEqual([]);
  expect(await server.person.updateEvents([])).toEqual([]);
  expect(await server.person.deleteEvents([])).toEqual([]);
  expect(server.received).toEqual([]);
});
