// An independent look at both emulated systems after a sync: who is doubled, who is lost, what differs. It reads the
// emulator's state, never the connector's own counts or code.
import type { Emulator } from '../../../../emulator/src/start.js';

export interface Comparison {
  readonly inFolder: number;
  readonly inSalesforce: number;
  /** Names that stand more than once on a side. */
  readonly doubled: readonly string[];
  /** Names that stand on one side only. */
  readonly lost: readonly string[];
  /** Names whose e-mail address or phone differ. */
  readonly different: readonly string[];
}

/**
 * For a person whose contacts (own ones in Salesforce, all in the folder) are to be the same on both sides. Names are
 * unique in the cast.
 */
export function compareSides(emulator: Emulator, userId: string): Comparison {
  const person = emulator.people.find((one) => one.userId === userId);
  const mailbox = emulator.exchange.dump().mailboxes.find((box) => box.id === person?.mailboxId);
  const folder = mailbox?.folders.find((one) => one.displayName === 'Salesforce_Sync');
  const items = (mailbox?.contacts ?? []).filter((item) => !item.isDeleted && item.parentFolderId === folder?.id);
  const records = (emulator.salesforce.dump().objects['Contact'] ?? []).filter(
    (record) => record['IsDeleted'] !== true && record['OwnerId'] === userId,
  );
  const exchange = items.map(({ properties }) => ({
    name: `${text(properties['givenName'])} ${text(properties['surname'])}`,
    email: text((properties['emailAddresses'] as { address?: string }[] | undefined)?.[0]?.address).toLowerCase(),
    phone: text((properties['businessPhones'] as string[] | undefined)?.[0]),
  }));
  const salesforce = records.map((record) => ({
    name: `${text(record['FirstName'])} ${text(record['LastName'])}`,
    email: text(record['Email']).toLowerCase(),
    phone: text(record['Phone']),
  }));
  const byName = new Map(salesforce.map((one) => [one.name, one]));
  const names = [exchange.map((one) => one.name), salesforce.map((one) => one.name)] as const;
  return {
    inFolder: exchange.length,
    inSalesforce: salesforce.length,
    doubled: names.flatMap((list) => list.filter((name, index) => list.indexOf(name) !== index)),
    lost: [...names[0].filter((name) => !byName.has(name)), ...names[1].filter((name) => !names[0].includes(name))],
    different: exchange
      .filter((one) => {
        const other = byName.get(one.name);
        return other !== undefined && (other.email !== one.email || other.phone !== one.phone);
      })
      .map((one) => one.name),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
