// The emulated Exchange is believed by clients that nobody here wrote: msal-node and the Microsoft Graph client, both
// unmodified. The Graph client runs its own middleware; only the last hop sends the request to the local server.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node';
import {
  AuthenticationHandler,
  BatchRequestContent,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
  RetryHandler,
  RetryHandlerOptions,
  TelemetryHandler,
  type Context,
  type Middleware,
  type PageCollection,
} from '@microsoft/microsoft-graph-client';
import { makeCertificate } from './support/certificate.js';
import { clientId, clientSecret, startExchange, tenantId, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let client: Client;
let folderId: string;

class LocalHop implements Middleware {
  async execute(context: Context): Promise<void> {
    const url = typeof context.request === 'string' ? context.request : context.request.url;
    context.response = await fetch(url.replace('https://graph.microsoft.com', exchange.origin), context.options);
  }
}

/** msal refuses plain http authorities, but takes a token endpoint from given metadata. */
function msalApp(credential: Partial<Configuration['auth']>): ConfidentialClientApplication {
  const authority = `https://login.microsoftonline.com/${tenantId}`;
  const authorityMetadata = JSON.stringify({
    token_endpoint: `${exchange.origin}/${tenantId}/oauth2/v2.0/token`,
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
  });
  return new ConfidentialClientApplication({ auth: { clientId, authority, authorityMetadata, ...credential } });
}

const scopes = { scopes: ['https://graph.microsoft.com/.default'] };

beforeAll(async () => {
  exchange = await startExchange();
  const app = msalApp({ clientSecret });
  const getAccessToken = async (): Promise<string> =>
    (await app.acquireTokenByClientCredential(scopes))?.accessToken ?? '';
  const chain = [
    new AuthenticationHandler({ getAccessToken }),
    new RetryHandler(new RetryHandlerOptions(0.01, 3)),
    new TelemetryHandler(),
    new LocalHop(),
  ];
  client = Client.initWithMiddleware({ middleware: chain });
  folderId = exchange.hands.createFolder('Salesforce_Sync');
  for (let number = 1; number <= 25; number += 1) {
    exchange.hands.createContact('Salesforce_Sync', { givenName: 'Contact', surname: `Number ${number}` });
  }
});

afterAll(() => exchange.close());

describe('msal-node', () => {
  it('gets a token with a secret and takes the second one from its cache', async () => {
    const app = msalApp({ clientSecret });
    const first = await app.acquireTokenByClientCredential(scopes);
    const second = await app.acquireTokenByClientCredential(scopes);
    const claims = JSON.parse(Buffer.from(first?.accessToken.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ tid: tenantId, appid: clientId, idtyp: 'app', aud: 'https://graph.microsoft.com' });
    expect(claims.roles).toContain('Contacts.ReadWrite');
    expect(second?.fromCache).toBe(true);
  });

  it('gets a token with a certificate that is registered, and is refused with another one', async () => {
    const certified = '12121212-8888-4777-8666-555555555555';
    const [registered, other] = [makeCertificate('registered'), makeCertificate('other')];
    exchange.tenant.addApp({
      clientId: certified,
      certificatePem: registered.certificatePem,
      roles: ['User.Read.All'],
    });
    const key = (certificate: typeof registered): Partial<Configuration['auth']> => ({
      clientId: certified,
      clientCertificate: { thumbprintSha256: certificate.thumbprintSha256, privateKey: certificate.privateKeyPem },
    });
    const result = await msalApp(key(registered)).acquireTokenByClientCredential(scopes);
    expect(result?.accessToken.split('.')).toHaveLength(3);
    const forged = { ...other, thumbprintSha256: registered.thumbprintSha256 };
    for (const wrong of [other, forged]) {
      await expect(msalApp(key(wrong)).acquireTokenByClientCredential(scopes)).rejects.toMatchObject({
        errorCode: 'invalid_client',
        errorNo: 700027,
      });
    }
  });

  it('reports a wrong secret as AADSTS7000215', async () => {
    const wrong = msalApp({ clientSecret: 'wrong' }).acquireTokenByClientCredential(scopes);
    await expect(wrong).rejects.toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215, status: 401 });
  });
});

