// What holds for the whole system: the one record of Exchange_Sync_Settings__c, read with every poll. Without a record
// the defaults hold. Rule: docs/settings.md#settings-of-the-whole-system.
import type { SalesforceRow } from '../describe.js';
import { domainsIn } from './domains.js';

export interface SystemSettings {
  readonly stopsAllWriting: boolean;
  /** Only mailboxes of these domains sync; null = of every domain. Subdomains do not count. */
  readonly mailboxDomains: readonly string[] | null;
  /** Of the company, besides those of the people who sync. Subdomains count. */
  readonly companyDomains: readonly string[];
}

export const systemSettingsFields = ['Stop_All_Writing__c', 'Mailbox_Domains__c', 'Company_Domains__c'] as const;

/** `row` null = there is no record. What is no domain is passed over, which allows less and never more. */
export function systemSettingsFromRow(row: Omit<SalesforceRow, 'Id'> | null): SystemSettings {
  const text = (field: (typeof systemSettingsFields)[number]): string => {
    const value = row?.[field];
    return typeof value === 'string' ? value.trim() : '';
  };
  const mailboxDomains = text('Mailbox_Domains__c');
  return {
    stopsAllWriting: row?.['Stop_All_Writing__c'] === true,
    mailboxDomains: mailboxDomains === '' ? null : domainsIn(mailboxDomains).domains,
    companyDomains: domainsIn(text('Company_Domains__c')).domains,
  };
}
