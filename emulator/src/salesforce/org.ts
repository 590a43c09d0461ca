// An emulated Salesforce org, put together: the wire on one side, people and seeds on the other.
// Every rule with its evidence and its switch: notes.md.
import type { SalesforceOrg, SalesforceRecord } from '../parts.js';
import type { World } from '../world.js';
import { checkPermissionSets } from './access/access.js';
import { Directory } from './access/directory.js';
import { callApex, writeRequest } from './apex/call.js';
import { triggersOf } from './apex/triggers.js';
import { Hands } from './hands.js';
import { IdSource, normalizeId } from './ids.js';
import { Routes } from './rest/api.js';
import { collectionRoutes } from './rest/collections.js';
import { compositeRoute } from './rest/composite.js';
import { salesforceApp } from './rest/http.js';
import { DailyCalls } from './rest/limits.js';
import { OAuth } from './rest/oauth.js';
import { orgRoutes } from './rest/routes-org.js';
import { queryRoutes } from './rest/routes-query.js';
import { rowRoutes } from './rest/routes-rows.js';
import { windowRoutes } from './rest/routes-windows.js';
import { readForceApp } from './schema/force-app.js';
import { objectsWith } from './schema/from-force-app.js';
import { Labels } from './schema/labels.js';
import { Schema } from './schema/schema.js';
import { seedRecord } from './seed.js';
import { wireValue } from './soql/path.js';
import { QueryCursors } from './soql/query-paging.js';
import { standardCrmObjects } from './standard/crm.js';
import { eventObject } from './standard/event.js';
import { leadObject } from './standard/lead.js';
import { standardSetupObjects } from './standard/setup.js';
import type { OrgState } from './state.js';
import { Store } from './store.js';
import { defaultSwitches, setSwitch } from './switches.js';

interface SalesforceOptions {
  /** 18 characters, or 15; made from the world's chance where it is left out. */
  readonly orgId?: string;
  readonly forceAppFolder: string;
  /** Where the org is reached: part of its tokens' answers and an audience. Left out: what the Host header says. */
  readonly baseUrl?: () => string;
}

/** Everything an org is, before anybody can reach it. */
export function makeOrgState(world: World, options: SalesforceOptions): OrgState {
  const forceApp = readForceApp(options.forceAppFolder);
  const objects = objectsWith(forceApp, [...standardCrmObjects, leadObject, eventObject, ...standardSetupObjects]);
  checkPermissionSets(forceApp, objects);
  const switches = defaultSwitches();
  const ids = new IdSource(world.chance);
  const orgId = options.orgId === undefined ? ids.next('00D') : normalizeId(options.orgId);
  if (orgId === null) throw new Error(`${options.orgId} is not an id`);
  const store = new Store(objects);
  const now = Math.floor(world.clock.nowMs() / 1_000) * 1_000;
  store.put('Organization', {
    Id: orgId,
    Name: 'Emulated Company',
    OrganizationType: 'Enterprise Edition',
    IsSandbox: false,
    InstanceName: 'EMU1',
    TimeZoneSidKey: 'Europe/Berlin',
    LanguageLocaleKey: 'en_US',
    CreatedDate: now,
    LastModifiedDate: now,
    SystemModstamp: now,
  });
  const directory = new Directory({ store, ids, switches, nowMs: () => world.clock.nowMs() }, forceApp);
  const schema = new Schema(objects, switches);
  const apex = { triggers: triggersOf(forceApp), labels: new Labels(forceApp) };
  return { world, orgId, switches, schema, store, ids, directory, ...apex, hidden: new Set() };
}

function dumpObjects(state: OrgState): Record<string, readonly SalesforceRecord[]> {
  return Object.fromEntries(
    state.store.tables().map((table) => [
      table.definition.name,
      [...table.rows()].map((row) => {
        const fields = [...table.definition.fields.values()].filter(({ type }) => type !== 'address');
        const values = fields.map((field) => [field.name, wireValue(row, field)] as const);
        return { ...Object.fromEntries(values), Id: row.Id };
      }),
    ]),
  );
}

/** Makes an org with the objects of force-app and no people. Throws where force-app holds what is not modelled. */
export function createSalesforceOrg(world: World, options: SalesforceOptions): SalesforceOrg {
  const state = makeOrgState(world, options);
  const oauth = new OAuth(state);
  const calls = new DailyCalls(state);
  const hands = new Hands(state);
  const routes: Routes = new Routes([
    ...orgRoutes(state, calls),
    ...queryRoutes(state, new QueryCursors(state)),
    ...rowRoutes(state),
    ...windowRoutes(state),
    ...collectionRoutes(state),
    compositeRoute(state, () => routes),
  ]);
  const { directory } = state;
  const baseUrl = options.baseUrl ?? null;
  return {
    orgId: state.orgId,
    listener: salesforceApp({
      ...{ state, oauth, routes, calls, baseUrl },
      showLateCommits: () => hands.showLateCommits(),
    }),
    addApp: ({ clientId, publicKeyPem }) => oauth.addApp(clientId, publicKeyPem),
    addProfile: ({ name, objects }) => directory.addProfile(name, objects ?? {}, []),
    addUser: (user) => directory.addUser(user),
    act: (username, action) => hands.act(username, action),
    callApex: (username, call) => hands.as(username, (user) => callApex(state, user, call)),
    writeRequest: (username, fields) => hands.as(username, (user) => writeRequest(state, user, fields)),
    seed: (object, fields) => seedRecord(state, object, fields),
    assignPermissionSet: (username, permissionSet) => directory.assign(username, permissionSet),
    unassignPermissionSet: (username, permissionSet) => directory.unassign(username, permissionSet),
    setAccess: (profileOrPermissionSet, object, access) => directory.setAccess(profileOrPermissionSet, object, access),
    setHidden: (recordId, isHidden) => {
      const id = normalizeId(recordId);
      if (id === null) throw new Error(`${recordId} is not an id`);
      if (isHidden) state.hidden.add(id);
      else state.hidden.delete(id);
    },
    setSwitch: (name, value) => setSwitch(state.switches, name, value),
    dump: () => {
      hands.showLateCommits();
      return { orgId: state.orgId, objects: dumpObjects(state) };
    },
  };
}
