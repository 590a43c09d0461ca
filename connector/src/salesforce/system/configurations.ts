// Exchange configurations and whom they are assigned to, as rows. What they mean is core/settings/configuration.ts.
import { configurationFields, type Assignment } from '../../core/settings/configuration.js';
import type { PersonId } from '../../core/model.js';
import { longId } from '../../core/text/salesforce-id.js';
import type { SalesforceRow } from '../../ports/salesforce.js';
import type { QueryText } from '../read/queries.js';
import { select } from '../read/soql.js';

export const configurationQuery: QueryText = {
  soql: select(configurationFields, 'Exchange_Configuration__c', '', 'ORDER BY Id'),
};

export const assignmentQuery: QueryText = {
  soql: select(
    ['Configuration__c', 'User__c', 'Profile_Id__c'],
    'Exchange_Configuration_Assignment__c',
    '',
    'ORDER BY Id',
  ),
};

/** A row that names neither a user nor a profile (the user was deleted) assigns nobody. */
export function assignmentsOf(rows: readonly SalesforceRow[]): readonly Assignment[] {
  return rows.flatMap(
    ({ Configuration__c: configurationId, User__c: userId, Profile_Id__c: profile }): Assignment[] => {
      if (typeof configurationId !== 'string') return [];
      if (typeof userId === 'string')
        return [{ configurationId, target: { kind: 'user', userId: userId as PersonId } }];
      const profileId = typeof profile === 'string' ? longId(profile.trim()) : null;
      return profileId === null ? [] : [{ configurationId, target: { kind: 'profile', profileId } }];
    },
  );
}
