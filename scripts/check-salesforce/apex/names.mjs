// Names in Apex that the type check lets pass: objects, fields and relationships inside SOQL, and custom names
// (`…__c`, `…__r`, `…__e`) anywhere. Queries that are built at run time cannot be looked at; they are refused unless
// they are one literal.
import { nothingToCheck, report } from '../findings.mjs';
import { schemaOf } from '../schema.mjs';
import { soqlIn } from '../soql.mjs';
import { tool } from '../tools.mjs';

/** @typedef {import('../findings.mjs').Finding} Finding */
/** @typedef {import('../project.mjs').Project} Project */
/** @typedef {import('../schema.mjs').Schema} Schema */
/** @typedef {import('../standard-objects.mjs').SchemaObject} SchemaObject */

const CUSTOM_NAME = /^\w+__(?:c|r|e|mdt|Share|History)$/i;
const REMEDY = 'Correct the name, or add the field to the package';

/** @type {import('../findings.mjs').Check} */
export const apexNames = { name: 'Names in SOQL, and custom names in Apex, exist', run };

/**
 * @param {Project} project
 * @returns {Promise<import('../findings.mjs').Report>}
 */
async function run(project) {
  const sources = [...project.classes, ...project.triggers];
  if (sources.length === 0) return nothingToCheck('no Apex yet');
  const schema = await schemaOf(project);
  const custom = customNamesOf(project);
  /** @type {Finding[]} */
  const findings = [];
  let queries = 0;
  for (const { file, text } of sources) {
    const soql = soqlIn(text, file.endsWith('.trigger'));
    for (const { line } of soql.unreadable) {
      const problem = 'is a query built at run time, which nobody can check without an org';
      findings.push({ file, line, problem, remedy: 'Write it as inline SOQL with bind variables' });
    }
    for (const query of soql.queries) {
      queries += 1;
      const wrong = await wrongNamesIn(query, schema);
      findings.push(...wrong.map(({ line, problem }) => ({ file, line, problem, remedy: REMEDY })));
    }
    findings.push(...unknownCustomNames({ file, text }, custom));
  }
  return report(`${queries} queries in ${sources.length} files`, findings);
}

/**
 * @typedef {{ line: number, problem: string }} WrongName
 */

/**
 * @param {import('../soql.mjs').Query} query
 * @param {Schema} schema
 * @param {SchemaObject | null} [parent] of a query for rows of a relationship
 * @returns {Promise<WrongName[]>}
 */
async function wrongNamesIn(query, schema, parent = null) {
  const name = parent === null ? query.from : parent.children.get(query.from.toLowerCase());
  const object = name === undefined ? null : await schema(name);
  if (object === null) {
    const where = parent === null ? 'is no object' : `is no relationship from ${parent.name} to its rows`;
    return [{ line: query.line, problem: `${query.from} ${where}` }];
  }
  const wrong = [];
  for (const { path, line } of query.fields) {
    const problem = await problemOfPath(withoutAlias(path, query), object, schema);
    if (problem !== null) wrong.push({ line, problem });
  }
  for (const { query: inner, isOfRows } of query.inner) {
    wrong.push(...(await wrongNamesIn(inner, schema, isOfRows ? object : null)));
  }
  return wrong;
}

/**
 * `c.Account.Name` of `FROM Contact c` is Account.Name.
 * @param {readonly string[]} path
 * @param {import('../soql.mjs').Query} query
 */
function withoutAlias(path, { from, alias }) {
  const isAlias = path.length > 1 && [from, alias].some((name) => name?.toLowerCase() === path[0]?.toLowerCase());
  return isAlias ? path.slice(1) : path;
}

/**
 * @param {readonly string[]} path relationships, then a field
 * @param {SchemaObject} from
 * @param {Schema} schema
 * @returns {Promise<string | null>}
 */
async function problemOfPath(path, from, schema) {
  let object = from;
  for (const step of path.slice(0, -1)) {
    const target = object.parents.get(step.toLowerCase());
    const next = target === undefined ? null : await schema(target);
    if (next === null) return `${step} is no relationship of ${object.name}`;
    object = next;
  }
  const field = path.at(-1) ?? '';
  return object.fields.has(field.toLowerCase()) ? null : `${field} is no field of ${object.name}`;
}

/**
 * All custom names that the package gives, in lower case.
 * @param {Project} project
 */
function customNamesOf({ objects, fields }) {
  const names = [
    ...objects.flatMap((name) => [name, name.replace(/__c$/, '__Share'), name.replace(/__c$/, '__History')]),
    ...fields.flatMap(({ name, childRelationship }) => [
      name,
      name.replace(/__c$/, '__r'),
      ...(childRelationship === undefined ? [] : [`${childRelationship}__r`]),
    ]),
  ];
  return new Set(names.map((name) => name.toLowerCase()));
}

/**
 * @param {import('../../check-files.mjs').TextFile} source
 * @param {ReadonlySet<string>} known
 * @returns {Finding[]}
 */
function unknownCustomNames({ file, text }, known) {
  const { ApexLexer, ApexParserFactory } = tool('@apexdevtools/apex-parser');
  const tokens = ApexParserFactory.createTokenStream(text);
  tokens.fill();
  return tokens.tokens.flatMap((/** @type {{ type: number, text: string, line: number }} */ token) => {
    if (token.type !== ApexLexer.Identifier || !CUSTOM_NAME.test(token.text)) return [];
    if (known.has(token.text.toLowerCase())) return [];
    const problem = `${token.text} is no object, field or relationship of the package`;
    return [{ file, line: token.line, problem, remedy: REMEDY }];
  });
}
