// What an admin sees of force-app, as far as a machine can judge it: page layouts, report types, reports, dashboards,
// tabs. An org refuses such files one mistake at a time; this names them all. Reads text, knows only our own files.
import { textFiles, type TextFile } from '../../../scripts/check-files.mjs';
import { ROOT } from '../tidy/sources.js';

const base = 'force-app/main/default/';

/** Fields that every object has, as layouts, report types and lists call them. */
const standardFields = new Set([
  ...['Name', 'OwnerId', 'CreatedById', 'LastModifiedById'],
  ...['CreatedBy', 'CreatedDate', 'LastModifiedDate', 'NAME', 'CREATED_DATE'],
]);

export interface ReportTypeColumns {
  /** As reports name it: the name of the file and `__c`. */
  readonly name: string;
  /** `Table$Field` for each column. */
  readonly columns: ReadonlySet<string>;
}

/** Files of one kind of metadata, `layouts` for example. */
export function filesOf(folder: string): TextFile[] {
  return textFiles(ROOT, (file) => file.startsWith(`${base}${folder}/`));
}

/** `layouts/A-B.layout-meta.xml` → `A-B`. */
export function nameOf({ file }: TextFile): string {
  return (file.split('/').at(-1) ?? '').replace(/\.\w+-meta\.xml$/, '');
}

export function texts(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) => text);
}

export function blocks(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map(([, text = '']) => text);
}

/** Custom fields of an object and what a layout has to do with each: an org insists on required fields. */
export function fieldsOf(object: string): Map<string, 'required' | 'optional'> {
  return new Map(
    filesOf(`objects/${object}/fields`).map((file) => {
      const isRequired = /<required>true<|<type>MasterDetail</.test(file.text);
      return [nameOf(file), isRequired ? 'required' : 'optional'];
    }),
  );
}

/** What is wrong with a layout of an object with these fields. */
export function layoutProblems(xml: string, fields: ReturnType<typeof fieldsOf>): string[] {
  const items = new Map(
    blocks(xml, 'layoutItems').map((item) => [texts(item, 'field')[0] ?? '', texts(item, 'behavior')[0] ?? '']),
  );
  return [
    ...[...fields.keys()].filter((field) => !items.has(field)).map((field) => `${field} is not on the page`),
    ...[...fields]
      .filter(([field, need]) => need === 'required' && items.has(field) && items.get(field) !== 'Required')
      .map(([field]) => `${field} has to be Required`),
    ...[...items.keys()].filter((field) => !isField(field, fields)).map((field) => `there is no field ${field}`),
  ];
}

/** The related lists of all layouts whose lookup or columns do not exist. */
export function relatedListProblems(xml: string): string[] {
  return blocks(xml, 'relatedLists').flatMap((list) => {
    const [object = '', lookup] = (texts(list, 'relatedList')[0] ?? '').split('.');
    if (lookup === undefined) return object === 'RelatedEntityHistoryList' ? [] : [`unknown related list ${object}`];
    const fields = fieldsOf(object);
    return [lookup, ...texts(list, 'fields')]
      .filter((field) => !isField(field, fields))
      .map((field) => `there is no field ${object}.${field}`);
  });
}

export function reportTypes(): ReportTypeColumns[] {
  return filesOf('reportTypes').map((file) => ({
    name: `${nameOf(file)}__c`,
    columns: new Set(
      blocks(file.text, 'columns').map((one) => `${texts(one, 'table')[0] ?? ''}$${texts(one, 'field')[0] ?? ''}`),
    ),
  }));
}

/** Columns of a report type that its objects do not have. `relationships` leads from child relationship to object. */
export function reportTypeProblems(columns: ReadonlySet<string>, relationships: ReadonlyMap<string, string>): string[] {
  return [...columns].filter((column) => {
    const [table = '', field = ''] = column.split('$');
    const object = table.includes('.') ? relationships.get(table.split('.')[1] ?? '') : table;
    return object === undefined || !isField(field, fieldsOf(object));
  });
}

/** Child relationships of our own lookups: `Assignments__r` → `Exchange_Configuration_Assignment__c`. */
export function childRelationships(): Map<string, string> {
  return new Map(
    filesOf('objects').flatMap(({ file, text }) =>
      texts(text, 'relationshipName').map((name): [string, string] => [`${name}__r`, file.split('/')[4] ?? '']),
    ),
  );
}

/** What a report uses and its report type does not offer. */
export function reportProblems(xml: string, types: readonly ReportTypeColumns[]): string[] {
  const [typeName = ''] = texts(xml, 'reportType');
  const type = types.find(({ name }) => name === typeName);
  if (type === undefined) return [`there is no report type ${typeName}`];
  const used = ['field', 'column', 'groupingColumn', 'sortColumn', 'dateColumn'].flatMap((name) => texts(xml, name));
  return [...new Set(used)]
    .filter((column) => column !== 'RowCount' && !type.columns.has(column))
    .map((column) => `${typeName} has no column ${column}`);
}

/** Components of a dashboard that show what their report does not have. `reports` leads from `Folder/Name` to XML. */
export function dashboardProblems(xml: string, reports: ReadonlyMap<string, string>): string[] {
  return blocks(xml, 'dashboardComponent').flatMap((component) => {
    const [name = ''] = texts(component, 'report');
    const report = reports.get(name);
    if (report === undefined) return [`there is no report ${name}`];
    const groups = blocks(report, 'groupingsDown').flatMap((group) => texts(group, 'field'));
    const sums = blocks(report, 'columns').flatMap((one) =>
      texts(one, 'aggregateTypes').includes('Sum') ? texts(one, 'field') : [],
    );
    const shown = blocks(component, 'chartSummary').flatMap((one) => texts(one, 'column'));
    return [
      ...texts(component, 'groupingColumn').filter((group) => !groups.includes(group)),
      ...shown.filter((column) => column !== 'RowCount' && !sums.includes(column)),
    ].map((column) => `${name} does not group by or sum up ${column}`);
  });
}

function isField(field: string, fields: ReadonlyMap<string, unknown>): boolean {
  return standardFields.has(field) || fields.has(field);
}
