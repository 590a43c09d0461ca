// Getting the token from a token service that is busy, broken or refuses.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ok, startScriptedGraph, type ScriptedAnswer, type ScriptedGraph } from '../../test/support/scripted-graph.js';
import type { MailboxId } from '../core/model.js';

const mailbox = 'aaaaaaaa-0000-4000-8000-000000000001' as MailboxId;

let graph: ScriptedGraph;

beforeEach(async () => {
  graph = await startScriptedGraph();
  graph.answer(ok({}));
});
afterEach(() => graph.close());

const probe = () => graph.exchange.probeMailbox(mailbox);
const token = (lifeSeconds = 3599): ScriptedAnswer =>
  ok({ token_type: 'Bearer', expires_in: lifeSeconds, access_token: 'fresh' });
const refused = (
  status: number,
  error: string,
  number?: number,
  headers: Record<string, string> = {},
): ScriptedAnswer => ({
  ...{ status, headers },
  body: { error, error_description: 'AADSTS: Jane Canary', ...(number === undefined ? {} : { error_codes: [number] }) },
});

describe('the token', () => {
  it('is asked for with client credentials, for Graph', async () => {
    await probe();
    const [form] = graph.tokenRequests;
    expect(form?.get('grant_type')).toBe('client_credentials');
    expect(form?.get('scope')).toContain('https://graph.microsoft.com/.default');
    expect(form?.get('client_secret')).toBe('a secret of the tests');
  });

  it('is kept until five minutes before its end', async () => {
    await probe();
    graph.clock.advance((3599 - 301) * 1_000);
    await probe();
    expect(graph.tokenRequests).toHaveLength(1);
    graph.clock.advance(2_000);
    await probe();
    expect(graph.tokenRequests).toHaveLength(2);
    expect(graph.seen.at(-1)?.headers.authorization).toBe('Bearer t2');
  });

  it('with a short life is used for half of it', async () => {
    graph.answerTokens(token(100));
    await probe();
    graph.clock.advance(49_000);
    await probe();
    expect(graph.tokenRequests).toHaveLength(1);
    graph.clock.advance(2_000);
    await probe();
    expect(graph.tokenRequests).toHaveLength(2);
  });

  it('that Graph refuses is replaced once, then it is a failure of the system', async () => {
    graph.answer({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } }, ok({}));
    expect(await probe()).toMatchObject({ ok: true });
    expect(graph.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
    graph.answer({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } });
    expect(await probe()).toEqual({
      ok: false,
      failure: { class: 'auth', code: 'InvalidAuthenticationToken', isSystemWide: true },
    });
  });
});

describe('a token service', () => {
  it.each<[string, ScriptedAnswer]>([
    ['answers 500', refused(500, 'server_error')],
    ['answers 503 with HTML', { status: 503, body: '<html>' }],
    ['cuts the connection', 'cut'],
    ['is busy', refused(429, 'temporarily_unavailable', undefined, { 'Retry-After': '2' })],
  ])('that %s for a moment is asked again, without a minute of silence', async (_, answer) => {
    graph.answerTokens(answer, token());
    expect(await probe()).toMatchObject({ ok: true });
    expect(graph.tokenRequests).toHaveLength(2);
    expect(graph.clock.waits).toEqual([expect.any(Number)]);
    expect(graph.clock.waits[0]).toBeLessThanOrEqual(2_000);
  });

  it('that stays broken is a transient failure of the system, and is left alone for a while', async () => {
    graph.answerTokens(refused(500, 'server_error'));
    const failure = { class: 'transient', code: 'server_error', isSystemWide: true };
    expect(await probe()).toMatchObject({ ok: false, failure });
    const asked = graph.tokenRequests.length;
    expect(await probe()).toMatchObject({ ok: false, failure });
    expect(graph.tokenRequests).toHaveLength(asked);
    graph.answerTokens(token());
    graph.clock.advance(60_001);
    expect(await probe()).toMatchObject({ ok: true });
  });

  it('that asks for long patience gets it', async () => {
    graph.answerTokens(refused(429, 'temporarily_unavailable', undefined, { 'Retry-After': '300' }));
    const retryAtMs = graph.clock.nowMs() + 300_000;
    expect(await probe()).toMatchObject({ failure: { class: 'throttled', retryAtMs } });
    expect(graph.tokenRequests).toHaveLength(1);
  });

  it.each([
    [401, 'invalid_client', 7000215, 'AADSTS7000215'],
    [401, 'invalid_client', 7000222, 'AADSTS7000222'],
    [400, 'unauthorized_client', 700016, 'AADSTS700016'],
    [400, 'invalid_request', undefined, 'invalid_request'],
  ])('that refuses with %s %s %s is not asked again', async (status, error, number, code) => {
    graph.answerTokens(refused(status, error, number));
    expect(await probe()).toMatchObject({ failure: { class: 'auth', code, isSystemWide: true } });
    expect(graph.tokenRequests).toHaveLength(1);
    expect(graph.logged.join()).not.toContain('Canary');
    expect(graph.seen).toHaveLength(0);
  });

  it('that sends a token nobody can read is no token service', async () => {
    graph.answerTokens({ status: 200, body: '<html>Welcome to the hotel Wi-Fi</html>' });
    expect(await probe()).toMatchObject({ ok: false, failure: { isSystemWide: true } });
    expect(graph.seen).toHaveLength(0);
  });
});

it('asks for one token however many mailboxes need it', async () => {
  const mailboxes = Array.from({ length: 12 }, (_, index) => `aaaaaaaa-0000-4000-8000-0000000000${10 + index}`);
  await Promise.all(mailboxes.map((id) => graph.exchange.probeMailbox(id as MailboxId)));
  expect(graph.tokenRequests).toHaveLength(1);
});
