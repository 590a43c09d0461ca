// What metadata files name: objects, fields and tabs must exist in the package, texts must fit Salesforce's limits, and
// every field and object explains itself to an admin. An org refuses the first two at deployment, one at a time.
import { report } from './findings.mjs';
import { metadataOfType, nameOfFile } from './project.mjs';
import { schemaOf } from './schema.mjs';
import { childrenOf, textOf } from './xml.mjs';

/** @typedef {import('./findings.mjs').Finding} Finding */
/** @typedef {import('./project.mjs').Project} Project */
/** @typedef {import('./project.mjs').MetadataFile} MetadataFile */
/** @typedef {import('./xml.mjs').XmlElement} XmlElement */
/** @typedef {(line: number, problem: string, remedy: string) => void} Say */

/** @type {import('./findings.mjs').Check} */
export const metadataReferences = { name: 'What metadata files name exists, and texts fit', run };

/**
 * Most characters of a text, by type of file and element (Metadata API Developer Guide).
 * @type {Readonly<Record<string, Readonly<Record<string, number>>>>}
 */
const LIMITS = {
  CustomField: { description: 1000, inlineHelpText: 510, label: 40, relationshipLabel: 80, relationshipName: 40 },
  CustomObject: { description: 1000, label: 40, pluralLabel: 40 },
  CustomPermission: { description: 255, label: 80 },
  PermissionSet: { description: 255, label: 80 },
  Report: { description: 255, name: 40 },
  ValidationRule: { description: 255, errorMessage: 255 },
};

/** Files whose bare names are fields of the object in whose folder or name they stand. */
const OBJECT_OF_FILE = [
  /\/objects\/([^/]+)\/(?:compactLayouts|listViews|validationRules|fieldSets)\//,
  /\/layouts\/([^/]+?)-[^/]+$/,
];
/** Elements that hold the name of one field, standard ones included. */
const FIELD_ELEMENTS = new Map([
  ['Layout', new Set(['field'])],
  ['CompactLayout', new Set(['fields'])],
]);
const CUSTOM_NAMES = /\b[A-Za-z]\w*?__(?:c|r|e|mdt)\b(?:[.$][A-Za-z]\w*)?/g;

/**
 * @param {Project} project
 * @returns {Promise<import('./findings.mjs').Report>}
 */
async function run(project) {
  /** @type {Finding[]} */
  const findings = [];
  const names = new PackageNames(project);
  const schema = await schemaOf(project);
  for (const { file, root } of project.metadata) {
    const say = (/** @type {number} */ line, /** @type {string} */ problem, /** @type {string} */ remedy) =>
      findings.push({ file, line, problem, remedy });
    checkTexts(root, say);
    const object = OBJECT_OF_FILE.map((pattern) => pattern.exec(file)?.[1]).find((name) => name !== undefined);
    checkCustomNames(root, object, names, say);
    const elements = FIELD_ELEMENTS.get(root.name);
    if (object !== undefined && elements) await checkFields(root, elements, object, schema, say);
  }
  findings.push(...unexplained(project), ...tabsWithoutObject(project), ...appsWithoutTab(project));
  return report(`${project.metadata.length} files`, findings);
}

/** The names that the package gives to objects, fields and relationships. */
class PackageNames {
  /** @param {Project} project */
  constructor(project) {
    const { objects, fields } = project;
    this.objects = new Set(objects);
    this.fields = fields;
    this.all = new Set([
      ...objects,
      // Reports name the report types of the package with this ending.
      ...metadataOfType(project, 'ReportType').map(({ file }) => `${nameOfFile(file)}__c`),
      ...fields.flatMap(({ name, childRelationship }) => [
        name,
        name.replace(/__c$/, '__r'),
        ...(childRelationship === undefined ? [] : [`${childRelationship}__r`]),
      ]),
    ]);
  }

  /**
   * @param {string} object
   * @param {string} name
   */
  isField(object, name) {
    const places = ['Event', 'Task'].includes(object) ? [object, 'Activity'] : [object];
    return this.fields.some((field) => places.includes(field.object) && field.name === name.replace(/__r$/, '__c'));
  }
}

