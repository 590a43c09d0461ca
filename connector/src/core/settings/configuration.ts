// From a row of Exchange_Configuration__c to the settings the sync works with, and from assignments to the one
// configuration of a person. Never guesses: a configuration with a fault syncs nobody. The settings themselves are in
// contact.ts and event.ts beside it. Rule: docs/settings.md.
import { contactSettings, contactSettingsOf, type ContactSettings } from './contact.js';
import type { SalesforceRow } from '../describe.js';
import { eventSettings, eventSettingsOf, leaveOutSettings, type EventSettings } from './event.js';
import type { PersonId } from '../model.js';
import { fieldsOf, type ConfigurationFault } from './table.js';

/** One Exchange configuration as read from the org, already checked. */
export interface Configuration {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly contacts: ContactSettings;
  readonly events: EventSettings;
  /** What is wrong with it, in the field names of Exchange_Configuration__c; such a configuration syncs nobody. */
  readonly faults: readonly ConfigurationFault[];
}

export interface Assignment {
  readonly configurationId: string;
  readonly target:
    { readonly kind: 'user'; readonly userId: PersonId } | { readonly kind: 'profile'; readonly profileId: string };
}

/** What has to be read of a configuration. */
export const configurationFields: readonly string[] = [
  ...['Name', 'Active__c'],
  ...[contactSettings, eventSettings, leaveOutSettings].flatMap(fieldsOf),
];

export function configurationFromRow(row: SalesforceRow): Configuration {
  const contacts = contactSettingsOf(row);
  const events = eventSettingsOf(row, contacts.values.severalMatches);
  return {
    id: row.Id,
    name: typeof row.Name === 'string' ? row.Name : '',
    isActive: row.Active__c === true,
    contacts: contacts.values,
    events: events.values,
    faults: distinct([...contacts.faults, ...events.faults]),
  };
}

function distinct(faults: readonly ConfigurationFault[]): readonly ConfigurationFault[] {
  return [...new Map(faults.map((fault) => [`${fault.field} ${fault.problem}`, fault])).values()];
}

/** What a person's assignments lead to. */
export type EffectiveConfiguration =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'active' | 'inactive';
      readonly configuration: Configuration;
      /**
       * Further configurations assigned in the same way, which is a mistake of the setup: they have no effect and are
       * named to admins.
       */
      readonly furtherIds: readonly string[];
    };

/**
 * A user's own assignment beats the profile's, even if it leads to an inactive configuration. Of several on the same
 * level the one with the smallest id counts, so that every machine and every run chooses the same. An assignment to a
 * configuration that is not there is none.
 */
export function effectiveConfiguration(
  configurations: readonly Configuration[],
  assignments: readonly Assignment[],
  user: { readonly id: PersonId; readonly profileId: string },
): EffectiveConfiguration {
  const known = new Map(configurations.map((configuration) => [configuration.id, configuration]));
  const idsFor = (isMine: (target: Assignment['target']) => boolean): string[] =>
    [...new Set(assignments.filter(({ target }) => isMine(target)).map(({ configurationId }) => configurationId))]
      .filter((id) => known.has(id))
      .sort();
  const own = idsFor((target) => target.kind === 'user' && target.userId === user.id);
  const ids =
    own.length > 0 ? own : idsFor((target) => target.kind === 'profile' && target.profileId === user.profileId);
  const [first, ...furtherIds] = ids;
  const configuration = first === undefined ? undefined : known.get(first);
  if (configuration === undefined) return { kind: 'none' };
  return { kind: configuration.isActive ? 'active' : 'inactive', configuration, furtherIds };
}
