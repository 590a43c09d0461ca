// Acting as a user in Salesforce, through all rules of the org, and changing who may do what there. Nothing here
// is counted as a call.
import type { ObjectAccess, SalesforceOrg } from '../parts.js';
import { BadInput, flagOf, objectOf, oneOf, onlyFields, textOf, type Fields } from './input.js';
import { usernameOf, type ControlRoute } from './route.js';

type SalesforceAction = Parameters<SalesforceOrg['act']>[1];

interface UserAction {
  readonly kind: SalesforceAction['kind'];
  readonly about: string;
  readonly fields: readonly string[];
  readonly read: (body: Fields) => SalesforceAction;
}

const ACTIONS: readonly UserAction[] = [
  {
    kind: 'create',
    about: 'Makes a record; answers its id.',
    fields: ['object', 'fields'],
    read: (body) => ({ kind: 'create', object: textOf(body, 'object'), fields: objectOf(body, 'fields') }),
  },
  {
    kind: 'update',
    about: 'Changes the fields that are given; null clears one.',
    fields: ['object', 'id', 'fields'],
    read: (body) => ({
      kind: 'update',
      object: textOf(body, 'object'),
      id: textOf(body, 'id'),
      fields: objectOf(body, 'fields'),
    }),
  },
  {
    kind: 'delete',
    about: 'Moves a record to the recycle bin.',
    fields: ['object', 'id'],
    read: (body) => ({ kind: 'delete', object: textOf(body, 'object'), id: textOf(body, 'id') }),
  },
  {
    kind: 'undelete',
    about: 'Brings a record back from the recycle bin.',
    fields: ['object', 'id'],
    read: (body) => ({ kind: 'undelete', object: textOf(body, 'object'), id: textOf(body, 'id') }),
  },
  {
    kind: 'merge',
    about: 'Merges one record into another: the loser is deleted and points to the winner.',
    fields: ['object', 'winner', 'loser'],
    read: (body) => ({
      kind: 'merge',
      object: textOf(body, 'object'),
      winner: textOf(body, 'winner'),
      loser: textOf(body, 'loser'),
    }),
  },
];

const FIELD_ACCESS = ['none', 'read', 'edit'] as const;
const OBJECT_FLAGS = ['read', 'create', 'edit', 'delete', 'viewAll'] as const;

function readAccess(body: Fields): ObjectAccess {
  const access = objectOf(body, 'access');
  onlyFields(access, [...OBJECT_FLAGS, 'fields']);
  const given = OBJECT_FLAGS.filter((flag) => access[flag] !== undefined);
  const flags: ObjectAccess = Object.fromEntries(given.map((flag) => [flag, flagOf(access, flag)] as const));
  if (access['fields'] === undefined) return flags;
  const named = objectOf(access, 'fields');
  const fields = Object.keys(named).map((field) => [field, oneOf(named, field, FIELD_ACCESS)] as const);
  return { ...flags, fields: Object.fromEntries(fields) };
}

const permissionRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/permissions/assign',
    about: 'Gives a user a permission set.',
    handle: (controlled, { body }) => {
      onlyFields(body, ['person', 'permissionSet']);
      const username = usernameOf(controlled, textOf(body, 'person'));
      controlled.salesforce.assignPermissionSet(username, textOf(body, 'permissionSet'));
      return {};
    },
  },
  {
    method: 'POST',
    path: '/permissions/unassign',
    about: 'Takes a permission set away from a user.',
    handle: (controlled, { body }) => {
      onlyFields(body, ['person', 'permissionSet']);
      const username = usernameOf(controlled, textOf(body, 'person'));
      controlled.salesforce.unassignPermissionSet(username, textOf(body, 'permissionSet'));
      return {};
    },
  },
  {
    method: 'PUT',
    path: '/permissions/access',
    about: 'Sets object access and field-level security of a profile or permission set; what is not given stays.',
    handle: (controlled, { body }) => {
      onlyFields(body, ['of', 'object', 'access']);
      controlled.salesforce.setAccess(textOf(body, 'of'), textOf(body, 'object'), readAccess(body));
      return {};
    },
  },
  {
    method: 'PUT',
    path: '/permissions/hidden',
    about: 'Hides one record from everybody but its owner and people with View All, or shows it again.',
    handle: (controlled, { body }) => {
      onlyFields(body, ['id', 'isHidden']);
      controlled.salesforce.setHidden(textOf(body, 'id'), flagOf(body, 'isHidden'));
      return {};
    },
  },
];

export const salesforceRoutes: readonly ControlRoute[] = [
  ...ACTIONS.map(({ kind, about, fields, read }): ControlRoute => ({
    method: 'POST',
    path: `/salesforce/:person/${kind}`,
    about,
    handle: (controlled, { params, body }) => {
      onlyFields(body, fields);
      const username = usernameOf(controlled, textOf(params, 'person'));
      return { id: controlled.salesforce.act(username, read(body)) };
    },
  })),
  {
    method: 'GET',
    path: '/salesforce/records/:object',
    about: 'All records of an object, deleted ones too, without any rule of visibility.',
    handle: (controlled, { params }) => {
      const object = textOf(params, 'object');
      const { objects } = controlled.salesforce.dump();
      const records = objects[object];
      if (records === undefined) {
        throw new BadInput(`There is no object "${object}"; known are ${Object.keys(objects).join(', ')}.`);
      }
      return { records };
    },
  },
  ...permissionRoutes,
];
