// The duplicate rule on contacts, off by default: same e-mail address, or same first and last name, among the
// contacts that the user can see. The answer's shape, misspelt key included: notes.md, "Duplicate rule".
import type { Actor } from '../access/access.js';
import { isVisible } from '../access/sharing.js';
import { errorItem, SalesforceRefusal } from '../errors.js';
import type { ObjectDefinition } from '../schema/schema.js';
import type { Row, Value } from '../schema/values.js';
import type { OrgState } from '../state.js';

export interface DuplicateOptions {
  /** The header's `allowSave=true`: overrides an alert, never a block. */
  readonly allowSave: boolean;
  readonly includeRecordDetails: boolean;
}

const matchedFields = ['Email', 'FirstName', 'LastName'];

const key = (value: Value | undefined): string => String(value ?? '').toLowerCase();

function isSame(a: Row, b: Row): boolean {
  if (key(a['Email']) !== '' && key(a['Email']) === key(b['Email'])) return true;
  return key(a['LastName']) === key(b['LastName']) && key(a['FirstName']) === key(b['FirstName']);
}

function matchesOf(state: OrgState, actor: Actor, object: ObjectDefinition, row: Row): Row[] {
  const table = state.store.table(object.name);
  const found = new Set<string>();
  for (const name of ['Email', 'LastName']) {
    const field = object.fields.get(name.toLowerCase());
    const value = row[name] ?? null;
    if (field === undefined || value === null) continue;
    for (const id of table.idsWith(field, value)) found.add(id);
  }
  return [...found]
    .flatMap((id) => table.get(id) ?? [])
    .filter((other) => other.Id !== row.Id && other['IsDeleted'] !== true && isSame(row, other))
    .filter((other) => isVisible(state, actor, object, other));
}

function matchRecord(object: ObjectDefinition, match: Row, hasDetails: boolean): unknown {
  const attributes = { type: object.name, url: `/services/data/v65.0/sobjects/${object.name}/${match.Id}` };
  const details = { FirstName: match['FirstName'], LastName: match['LastName'], Email: match['Email'] };
  return {
    additionalInformation: [],
    fieldDiffs: [],
    matchConfidence: 100.0,
    record: { attributes, Id: match.Id, ...(hasDetails ? details : {}) },
  };
}

/** Throws DUPLICATES_DETECTED where the rule is on and finds something that the options do not override. */
export function checkDuplicates(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  row: Row,
  before: Row | null,
  options: DuplicateOptions,
): void {
  const mode = state.switches.contactDuplicateRule;
  if (object.name !== 'Contact' || mode === 'off' || (mode === 'alert' && options.allowSave)) return;
  if (before !== null && matchedFields.every((name) => key(row[name]) === key(before[name]))) return;
  const matches = matchesOf(state, actor, object, row);
  if (matches.length === 0) return;
  const message = "You're creating a duplicate record. We recommend you use an existing record instead.";
  const matchResult = {
    entityType: object.name,
    errors: [],
    matchEngine: 'FuzzyMatchEngine',
    matchRecords: matches.map((match) => matchRecord(object, match, options.includeRecordDetails)),
    rule: 'Standard_Contact_Match_Rule_v1_1',
    size: matches.length,
    success: true,
  };
  const duplicateResut = {
    allowSave: mode === 'alert',
    duplicateRule: 'Standard_Contact_Duplicate_Rule',
    duplicateRuleEntityType: object.name,
    errorMessage: message,
    matchResults: [matchResult],
  };
  throw new SalesforceRefusal(400, [{ ...errorItem('DUPLICATES_DETECTED', message), extra: { duplicateResut } }]);
}