/**
 * @param {XmlElement} element
 * @param {string | undefined} object that bare names belong to
 * @param {PackageNames} names
 * @param {Say} say
 */
function checkCustomNames(element, object, names, say) {
  for (const child of element.children) checkCustomNames(child, object, names, say);
  for (const [text] of element.text.matchAll(CUSTOM_NAMES)) {
    const [first = '', second] = text.split(/[.$]/);
    const isPair = second !== undefined && names.objects.has(first);
    if (isPair && /__c$/.test(second) && !names.isField(first, second)) {
      say(element.line, `${second} is no field of ${first}`, 'Correct the name, or add the field');
    } else if (!names.all.has(first)) {
      say(element.line, `${first} is no object, field or relationship of the package`, 'Correct the name, or add it');
    } else if (!isPair && object !== undefined && !names.objects.has(first) && isFieldPlace(element)) {
      if (!names.isField(object, first)) say(element.line, `${first} is no field of ${object}`, 'Correct the name');
    }
  }
}

/**
 * Formulas and lists of related records lead over relationships to other objects.
 * @param {XmlElement} element
 */
function isFieldPlace({ name }) {
  return ['field', 'columns', 'errorDisplayField'].includes(name);
}

/**
 * @param {XmlElement} element
 * @param {ReadonlySet<string>} elements
 * @param {string} object
 * @param {import('./schema.mjs').Schema} schema
 * @param {Say} say
 */
async function checkFields(element, elements, object, schema, say) {
  if (elements.has(element.name) && element.children.length === 0 && !/__c$/.test(element.text)) {
    const known = await schema(object);
    if (!known?.fields.has(element.text.toLowerCase())) {
      say(element.line, `${element.text} is no field of ${object}`, 'Correct the name');
    }
  }
  for (const child of element.children) await checkFields(child, elements, object, schema, say);
}

/**
 * @param {XmlElement} root
 * @param {Say} say
 */
function checkTexts(root, say) {
  for (const [name, most] of Object.entries(LIMITS[root.name] ?? {})) {
    for (const { line, text } of childrenOf(root, name)) {
      if (text.length > most) say(line, `<${name}> has ${text.length} characters`, `At most ${most} are allowed`);
    }
  }
}

/**
 * Fields of platform events are on no page, so nobody could read a help text there.
 * @param {Project} project
 * @returns {Finding[]}
 */
function unexplained(project) {
  const fields = metadataOfType(project, 'CustomField')
    .filter(({ file, root }) => !file.includes('__e/') && !textOf(root, 'inlineHelpText'))
    .map(({ file }) => ({ file, problem: `${nameOfFile(file)} has no help text`, remedy: 'Add <inlineHelpText>' }));
  const objects = metadataOfType(project, 'CustomObject')
    .filter(({ file, root }) => /__\w+\.object-meta/.test(file) && !textOf(root, 'description'))
    .map(({ file }) => ({ file, problem: `${nameOfFile(file)} has no description`, remedy: 'Add <description>' }));
  return [...fields, ...objects].map((finding) => ({ line: 1, ...finding }));
}

/**
 * @param {Project} project
 * @returns {Finding[]}
 */
function tabsWithoutObject(project) {
  return metadataOfType(project, 'CustomTab')
    .filter(({ root }) => textOf(root, 'customObject') === 'true')
    .filter(({ file }) => !project.objects.includes(nameOfFile(file)))
    .map(({ file }) => ({
      file,
      line: 1,
      problem: `${nameOfFile(file)} is no object of the package`,
      remedy: 'Name the file after the object that the tab shows',
    }));
}

/**
 * @param {Project} project
 * @returns {Finding[]}
 */
function appsWithoutTab(project) {
  const tabs = new Set(metadataOfType(project, 'CustomTab').map(({ file }) => nameOfFile(file)));
  return metadataOfType(project, 'CustomApplication').flatMap(({ file, root }) =>
    childrenOf(root, 'tabs')
      .filter(({ text }) => !tabs.has(text) && !text.startsWith('standard-'))
      .map(({ line, text }) => ({ file, line, problem: `${text} is no tab of the package`, remedy: 'Add the tab' })),
  );
}
