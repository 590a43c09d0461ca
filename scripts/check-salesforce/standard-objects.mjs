// Fields and relationships of Salesforce's standard objects at API 65.0. They are read out of the platform types that
// the type check brings along: one compiled Java class an object, whose public members are the object's fields. Only
// the names are read; nothing of it is run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jarFolder, tool } from './tools.mjs';

/**
 * @typedef {object} SchemaObject
 * @property {string} name as Salesforce spells it
 * @property {Map<string, string>} fields lower case → as Salesforce spells it
 * @property {Map<string, string>} parents relationship in lower case → object it leads to; ANY where that is open
 * @property {Map<string, string>} children relationship in lower case → object of the rows
 */

/** What a relationship like Owner leads to: several objects, of which SOQL shows the fields they have in common. */
export const ANY = 'Name';

const JAR = 'sobject-types-65.0.0.jar';
const PACKAGE = 'com/nawforce/runforce/SObjects/';
/** A member that holds another object (a parent) or a list of them (rows). */
const MEMBER_TYPE = new RegExp(`^(\\[?)L${PACKAGE}(\\w+);$`);
/** Not objects but values of several parts. */
const COMPOUND = new Set(['Address', 'Location']);

/**
 * @returns {Promise<(name: string) => Promise<SchemaObject | null>>} looks a standard object up, case ignored
 */
export async function standardObjects() {
  const JSZip = tool('jszip');
  const jar = await JSZip.loadAsync(readFileSync(join(jarFolder(), JAR)));
  /** @type {Map<string, string>} */
  const entries = new Map();
  for (const path of Object.keys(jar.files)) {
    if (!path.startsWith(PACKAGE) || !path.endsWith('.class')) continue;
    const name = path.slice(PACKAGE.length, -'.class'.length);
    if (!name.includes('$')) entries.set(name.toLowerCase(), name);
  }
  /** @type {Map<string, SchemaObject>} */
  const known = new Map();
  return async (wanted) => {
    const name = entries.get(wanted.toLowerCase());
    if (name === undefined) return null;
    const before = known.get(name);
    if (before) return before;
    const object = toObject(name, membersOf(await jar.file(`${PACKAGE}${name}.class`).async('nodebuffer')));
    known.set(name, object);
    return object;
  };
}

/**
 * @param {string} name
 * @param {readonly { name: string, type: string }[]} members
 * @returns {SchemaObject}
 */
function toObject(name, members) {
  /** @type {SchemaObject} */
  const object = { name, fields: new Map(), parents: new Map(), children: new Map() };
  for (const { name: member, type } of members) {
    const [, isList, target = ''] = MEMBER_TYPE.exec(type) ?? [];
    const key = member.toLowerCase();
    if (isList === '[') object.children.set(key, target);
    else if (type.endsWith('/SObject;')) object.parents.set(key, ANY);
    else if (target !== '' && !COMPOUND.has(target)) object.parents.set(key, target);
    else object.fields.set(key, member);
  }
  return object;
}

/** Sizes in bytes of the entries of a class file's table of constants, by tag (JVM specification, 4.4). */
const CONSTANT_SIZES = new Map(
  Object.entries({ 2: [7, 8, 16, 19, 20], 3: [15], 4: [3, 4, 9, 10, 11, 12, 17, 18], 8: [5, 6] }).flatMap(
    ([size, tags]) => tags.map((tag) => /** @type {const} */ ([tag, Number(size)])),
  ),
);
const UTF8 = 1;
const IS_STATIC = 0x0008;

/**
 * Names and types of the fields that every object of a class has.
 * @param {Buffer} bytes a class file
 * @returns {{ name: string, type: string }[]}
 */
function membersOf(bytes) {
  /** @type {Map<number, string>} */
  const texts = new Map();
  let at = 8;
  const next16 = () => {
    at += 2;
    return bytes.readUInt16BE(at - 2);
  };
  const constants = next16();
  for (let index = 1; index < constants; index += 1) {
    const tag = bytes.readUInt8(at);
    at += 1;
    if (tag === UTF8) {
      const length = next16();
      texts.set(index, bytes.toString('utf8', at, at + length));
      at += length;
    } else {
      const size = CONSTANT_SIZES.get(tag);
      if (size === undefined) throw new Error(`A class of the platform types has a constant of unknown kind ${tag}.`);
      at += size;
      if (size === 8) index += 1; // long and double take two places in the table
    }
  }
  at += 6; // access, this class, the class above it
  const interfaces = next16();
  at += 2 * interfaces;
  const members = [];
  for (let left = next16(); left > 0; left -= 1) {
    const access = next16();
    const name = texts.get(next16()) ?? '';
    const type = texts.get(next16()) ?? '';
    for (let attributes = next16(); attributes > 0; attributes -= 1) {
      at += 2;
      at += 4 + bytes.readUInt32BE(at);
    }
    if ((access & IS_STATIC) === 0) members.push({ name, type });
  }
  return members;
}
