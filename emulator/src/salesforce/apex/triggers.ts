// Stand-ins for the triggers of force-app. The org has those that force-app has: one without a stand-in, or a stand-in
// without its trigger, stops the emulator at start, since either would let through what a real org refuses, or refuse
// what it takes.
import type { ForceApp } from '../schema/force-app.js';
import type { Trigger } from '../state.js';
import { judge as judgeAssignments } from './exchange-assignment-check.js';
import { judgeConfigurations, judgeSettings } from './exchange-configuration-validation.js';
import { judge as judgeRequests } from './exchange-sync-request-rules.js';

interface StandIn {
  /** Name of the trigger. */
  readonly name: string;
  readonly object: string;
  readonly run: Trigger;
}

const standIns: readonly StandIn[] = [
  {
    name: 'ExchangeConfiguration',
    object: 'Exchange_Configuration__c',
    run: ({ labels }, _user, rows) => judgeConfigurations(labels, rows),
  },
  {
    name: 'ExchangeConfigurationAssignment',
    object: 'Exchange_Configuration_Assignment__c',
    run: (state, user, rows) => judgeAssignments({ state, user }, rows),
  },
  {
    name: 'ExchangeSyncSettings',
    object: 'Exchange_Sync_Settings__c',
    run: ({ labels }, _user, rows) => judgeSettings(labels, rows),
  },
  {
    name: 'ExchangeSyncRequest',
    object: 'Exchange_Sync_Request__c',
    run: (state, user, rows) => judgeRequests({ state, user }, rows),
  },
];

const events = 'before insert, before update';

function checkTrigger({ name, text }: ForceApp['triggers'][number]): void {
  const standIn = standIns.find((one) => one.name === name);
  if (standIn === undefined) throw new Error(`the trigger ${name} has no stand-in in salesforce/apex/triggers.ts`);
  const [, object, when] = /\btrigger\s+\w+\s+on\s+(\w+)\s*\(([^)]*)\)/.exec(text) ?? [];
  if (object === standIn.object && when?.replace(/\s+/g, ' ').trim() === events) return;
  throw new Error(`the stand-in of the trigger ${name} is for ${standIn.object} (${events}), and force-app says other`);
}

/** The triggers of force-app by their object. Throws where triggers and stand-ins are not the same. */
export function triggersOf(forceApp: ForceApp): ReadonlyMap<string, Trigger> {
  forceApp.triggers.forEach(checkTrigger);
  const objects = new Set(forceApp.objects.map(({ name }) => name));
  const needed = standIns.filter(({ object }) => objects.has(object));
  for (const { name, object } of needed) {
    if (forceApp.triggers.some((trigger) => trigger.name === name)) continue;
    throw new Error(`the stand-in of the trigger ${name} on ${object} has no trigger in force-app`);
  }
  return new Map(needed.map(({ object, run }) => [object, run]));
}
