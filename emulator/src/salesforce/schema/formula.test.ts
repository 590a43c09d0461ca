import { describe, expect, it } from '@jest/globals';
import { compileFormula } from './formula.js';
import type { Value } from './values.js';

const fields: Record<string, Value> = { Type__c: 'Reset', Box__c: true, Number__c: 5, User__c: null, Name: "it's" };

function holds(formula: string, before: Record<string, Value> | null = null): boolean {
  const condition = compileFormula(formula, (name) => name in fields);
  return condition({
    value: (name) => fields[name] ?? null,
    priorValue: (name) => (before ?? fields)[name] ?? null,
    isNew: before === null,
  });
}

describe('a validation formula', () => {
  it.each([
    ['TRUE', true],
    ['Box__c', true],
    ['NOT(Box__c)', false],
    ['!Box__c', false],
    ['AND(Box__c, ISBLANK(User__c))', true],
    ['OR(FALSE, ISNULL(User__c))', true],
    ['Box__c && ISPICKVAL(Type__c, "Sync") || Number__c > 4', true],
    ['Box__c && (ISPICKVAL(Type__c, "Sync") || Number__c > 5)', false],
    ['TEXT(Type__c) = "Reset"', true],
    ["Type__c <> 'Reset'", false],
    ['Name = "it\'s"', true],
    ['LEN(Name) >= 4', true],
    ['Number__c <= 4.5', false],
    ['User__c = ""', true],
    ['User__c < 3', false],
    ['IF(Box__c, Number__c == 5, FALSE)', true],
    ['/* a note */ ISNEW()', true],
    ['ISCHANGED(Type__c)', false],
  ])('%s is %s', (formula, expected) => {
    expect(holds(formula)).toBe(expected);
  });

  it('knows what a changed record was before', () => {
    const before = { ...fields, Type__c: 'Sync' };
    expect(holds('ISCHANGED(Type__c)', before)).toBe(true);
    expect(holds('ISPICKVAL(PRIORVALUE(Type__c), "Sync")', before)).toBe(true);
    expect(holds('ISNEW()', before)).toBe(false);
  });

  it.each([
    ['REGEX(Name, "x")', 'the function REGEX is not modelled'],
    ['Foo = 1', 'there is no field Foo'],
    ['AND(Box__c', 'a comma is missing'],
    ['(Box__c', 'a closing bracket is missing'],
    ['Box__c Box__c', 'was not expected'],
    ['Number__c + 1 = 6', 'cannot read the formula'],
    ['= 1', 'was not expected'],
    ['', 'was not expected'],
  ])('%s is refused: %s', (formula, message) => {
    expect(() => holds(formula)).toThrow(message);
  });
});
