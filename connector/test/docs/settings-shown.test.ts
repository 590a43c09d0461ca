// What an admin sees of a configuration: Apex names the fields one by one, so a setting that it forgets would work and
// be shown to nobody. Read as text, because Apex runs in an org only.
import { describe, expect, it } from '@jest/globals';
import { configurationFields } from '../../src/core/settings/configuration.js';
import { readText } from './pages.js';

const place = 'force-app/main/default/classes/ExchangeConfigurationController.cls';

/** Fields of Exchange_Configuration__c that are for people alone: the connector does not read them. */
const forPeopleOnly = ['Description__c'];

/** The fields of the one SELECT in this method. Throws where there is none. */
function fieldsSelectedBy(method: string): string[] {
  const inside = new RegExp(`> ${method}\\([^)]*\\) \\{[^}]*?SELECT([^\\]]*?)FROM`).exec(readText(place))?.[1];
  if (inside === undefined) throw new Error(`${place} has no SELECT in ${method}`);
  return inside.split(',').map((field) => field.trim());
}

describe('an admin who opens a configuration', () => {
  const shown = fieldsSelectedBy('withAllSettings');

  it('misses no setting: withAllSettings selects what core/settings reads', () => {
    const missing = configurationFields.filter((field) => !shown.includes(field));
    expect({ place, missing }).toEqual({ place, missing: [] });
  });

  it('sees no setting that the connector does not know', () => {
    const settings = shown.filter((field) => field.endsWith('__c') && !forPeopleOnly.includes(field));
    const unknown = settings.filter((field) => !configurationFields.includes(field));
    expect({ place, unknown }).toEqual({ place, unknown: [] });
  });
});
