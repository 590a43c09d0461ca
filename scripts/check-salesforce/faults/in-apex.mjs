// Faults of Apex that the checks must find, and sound Apex in which they must find none. The sound files make the
// checks work also where the package holds no Apex.
import { apexFormat } from '../apex/format.mjs';
import { apexHouseRules } from '../apex/house-rules.mjs';
import { apexNames } from '../apex/names.mjs';
import { apexRules } from '../apex/rules.mjs';
import { apexTypes } from '../apex/types.mjs';

/** @typedef {import('./planted.mjs').Fault} Fault */

const META = `<?xml version="1.0" encoding="UTF-8"?>
<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>65.0</apiVersion>
    <status>Active</status>
</ApexClass>
`;

const SOUND_CLASS = `public with sharing class PlantedSound {
    public static List<Exchange_Sync_Status__c> statuses(Set<Id> people) {
        return [
            SELECT Id, Name, Owner.Name, User__r.Email, Configuration__r.Active__c, toLabel(Contact_State__c) state
            FROM Exchange_Sync_Status__c status
            WHERE status.User__c IN :people AND Configuration__c IN (SELECT Id FROM Exchange_Configuration__c)
            WITH USER_MODE
            ORDER BY Name
        ];
    }

    public static List<Account> accounts(Id account) {
        return [
            SELECT Id, (SELECT LastName, Exchange_Sync_Key__c FROM Contacts)
            FROM Account
            WHERE Id = :account
            WITH USER_MODE
        ];
    }
}
`;

const SOUND_TRIGGER = `trigger PlantedSound on Exchange_Sync_Status__c(before insert) {
    PlantedSound.statuses(Trigger.newMap.keySet());
}
`;

/** @type {Readonly<Record<string, string>>} file below force-app/main/default → text */
export const SOUND_APEX = {
  'classes/PlantedSound.cls': SOUND_CLASS,
  'classes/PlantedSound.cls-meta.xml': META,
  'triggers/PlantedSound.trigger': SOUND_TRIGGER,
  'triggers/PlantedSound.trigger-meta.xml': META.replaceAll('ApexClass', 'ApexTrigger'),
};

/**
 * A class with one method, whose body is the fault.
 * @param {string} name
 * @param {string} body
 * @param {string} says
 * @param {string} sharing
 * @returns {Fault}
 */
function method(name, body, says, sharing = 'with sharing ') {
  const file = `classes/${name}.cls`;
  const text = `public ${sharing}class ${name} {
    public static void act(Contact person) {
        ${body}
    }
}
`;
  return { file, text, meta: META, says };
}

const FORMAT_FAULTS = [
  method('PlantedSyntax', 'Integer = ;', 'cannot be read as Apex'),
  method('PlantedLayout', 'Integer  i  =  1;', 'is not in the one layout'),
];

const HOUSE_FAULTS = [
  method('PlantedSharing', 'person.LastName = null;', 'does not say `with sharing`', ''),
  method('PlantedInherited', 'person.LastName = null;', 'does not say `with sharing`', 'inherited sharing '),
  method('PlantedWithout', 'person.LastName = null;', '(without sharing)', 'without sharing '),
  method('PlantedSystem', 'insert as system person;', '(as system)'),
  method('PlantedMode', 'Database.insert(person, AccessLevel.SYSTEM_MODE);', '(SYSTEM_MODE)'),
  {
    file: 'triggers/PlantedTrigger.trigger',
    text: 'trigger PlantedTrigger on Contact(before insert) {\n    Integer i = 1;\n    i = 2;\n}\n',
    says: 'PlantedTrigger holds 2 statements',
  },
];

