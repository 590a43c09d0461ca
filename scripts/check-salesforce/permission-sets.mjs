// Permission sets against permission-rules.mjs (what each holds and lacks) and against the rest of the package (what
// they name exists and may be named). An org refuses the latter at deployment; the former it would accept.
import { report } from './findings.mjs';
import { PERMISSION_RULES } from './permission-rules.mjs';
import { metadataOfType, nameOfFile, TEMPLATES } from './project.mjs';
import { isSetting, schemaOf } from './schema.mjs';
import { childrenOf, textOf } from './xml.mjs';

/** @typedef {import('./findings.mjs').Finding} Finding */
/** @typedef {import('./permission-rules.mjs').PermissionRule} PermissionRule */
/** @typedef {import('./permission-rules.mjs').Right} Right */
/** @typedef {import('./project.mjs').Project} Project */
/** @typedef {import('./project.mjs').MetadataFile} MetadataFile */
/** @typedef {import('./xml.mjs').XmlElement} XmlElement */
/** @typedef {(line: number, problem: string, remedy: string) => void} Say */

/** @type {import('./findings.mjs').Check} */
export const permissionSets = { name: 'Permission sets hold what they must, and no more', run };

/** @type {Readonly<Record<string, Right>>} element of objectPermissions → right */
const RIGHTS = {
  allowRead: 'read',
  allowCreate: 'create',
  allowEdit: 'edit',
  allowDelete: 'delete',
  viewAllRecords: 'viewAll',
  modifyAllRecords: 'modifyAll',
};
const IN_RULES = 'Take it out, or change permission-rules.mjs and docs/security.md';

/**
 * @param {Project} project
 * @returns {Promise<import('./findings.mjs').Report>}
 */
async function run(project) {
  const sets = metadataOfType(project, 'PermissionSet');
  /** @type {Finding[]} */
  const findings = [];
  for (const set of sets) {
    const say = sayIn(findings, set.file);
    const rule = PERMISSION_RULES[nameOfFile(set.file)];
    if (!rule) {
      say(1, `${nameOfFile(set.file)} has no rule`, 'Say in permission-rules.mjs and docs/security.md what it holds');
      continue;
    }
    checkNames(set.root, 'userPermissions', rule.userPermissions, say);
    checkNames(set.root, 'customPermissions', rule.customPermissions, say);
    checkObjects(set.root, rule, say);
    await checkFields(set.root, rule, project, say);
    checkReferences(set.root, project, say);
  }
  for (const name of Object.keys(PERMISSION_RULES)) {
    if (sets.some(({ file }) => nameOfFile(file) === name)) continue;
    const file = `force-app/main/default/permissionsets/${name}.permissionset-meta.xml`;
    findings.push({ file, line: 1, problem: `${name} is missing`, remedy: 'Add it as permission-rules.mjs says' });
  }
  findings.push(...unruledObjects(project), ...unreachableControllers(project, sets));
  const { seen, findings: authorising } = checkAuthorisation(project);
  return report(`${sets.length} permission sets; ${seen}`, [...findings, ...authorising]);
}

/**
 * @param {Finding[]} findings
 * @param {string} file
 * @returns {Say}
 */
function sayIn(findings, file) {
  return (line, problem, remedy) => findings.push({ file, line, problem, remedy });
}

/**
 * @param {XmlElement} set
 * @param {'userPermissions' | 'customPermissions'} kind
 * @param {readonly string[]} wanted exactly these
 * @param {Say} say
 */
function checkNames(set, kind, wanted, say) {
  const held = childrenOf(set, kind).filter((part) => textOf(part, 'enabled') === 'true');
  for (const part of held) {
    const name = textOf(part, 'name') ?? '';
    if (!wanted.includes(name))
      say(part.line, `holds the ${kind.replace('Permissions', ' permission')} ${name}`, IN_RULES);
  }
  for (const name of wanted) {
    if (!held.some((part) => textOf(part, 'name') === name)) say(set.line, `lacks ${name}`, `Add it to <${kind}>`);
  }
}

