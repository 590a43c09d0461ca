// Reads objects, fields, validation rules, permission sets, custom permissions, custom labels, and what Apex classes
// and triggers there are, out of force-app (source format), so that the emulated org has exactly what would be
// deployed. What it cannot read stops the emulator at start.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

export type Xml = { readonly [name: string]: unknown };

export interface ForceApp {
  readonly objects: readonly {
    readonly name: string;
    readonly xml: Xml | null;
    readonly fields: readonly Xml[];
    readonly rules: readonly Xml[];
  }[];
  readonly permissionSets: readonly { readonly name: string; readonly xml: Xml }[];
  readonly customPermissions: readonly { readonly name: string; readonly xml: Xml }[];
  readonly labels: readonly Xml[];
  /** Names of Apex classes. */
  readonly classes: readonly string[];
  readonly triggers: readonly { readonly name: string; readonly text: string }[];
}

const lists = new Set([
  'classAccesses',
  'customPermissions',
  'fieldPermissions',
  'labels',
  'objectPermissions',
  'userPermissions',
  'value',
  'customValue',
  'referenceTo',
]);
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => lists.has(name), trimValues: true });

function readXml(file: string): Xml {
  const parsed = parser.parse(readFileSync(file, 'utf8')) as Xml;
  const root = Object.entries(parsed).find(([name]) => name !== '?xml')?.[1];
  if (typeof root !== 'object' || root === null) throw new Error(`${file} holds no metadata`);
  return root as Xml;
}

/** All folders with this name below the root, in a stable order. */
function foldersNamed(root: string, name: string): string[] {
  return readdirSync(root)
    .sort()
    .map((entry) => join(root, entry))
    .filter((path) => statSync(path).isDirectory())
    .flatMap((path) => (basename(path) === name ? [path] : foldersNamed(path, name)));
}

function filesIn(folder: string, suffix: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((entry) => entry.endsWith(suffix))
    .sort()
    .map((entry) => join(folder, entry));
}

function named(folder: string, suffix: string): { name: string; xml: Xml }[] {
  return filesIn(folder, suffix).map((file) => ({ name: basename(file).slice(0, -suffix.length), xml: readXml(file) }));
}

/** Reads the whole folder. Throws where the folder is missing or has no objects: an empty org would hide it. */
export function readForceApp(folder: string): ForceApp {
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  const objects = foldersNamed(folder, 'objects').flatMap((root) =>
    readdirSync(root)
      .sort()
      .map((name) => {
        const own = join(root, name, `${name}.object-meta.xml`);
        return {
          name,
          xml: existsSync(own) ? readXml(own) : null,
          fields: filesIn(join(root, name, 'fields'), '.field-meta.xml').map(readXml),
          rules: filesIn(join(root, name, 'validationRules'), '.validationRule-meta.xml').map(readXml),
        };
      }),
  );
  if (objects.length === 0) throw new Error(`${folder} holds no objects`);
  const from = (kind: string, suffix: string): { name: string; xml: Xml }[] =>
    foldersNamed(folder, kind).flatMap((root) => named(root, suffix));
  const filesOf = (kind: string, suffix: string): string[] =>
    foldersNamed(folder, kind).flatMap((root) => filesIn(root, suffix));
  return {
    objects,
    permissionSets: from('permissionsets', '.permissionset-meta.xml'),
    customPermissions: from('customPermissions', '.customPermission-meta.xml'),
    labels: filesOf('labels', '.labels-meta.xml').flatMap((file) => xmlList(readXml(file), 'labels')),
    classes: filesOf('classes', '.cls').map((file) => basename(file, '.cls')),
    triggers: filesOf('triggers', '.trigger').map((file) => ({
      name: basename(file, '.trigger'),
      text: readFileSync(file, 'utf8'),
    })),
  };
}

/** A text of the metadata, or null. */
export function xmlText(xml: Xml, name: string): string | null {
  const value = xml[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function xmlFlag(xml: Xml, name: string): boolean {
  return xmlText(xml, name) === 'true';
}

export function xmlList(xml: Xml, name: string): readonly Xml[] {
  const value = xml[name];
  return Array.isArray(value) ? (value as Xml[]) : [];
}
