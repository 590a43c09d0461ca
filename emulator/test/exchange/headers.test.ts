// What every answer carries, and the Content-Length rule, which only a raw socket can break.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { startExchange, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let contacts: string;

beforeAll(async () => {
  exchange = await startExchange();
  contacts = `/users/${exchange.mailboxId}/contacts`;
});

afterAll(() => exchange.close());

describe('An answer', () => {
  it('carries the ids of the request, which are one where the client gives none', async () => {
    const { headers } = await exchange.get(contacts);
    expect(headers.get('request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(headers.get('client-request-id')).toBe(headers.get('request-id'));
    expect((await exchange.get(contacts)).headers.get('request-id')).not.toBe(headers.get('request-id'));
  });

  it('gives back the client’s own id, in errors too', async () => {
    const own = { 'client-request-id': 'abc' };
    expect((await exchange.get(contacts, own)).headers.get('client-request-id')).toBe('abc');
    const error = await exchange.get(`${contacts}/nonsense`, own);
    expect(error.body.error.innerError).toEqual({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      'request-id': error.headers.get('request-id'),
      'client-request-id': 'abc',
    });
  });

  it('carries the type, the diagnostic and the time of the emulated clock', async () => {
    exchange.world.clock.freeze(Date.UTC(2026, 5, 1, 12));
    const { headers } = await exchange.get(contacts);
    expect(headers.get('content-type')).toBe(
      'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8',
    );
    expect(JSON.parse(headers.get('x-ms-ags-diagnostic') ?? '')).toHaveProperty('ServerInfo.DataCenter');
    expect(headers.get('date')).toBe('Mon, 01 Jun 2026 12:00:00 GMT');
    expect(headers.get('cache-control')).toBe('private');
  });

  it('says which preferences were honoured, and passes over those it does not know', async () => {
    const prefer =
      'odata.maxpagesize=7, respond-async, IdType="ImmutableId", outlook.timezone="Pacific Standard Time, x"';
    const { headers } = await exchange.get(`${contacts}/delta`, { prefer });
    expect(headers.get('preference-applied')).toBe('odata.track-changes, IdType="ImmutableId", odata.maxpagesize=7');
    expect((await exchange.get(contacts, { prefer: '' })).headers.get('preference-applied')).toBeNull();
  });
});

describe('A writing request', () => {
  const raw = (request: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const url = new URL(exchange.origin);
      const socket = connect(Number(url.port), url.hostname, () => socket.write(request));
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
        socket.destroy();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });

  it('without Content-Length is refused with 411, with a length of 0 it is taken', async () => {
    const id = exchange.hands.createContact('Contacts', { givenName: 'A' });
    const path = `/v1.0${contacts}/${id}/permanentDelete`;
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await exchange.token()}\r\n`;
    expect(await raw(`${head}\r\n`)).toMatch(/^HTTP\/1\.1 411 Length Required/);
    expect(await raw(`${head}Content-Length: 0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 204 /);
  });

  it('that breaks off in the middle does nothing, and the server lives on', async () => {
    const json = 'Content-Type: application/json\r\nContent-Length: 50';
    const head = `POST /v1.0${contacts} HTTP/1.1\r\nHost: x\r\n${json}\r\n\r\n{"givenName`;
    await new Promise<void>((resolve) => {
      const url = new URL(exchange.origin);
      const socket = connect(Number(url.port), url.hostname, () => socket.write(head, () => socket.destroy()));
      socket.on('close', () => resolve());
    });
    expect((await exchange.get(contacts)).status).toBe(200);
  });
});
