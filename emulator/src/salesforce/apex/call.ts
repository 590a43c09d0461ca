// Calling an Apex method as a page does: access to the class, parameters, the method, and what became of it. How a page
// does that over the network is Salesforce's own affair and not modelled; the control interface offers a route.
// Evidence: notes.md, "Apex".
import type { ApexAnswer, ApexCall } from '../../parts.js';
import type { Actor } from '../access/access.js';
import type { OrgState } from '../state.js';
import { withWords } from './exchange-sync-error.js';
import { write } from './exchange-sync-request-writer.js';
import { apexMethods, type ApexMethod } from './methods.js';
import { argumentsOf, InvalidParameter } from './parameters.js';
import type { ApexContext } from './platform/context.js';
import type { Fields } from './platform/dml.js';
import {
  AuraHandledException,
  DmlException,
  NullPointerException,
  QueryException,
  SecurityException,
} from './platform/exceptions.js';

function failed(message: string, exceptionType: string | null): ApexAnswer {
  return { exception: { message, exceptionType } };
}

/** What a page answers a user who may not call the class; null for one who may. */
function classRefusal(user: Actor, apexClass: string): string | null {
  return user.access.hasClass(apexClass) ? null : `You do not have access to the Apex class named '${apexClass}'.`;
}

function methodNamed(methods: readonly ApexMethod[], apexClass: string, name: string): ApexMethod {
  const ofClass = methods.filter((one) => one.apexClass === apexClass);
  const found = ofClass.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = [...new Set(methods.map((one) => one.apexClass))].join(', ');
  if (ofClass.length === 0) throw new Error(`There is no Apex class "${apexClass}" for pages; known are ${known}.`);
  throw new Error(`${apexClass} has no method "${name}"; known are ${ofClass.map((one) => one.name).join(', ')}.`);
}

/** Runs as one transaction. What a cacheable method writes is taken back and refused, as the platform does. */
function transaction(context: ApexContext, { isCacheable, run }: ApexMethod, given: readonly unknown[]): unknown {
  const { store } = context.state;
  if (!isCacheable) return store.atomically(() => run(context, given));
  const { result, changes } = store.held(() => run(context, given));
  if (changes.length > 0) throw new DmlException('LIMIT_EXCEEDED', 'Too many DML statements: 1', 0);
  return result;
}

/** Throws an Error for a class, method or parameter that is not there. */
export function callApex(
  state: OrgState,
  user: Actor,
  call: ApexCall,
  methods: readonly ApexMethod[] = apexMethods,
): ApexAnswer {
  const method = methodNamed(methods, call.apexClass, call.method);
  const refusal = classRefusal(user, call.apexClass);
  if (refusal !== null) return failed(refusal, null);
  try {
    const given = argumentsOf(`${call.apexClass}.${call.method}`, method.parameters, call.parameters);
    return { returnValue: transaction({ state, user }, method, given) };
  } catch (error) {
    if (error instanceof InvalidParameter) return failed(error.message, null);
    if (error instanceof AuraHandledException) return failed(error.message, `System.${error.name}`);
    const isApex = [DmlException, NullPointerException, QueryException, SecurityException].some(
      (kind) => error instanceof kind,
    );
    if (!isApex) throw error;
    return failed((error as Error).message, (error as Error).name);
  }
}

/**
 * A request of any type, the way all pages send theirs: through ExchangeSyncRequestWriter. Answers its id. Throws
 * AuraHandledException with the words that the person reads.
 */
export function writeRequest(state: OrgState, user: Actor, fields: Fields): string {
  const refusal = classRefusal(user, 'ExchangeSyncRequestController');
  if (refusal !== null) throw withWords(refusal);
  return state.store.atomically(() => write({ state, user }, fields)).requestId;
}
