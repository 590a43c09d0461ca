// The columns of a query: what `columns=true` answers instead of records. The Salesforce CLI asks for them after each
// query that found something. Shape and evidence: notes.md, "Queries".
import { isWriteable, type Actor } from '../access/access.js';
import type { FieldDefinition } from '../schema/schema.js';
import type { FieldPath } from './path.js';
import type { QueryResult } from './soql.js';

interface Column {
  readonly aggregate: boolean;
  readonly apexType: string | null;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  /** The fields of a parent, where this column is a relationship. */
  readonly joinColumns: readonly Column[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

const apexTypes: Partial<Record<FieldDefinition['type'], string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'Datetime',
  int: 'Integer',
  double: 'Double',
  percent: 'Double',
  address: 'Address',
};

function fieldColumn(actor: Actor, { object, field }: FieldPath): Column {
  const apexType = apexTypes[field.type] ?? 'String';
  return {
    aggregate: false,
    apexType,
    booleanType: apexType === 'Boolean',
    columnName: field.name,
    custom: field.custom,
    displayName: field.name,
    foreignKeyName: null,
    insertable: isWriteable(actor, object, field, 'create'),
    joinColumns: [],
    numberType: apexType === 'Integer' || apexType === 'Double',
    textType: apexType === 'String',
    updatable: isWriteable(actor, object, field, 'edit'),
  };
}

/** The columns of paths below `depth` relationships; those through one parent stand together, where the first was. */
function columnsOf(actor: Actor, paths: readonly FieldPath[], depth: number): Column[] {
  const relationshipOf = (path: FieldPath): string | undefined => path.steps[depth]?.relationship;
  return paths.flatMap((path, index) => {
    const step = path.steps[depth];
    if (step === undefined) return [fieldColumn(actor, path)];
    const isFirst = paths.findIndex((other) => relationshipOf(other) === step.relationship) === index;
    if (!isFirst) return [];
    const throughIt = paths.filter((other) => relationshipOf(other) === step.relationship);
    return [
      {
        aggregate: false,
        apexType: null,
        booleanType: false,
        columnName: step.relationship,
        custom: step.lookup.custom,
        displayName: step.relationship,
        foreignKeyName: step.lookup.name,
        insertable: false,
        joinColumns: columnsOf(actor, throughIt, depth + 1),
        numberType: false,
        textType: false,
        updatable: false,
      },
    ];
  });
}

/** The answer to a query with `columns=true`. */
export function queryColumns(actor: Actor, { object, paths }: QueryResult): unknown {
  return {
    columnMetadata: columnsOf(actor, paths, 0),
    entityName: object.name,
    groupBy: false,
    idSelected: paths.some(({ steps, field }) => steps.length === 0 && field.type === 'id'),
    keyPrefix: object.keyPrefix,
  };
}
