// Metadata files against Salesforce's own description of them (the WSDL of the Metadata API, as types in
// @salesforce/types): unknown elements, values that are not on the list, missing elements, repeated ones. The
// Salesforce CLI finds none of these without an org.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { report } from './findings.mjs';
import { toolPath } from './tools.mjs';
import { textOf } from './xml.mjs';

/** @typedef {import('./findings.mjs').Finding} Finding */
/** @typedef {import('./xml.mjs').XmlElement} XmlElement */
/** @typedef {{ type: import('typescript').TypeNode, isOptional: boolean }} Member */

/** @type {import('./findings.mjs').Check} */
export const metadataTypes = { name: "Metadata files fit Salesforce's metadata types", run };

/**
 * What the description asks for and source files never hold: the name of a whole file is its file name.
 */
const NAME = 'fullName';
/**
 * The description marks these as needed, and Salesforce's own files leave them out.
 * @type {ReadonlyMap<string, ReadonlySet<string>>}
 */
const LEFT_OUT = new Map([['CustomLabels', new Set(['labels'])]]);

/**
 * @param {import('./project.mjs').Project} project
 * @returns {import('./findings.mjs').Report}
 */
function run({ metadata, malformed, apiVersion }) {
  const types = new MetadataTypes();
  /** @type {Finding[]} */
  const findings = malformed.map(({ file, line, message }) => ({
    file,
    line,
    problem: `is no well-formed XML: ${message}`,
    remedy: 'Close or escape what the message names',
  }));
  for (const { file, root } of metadata) {
    const say = (/** @type {number} */ line, /** @type {string} */ problem, /** @type {string} */ remedy) =>
      findings.push({ file, line, problem, remedy });
    if (!types.has(root.name)) {
      say(root.line, `<${root.name}> is no metadata type`, 'Compare the spelling with a file of the same kind');
    } else {
      checkObject(root, root.name, types, say);
      const version = textOf(root, 'apiVersion');
      if (version !== undefined && Number(version) !== Number(apiVersion)) {
        say(root.line, `has API version ${version}`, `Write ${apiVersion}, the sourceApiVersion of sfdx-project.json`);
      }
    }
  }
  return report(`${metadata.length + malformed.length} files`, findings);
}

/** @typedef {(line: number, problem: string, remedy: string) => void} Say */

/**
 * @param {XmlElement} element
 * @param {string} typeName
 * @param {MetadataTypes} types
 * @param {Say} say
 */
function checkObject(element, typeName, types, say) {
  const members = types.membersOf(typeName);
  /** @type {string[]} */
  const seen = [];
  for (const child of element.children) {
    const member = members.get(child.name);
    if (!member) {
      say(child.line, `<${child.name}> is no element of ${typeName}`, `Elements are ${nearest(child.name, members)}`);
      continue;
    }
    const inside = ts.isArrayTypeNode(member.type) ? member.type.elementType : null;
    if (inside === null && seen.includes(child.name)) {
      say(child.line, `<${child.name}> stands twice in ${typeName}`, 'Keep one');
    } else if (seen.includes(child.name) && seen.at(-1) !== child.name) {
      say(child.line, `<${child.name}> does not follow its like in ${typeName}`, 'Put them one after the other');
    }
    seen.push(child.name);
    checkValue(child, inside ?? member.type, types, say);
  }
  for (const [name, { type, isOptional }] of members) {
    const mayMiss = isOptional || ts.isArrayTypeNode(type) || name === NAME || LEFT_OUT.get(typeName)?.has(name);
    if (!mayMiss && !seen.includes(name)) say(element.line, `<${name}> is missing in ${typeName}`, 'Add it');
  }
}

/**
 * @param {XmlElement} element
 * @param {import('typescript').TypeNode} type
 * @param {MetadataTypes} types
 * @param {Say} say
 */
function checkValue(element, type, types, say) {
  const { name, line, text } = element;
  if (type.kind === ts.SyntaxKind.BooleanKeyword) {
    if (!/^(?:true|false)$/.test(text)) say(line, `<${name}> is "${text}"`, 'Write true or false');
  } else if (type.kind === ts.SyntaxKind.NumberKeyword) {
    if (!/^-?\d+(?:\.\d+)?$/.test(text)) say(line, `<${name}> is "${text}"`, 'Write a number');
  } else if (ts.isTypeReferenceNode(type)) {
    const typeName = type.typeName.getText(types.source);
    const values = types.valuesOf(typeName);
    if (values === null) {
      if (types.has(typeName)) checkObject(element, typeName, types, say);
    } else if (!values.includes(text)) {
      const some = values.length > 12 ? `${values.slice(0, 12).join(', ')} …` : values.join(', ');
      say(line, `<${name}> is "${text}", which is no ${typeName}`, `Values are ${some}`);
    }
  }
}

/**
 * The elements that a misspelt one may have meant: those that begin alike, else all.
 * @param {string} name
 * @param {ReadonlyMap<string, Member>} members
 */
function nearest(name, members) {
  const all = [...members.keys()];
  const alike = all.filter((other) => other.slice(0, 2).toLowerCase() === name.slice(0, 2).toLowerCase());
  return (alike.length > 0 ? alike : all).slice(0, 12).join(', ');
}

/** Salesforce's description of its metadata, read out of the type declarations. */
class MetadataTypes {
  constructor() {
    const file = toolPath('@salesforce/types/metadata').replace(/\.js$/, '.d.ts');
    this.source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
    /** @type {Map<string, import('typescript').TypeNode>} */
    this.types = new Map();
    for (const statement of this.source.statements) {
      if (ts.isTypeAliasDeclaration(statement)) this.types.set(statement.name.text, statement.type);
    }
  }

  /** @param {string} name */
  has(name) {
    return this.types.has(name);
  }

  /**
   * The words of a closed list, or nothing where the type is another one.
   * @param {string} name
   * @returns {string[] | null}
   */
  valuesOf(name) {
    const type = this.types.get(name);
    if (type === undefined) return null;
    const parts = ts.isUnionTypeNode(type) ? [...type.types] : [type];
    const values = parts.flatMap((part) =>
      ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal) ? [part.literal.text] : [],
    );
    return values.length > 0 && values.length === parts.length ? values : null;
  }

  /**
   * @param {string} name
   * @returns {Map<string, Member>}
   */
  membersOf(name) {
    /** @type {Map<string, Member>} */
    const members = new Map();
    /** @type {(type: import('typescript').TypeNode | undefined) => void} */
    const visit = (type) => {
      if (type === undefined) return;
      if (ts.isIntersectionTypeNode(type)) type.types.forEach(visit);
      else if (ts.isTypeReferenceNode(type)) visit(this.types.get(type.typeName.getText(this.source)));
      else if (ts.isTypeLiteralNode(type)) {
        for (const member of type.members) {
          if (!ts.isPropertySignature(member) || member.type === undefined) continue;
          const key = member.name.getText(this.source).replace(/^['"]|['"]$/g, '');
          members.set(key, { type: member.type, isOptional: member.questionToken !== undefined });
        }
      }
    };
    visit(this.types.get(name));
    return members;
  }
}
