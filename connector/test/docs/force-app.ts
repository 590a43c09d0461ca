// What the metadata in force-app says of picklists: read as text, because three kinds of lines are all that is needed.
import { readText } from './pages.js';

export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly isDefault: boolean;
}

/** In the order of the metadata. Throws where the field has no values of its own. */
export function picklistOf(object: string, field: string): PicklistValue[] {
  const xml = readText(`force-app/main/default/objects/${object}/fields/${field}.field-meta.xml`);
  const values = [...xml.matchAll(/<value>([\s\S]*?)<\/value>/g)].map(([, inside = '']) => ({
    value: textOf(inside, 'fullName'),
    label: textOf(inside, 'label'),
    isDefault: textOf(inside, 'default') === 'true',
  }));
  if (values.length === 0) throw new Error(`${object}.${field} has no picklist values`);
  return values;
}

function textOf(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '';
  return text.replaceAll('&apos;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
