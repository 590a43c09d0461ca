import { afterEach, describe, expect, it } from '@jest/globals';
import { startScript, type ScriptedAnswer, type ScriptedServer } from '../../../test/contract/salesforce/script.js';
import type { Outcome } from '../../core/failure.js';
import type { ObjectDescription } from '../../ports/salesforce.js';

let server: ScriptedServer;

afterEach(async () => {
  await server.stop();
});

async function start(answer: (index: number) => ScriptedAnswer): Promise<void> {
  server = await startScript((request, index) => (request.path.includes('/oauth2/') ? undefined : answer(index)));
}

function valueOf(outcome: Outcome<ObjectDescription>): ObjectDescription {
  if (!outcome.ok) throw new Error(outcome.failure.code);
  return outcome.value;
}

const object = { queryable: true, createable: true, updateable: true, deletable: false };
const text = { type: 'string', length: 80, createable: true, updateable: true, filterable: true, picklistValues: [] };
const values = (...labels: readonly string[]) =>
  labels.map((label) => ({ value: label.slice(0, 2), label, active: label !== 'Old' }));

describe('describe', () => {
  it('takes the labels of the state and country picklists where the org has them', async () => {
    const fields = [
      { ...text, name: 'MailingCountry' },
      {
        ...text,
        name: 'MailingCountryCode',
        type: 'picklist',
        restrictedPicklist: true,
        picklistValues: values('Germany', 'Old', 'Italy'),
      },
      { ...text, name: 'MailingState' },
      { ...text, name: 'Salutation', type: 'picklist', restrictedPicklist: false, picklistValues: values('Mr.') },
      { ...text, name: 'Level__c', type: 'picklist', restrictedPicklist: true, picklistValues: values('Gold', 'Old') },
    ];
    await start(() => ({ json: { ...object, fields } }));
    const description = valueOf(await server.person.describe('Contact'));
    const allowed = (name: string) => description.fields.get(name)?.allowedValues;
    expect(allowed('MailingCountry')).toEqual(['Germany', 'Italy']);
    expect(allowed('MailingCountryCode')).toEqual(['Ge', 'It']);
    expect(allowed('Level__c')).toEqual(['Go']);
    expect(allowed('MailingState')).toBeNull();
    expect(allowed('Salutation')).toBeNull();
    expect(description).toMatchObject({ isReadable: true, isCreateable: true, isUpdateable: true, isDeletable: false });
  });

  it.each([
    ['404', { status: 404, json: [{ errorCode: 'NOT_FOUND', message: '' }] }],
    ['INVALID_TYPE', { status: 400, json: [{ errorCode: 'INVALID_TYPE', message: '' }] }],
  ])('that is answered %s is of an object the person cannot see', async (_what, answer) => {
    await start(() => answer);
    expect(valueOf(await server.person.describe('Account'))).toMatchObject({ isReadable: false, isCreateable: false });
  });

  it('is asked for once by many at the same time, and a failure is not kept', async () => {
    await start((index) =>
      index < 1 ? { status: 400, json: [{ errorCode: 'ODD', message: '' }] } : { json: { ...object, fields: [] } },
    );
    const [first, second] = await Promise.all([server.person.describe('Contact'), server.person.describe('Contact')]);
    expect([first.ok, second.ok]).toEqual([false, false]);
    expect((await server.person.describe('Contact')).ok).toBe(true);
    expect((await server.person.describe('Contact')).ok).toBe(true);
    expect(server.received.filter(({ path }) => path.endsWith('/describe'))).toHaveLength(2);
  });

  it('is kept once for people who may do the same, and apart for others', async () => {
    await start((index) => ({ json: { ...object, fields: [{ ...text, name: 'LastName', updateable: index < 2 }] } }));
    const as = async (name: string) =>
      valueOf(await server.salesforce.actAs({ id: server.person.person, username: name }).describe('Contact'));
    const [first, second, third] = [await as('a'), await as('b'), await as('c')];
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(third?.fields.get('LastName')?.isUpdateable).toBe(false);
  });
});
