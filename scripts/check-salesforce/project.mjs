// The Salesforce package as the checks see it: its files, its objects and fields. Read once, from any folder that holds
// sfdx-project.json, so that a copy with planted faults is checked as the package itself. It must never write.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textFiles } from '../check-files.mjs';
import { MalformedXml, parseXml, textOf } from './xml.mjs';

/** @typedef {import('./xml.mjs').XmlElement} XmlElement */
/** @typedef {import('../check-files.mjs').TextFile} TextFile */
/** @typedef {{ file: string, root: XmlElement }} MetadataFile */
/** @typedef {{ file: string, line: number, message: string }} MalformedFile */

/**
 * @typedef {object} FieldSource
 * @property {string} object API name
 * @property {string} name API name
 * @property {string} file
 * @property {string} type Salesforce's name of the type: Text, Lookup, MasterDetail …
 * @property {boolean} isRequired always given, by `required` or by the type
 * @property {boolean} isComputed formula, summary, automatic number: nobody edits it
 * @property {string | undefined} referenceTo the object that a relationship leads to
 * @property {string | undefined} childRelationship the name of the relationship seen from there
 */

/**
 * @typedef {object} Project
 * @property {string} root absolute; holds sfdx-project.json
 * @property {string} apiVersion
 * @property {readonly TextFile[]} files all text files of the package
 * @property {readonly TextFile[]} classes
 * @property {readonly TextFile[]} triggers
 * @property {readonly MetadataFile[]} metadata every well-formed `-meta.xml`
 * @property {readonly MalformedFile[]} malformed
 * @property {readonly string[]} objects API names of the objects that the package makes; standard ones not included
 * @property {readonly FieldSource[]} fields of its own objects and those it adds to standard ones
 */

/**
 * What the External Client App is rendered from. It cannot be packaged, and says whom the connector may act for, so it
 * is judged as metadata, but it is no source of the package.
 */
export const TEMPLATES = 'config/external-client-app';

const OBJECT = /\/objects\/([^/]+)\/\1\.object-meta\.xml$/;
const FIELD = /\/objects\/([^/]+)\/fields\/[^/]+\.field-meta\.xml$/;

/**
 * @param {string} root
 * @returns {Project}
 */
export function openProject(root) {
  const settings = /** @type {{ sourceApiVersion: string, packageDirectories: { path: string }[] }} */ (
    JSON.parse(readFileSync(join(root, 'sfdx-project.json'), 'utf8'))
  );
  const folders = settings.packageDirectories.map(({ path }) => path);
  const files = folders.flatMap((folder) => filesIn(root, folder));
  const { metadata, malformed } = readMetadata(
    [...files, ...filesIn(root, TEMPLATES)].filter(({ file }) => file.endsWith('-meta.xml')),
  );
  return {
    root,
    apiVersion: settings.sourceApiVersion,
    files,
    classes: files.filter(({ file }) => file.endsWith('.cls')),
    triggers: files.filter(({ file }) => file.endsWith('.trigger')),
    metadata,
    malformed,
    objects: metadata.flatMap(({ file }) => OBJECT.exec(file)?.[1] ?? []).filter((name) => /__(?:c|e|mdt)$/.test(name)),
    fields: metadata.flatMap(({ file, root: field }) => {
      const object = FIELD.exec(file)?.[1];
      return object === undefined ? [] : [readField(object, file, field)];
    }),
  };
}

/**
 * @param {string} root
 * @param {string} folder relative to it
 * @returns {TextFile[]}
 */
function filesIn(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return textFiles(join(root, folder)).map(({ file, text }) => ({ file: `${folder}/${file}`, text }));
}

/** @param {readonly TextFile[]} files */
function readMetadata(files) {
  /** @type {MetadataFile[]} */
  const metadata = [];
  /** @type {MalformedFile[]} */
  const malformed = [];
  for (const { file, text } of files) {
    try {
      metadata.push({ file, root: parseXml(text) });
    } catch (error) {
      if (!(error instanceof MalformedXml)) throw error;
      malformed.push({ file, line: error.line, message: error.message });
    }
  }
  return { metadata, malformed };
}

/**
 * @param {string} object
 * @param {string} file
 * @param {XmlElement} field
 * @returns {FieldSource}
 */
function readField(object, file, field) {
  const type = textOf(field, 'type') ?? '';
  return {
    object,
    name: textOf(field, 'fullName') ?? '',
    file,
    type,
    isRequired: textOf(field, 'required') === 'true' || type === 'MasterDetail',
    isComputed: textOf(field, 'formula') !== undefined || type === 'Summary' || type === 'AutoNumber',
    referenceTo: textOf(field, 'referenceTo'),
    childRelationship: textOf(field, 'relationshipName'),
  };
}

/**
 * Metadata files whose root element has this name: `PermissionSet`, `CustomTab`.
 * @param {Project} project
 * @param {string} type
 */
export function metadataOfType(project, type) {
  return project.metadata.filter(({ root }) => root.name === type);
}

/**
 * The API name that a file stands for: `Admin` for `permissionsets/Admin.permissionset-meta.xml`.
 * @param {string} file
 */
export function nameOfFile(file) {
  return (file.split('/').at(-1) ?? '').replace(/\.[^.]+-meta\.xml$/, '').replace(/\.(?:cls|trigger)$/, '');
}
