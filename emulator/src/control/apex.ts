// Calling the app's Apex as a page does, as a person. Salesforce's own protocol between pages and Apex is private, so
// the emulator has a route of its own. Nothing here is counted as a call.
import type { ApexAnswer } from '../parts.js';
import { objectOf, oneOf, onlyFields, optionalObjectOf, optionalTextOf, textOf } from './input.js';
import { findPerson, usernameOf, type ControlRoute } from './route.js';

/** The values of Exchange_Sync_Request__c.Type__c; a test compares them with force-app. */
export const REQUEST_TYPES = [
  'SyncNow',
  'Reset',
  'Preview',
  'Explain',
  'Pause',
  'Resume',
  'Resolve',
  'BringBack',
  'NotTheSame',
  'Approve',
  'TestConnection',
  'SettingsChanged',
  'RestoreFolder',
  'StopAll',
  'StartAll',
  'TakeOver',
] as const;

/** Lightning answers 500 for whatever Apex refuses. */
const REFUSED_BY_APEX = 500;

export const apexRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/salesforce/apex/:class/:method',
    about: 'Calls an Apex method as a page of this person does; answers its value, or its exception with status 500.',
    handle: (controlled, { params, body }): ApexAnswer => {
      onlyFields(body, ['as', 'parameters']);
      return controlled.salesforce.callApex(usernameOf(controlled, textOf(body, 'as')), {
        apexClass: textOf(params, 'class'),
        method: textOf(params, 'method'),
        parameters: optionalObjectOf(body, 'parameters') ?? {},
      });
    },
    statusOf: (answer) => ('exception' in (answer as ApexAnswer) ? REFUSED_BY_APEX : 200),
  },
  {
    method: 'POST',
    path: '/salesforce/:person/request',
    about: 'Asks the connector for something as a page of this person does: writes an Exchange Sync Request.',
    handle: (controlled, { params, body }) => {
      onlyFields(body, ['fields', 'for']);
      const fields = objectOf(body, 'fields');
      oneOf(fields, 'Type__c', REQUEST_TYPES);
      const isFor = optionalTextOf(body, 'for');
      const User__c = isFor === undefined ? null : findPerson(controlled, isFor).userId;
      const username = usernameOf(controlled, textOf(params, 'person'));
      return { id: controlled.salesforce.writeRequest(username, { ...fields, User__c }) };
    },
  },
];
