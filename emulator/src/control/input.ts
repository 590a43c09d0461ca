// Reads what someone sent to the control interface. Every complaint is a sentence that names the field.

/** What was sent makes no sense: answered with 400. The message is for people. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

export interface ControlInput {
  /** Placeholders of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The JSON body; an empty object where none was sent. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type Fields = Readonly<Record<string, unknown>>;

export function textOf(from: Fields, field: string): string {
  const value = from[field];
  if (typeof value !== 'string' || value === '') throw new BadInput(`"${field}" must be a text that is not empty.`);
  return value;
}

export function optionalTextOf(from: Fields, field: string): string | undefined {
  return from[field] === undefined || from[field] === null ? undefined : textOf(from, field);
}

export function oneOf<T extends string>(from: Fields, field: string, values: readonly T[]): T {
  const value = from[field];
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw new BadInput(`"${field}" must be one of ${values.join(', ')}.`);
  return found;
}

export function objectOf(from: Fields, field: string): Record<string, unknown> {
  const value = from[field];
  if (!isPlainObject(value)) throw new BadInput(`"${field}" must be an object.`);
  return value;
}

export function optionalObjectOf(from: Fields, field: string): Record<string, unknown> | undefined {
  return from[field] === undefined ? undefined : objectOf(from, field);
}

/** An object whose values are all texts. */
export function textsOf(from: Fields, field: string): Record<string, string> {
  const value = optionalObjectOf(from, field) ?? {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new BadInput(`"${field}.${key}" must be a text.`);
  }
  return value as Record<string, string>;
}

/** A list of texts; it may be empty. */
export function textListOf(from: Fields, field: string): string[] {
  const value = from[field];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
    throw new BadInput(`"${field}" must be a list of texts.`);
  }
  return value;
}

/** A calendar date, `YYYY-MM-DD`. */
export function dateOf(from: Fields, field: string): string {
  const value = textOf(from, field);
  if (/^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new BadInput(`"${field}" must be a date such as 2026-11-23.`);
}

export function flagOf(from: Fields, field: string, otherwise?: boolean): boolean {
  const value = from[field] ?? otherwise;
  if (typeof value !== 'boolean') throw new BadInput(`"${field}" must be true or false.`);
  return value;
}

/** A whole number of at least `least`. Texts of digits count too: query parameters are texts. */
export function wholeNumberOf(from: Fields, field: string, least = 0): number {
  const value = from[field];
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < least) {
    throw new BadInput(`"${field}" must be a whole number of at least ${least}.`);
  }
  return number;
}

export function optionalWholeNumberOf(from: Fields, field: string, least = 0): number | undefined {
  return from[field] === undefined ? undefined : wholeNumberOf(from, field, least);
}

/** Refuses fields that nobody asked for: a misspelt one would otherwise be ignored in silence. */
export function onlyFields(from: Fields, known: readonly string[]): void {
  const unknown = Object.keys(from).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  const choice = known.length === 0 ? 'nothing is expected here' : `known are ${known.join(', ')}`;
  throw new BadInput(`"${unknown}" is not known; ${choice}.`);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
