// The stand-ins of triggers, for every way into the org, fed by the shared samples: notes.md, "Triggers".
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SalesforceRecord } from '../../../src/parts.js';
import type { TestOrg } from '../support.js';
import { admin, colleague, failureOf, integration, plain, rep, startOrg, tokenFor } from '../support.js';
import { addOthers, people } from './people.js';
import type { NewRequestSample, TargetSample } from './samples.js';
import { samples } from './samples.js';

type Fields = Readonly<Record<string, unknown>>;
interface Refused {
  readonly errorCode?: string;
  readonly statusCode?: string;
  readonly message: string;
  readonly fields?: readonly string[];
}

const refusedByTrigger = 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
let test: TestOrg;
let users: Record<string, string>;
beforeEach(async () => {
  test = await startOrg();
  users = addOthers(test);
  test.org.setSwitch('preAuthorisedPermissionSets', [
    'Exchange_Sync_Person',
    'Exchange_Sync_Admin',
    'Exchange_Sync_Connector',
  ]);
});
afterEach(() => test.close());

const rowsOf = (object: string): readonly SalesforceRecord[] => test.org.dump().objects[object] ?? [];
const rowOf = (object: string, id: string): SalesforceRecord | undefined => rowsOf(object).find((row) => row.Id === id);

/** The id of what was saved. Throws where it was refused. */
function idIn(made: string | readonly Refused[]): string {
  if (typeof made === 'string') return made;
  throw new Error(made.map(({ message }) => message).join('; '));
}

/** What hands are answered: the id, or the refusals. */
async function create(username: string, object: string, fields: Fields): Promise<string | readonly Refused[]> {
  try {
    return test.org.act(username, { kind: 'create', object, fields });
  } catch (error) {
    return (error as { errors: readonly Refused[] }).errors;
  }
}

async function post(username: string, object: string, fields: Fields): Promise<string | readonly Refused[]> {
  const token = await tokenFor(test, username);
  const { status, body } = await plain(test, 'POST', `/sobjects/${object}`, { token, body: fields });
  return status === 201 ? (body as { id: string }).id : (body as Refused[]);
}

async function postInComposite(username: string, object: string, fields: Fields): Promise<string | readonly Refused[]> {
  const part = { method: 'POST', url: `/services/data/v65.0/sobjects/${object}`, referenceId: 'r', body: fields };
  const token = await tokenFor(test, username);
  const { body } = await plain(test, 'POST', '/composite', { token, body: { compositeRequest: [part] } });
  const [answer] = (body as { compositeResponse: { body: unknown; httpStatusCode: number }[] }).compositeResponse;
  return answer?.httpStatusCode === 201 ? (answer.body as { id: string }).id : (answer?.body as Refused[]);
}

async function saveTogether(
  method: string,
  object: string,
  records: readonly Fields[],
  allOrNone = false,
): Promise<readonly { id?: string; success: boolean; errors: readonly Refused[] }[]> {
  const token = await tokenFor(test, admin);
  const body = { allOrNone, records: records.map((fields) => ({ attributes: { type: object }, ...fields })) };
  const answer = await plain(test, method, '/composite/sobjects', { token, body });
  return answer.body as { success: boolean; errors: readonly Refused[] }[];
}

/** Lets a profile or set do everything with requests, so that rules alone decide. */
function openRequests(of: string): void {
  const edit = 'edit' as const;
  const fields = {
    ...{ User__c: edit, Objects__c: edit, Bring_Back_Removed__c: edit, Settle_Differences_Anew__c: edit },
    ...{ Result__c: edit, Started_At__c: edit, Finished_At__c: edit },
  };
  test.org.setAccess(of, 'Exchange_Sync_Request__c', { read: true, create: true, edit: true, viewAll: true, fields });
}

