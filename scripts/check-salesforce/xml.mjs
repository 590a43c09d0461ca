// Metadata files as trees whose elements know their line. It reads text and nothing else.
import { lineAt } from '../check-files.mjs';
import { tool } from './tools.mjs';

/**
 * @typedef {object} XmlElement
 * @property {string} name
 * @property {number} line counted from 1
 * @property {string} text its own, trimmed; empty where it holds elements
 * @property {readonly XmlElement[]} children
 */

/**
 * A node as fast-xml-parser gives it: one key, the name, with the nodes inside. Text is `#text`.
 * @typedef {Record<string | symbol, unknown> & { '#text'?: string }} RawNode
 */

/** Text that is no well-formed XML. */
export class MalformedXml extends Error {
  /**
   * @param {string} message
   * @param {number} line
   */
  constructor(message, line) {
    super(message);
    this.line = line;
  }
}

/**
 * @param {string} text
 * @returns {XmlElement} the root element
 */
export function parseXml(text) {
  const { XMLParser, XMLValidator } = tool('fast-xml-parser');
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw new MalformedXml(verdict.err.msg.replace(/\.$/, ''), verdict.err.line);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    captureMetaData: true,
  });
  const position = XMLParser.getMetaDataSymbol();
  /** @type {(node: RawNode) => XmlElement} */
  const toElement = (node) => {
    const name = Object.keys(node)[0] ?? '';
    const inside = /** @type {RawNode[]} */ (node[name]);
    const { startIndex } = /** @type {{ startIndex: number }} */ (node[position]);
    return {
      name,
      line: lineAt(text, startIndex),
      text: inside.map((inner) => inner['#text'] ?? '').join(''),
      children: inside.filter((inner) => !('#text' in inner)).map(toElement),
    };
  };
  const root = /** @type {RawNode[]} */ (parser.parse(text)).find((node) => !('#text' in node));
  if (root === undefined) throw new MalformedXml('there is no element in it', 1);
  return toElement(root);
}

/**
 * @param {XmlElement} element
 * @param {string} name
 */
export function childrenOf(element, name) {
  return element.children.filter((child) => child.name === name);
}

/**
 * The text of the first element of this name inside, or nothing where there is none.
 * @param {XmlElement} element
 * @param {string} name
 */
export function textOf(element, name) {
  return element.children.find((child) => child.name === name)?.text;
}
