// Directory users, settings of a mailbox, the states that a mailbox can be in, and the roles that an app needs.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { address, clientId, clientSecret, startExchange, withSwitch, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;

beforeAll(async () => {
  exchange = await startExchange();
});

afterAll(() => exchange.close());

const filter = (text: string): string => `/users?$filter=${encodeURIComponent(text)}`;

describe('A user', () => {
  it('is found by id and by principal name, in both forms of a path and without regard to case', async () => {
    for (const path of [exchange.mailboxId, address, address.toUpperCase()]) {
      const reply = await exchange.get(`/users/${path}`);
      expect(reply).toMatchObject({ status: 200, body: { id: exchange.mailboxId, mail: address } });
    }
    expect((await exchange.get(`/Users('${exchange.mailboxId}')`)).body.id).toBe(exchange.mailboxId);
  });

  it('shows the default properties, or those that are selected', async () => {
    const whole = (await exchange.get(`/users/${exchange.mailboxId}`)).body;
    expect(Object.keys(whole)).toEqual([
      '@odata.context',
      'businessPhones',
      'displayName',
      'givenName',
      'jobTitle',
      'mail',
      'mobilePhone',
      'officeLocation',
      'preferredLanguage',
      'surname',
      'userPrincipalName',
      'id',
    ]);
    const some = (await exchange.get(`/users/${exchange.mailboxId}?$select=id,proxyAddresses,accountEnabled`)).body;
    expect(some).toMatchObject({ id: exchange.mailboxId, proxyAddresses: [`SMTP:${address}`], accountEnabled: true });
    expect(some).not.toHaveProperty('mail');
  });

  it('that nobody knows is a directory error', async () => {
    const reply = await exchange.get('/users/nobody@example.com');
    expect(reply).toMatchObject({ status: 404, body: { error: { code: 'Request_ResourceNotFound' } } });
  });

  it('is found by address with a filter', async () => {
    const found = await exchange.get(filter(`mail eq '${address}' or userPrincipalName eq '${address}'`));
    expect(found.body.value.map((user: { id: string }) => user.id)).toEqual([exchange.mailboxId]);
    const byProxy = await exchange.get(filter(`proxyAddresses/any(p:p eq 'smtp:${address}')`));
    expect(byProxy.body.value).toHaveLength(1);
    expect((await exchange.get(filter("mail eq 'nobody@example.com'"))).body.value).toEqual([]);
  });

  it('whose address has a quote or a plus is found when both are written as the rules want', async () => {
    exchange.tenant.addMailbox({ address: "o'hara+sales@example.com", displayName: "Pat O'Hara" });
    const found = await exchange.get(filter("mail eq 'o''hara+sales@example.com'"));
    expect(found.body.value).toHaveLength(1);
    const badlyEncoded = await exchange.get("/users?$filter=mail%20eq%20'o''hara+sales@example.com'");
    expect(badlyEncoded.body.value).toEqual([]);
  });

  it('may share an address with another user: the filter finds both', async () => {
    exchange.tenant.addMailbox({ address: 'twice@example.com', displayName: 'One' });
    exchange.tenant.addMailbox({ address: 'twice@example.com', displayName: 'Two' });
    expect((await exchange.get(filter("mail eq 'twice@example.com'"))).body.value).toHaveLength(2);
    expect(() => exchange.tenant.hands('twice@example.com')).toThrow('several mailboxes');
  });

  it('list comes in pages', async () => {
    const first = await exchange.get('/users?$top=2&$select=id');
    expect(first.body.value).toHaveLength(2);
    const second = await exchange.get(first.body['@odata.nextLink']);
    expect(second.body.value.length).toBeGreaterThan(0);
    expect(second.body.value[0].id).not.toBe(first.body.value[0].id);
  });

  it.each([
    ['an unknown property in a filter', "nonsense eq 'x'", 400, 'BadRequest'],
    ['a broken filter', "mail eq 'x", 400, 'BadRequest'],
    ['a half filter', 'mail eq', 400, 'BadRequest'],
    ['a filter function', "startswith(mail,'x')", 501, 'EmulatorNotModelled'],
    ['a property that is not modelled', "jobTitle eq 'x'", 501, 'EmulatorNotModelled'],
  ])('list refuses %s', async (_, text, status, code) => {
    expect(await exchange.get(filter(text))).toMatchObject({ status, body: { error: { code } } });
  });

  it('list refuses an unknown property in $select and an unknown option', async () => {
    const select = await exchange.get('/users?$select=id,nonsense');
    expect(select.body.error.message).toBe(
      'Parsing OData Select and Expand failed: ' +
        "Could not find a property named 'nonsense' on type 'microsoft.graph.user'.",
    );
    expect((await exchange.get('/users?$nonsense=1')).status).toBe(400);
    expect((await exchange.get('/users?$search=x')).status).toBe(501);
    expect((await exchange.get('/users?$top=1&$top=2')).status).toBe(400);
  });
});

