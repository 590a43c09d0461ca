// What each permission set of force-app lets a user do with our own objects over the API, and what it keeps from them:
// attempted for every set, object and field, and compared with what the files say.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlainAnswer, TestOrg } from './support.js';
import { forceAppFolder, plain, startOrg, tokenFor } from './support.js';

const folder = join(forceAppFolder, 'main/default');
const suffix = '.permissionset-meta.xml';
const setTexts = readdirSync(join(folder, 'permissionsets')).map((file) => ({
  set: basename(file, suffix),
  text: readFileSync(join(folder, 'permissionsets', file), 'utf8'),
}));
const objects = readdirSync(join(folder, 'objects')).filter((name) => name.endsWith('__c'));

const says = (part: string, flag: string): boolean => part.includes(`<${flag}>true</${flag}>`);
const partsOf = (text: string, element: string): string[] =>
  [...text.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map(([, part = '']) => part);
const elementOf = (part: string, element: string): string => new RegExp(`<${element}>([^<]*)<`).exec(part)?.[1] ?? '';

interface Right {
  readonly set: string;
  readonly object: string;
  readonly can: { readonly read: boolean; readonly create: boolean; readonly edit: boolean; readonly delete: boolean };
  /** By field: what the set says. */
  readonly fields: ReadonlyMap<string, 'read' | 'edit'>;
}

const rights = setTexts.flatMap(({ set, text }) =>
  objects.map((object): Right => {
    const part = partsOf(text, 'objectPermissions').find((one) => elementOf(one, 'object') === object) ?? '';
    const fields = partsOf(text, 'fieldPermissions')
      .filter((one) => elementOf(one, 'field').startsWith(`${object}.`) && says(one, 'readable'))
      .map((one) => [elementOf(one, 'field').split('.')[1] ?? '', says(one, 'editable') ? 'edit' : 'read'] as const);
    const can = {
      ...{ read: says(part, 'allowRead'), create: says(part, 'allowCreate') },
      ...{ edit: says(part, 'allowEdit'), delete: says(part, 'allowDelete') },
    };
    return { set, object, can, fields: new Map(fields) };
  }),
);

/** Fields of an object that field-level security governs: neither required nor the master. */
const governed = (object: string): string[] =>
  readdirSync(join(folder, 'objects', object, 'fields'))
    .map((file) => readFileSync(join(folder, 'objects', object, 'fields', file), 'utf8'))
    .filter((text) => !says(text, 'required') && elementOf(text, 'type') !== 'MasterDetail')
    .map((text) => elementOf(text, 'fullName'));

let test: TestOrg;
const tokens = new Map<string, string>();
const userOf = (set: string): string => `${set.toLowerCase()}@lindenhof.example`;

beforeAll(async () => {
  test = await startOrg();
  test.org.setSwitch(
    'preAuthorisedPermissionSets',
    setTexts.map(({ set }) => set),
  );
  for (const { set } of setTexts) {
    const user = { username: userOf(set), email: userOf(set), firstName: 'X', lastName: set };
    // The profile gives the API and nothing of our own objects.
    test.org.addUser({ ...user, profile: 'Standard User', permissionSets: [set] });
    tokens.set(set, await tokenFor(test, userOf(set)));
  }
});
afterAll(() => test.close());

const send = (set: string, method: string, path: string, body?: unknown): Promise<PlainAnswer> =>
  plain(test, method, path, { token: tokens.get(set) ?? '', ...(body === undefined ? {} : { body }) });
const codeIn = ({ body }: PlainAnswer): unknown => (body as { errorCode?: string }[] | undefined)?.[0]?.errorCode;
const query = (set: string, soql: string): Promise<PlainAnswer> =>
  send(set, 'GET', `/query?q=${encodeURIComponent(soql)}`);

let seeded = 0;
/** A record that belongs to the user, so that sharing is no question. */
function recordOf({ set, object }: Right): string {
  const OwnerId = test.org.dump().objects['User']?.find((one) => one['Username'] === userOf(set))?.Id;
  const ofMaster = (): Record<string, unknown> => ({
    Configuration__c: test.org.seed('Exchange_Configuration__c', { Name: `C${(seeded += 1)}`, OwnerId }),
  });
  const isDetail = object === 'Exchange_Configuration_Assignment__c';
  return test.org.seed(object, isDetail ? ofMaster() : { OwnerId });
}

describe('the objects of the app', () => {
  it('are all looked at, with each permission set', () => {
    expect(objects).toContain('Exchange_Sync_Request__c');
    expect(rights).toHaveLength(objects.length * 3);
    expect(rights.some(({ can }) => can.create) && rights.some(({ can }) => can.read && !can.edit)).toBe(true);
  });

  it.each(rights)('$object with $set are read, made, changed and deleted as it says', async (right) => {
    const { set, object, can } = right;
    const refused = can.read ? 'INSUFFICIENT_ACCESS_OR_READONLY' : 'NOT_FOUND';
    const read = await query(set, `SELECT Id FROM ${object}`);
    expect(can.read ? read.status : codeIn(read)).toBe(can.read ? 200 : 'INVALID_TYPE');
    const id = recordOf(right);
    const attempts = {
      create: await send(set, 'POST', `/sobjects/${object}`, {}),
      edit: await send(set, 'PATCH', `/sobjects/${object}/${id}`, {}),
      delete: await send(set, 'DELETE', `/sobjects/${object}/${id}`),
    };
    for (const [operation, answer] of Object.entries(attempts)) {
      const isAllowed = can[operation as keyof typeof attempts];
      // What is allowed may fail for other reasons: an empty record is not always one that can be saved.
      if (isAllowed) expect([operation, codeIn(answer)]).not.toEqual([operation, 'INSUFFICIENT_ACCESS_OR_READONLY']);
      else expect([operation, codeIn(answer)]).toEqual([operation, refused]);
    }
    if (can.delete) expect(attempts.delete.status).toBe(204);
  });
});

describe('the fields of the app', () => {
  // Whatever else lets someone edit the object: which fields, the permission set says.
  beforeAll(() => {
    for (const object of objects) test.org.setAccess('Standard User', object, { read: true, edit: true });
  });

  it.each(rights)('of $object are read and written with $set as it says', async (right) => {
    const { set, object, fields } = right;
    const id = recordOf(right);
    for (const field of governed(object)) {
      const access = fields.get(field) ?? 'none';
      const read = await query(set, `SELECT ${field} FROM ${object}`);
      expect([field, access === 'none' ? codeIn(read) : read.status]).toEqual([
        field,
        access === 'none' ? 'INVALID_FIELD' : 200,
      ]);
      const written = codeIn(await send(set, 'PATCH', `/sobjects/${object}/${id}`, { [field]: null }));
      const security = ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'];
      const expected = { none: 'INVALID_FIELD', read: 'INVALID_FIELD_FOR_INSERT_UPDATE', edit: null }[access];
      if (expected === null) expect([field, security.includes(String(written))]).toEqual([field, false]);
      else expect([field, written]).toEqual([field, expected]);
    }
  });
});