describe('the Microsoft Graph client', () => {
  it('pages through a list with its PageIterator', async () => {
    const first = (await client
      .api(`/users/${exchange.mailboxId}/contactFolders/${folderId}/contacts`)
      .top(10)
      .get()) as PageCollection;
    const names: string[] = [];
    await new PageIterator(client, first, (contact: { surname: string }) => {
      names.push(contact.surname);
      return true;
    }).iterate();
    expect(names).toHaveLength(25);
    expect(new Set(names).size).toBe(25);
  });

  const headers = { Prefer: 'IdType="ImmutableId", odata.maxpagesize=10' };
  const round = async (path: string): Promise<{ items: Record<string, unknown>[]; link: string }> => {
    const first = (await client.api(path).headers(headers).get()) as PageCollection;
    const items: Record<string, unknown>[] = [];
    const pages = new PageIterator(client, first, (item) => items.push(item as Record<string, unknown>) > 0, {
      headers,
    });
    await pages.iterate();
    return { items, link: pages.getDeltaLink() ?? String(first['@odata.deltaLink']) };
  };

  it('reads a calendar view in pages, its delta round, then only what changed', async () => {
    const moment = (day: number, hour: number): object => ({
      dateTime: `2026-06-${day}T${hour}:00:00`,
      timeZone: 'UTC',
    });
    const event = (day: number): object => ({ subject: `Day ${day}`, start: moment(day, 10), end: moment(day, 11) });
    const ids = Array.from({ length: 15 }, (_, index) =>
      exchange.calendar.createEvent('Calendar', { ...event(index + 10) }),
    );
    const user = `/users/${exchange.mailboxId}`;
    const window = 'startDateTime=2026-06-01T00:00:00Z&endDateTime=2026-07-01T00:00:00Z';
    expect((await round(`${user}/calendarView?${window}`)).items).toHaveLength(15);
    const whole = await round(`${user}/calendarView/delta?${window}`);
    expect(whole.items.map((item) => item.id)).toEqual(ids);
    exchange.calendar.deleteEvent(ids[3] ?? '');
    exchange.calendar.editEvent(ids[5] ?? '', { subject: 'Later' });
    expect((await round(whole.link)).items).toEqual([
      expect.objectContaining({ id: ids[3], '@removed': { reason: 'deleted' } }),
      expect.objectContaining({ id: ids[5], subject: 'Later' }),
    ]);
  });

  it('reads a delta round, then only what changed', async () => {
    const whole = await round(`/users/${exchange.mailboxId}/contactFolders/${folderId}/contacts/delta`);
    expect(whole.items).toHaveLength(25);
    const id = String(whole.items[0]?.id);
    exchange.hands.editContact(id, { jobTitle: 'Buyer' });
    const changes = await round(whole.link);
    expect(changes.items).toEqual([expect.objectContaining({ id, jobTitle: 'Buyer' })]);
  });

  it('sends a batch and reads each answer by its id', async () => {
    const post = new Request(
      `https://graph.microsoft.com/users/${exchange.mailboxId}/contactFolders/${folderId}/contacts`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ givenName: 'In', surname: 'Batch' }),
      },
    );
    const missing = new Request(`https://graph.microsoft.com/users/${exchange.mailboxId}/contacts/nonsense`, {
      method: 'DELETE',
    });
    const batch = new BatchRequestContent([
      { id: '1', request: post },
      { id: '2', request: missing },
    ]);
    const answer = new BatchResponseContent(await client.api('/$batch').post(await batch.getContent()));
    expect(answer.getResponseById('1').status).toBe(201);
    expect(await answer.getResponseById('1').json()).toMatchObject({ surname: 'Batch', displayName: 'In Batch' });
    expect(answer.getResponseById('2').status).toBe(400);
    expect(await answer.getResponseById('2').json()).toMatchObject({ error: { code: 'ErrorInvalidIdMalformed' } });
  });

  it('throws a GraphError that carries status, code, request id and headers', async () => {
    const error: unknown = await client
      .api(`/users/nobody@example.com`)
      .get()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({ statusCode: 404, code: 'Request_ResourceNotFound' });
    expect((error as GraphError).requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('waits and repeats by itself when it is throttled', async () => {
    exchange.world.faults.add({
      id: 'once',
      routeIncludes: 'mailboxSettings',
      times: 1,
      effect: { kind: 'answer', status: 429, headers: { 'Retry-After': '0' } },
    });
    const settings = (await client.api(`/users/${exchange.mailboxId}/mailboxSettings`).get()) as {
      userPurpose: string;
    };
    expect(settings.userPurpose).toBe('user');
    const calls = exchange.world.calls.since().filter((call) => call.route.endsWith('mailboxSettings'));
    expect(calls.map((call) => call.status)).toEqual([429, 200]);
  });
});