describe('A mailbox', () => {
  const settings = (): ReturnType<TestExchange['get']> => exchange.get(`/users/${exchange.mailboxId}/mailboxSettings`);
  const folders = (): ReturnType<TestExchange['get']> => exchange.get(`/users/${exchange.mailboxId}/contactFolders`);

  it('tells its settings', async () => {
    expect(await settings()).toMatchObject({ status: 200, body: { timeZone: 'UTC', userPurpose: 'user' } });
    const some = await exchange.get(`/users/${exchange.mailboxId}/mailboxSettings?$select=userPurpose`);
    expect(Object.keys(some.body)).toEqual(['@odata.context', 'userPurpose']);
  });

  it.each([
    [
      'none',
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    ],
    [
      'blocked',
      403,
      'ErrorAccessDenied',
      'Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.',
    ],
    ['missingRole', 403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
  ] as const)('in the state %s refuses, while its user is still there', async (state, status, code, message) => {
    exchange.tenant.setMailboxState(address, state);
    expect(await settings()).toMatchObject({ status, body: { error: { code, message } } });
    expect(await folders()).toMatchObject({ status, body: { error: { code } } });
    expect((await exchange.get(`/users/${exchange.mailboxId}`)).status).toBe(200);
    exchange.tenant.setMailboxState(address, 'ok');
    expect((await folders()).status).toBe(200);
  });

  it('of an unknown user is refused in one of two ways', async () => {
    const path = '/users/nobody@example.com/contactFolders';
    const message = "The requested user 'nobody@example.com' is invalid.";
    expect(await exchange.get(path)).toMatchObject({
      status: 404,
      body: { error: { code: 'ErrorInvalidUser', message } },
    });
    await withSwitch(exchange, 'unknownUserAnswer', 'ResourceNotFound', async () => {
      expect(await exchange.get(path)).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
    });
  });
});

describe('An app without a role', () => {
  const roleless = async (roles: readonly string[]): Promise<Record<string, string>> => {
    exchange.tenant.addApp({ clientId, clientSecret, roles });
    return { authorization: `Bearer ${await exchange.token()}` };
  };
  const everything = ['Contacts.ReadWrite', 'User.Read.All', 'MailboxSettings.Read'];

  it('is refused where that role is needed, and only there', async () => {
    const user = `/users/${exchange.mailboxId}`;
    const paths = [user, `${user}/mailboxSettings`, `${user}/contactFolders`];
    const expected = [
      [['User.Read.All'], [200, 403, 403]],
      [['MailboxSettings.Read'], [403, 200, 403]],
      [['Contacts.Read'], [403, 403, 200]],
    ] as const;
    for (const [roles, statuses] of expected) {
      const headers = await roleless(roles);
      const replies = await Promise.all(paths.map((path) => exchange.get(path, headers)));
      expect(replies.map((reply) => reply.status)).toEqual(statuses);
    }
    const denied = await exchange.get(user, await roleless([]));
    expect(denied.body.error.code).toBe('Authorization_RequestDenied');
    exchange.tenant.addApp({ clientId, clientSecret, roles: everything });
  });

  it('may read contacts but not write them with Contacts.Read', async () => {
    const headers = await roleless(['Contacts.Read']);
    const path = `/users/${exchange.mailboxId}/contacts`;
    expect((await exchange.get(path, headers)).status).toBe(200);
    expect(await exchange.call('POST', path, { givenName: 'A' }, headers)).toMatchObject({
      status: 403,
      body: { error: { code: 'ErrorAccessDenied', message: 'Access is denied. Check credentials and try again.' } },
    });
    exchange.tenant.addApp({ clientId, clientSecret, roles: everything });
  });

  it('keeps the roles of a token that it has until that token ends', async () => {
    const headers = await roleless(everything);
    exchange.tenant.addApp({ clientId, clientSecret, roles: [] });
    expect((await exchange.get(`/users/${exchange.mailboxId}/contacts`, headers)).status).toBe(200);
    exchange.tenant.addApp({ clientId, clientSecret, roles: everything });
  });
});

describe('A path', () => {
  it('that Graph does not know is a bad request, one that is not modelled says so', async () => {
    const user = `/users/${exchange.mailboxId}`;
    expect(await exchange.get(`${user}/nonsense`)).toMatchObject({
      status: 400,
      body: { error: { code: 'BadRequest', message: "Resource not found for the segment 'nonsense'." } },
    });
    for (const path of [
      `${user}/messages`,
      `${user}/contactFolders/delta`,
      `${user}/contactFolders/contacts/childFolders`,
    ]) {
      expect(await exchange.get(path)).toMatchObject({ status: 501, body: { error: { code: 'EmulatorNotModelled' } } });
    }
    expect((await fetch(`${exchange.origin}/beta/users`)).status).toBe(501);
  });

  it('with a method that it does not take is refused', async () => {
    const reply = await exchange.call('PATCH', `/users/${exchange.mailboxId}/contacts`, {});
    expect(reply).toMatchObject({ status: 405, body: { error: { message: 'The OData request is not supported.' } } });
  });

  it('that is not Exchange’s is left to others', async () => {
    expect((await fetch(`${exchange.origin}/services/data`)).status).toBe(404);
  });
});
