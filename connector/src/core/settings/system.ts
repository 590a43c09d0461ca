// What holds for the whole system: the one record of Exchange_Sync_Settings__c, read with every poll. Without a record
// the defaults hold. Rule: docs/settings.md#settings-of-the-whole-system.
import { box, domains, domainsOrAll, fieldsOf, readSettings, type SettingsOf } from './table.js';

export const systemSettings = {
  stopsAllWriting: box('Stop_All_Writing__c', false),
  /** Only mailboxes of these domains sync; null = of every domain. Subdomains do not count. */
  mailboxDomains: domainsOrAll('Mailbox_Domains__c'),
  /** Of the company, besides those of the people who sync. Subdomains count. */
  companyDomains: domains('Company_Domains__c'),
} as const;

export type SystemSettings = SettingsOf<typeof systemSettings>;

export const systemSettingsFields = fieldsOf(systemSettings);

/** `row` null = there is no record. What is no domain is passed over, which allows less and never more. */
export function systemSettingsFromRow(row: Readonly<Record<string, unknown>> | null): SystemSettings {
  return readSettings(systemSettings, row ?? {}).values;
}