/**
 * @param {XmlElement} set
 * @param {PermissionRule} rule
 * @param {Say} say
 */
function checkObjects(set, rule, say) {
  const parts = childrenOf(set, 'objectPermissions');
  for (const part of parts) {
    const object = textOf(part, 'object') ?? '';
    const wanted = rule.objects[object] ?? [];
    for (const [element, right] of Object.entries(RIGHTS)) {
      const isHeld = textOf(part, element) === 'true';
      if (isHeld && !wanted.includes(right)) say(part.line, `holds ${right} on ${object}`, IN_RULES);
      if (!isHeld && wanted.includes(right)) say(part.line, `lacks ${right} on ${object}`, `Set <${element}> to true`);
    }
  }
  for (const object of Object.keys(rule.objects)) {
    if (!parts.some((part) => textOf(part, 'object') === object)) {
      say(set.line, `lacks ${object}`, 'Add it to <objectPermissions>');
    }
  }
}

/**
 * Every field that may be named and belongs to an object of the package is readable where its object is, and editable
 * where its object is.
 * @param {XmlElement} set
 * @param {PermissionRule} rule
 * @param {Project} project
 * @param {Say} say
 */
async function checkFields(set, rule, project, say) {
  const schema = await schemaOf(project);
  const parts = childrenOf(set, 'fieldPermissions').map((part) => ({ part, field: textOf(part, 'field') ?? '' }));
  for (const { part, field } of parts) {
    const [object = '', name = ''] = field.split('.');
    const known = (await schema(object))?.fields.has(name.toLowerCase()) ?? false;
    const source = sourceOf(project, object, name);
    const isEditable = textOf(part, 'editable') === 'true';
    if (!known) say(part.line, `names ${field}, which does not exist`, 'Take it out, or add the field');
    else if (source && !mayBeNamed(source)) {
      say(part.line, `names ${field}, which everybody sees who sees the record`, 'Take it out: an org refuses it');
    } else if (isEditable && source?.isComputed) {
      say(part.line, `edits ${field}, which is computed`, 'Set <editable> to false');
    }
    if (isEditable && !rule.objects[object]?.includes('edit') && !rule.editableFields.includes(field)) {
      say(part.line, `edits ${field}`, IN_RULES);
    }
    if (isEditable && textOf(part, 'readable') !== 'true') {
      say(part.line, `edits ${field} without reading it`, 'Set <readable> to true');
    }
  }
  for (const { field, isEditable } of neededFields(project, rule)) {
    const held = parts.find((one) => one.field === field)?.part;
    if (textOf(held ?? set, 'readable') !== 'true')
      say(held?.line ?? set.line, `cannot read ${field}`, 'Add the field');
    else if (held && isEditable && textOf(held, 'editable') !== 'true') {
      say(held.line, `cannot edit ${field}`, 'Set <editable> to true');
    }
  }
}

/**
 * @param {Project} project
 * @param {PermissionRule} rule
 */
function neededFields({ fields }, rule) {
  const own = fields
    .filter((field) => mayBeNamed(field) && rule.objects[field.object]?.includes('read'))
    .filter(({ object }) => /__c$/.test(object))
    .map((field) => ({
      field: `${field.object}.${field.name}`,
      isEditable: !field.isComputed && (rule.objects[field.object]?.includes('edit') ?? false),
    }));
  return [...own, ...rule.editableFields.map((field) => ({ field, isEditable: true }))];
}

/**
 * Salesforce has no field permission for what is always given, nor for fields of platform events.
 * @param {import('./project.mjs').FieldSource} field
 */
function mayBeNamed({ object, isRequired }) {
  return !isRequired && !object.endsWith('__e');
}

/**
 * @param {Project} project
 * @param {string} object
 * @param {string} name
 */
function sourceOf({ fields }, object, name) {
  const place = ['Event', 'Task'].includes(object) ? 'Activity' : object;
  return fields.find((field) => field.name === name && (field.object === object || field.object === place));
}

