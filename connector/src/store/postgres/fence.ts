// The fence: work that counts only while a run is the current one. It locks the person's row for the length of the
// transaction, so a run that was overtaken writes nothing, and two writers of one person never mix.
import { sql } from 'kysely';
import { BrokenAssumption } from '../../core/failure.js';
import type { PersonId } from '../../core/model.js';
import type { Db } from './tables.js';

/**
 * Does `work` in one transaction that holds the person's row; null, and nothing done, when this run is not the current
 * one.
 */
export async function withinRun<Result>(
  db: Db,
  person: PersonId,
  runNo: number,
  work: (transaction: Db, personNo: number) => Promise<Result>,
): Promise<Result | null> {
  const done = db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ personNo: number }>`
      select person_no as "personNo" from scope
      where person = ${person} and run_no = ${runNo} and lease_until_ms is not null for update`.execute(transaction);
    return rows[0] === undefined ? null : work(transaction, rows[0].personNo);
  });
  return inOurWords(done);
}

/** Which promise of ours a constraint stands for. */
const brokenBy: Readonly<Record<string, string>> = {
  link_salesforce: 'LINK_NOT_UNIQUE',
  link_exchange: 'LINK_NOT_UNIQUE',
};

/** What the database refuses because of one of these constraints, as the promise that was broken. */
async function inOurWords<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'constraint' in error
        ? brokenBy[String(error.constraint)]
        : undefined;
    throw code === undefined ? error : new BrokenAssumption(code, { cause: error });
  }
}