describe('new requests', () => {
  const request = 'Exchange_Sync_Request__c';
  beforeEach(() => {
    for (const profile of ['Standard User', 'System Administrator']) openRequests(profile);
  });

  const fieldsOf = (sample: NewRequestSample): Fields => {
    const who = { asker: people[sample.asker], somebodyElse: colleague, everybody: null }[sample.for];
    return { ...sample.fields, User__c: who === null ? null : users[who] };
  };

  it.each(samples.newRequests)('$about, by hand', async (sample) => {
    const made = await create(people[sample.asker], request, fieldsOf(sample));
    if (sample.says !== null) {
      expect(made).toEqual([
        { errorCode: refusedByTrigger, message: expect.stringContaining(sample.says), fields: [] },
      ]);
      expect(rowsOf(request)).toEqual([]);
      return;
    }
    const owner = sample.owner === 'somebodyElse' ? colleague : people[sample.asker];
    expect(rowOf(request, idIn(made))).toMatchObject({
      ...sample.fields,
      State__c: 'Queued',
      OwnerId: users[owner],
      CreatedById: users[people[sample.asker]],
    });
  });

  const overApi = samples.newRequests.filter(({ asker, says }) => asker !== 'stranger' && says !== null);
  it.each(overApi)('$about, over the API', async (sample) => {
    const refusal = { errorCode: refusedByTrigger, message: expect.stringContaining(sample.says ?? ''), fields: [] };
    const asker = people[sample.asker];
    expect(await post(asker, request, fieldsOf(sample))).toEqual([refusal]);
    expect(await postInComposite(asker, request, fieldsOf(sample))).toEqual([refusal]);
  });

  it('are taken over the API, in a composite request and in a collection', async () => {
    const fields = { Type__c: 'SyncNow', User__c: users[rep] };
    const made = [await post(rep, request, fields), await postInComposite(rep, request, fields)];
    const saved = await saveTogether('POST', request, [fields, { Type__c: 'StopAll' }]);
    expect(rowsOf(request).map(({ Id }) => Id)).toEqual([...made, ...saved.map(({ id }) => id)]);
    expect(rowsOf(request).map(({ Name }) => Name)).toEqual([1, 2, 3, 4].map((number) => `ESR-0000000${number}`));
    expect(rowsOf(request).map(({ OwnerId }) => OwnerId)).toEqual([users[rep], users[rep], users[rep], users[admin]]);
  });

  it('of people without Create are refused before any trigger', async () => {
    test.org.setAccess('Standard User', request, { create: false });
    const made = await post(rep, request, { Type__c: 'SyncNow', User__c: users[rep] });
    expect(made).toMatchObject([{ errorCode: 'INSUFFICIENT_ACCESS_OR_READONLY' }]);
  });

  it('are judged by lookups and picklists first, and by what is required and by validation rules last', async () => {
    const codes = async (fields: Fields) =>
      ((await create(rep, request, fields)) as Refused[]).map(({ errorCode }) => errorCode);
    expect(await codes({ Type__c: 'Rest' })).toEqual(['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST']);
    expect(await codes({ Type__c: 'Reset', User__c: '0055g00000ZZZZZAAA' })).toEqual(['INVALID_CROSS_REFERENCE_KEY']);
    // Without a type it is the trigger that refuses, before anybody says that the type is required.
    expect(await codes({ User__c: users[rep] })).toEqual([refusedByTrigger]);
    expect((await create(admin, request, {})) as Refused[]).toMatchObject([{ errorCode: 'REQUIRED_FIELD_MISSING' }]);
    expect(await create(rep, request, { Type__c: 'StopAll', User__c: users[rep] })).toMatchObject([
      { message: expect.stringContaining('Only people with the permission Manage Exchange Sync') },
    ]);
    expect(await create(admin, request, { Type__c: 'StopAll', User__c: users[rep] })).toMatchObject([
      { message: 'This request is for the whole system. Leave the person empty.', fields: ['User__c'] },
    ]);
  });

  it('of an admin of the org who does not manage the sync are refused', async () => {
    test.org.unassignPermissionSet(admin, 'Exchange_Sync_Admin');
    expect(await create(admin, request, { Type__c: 'Reset' })).toMatchObject([
      { message: expect.stringContaining('Manage Exchange Sync') },
    ]);
  });
});

describe('changed requests', () => {
  const request = 'Exchange_Sync_Request__c';
  it.each(samples.changedRequests)('$about', async ({ by, fields, says }) => {
    openRequests('System Administrator');
    const id = test.org.writeRequest(admin, { Type__c: 'SyncNow', User__c: users[colleague] });
    const before = rowOf(request, id);
    const token = await tokenFor(test, by === 'admin' ? admin : integration);
    const { status, body } = await plain(test, 'PATCH', `/sobjects/${request}/${id}`, { token, body: fields });
    if (says === null) {
      expect(status).toBe(204);
      expect(rowOf(request, id)?.['State__c']).toBe(fields['State__c']);
    } else {
      expect(body).toEqual([{ errorCode: refusedByTrigger, message: expect.stringContaining(says), fields: [] }]);
      expect(rowOf(request, id)).toEqual(before);
    }
  });
});

