// Stand-in for ExchangeAssignmentCheck.cls: one assignment a user and one a profile.
import { normalizeId } from '../ids.js';
import type { TriggerRow } from '../state.js';
import type { ApexContext } from './platform/context.js';
import { query, textIn, type ApexRecord } from './platform/soql.js';
import { isBlank } from './platform/strings.js';

export const queries = {
  others:
    'SELECT Id, User__c, Profile_Id__c, Configuration__r.Name FROM Exchange_Configuration_Assignment__c ' +
    'WHERE (User__c IN :users OR Profile_Id__c IN :profiles) AND Id NOT IN :own WITH USER_MODE',
} as const;

/** The first that is for a target: a record that is there, or null for a row of this save. */
type First = ApexRecord | null;

export function judge(context: ApexContext, assignments: readonly TriggerRow[]): void {
  writeProfileIdsInFull(context, assignments);
  const firstByTarget = othersOf(context, assignments);
  for (const assignment of assignments) {
    const target = targetOf(assignment.values);
    if (target === null) continue;
    const first = firstByTarget.get(target);
    if (first === undefined) firstByTarget.set(target, null);
    else refuse(context, assignment, first);
  }
}

function writeProfileIdsInFull({ state }: ApexContext, assignments: readonly TriggerRow[]): void {
  for (const { values, addError } of assignments) {
    const text = textIn(values, 'Profile_Id__c');
    const profileId = profileIdIn(text);
    if (profileId !== null) values['Profile_Id__c'] = profileId;
    else if (!isBlank(text)) addError(state.labels.text('Assignment_No_Profile_Id'), 'Profile_Id__c');
  }
}

function profileIdIn(text: string | null): string | null {
  const found = text === null ? null : normalizeId(text);
  return found?.startsWith('00e') === true ? found : null;
}

function targetOf(assignment: Readonly<Record<string, unknown>>): string | null {
  return textIn(assignment, 'User__c') ?? profileIdIn(textIn(assignment, 'Profile_Id__c'));
}

function othersOf(context: ApexContext, assignments: readonly TriggerRow[]): Map<string, First> {
  const own = assignments.flatMap(({ values, before }) => (before === null ? [] : [values.Id]));
  const isForUser = ({ values }: TriggerRow): boolean => textIn(values, 'User__c') !== null;
  const targets = (rows: readonly TriggerRow[]): string[] => rows.flatMap(({ values }) => targetOf(values) ?? []);
  const users = targets(assignments.filter((row) => isForUser(row)));
  const profiles = targets(assignments.filter((row) => !isForUser(row)));
  const others = query(context, queries.others, { own, users, profiles });
  return new Map(others.flatMap((other) => [[targetOf(other) ?? '', other] as const]));
}

function refuse({ state }: ApexContext, { values, addError }: TriggerRow, first: First): void {
  const isForUser = textIn(values, 'User__c') !== null;
  const [field, twice, elsewhere] = isForUser
    ? ['User__c', 'Assignment_User_Twice', 'Assignment_User_Elsewhere']
    : ['Profile_Id__c', 'Assignment_Profile_Twice', 'Assignment_Profile_Elsewhere'];
  const configuration = first === null ? null : textIn(first['Configuration__r'], 'Name');
  addError(configuration === null ? state.labels.text(twice) : state.labels.text(elsewhere, configuration), field);
}