const NAME_FAULTS = [
  method('PlantedField', 'Object found = [SELECT Nowhere__c FROM Contact];', 'Nowhere__c is no field of Contact'),
  method('PlantedWhere', 'Object found = [SELECT Id FROM Contact WHERE Nme = null];', 'Nme is no field of Contact'),
  method('PlantedOrder', 'Object found = [SELECT Id FROM Contact ORDER BY Lst];', 'Lst is no field of Contact'),
  method('PlantedPath', 'Object found = [SELECT Account.Nme FROM Contact];', 'Nme is no field of Account'),
  method('PlantedParent', 'Object found = [SELECT Acount.Name FROM Contact];', 'Acount is no relationship of Contact'),
  method(
    'PlantedRows',
    'Object f = [SELECT (SELECT Id FROM Contcts) FROM Account];',
    'Contcts is no relationship from',
  ),
  method('PlantedRow', 'Object f = [SELECT (SELECT Nme FROM Contacts) FROM Account];', 'Nme is no field of Contact'),
  method(
    'PlantedInner',
    'Object f = [SELECT Id FROM Contact WHERE Id IN (SELECT WhId FROM Event)];',
    'WhId is no field',
  ),
  method('PlantedObject', 'Object found = [SELECT Id FROM Contakt];', 'Contakt is no object'),
  method('PlantedText', "Object found = Database.query('SELECT Nme FROM Contact');", 'Nme is no field of Contact'),
  method('PlantedBuilt', "Object found = Database.query('SELECT ' + person.Id);", 'is a query built at run time'),
  method('PlantedCustom', 'Object value = person.Nowhere__c;', 'Nowhere__c is no object, field or relationship'),
];

const TYPE_FAULTS = [
  method('PlantedType', "Integer number = 'text';", 'Incompatible types'),
  method('PlantedMethod', 'PlantedSound.nowhere();', 'nowhere'),
  method('PlantedVariable', 'person.LastName = nowhere;', 'nowhere'),
  method('PlantedOwnField', 'Object s = new Exchange_Sync_Status__c(Nowhere__c = 1);', "Unknown field 'Nowhere__c'"),
  method('PlantedEventField', 'Object e = new Exchange_Sync_Command__e(Nowhere__c = 1);', "Unknown field 'Nowhere__c'"),
];

const QUERY = 'SELECT Id FROM Contact WHERE LastName = :person.LastName WITH USER_MODE';
const RULE_FAULTS = [
  method('PlantedRights', 'insert person;', 'ApexCRUDViolation'),
  method('PlantedLoop', `for (Integer i = 0; i < 3; i++) { Object found = [${QUERY}]; }`, 'OperationWithLimitsInLoop'),
  method('PlantedCatch', 'try { person.clear(); } catch (Exception e) { }', 'EmptyCatchBlock'),
  method('PlantedId', "person.AccountId = '001000000000001AAA';", 'AvoidHardcodingId'),
  method('PlantedDebug', "System.debug('x');", 'AvoidDebugStatements'),
  method('PlantedUnused', 'Integer unused = 1;', 'UnusedLocalVariable'),
  method('PlantedBraces', 'if (person == null) return;', 'IfStmtsMustUseBraces'),
  {
    file: 'classes/PlantedInjection.cls',
    text: `public with sharing class PlantedInjection {
    public static List<Contact> act(String words) {
        return Database.query('SELECT Id FROM Contact WHERE LastName = ' + words, AccessLevel.USER_MODE);
    }
}
`,
    says: 'ApexSOQLInjection',
  },
  {
    file: 'classes/PlantedTest.cls',
    text: `@IsTest
private class PlantedTest {
    @IsTest
    static void claimsNothing() {
        Contact person = new Contact();
        person.clear();
    }
}
`,
    says: 'ApexUnitTestClassShouldHaveAsserts',
  },
];

/** @type {readonly (readonly [import('../findings.mjs').Check, readonly Fault[]])[]} */
export const FAULTS_IN_APEX = [
  [apexFormat, FORMAT_FAULTS],
  [apexHouseRules, HOUSE_FAULTS],
  [apexNames, NAME_FAULTS],
  [apexTypes, TYPE_FAULTS],
  [apexRules, RULE_FAULTS],
];
