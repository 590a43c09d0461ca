// The Apex methods that pages may call, and what the classes of force-app show of themselves. A test compares this
// table with the .cls files, both ways; nothing else says which methods there are.
import * as assignmentCheck from './exchange-assignment-check.js';
import * as configurationController from './exchange-configuration-controller.js';
import * as requestController from './exchange-sync-request-controller.js';
import * as statusController from './exchange-sync-status-controller.js';
import type { Parameter } from './parameters.js';
import type { ApexContext } from './platform/context.js';
import type { Fields } from './platform/dml.js';

export interface ApexMethod {
  readonly apexClass: string;
  readonly name: string;
  readonly isCacheable: boolean;
  readonly parameters: readonly Parameter[];
  /** As Apex writes it. */
  readonly returns: string;
  /** `given` are the values of the parameters, in their order. */
  readonly run: (context: ApexContext, given: readonly unknown[]) => unknown;
}

type MaybeId = string | null;
type MaybeIds = readonly string[] | null;

const receipt = 'ExchangeSyncRequestWriter.Receipt';
const userId: Parameter = { name: 'userId', type: 'Id' };
const objects: Parameter = { name: 'objects', type: 'String' };
const configurationId: Parameter = { name: 'configurationId', type: 'Id' };

const ofRequests: readonly ApexMethod[] = [
  {
    ...{ apexClass: 'ExchangeSyncRequestController', name: 'syncNow', isCacheable: false, returns: receipt },
    parameters: [userId, objects],
    run: (context, given) => requestController.syncNow(context, ...(given as [MaybeId, string | null])),
  },
  {
    ...{ apexClass: 'ExchangeSyncRequestController', name: 'reset', isCacheable: false, returns: receipt },
    parameters: [
      userId,
      objects,
      { name: 'bringBackRemoved', type: 'Boolean' },
      { name: 'settleDifferencesAnew', type: 'Boolean' },
    ],
    run: (context, given) =>
      requestController.reset(context, ...(given as [MaybeId, string | null, boolean | null, boolean | null])),
  },
];

const ofStatus: readonly ApexMethod[] = [
  {
    ...{ apexClass: 'ExchangeSyncStatusController', name: 'myStatus', isCacheable: true, returns: 'MyStatus' },
    parameters: [],
    run: (context) => statusController.myStatus(context),
  },
  {
    ...{ apexClass: 'ExchangeSyncStatusController', name: 'overview', isCacheable: true, returns: 'Overview' },
    parameters: [],
    run: (context) => statusController.overview(context),
  },
];

const ofConfigurations: readonly ApexMethod[] = [
  {
    ...{ apexClass: 'ExchangeConfigurationController', name: 'configurations', isCacheable: true },
    returns: 'List<Exchange_Configuration__c>',
    parameters: [],
    run: (context) => configurationController.configurations(context),
  },
  {
    ...{ apexClass: 'ExchangeConfigurationController', name: 'configuration', isCacheable: true },
    returns: 'Exchange_Configuration__c',
    parameters: [configurationId],
    run: (context, given) => configurationController.configuration(context, ...(given as [MaybeId])),
  },
  {
    ...{ apexClass: 'ExchangeConfigurationController', name: 'assignees', isCacheable: true },
    returns: 'List<Assignee>',
    parameters: [configurationId],
    run: (context, given) => configurationController.assignees(context, ...(given as [MaybeId])),
  },
  {
    ...{ apexClass: 'ExchangeConfigurationController', name: 'save', isCacheable: false, returns: 'Id' },
    parameters: [{ name: 'configuration', type: 'Exchange_Configuration__c' }],
    run: (context, given) => configurationController.save(context, ...(given as [Fields | null])),
  },
  {
    ...{ apexClass: 'ExchangeConfigurationController', name: 'assign', isCacheable: false, returns: 'void' },
    parameters: [configurationId, { name: 'userIds', type: 'List<Id>' }, { name: 'profileIds', type: 'List<Id>' }],
    run: (context, given) => configurationController.assign(context, ...(given as [MaybeId, MaybeIds, MaybeIds])),
  },
  {
    ...{ apexClass: 'ExchangeConfigurationController', name: 'unassign', isCacheable: false, returns: 'void' },
    parameters: [{ name: 'assignmentIds', type: 'List<Id>' }],
    run: (context, given) => configurationController.unassign(context, ...(given as [MaybeIds])),
  },
];

export const apexMethods: readonly ApexMethod[] = [...ofRequests, ...ofStatus, ...ofConfigurations];

/** The members that a component sees of what methods answer, with their Apex types; inner classes after their class. */
export const apexMembers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ExchangeSyncRequestWriter.Receipt': { requestId: 'Id', isConnectorWoken: 'Boolean', message: 'String' },
  'ExchangeSyncStatusController.MyStatus': {
    status: 'Exchange_Sync_Status__c',
    issues: 'List<Exchange_Sync_Issue__c>',
    waitingRequests: 'List<Exchange_Sync_Request__c>',
  },
  'ExchangeSyncStatusController.Overview': {
    peopleByPersonState: 'List<ExchangeSyncCount>',
    peopleByContactState: 'List<ExchangeSyncCount>',
    peopleByEventState: 'List<ExchangeSyncCount>',
    openIssuesByReason: 'List<ExchangeSyncCount>',
    waitingRequests: 'Integer',
    connectors: 'List<Exchange_Connector__c>',
    lastReportAt: 'Datetime',
  },
  ExchangeSyncCount: { value: 'String', total: 'Integer' },
  'ExchangeConfigurationController.Assignee': {
    assignmentId: 'Id',
    userId: 'Id',
    profileId: 'Id',
    name: 'String',
  },
};

/** The queries of classes, word for word. */
export const apexQueries: Readonly<Record<string, readonly string[]>> = {
  ExchangeAssignmentCheck: Object.values(assignmentCheck.queries),
  ExchangeConfigurationController: Object.values(configurationController.queries),
  ExchangeSyncStatusController: Object.values(statusController.queries),
};
