// The two objects that are about the system and not about a person: the heartbeats of connectors, and the one record
// of settings. Both go along with the look for changes and cost no call of their own.
import { failed, success, type Failure, type Outcome } from '../../core/failure.js';
import { toInstant } from '../../core/model.js';
import type { ConnectorRow, ConnectorState, Heartbeat } from '../../core/one-connector.js';
import { systemSettingsFields } from '../../core/settings/system.js';
import type { SalesforceRow } from '../../ports/salesforce.js';
import type { Client } from '../client.js';
import { queryAllRows, type CompositePart, type QueryText } from '../read/queries.js';
import { select } from '../read/soql.js';
import { dataPath } from '../version.js';

export const connectorQuery: QueryText = {
  soql: select(['Installation_Id__c', 'State__c', 'SystemModstamp'], 'Exchange_Connector__c', '', 'ORDER BY Id'),
};

/** An upsert by external id. */
export function heartbeatPart({ installationId, ...said }: Heartbeat): CompositePart {
  return {
    method: 'PATCH',
    path: `${dataPath}/sobjects/Exchange_Connector__c/Installation_Id__c/${encodeURIComponent(installationId)}`,
    body: {
      State__c: said.state,
      Version__c: said.version,
      Started_At__c: said.startedAt,
      Heartbeat_At__c: said.heartbeatAt,
      Microsoft_Key_Ends__c: said.microsoftKeyEnds,
      Salesforce_Key_Ends__c: said.salesforceKeyEnds,
    },
  };
}

export const settingsPart: CompositePart = {
  method: 'GET',
  path: `${dataPath}/sobjects/Exchange_Sync_Settings__c/Key__c/system?fields=${systemSettingsFields.join(',')}`,
};

/** Null = there is no record. */
export function settingsOf(answer: Outcome<unknown>): Outcome<Omit<SalesforceRow, 'Id'> | null> {
  if (answer.ok) return success((answer.value ?? {}) as Omit<SalesforceRow, 'Id'>);
  return answer.failure.class === 'notFound' ? success(null) : answer;
}

export function connectorsOf(rows: readonly SalesforceRow[]): readonly ConnectorRow[] {
  return rows.map((row) => ({
    installationId: String(row['Installation_Id__c']),
    state: String(row['State__c']) as ConnectorState,
    modifiedAt: toInstant(String(row['SystemModstamp'])),
  }));
}

/**
 * The heartbeat, then all connectors. Two calls: nobody says whether parts of a Composite call are seen by others
 * before it has ended, and a claim stands on being seen.
 */
export async function beat(client: Client, heartbeat: Heartbeat): Promise<Outcome<readonly ConnectorRow[]>> {
  // Said twice it is the same, so silence may be answered by saying it again.
  const said = await client.call({ ...heartbeatPart(heartbeat), isWrite: false });
  if (!said.ok) return failed(heartbeatFailure(said.failure));
  const rows = await queryAllRows(client, [connectorQuery]);
  return rows.ok ? success(connectorsOf(rows.value)) : rows;
}

/** Nothing else answers an upsert with 404 than an org in which the object is not there. */
export function heartbeatFailure(failure: Failure): Failure {
  return failure.class === 'notFound' ? { class: 'permission', code: 'PACKAGE_TOO_OLD' } : failure;
}
