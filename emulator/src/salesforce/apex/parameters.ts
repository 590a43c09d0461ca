// What a component passes to an Apex method, turned into what Apex takes: by name, missing ones are null. Evidence:
// notes.md, "Apex".
import { normalizeId } from '../ids.js';
import { isObject } from './exchange-sync-json.js';

export interface Parameter {
  readonly name: string;
  /** As Apex writes it. */
  readonly type: 'Id' | 'String' | 'Boolean' | 'List<Id>' | 'Exchange_Configuration__c';
}

/** A value of another kind than the parameter's type. The message is Lightning's. */
export class InvalidParameter extends Error {
  override readonly name = 'InvalidParameter';

  constructor(parameter: Parameter) {
    super(`Value provided is invalid for action parameter '${parameter.name}' of type '${parameter.type}'`);
  }
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' ? (normalizeId(value) ?? undefined) : undefined;
}

/** The value as Apex has it; undefined where it is of another kind. */
function converted(type: Parameter['type'], value: unknown): unknown {
  switch (type) {
    case 'Id':
      return idOf(value);
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'List<Id>': {
      const ids = Array.isArray(value) ? value.map(idOf) : [undefined];
      return ids.includes(undefined) ? undefined : ids;
    }
    case 'Exchange_Configuration__c':
      return recordOf(value);
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(value)) return undefined;
  const { sobjectType: _kind, Id, ...fields } = value;
  if (Id === undefined || Id === null) return fields;
  const id = idOf(Id);
  return id === undefined ? undefined : { ...fields, Id: id };
}

/** The values in the order of the parameters. Throws InvalidParameter, and an Error for a name that is none. */
export function argumentsOf(
  method: string,
  parameters: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const strange = Object.keys(given).find((name) => parameters.every((parameter) => parameter.name !== name));
  if (strange !== undefined) {
    const known = parameters.map(({ name }) => name).join(', ');
    throw new Error(
      `${method} has no parameter "${strange}"; ${known === '' ? 'it takes none' : `known are ${known}`}.`,
    );
  }
  return parameters.map((parameter) => {
    const value = given[parameter.name] ?? null;
    const argument = value === null ? null : converted(parameter.type, value);
    if (argument === undefined) throw new InvalidParameter(parameter);
    return argument;
  });
}
