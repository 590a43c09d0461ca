// Queries in Apex source as plain values: from where, which fields, what is nested. Built on the parse tree of
// apex-parser; it knows nothing of objects and fields, and of unreadable Apex it returns what it could read (the format
// check refuses that).
import { tool } from './tools.mjs';

/**
 * @typedef {object} Query
 * @property {string} from an object, or a relationship where the rows of a parent are asked for
 * @property {string | undefined} alias of `FROM Contact c`
 * @property {number} line
 * @property {{ path: string[], line: number }[]} fields everywhere in the query, those of nested queries left out
 * @property {{ query: Query, isOfRows: boolean }[]} inner
 */

/**
 * @typedef {object} Soql
 * @property {Query[]} queries
 * @property {{ line: number }[]} unreadable queries whose text is made at run time
 */

/** What is used of a node of the parse tree. @typedef {any} Node */

const RUNS_TEXT = /^(?:query|queryWithBinds|countQuery|countQueryWithBinds|getQueryLocator|getQueryLocatorWithBinds)$/i;

/**
 * @param {string} source of a class or a trigger
 * @param {boolean} isTrigger
 * @returns {Soql}
 */
export function soqlIn(source, isTrigger) {
  const { parser, rules } = parserFor(source);
  /** @type {Soql} */
  const found = { queries: [], unreadable: [] };
  /** @type {(node: Node) => void} */
  const visit = (node) => {
    if (node.ruleIndex === rules.RULE_query) found.queries.push(readQuery(node, rules, 0, found));
    else {
      if (node.ruleIndex === rules.RULE_dotMethodCall) readCall(node, rules, found);
      for (const child of node.children ?? []) visit(child);
    }
  };
  visit(isTrigger ? parser.triggerUnit() : parser.compilationUnit());
  return found;
}

/** @param {string} source */
function parserFor(source) {
  const { ApexParser, ApexParserFactory } = tool('@apexdevtools/apex-parser');
  const parser = ApexParserFactory.createParser(source);
  parser.removeErrorListeners();
  return { parser, rules: ApexParser };
}

/**
 * `Database.query('SELECT …')` and its like.
 * @param {Node} call
 * @param {Node} rules
 * @param {Soql} found
 */
function readCall(call, rules, found) {
  const target = call.parentCtx?.children?.[0]?.getText() ?? '';
  if (!/^(?:System\.)?Database$/i.test(target) || !RUNS_TEXT.test(call.anyId().getText())) return;
  const argument = call.expressionList()?.expression(0)?.getText() ?? '';
  if (argument.startsWith('[')) return; // inline SOQL, met by the walk
  const line = call.start.line;
  const literal = /^'((?:[^'\\]|\\.)*)'$/s.exec(argument)?.[1];
  if (literal === undefined) found.unreadable.push({ line });
  else found.queries.push(readQuery(parserFor(literal.replace(/\\'/g, "'")).parser.query(), rules, line - 1, found));
}

/**
 * @param {Node} node a query, a subquery or a branch of TYPEOF
 * @param {Node} rules
 * @param {number} linesBefore of the text in which the query stands
 * @param {Soql} found takes queries inside bound expressions
 * @returns {Query}
 */
function readQuery(node, rules, linesBefore, found) {
  /** @type {Query} */
  const query = { from: '', alias: undefined, line: node.start.line + linesBefore, fields: [], inner: [] };
  const named = new Set();
  /** @type {(node: Node, isSelected: boolean) => void} */
  const visit = (part, isSelected) => {
    switch (part.ruleIndex) {
      case rules.RULE_fromNameList:
        query.from = part.fieldName(0).getText();
        query.alias = part.soqlId(0)?.getText();
        return;
      case rules.RULE_query:
        found.queries.push(readQuery(part, rules, linesBefore, found));
        return;
      case rules.RULE_subQuery:
        query.inner.push({ query: readQuery(part, rules, linesBefore, found), isOfRows: isSelected });
        return;
      case rules.RULE_whenClause:
        query.inner.push({ query: readBranch(part, linesBefore), isOfRows: false });
        return;
      case rules.RULE_fieldName:
      case rules.RULE_dateFieldName:
        query.fields.push(readField(part, linesBefore));
        return;
      case rules.RULE_selectEntry:
      case rules.RULE_subFieldEntry:
        if (part.soqlId() !== null) named.add(part.soqlId().getText().toLowerCase());
    }
    const selects = isSelected || part.ruleIndex === rules.RULE_selectEntry;
    for (const child of part.children ?? []) visit(child, selects);
  };
  for (const child of node.children ?? []) visit(child, false);
  query.fields = query.fields.filter(({ path }) => path.length > 1 || !named.has(path[0]?.toLowerCase()));
  return query;
}

/**
 * `WHEN Contact THEN Phone` asks for fields of Contact.
 * @param {Node} branch
 * @param {number} linesBefore
 * @returns {Query}
 */
function readBranch(branch, linesBefore) {
  const fields = branch.fieldNameList().fieldName_list();
  return {
    from: branch.fieldName().getText(),
    alias: undefined,
    line: branch.start.line + linesBefore,
    fields: fields.map((/** @type {Node} */ field) => readField(field, linesBefore)),
    inner: [],
  };
}

/**
 * @param {Node} field
 * @param {number} linesBefore
 */
function readField(field, linesBefore) {
  return { path: field.getText().split('.'), line: field.start.line + linesBefore };
}