describe('configurations', () => {
  const object = 'Exchange_Configuration__c';
  const active = (fields: Fields): Fields => ({ Name: 'C', Active__c: true, ...fields });

  async function judged(fields: Fields, field: string, says: string | null): Promise<void> {
    const made = await create(admin, object, active(fields));
    if (says === null) expect(rowOf(object, idIn(made))?.['Active__c']).toBe(true);
    else {
      expect(made).toEqual([{ errorCode: refusedByTrigger, message: expect.stringContaining(says), fields: [field] }]);
    }
  }

  it.each(samples.conditions)('with conditions: $about', ({ text, says }) =>
    judged({ Contact_Conditions__c: text }, 'Contact_Conditions__c', says),
  );

  it.each(samples.fieldMappings)('with a field mapping: $about', ({ text, contactDirection, says }) => {
    const fields = { Contact_Field_Mapping__c: text, Contact_Direction__c: contactDirection };
    return judged(fields, 'Contact_Field_Mapping__c', says);
  });

  it.each(samples.domains)('with domains: $about', ({ text, says }) => {
    const fields = { Event_Leave_Out_Domains__c: text, Event_Direction__c: 'ExchangeToSalesforce' };
    return judged({ ...fields, Event_Selection__c: 'All' }, 'Event_Leave_Out_Domains__c', says);
  });

  it.each(samples.domains)('of the whole system, with domains: $about', async ({ text, says }) => {
    for (const field of ['Mailbox_Domains__c', 'Company_Domains__c']) {
      const answer = await post(admin, 'Exchange_Sync_Settings__c', { Key__c: 'system', [field]: text });
      if (says !== null) expect(answer).toMatchObject([{ message: expect.stringContaining(says), fields: [field] }]);
      else test.org.act(admin, { kind: 'delete', object: 'Exchange_Sync_Settings__c', id: idIn(answer) });
    }
  });

  it('tell all their faults at once, and none while they are inactive or without events', async () => {
    const faulty = {
      ...{ Contact_Conditions__c: '{', Contact_Field_Mapping__c: '[]', Event_Leave_Out_Domains__c: 'com' },
      Event_Direction__c: 'ExchangeToSalesforce',
    };
    const fields = ((await post(admin, object, active(faulty))) as Refused[]).map((error) => error.fields);
    expect(fields).toEqual([['Contact_Conditions__c'], ['Contact_Field_Mapping__c'], ['Event_Leave_Out_Domains__c']]);
    const inactive = idIn(await create(admin, object, { ...active(faulty), Active__c: false }));
    expect(inactive).toMatch(/^a0/);
    expect(() => test.org.act(admin, { kind: 'update', object, id: inactive, fields: { Active__c: true } })).toThrow(
      'The conditions cannot be read',
    );
    const silent = { Event_Leave_Out_Domains__c: 'com', Event_Direction__c: 'DoNotSync' };
    expect(await create(admin, object, active(silent))).toMatch(/^a0/);
  });
});

describe('assignments', () => {
  const object = 'Exchange_Configuration_Assignment__c';
  const configuration = (Name: string): string =>
    test.org.act(admin, { kind: 'create', object: 'Exchange_Configuration__c', fields: { Name } });

  function targetOf({ user, profile }: TargetSample): Fields {
    const profileId = String(rowsOf('Profile').find(({ Name }) => Name === 'Standard User')?.Id);
    const ids = { first: profileId, fifteen: profileId.slice(0, 15), notAProfile: users[rep] };
    return {
      User__c: user === null ? null : users[user === 'first' ? rep : colleague],
      Profile_Id__c: profile === null ? null : ids[profile],
    };
  }

  it.each(samples.assignments)('$about', async ({ rows, already, says }) => {
    const sales = configuration('Sales');
    for (const target of already) await create(admin, object, { Configuration__c: sales, ...targetOf(target) });
    expect(rowsOf(object)).toHaveLength(already.length);
    const other = configuration('Other');
    const records = rows.map((target) => ({ Configuration__c: other, ...targetOf(target) }));
    const saved = await saveTogether('POST', object, records);
    expect(saved.map(({ success }) => success)).toEqual(says.map((words) => words === null));
    for (const [index, { id = '', errors }] of saved.entries()) {
      const words = says[index];
      const field = rows[index]?.user === null ? 'Profile_Id__c' : 'User__c';
      if (typeof words === 'string') {
        expect(errors).toEqual([
          { statusCode: refusedByTrigger, message: expect.stringContaining(words), fields: [field] },
        ]);
      } else {
        const profileId = rowOf(object, id)?.['Profile_Id__c'];
        expect([null, 18]).toContain(typeof profileId === 'string' ? profileId.length : null);
      }
    }
  });

  it('of one save with allOrNone are all refused where one is', async () => {
    const one = { Configuration__c: configuration('Sales'), User__c: users[rep] };
    const saved = await saveTogether('POST', object, [one, one], true);
    expect(saved.map(({ errors }) => errors[0]?.statusCode)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      refusedByTrigger,
    ]);
    expect(rowsOf(object)).toEqual([]);
  });

  it('may be changed as they are, and not to someone who has one', async () => {
    const sales = configuration('Sales');
    const make = (username: string): string =>
      test.org.act(admin, {
        ...{ kind: 'create', object },
        fields: { Configuration__c: sales, User__c: users[username] },
      });
    const [first, second] = [make(rep), make(colleague)];
    const changed = await saveTogether('PATCH', object, [
      { Id: first, User__c: users[rep] },
      { Id: second, User__c: users[rep] },
    ]);
    expect(changed.map(({ success }) => success)).toEqual([true, false]);
    const update = (): string =>
      test.org.act(admin, { kind: 'update', object, id: second, fields: { User__c: users[rep] } });
    const refused = await failureOf(Promise.resolve().then(update));
    expect(refused.message).toContain('This user is in the configuration "Sales" already');
  });
});