/** @type {readonly (readonly [string, string, string])[]} element, its part, type of what it names */
const REFERENCES = [
  ['applicationVisibilities', 'application', 'CustomApplication'],
  ['classAccesses', 'apexClass', 'ApexClass'],
  ['customPermissions', 'name', 'CustomPermission'],
  ['tabSettings', 'tab', 'CustomTab'],
];

/**
 * @param {XmlElement} set
 * @param {Project} project
 * @param {Say} say
 */
function checkReferences(set, project, say) {
  for (const [element, part, type] of REFERENCES) {
    const known = new Set(metadataOfType(project, type).map(({ file }) => nameOfFile(file)));
    for (const entry of childrenOf(set, element)) {
      const name = textOf(entry, part) ?? '';
      if (!known.has(name) && !name.startsWith('standard-')) {
        say(entry.line, `names ${name}, which is no ${type} of the package`, 'Correct the name, or add it');
      }
    }
  }
}

/**
 * Objects of the package that no rule speaks about: nobody could use them, or nobody thought about who may.
 * @param {Project} project
 * @returns {Finding[]}
 */
function unruledObjects(project) {
  const ruled = new Set(Object.values(PERMISSION_RULES).flatMap(({ objects }) => Object.keys(objects)));
  return project.objects
    .filter((object) => !ruled.has(object) && !object.endsWith('__mdt') && !isSetting(project, object))
    .map((object) => ({
      file: `force-app/main/default/objects/${object}/${object}.object-meta.xml`,
      line: 1,
      problem: `${object} is in no permission set's rule`,
      remedy: 'Say in permission-rules.mjs and docs/security.md who may do what with it',
    }));
}

/**
 * Classes that pages call and no permission set gives access to.
 * @param {Project} project
 * @param {readonly MetadataFile[]} sets
 * @returns {Finding[]}
 */
function unreachableControllers({ classes }, sets) {
  const given = new Set(
    sets.flatMap(({ root }) => childrenOf(root, 'classAccesses').map((entry) => textOf(entry, 'apexClass'))),
  );
  return classes
    .filter(({ text }) => /@AuraEnabled(?:\([^)]*\))?\s+(?:public|global)\s+static\b/i.test(text))
    .filter(({ file }) => !given.has(nameOfFile(file)))
    .map(({ file }) => ({
      file,
      line: 1,
      problem: `${nameOfFile(file)} is called by pages, and no permission set gives access to it`,
      remedy: 'Add it to <classAccesses> of the sets whose people use the page',
    }));
}

/**
 * Which permission sets let the connector act for people is said by the policy of the External Client App.
 * @param {Project} project
 * @returns {{ seen: string, findings: Finding[] }}
 */
function checkAuthorisation(project) {
  const policies = metadataOfType(project, 'ExtlClntAppOauthConfigurablePolicies');
  if (policies.length === 0) {
    const problem = 'there is no policy of the External Client App, so nothing says whom the connector may act for';
    return {
      seen: 'no policy of the External Client App',
      findings: [{ file: TEMPLATES, line: 1, problem, remedy: 'Add its ExtlClntAppOauthConfigurablePolicies' }],
    };
  }
  /** @type {Finding[]} */
  const findings = [];
  const wanted = Object.entries(PERMISSION_RULES).flatMap(([name, rule]) => (rule.isPreAuthorised ? [name] : []));
  for (const { file, root } of policies) {
    const say = sayIn(findings, file);
    const named = (textOf(root, 'commaSeparatedPermissionSet') ?? '').split(',').map((name) => name.trim());
    for (const name of named.filter((one) => one !== '' && !wanted.includes(one))) {
      say(root.line, `lets the connector act for holders of ${name}`, IN_RULES);
    }
    for (const name of wanted.filter((one) => !named.includes(one))) {
      say(root.line, `does not pre-authorise ${name}`, 'Add it to <commaSeparatedPermissionSet>');
    }
    if (textOf(root, 'permittedUsersPolicyType') !== 'AdminApprovedPreAuthorized') {
      say(root.line, 'lets people authorise the app themselves', 'Write AdminApprovedPreAuthorized');
    }
  }
  return { seen: `${policies.length} policy of the External Client App`, findings };
}
