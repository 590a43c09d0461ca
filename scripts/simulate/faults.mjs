// Faults that would lose, double or overwrite somebody's data after an answer that was lost, each planted where it
// would be made. The simulation has to find every one of them.

/** @typedef {import('../check-loud/mistakes.mjs').Edit} Edit */
/**
 * @typedef {object} Planted
 * @property {string} fault
 * @property {readonly Edit[]} edits
 */

const CONTACTS = 'connector/src/sync/contacts';
const PART = 'connector/src/sync/part';

/** @type {readonly Planted[]} */
export const PLANTED = [
  {
    fault: 'the echo is forgotten when a plan is made, not when it is settled',
    edits: [
      {
        file: `${CONTACTS}/second-pass/remember.ts`,
        find: 'return isSettled ? null : (sent.action.link?.salesforceWrittenAtMs ?? null);',
        put: 'return isSettled ? null : null;',
      },
    ],
  },
  {
    fault: 'every refusal because the item was changed leaves its write open',
    edits: [
      {
        file: `${PART}/sent.ts`,
        find: "return attempt === 1 || (failureClass !== 'conflict' && failureClass !== 'notFound');",
        put: "return attempt >= 1 && failureClass !== 'conflict' && failureClass !== 'notFound';",
      },
    ],
  },
  {
    fault: 'what was brought back after our delete is deleted again',
    edits: [
      {
        file: `${CONTACTS}/first-pass/judge-changes.ts`,
        find: "    if (verdict === 'done') {\n      this.#links.delete",
        put: "    if (verdict === 'echo') {\n      this.#links.delete",
      },
    ],
  },
  {
    fault: 'the old record in the recycle bin is taken for the new one',
    edits: [
      {
        file: `${PART}/sent.ts`,
        find: 'Date.parse(CreatedDate) >= begunAtMs - limits.clocksApartMs',
        put: 'begunAtMs > 0',
      },
    ],
  },
  {
    fault: 'an update is not written down before it is sent',
    edits: [
      {
        file: `${CONTACTS}/second-pass/prepare.ts`,
        find: '(one) => Object.values(one.rows)) });',
        put: "(one) => Object.values(one.rows)).filter(({ kind }) => kind !== 'update') });",
      },
    ],
  },
  {
    fault: 'a delete is not written down before it is sent',
    edits: [
      {
        file: `${CONTACTS}/second-pass/prepare.ts`,
        find: '(one) => Object.values(one.rows)) });',
        put: "(one) => Object.values(one.rows)).filter(({ kind }) => kind !== 'delete') });",
      },
    ],
  },
  {
    fault: 'a create that was found is taken for a first meeting',
    edits: [
      {
        file: `${CONTACTS}/first-pass/look-up-creates.ts`,
        find: 'if (!isFree || !hasMemory(row.sent)) {',
        put: 'if (row.attempt > 0) {',
      },
    ],
  },
  {
    fault: 'a create in doubt is forgotten when its source is gone',
    edits: [
      {
        file: `${CONTACTS}/first-pass/look-up-creates.ts`,
        find: '  const old = linkOf(sourceOf(row));',
        put: '  if (gone.has(row)) return {};\n  const old = linkOf(sourceOf(row));',
      },
    ],
  },
  {
    fault: 'nobody waits for a write that is still on its way',
    edits: [
      {
        file: `${PART}/sent.ts`,
        find: 'due: open.filter(({ begunAtMs }) => begunAtMs + inDoubtWaitMs <= run.startedAtMs),',
        put: 'due: open.filter(({ begunAtMs }) => begunAtMs + 0 * inDoubtWaitMs <= run.startedAtMs),',
      },
    ],
  },
  {
    fault: 'a refusal because the item was changed is taken for one though an earlier attempt may have changed it',
    edits: [
      {
        file: `${PART}/sent.ts`,
        find: "return attempt === 1 || (failureClass !== 'conflict' && failureClass !== 'notFound');",
        put: 'return attempt >= 1 || failureClass !== null;',
      },
    ],
  },
  {
    fault: 'writes that were found not carried out are forgotten at once',
    edits: [
      {
        file: `${CONTACTS}/first-pass/recover.ts`,
        find: 'spent: [...spent, ...due.filter(({ id }) => isSpent.has(id))],',
        put: 'spent: due.filter(({ id }) => isSpent.has(id) && id.length > 1_000),',
      },
      {
        file: `${CONTACTS}/first-pass/recover.ts`,
        find: '  if (spent.length === 0) return [];',
        put: '  if (spent.length >= 0) return [];',
      },
    ],
  },
  {
    fault: 'a write counts as ended before its chunk is committed',
    edits: [
      {
        file: `${PART}/run-part.ts`,
        find: '  const settled = await part.settle(',
        put:
          '  await commit(run, { endedSent: prepared.value.rows.map(({ id }) => id) });\n' +
          '  const settled = await part.settle(',
      },
    ],
  },
  {
    fault: 'what the org makes of our write is taken for an edit',
    edits: [
      {
        file: 'connector/src/core/contact/settle.ts',
        find: 'return writtenAtMs !== null && Date.parse(modifiedAt) <= writtenAtMs;',
        put: 'return writtenAtMs !== null && Date.parse(modifiedAt) <= 0 * writtenAtMs;',
      },
    ],
  },
  {
    fault: 'the lease is not asked before a write is sent',
    edits: [
      {
        file: 'connector/src/ports/lease.ts',
        find: 'leases.getStore()?.isOver() === true',
        put: 'leases.getStore()?.isOver() === null',
      },
    ],
  },
  {
    fault: 'the stamp is not read where Exchange ignores If-Match',
    edits: [
      {
        file: `${CONTACTS}/first-pass/judge-changes.ts`,
        find: 'write: stamp?.write ?? null',
        put: 'write: stamp === undefined ? null : null',
      },
    ],
  },
];
