// What the metadata in force-app says: read as text, because a few kinds of lines are all that is needed.
import { textFiles } from '../../../scripts/check-files.mjs';
import { ROOT } from '../tidy/sources.js';
import { readText } from './pages.js';

const objects = 'force-app/main/default/objects';

export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly isDefault: boolean;
}

export interface CustomField {
  readonly name: string;
  readonly type: string;
  /** As it is written; '' where there is none. */
  readonly defaultValue: string;
  /** Salesforce takes no field permissions for a required field. */
  readonly isRequired: boolean;
  readonly hasHistory: boolean;
}

/** In the order of the metadata. Throws where the field has no values of its own. */
export function picklistOf(object: string, field: string): PicklistValue[] {
  const xml = readText(`${objects}/${object}/fields/${field}.field-meta.xml`);
  const values = [...xml.matchAll(/<value>([\s\S]*?)<\/value>/g)].map(([, inside = '']) => ({
    value: textOf(inside, 'fullName'),
    label: textOf(inside, 'label'),
    isDefault: textOf(inside, 'default') === 'true',
  }));
  if (values.length === 0) throw new Error(`${object}.${field} has no picklist values`);
  return values;
}

/** All custom fields of an object. */
export function fieldsOf(object: string): CustomField[] {
  const folder = `${objects}/${object}/fields/`;
  return textFiles(ROOT, (file) => file.startsWith(folder)).map(({ text }) => ({
    name: textOf(text, 'fullName'),
    type: textOf(text, 'type'),
    defaultValue: textOf(text, 'defaultValue'),
    isRequired: textOf(text, 'required') === 'true',
    hasHistory: textOf(text, 'trackHistory') === 'true',
  }));
}

/** Names of all custom objects, platform events apart. */
export function objectNames(): string[] {
  const files = textFiles(ROOT, (file) => file.startsWith(objects) && file.endsWith('__c.object-meta.xml'));
  return files.map(({ file }) => file.split('/').at(-2) ?? '');
}

/** Whether the records' own names have a history: such a name takes one of the places for it. */
export function hasHistoryOfNames(object: string): boolean {
  const xml = readText(`${objects}/${object}/${object}.object-meta.xml`);
  return /<nameField>[\s\S]*<trackHistory>true<\/trackHistory>[\s\S]*<\/nameField>/.test(xml);
}

/** What a permission set lets people do with fields of this object. */
export function fieldsGranted(permissionSet: string, object: string): ReadonlyMap<string, 'read' | 'edit'> {
  const xml = readText(`force-app/main/default/permissionsets/${permissionSet}.permissionset-meta.xml`);
  const blocks = [...xml.matchAll(/<fieldPermissions>([\s\S]*?)<\/fieldPermissions>/g)].map(
    ([, inside = '']) => inside,
  );
  const own = blocks.filter((block) => textOf(block, 'field').startsWith(`${object}.`));
  return new Map(
    own.map((block) => [
      textOf(block, 'field').slice(object.length + 1),
      textOf(block, 'editable') === 'true' ? 'edit' : 'read',
    ]),
  );
}

function textOf(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '';
  return text.replaceAll('&apos;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
