// The people of the shared samples, in an org of the tests, and what they do there.
import type { ApexAnswer } from '../../../src/parts.js';
import type { TestOrg } from '../support.js';
import { admin, colleague, integration, rep } from '../support.js';

export const stranger = 'stella.stranger@lindenhof.example';
/** Exchange Sync: Admin and nothing else that would let them do more. */
export const plainAdmin = 'paul.plain@lindenhof.example';
export const people = { person: rep, admin, connector: integration, stranger, somebodyElse: colleague };

export function addOthers({ org, users }: TestOrg): Record<string, string> {
  const add = (username: string, lastName: string, permissionSets: readonly string[]): string =>
    org.addUser({
      ...{ username, email: username, firstName: 'X', lastName, profile: 'Standard User', permissionSets },
    });
  return {
    ...users,
    [stranger]: add(stranger, 'Stranger', []),
    [plainAdmin]: add(plainAdmin, 'Plain', ['Exchange_Sync_Admin']),
  };
}

export function call(
  { org }: TestOrg,
  username: string,
  method: string,
  parameters: Readonly<Record<string, unknown>> = {},
): ApexAnswer {
  const [apexClass = '', name = ''] = method.split('.');
  return org.callApex(username, { apexClass, method: name, parameters });
}

/** What the method answers. Throws where it throws. */
export function valueOf(...given: Parameters<typeof call>): unknown {
  const answer = call(...given);
  if ('exception' in answer) throw new Error(answer.exception.message);
  return answer.returnValue;
}

/** The words of its exception. Throws where there is none. */
export function wordsOf(...given: Parameters<typeof call>): string {
  const answer = call(...given);
  if ('exception' in answer) return answer.exception.message;
  throw new Error(`nothing was refused: ${JSON.stringify(answer.returnValue)}`);
}
