// The pages that admins work with show what is there, all of it, and nothing else. Each check is shown a planted
// mistake first.
import { describe, expect, it } from '@jest/globals';
import {
  blocks,
  childRelationships,
  dashboardProblems,
  fieldsOf,
  filesOf,
  layoutProblems,
  nameOf,
  relatedListProblems,
  reportProblems,
  reportTypeProblems,
  reportTypes,
  texts,
} from './admin-pages.js';

const tabs = filesOf('tabs').filter(({ text }) => text.includes('<customObject>true<'));
const reports = new Map(
  filesOf('reports')
    .filter(({ file }) => file.endsWith('.report-meta.xml'))
    .map((report): [string, string] => [`${report.file.split('/').at(-2) ?? ''}/${nameOf(report)}`, report.text]),
);

function layoutOf(object: string): string {
  return filesOf('layouts').find((file) => nameOf(file).startsWith(`${object}-`))?.text ?? '';
}

describe('page layouts', () => {
  const item = (field: string, behavior: string): string =>
    `<layoutItems><behavior>${behavior}</behavior><field>${field}</field></layoutItems>`;

  it('are wrong where a field is missing, unknown, or required by the object and not by the page', () => {
    const fields = new Map([
      ['A__c', 'required'],
      ['B__c', 'optional'],
    ] as const);
    expect(layoutProblems(item('A__c', 'Edit') + item('C__c', 'Edit'), fields)).toEqual([
      'B__c is not on the page',
      'A__c has to be Required',
      'there is no field C__c',
    ]);
    expect(layoutProblems(item('A__c', 'Required') + item('B__c', 'Edit') + item('Name', 'Edit'), fields)).toEqual([]);
  });

  it('have wrong related lists where lookup or column is unknown', () => {
    const list = (name: string, field: string): string =>
      `<relatedLists><fields>${field}</fields><relatedList>${name}</relatedList></relatedLists>`;
    const issues = 'Exchange_Sync_Issue__c';
    expect(relatedListProblems(list(`${issues}.Parent__c`, 'Reason__c'))).toEqual([]);
    expect(relatedListProblems(list(`${issues}.No__c`, 'Nor__c') + list('Notes', 'NAME'))).toEqual([
      `there is no field ${issues}.No__c`,
      `there is no field ${issues}.Nor__c`,
      'unknown related list Notes',
    ]);
  });

  it('of every object with a tab show all of its fields', () => {
    expect(tabs.length).toBeGreaterThan(4);
    for (const object of tabs.map(nameOf)) {
      const layout = layoutOf(object);
      expect([object, layoutProblems(layout, fieldsOf(object))]).toEqual([object, []]);
      expect([object, relatedListProblems(layout)]).toEqual([object, []]);
    }
  });

  it('are named as the one that an org makes by itself, so that they take its place for everybody', () => {
    for (const object of tabs.map(nameOf)) {
      const [own] = filesOf(`objects/${object}`).filter(({ file }) => file.endsWith('.object-meta.xml'));
      const label = /<label>([^<]*)<\/label>\s*<nameField>/.exec(own?.text ?? '')?.[1] ?? '';
      expect(filesOf('layouts').map(nameOf)).toContain(`${object}-${label} Layout`);
    }
  });

  it('show the history where the object keeps one', () => {
    for (const object of tabs.map(nameOf)) {
      const [own] = filesOf(`objects/${object}`).filter(({ file }) => file.endsWith('.object-meta.xml'));
      const keepsHistory = own?.text.includes('<enableHistory>true<') === true;
      expect([object, layoutOf(object).includes('RelatedEntityHistoryList')]).toEqual([object, keepsHistory]);
    }
  });
});

describe('field history', () => {
  it('is kept of no more fields than an org allows', () => {
    for (const object of tabs.map(nameOf)) {
      const tracked = filesOf(`objects/${object}`).flatMap(({ text }) => texts(text, 'trackHistory'));
      expect(tracked.filter((value) => value === 'true').length).toBeLessThanOrEqual(20);
    }
  });
});

describe('report types', () => {
  it('are wrong where a column names a field or a relationship that is not there', () => {
    const columns = new Set(['Exchange_Sync_Status__c$User__c', 'Exchange_Sync_Status__c$No__c', 'X__c.Y__r$Name']);
    expect(reportTypeProblems(columns, childRelationships())).toEqual([
      'Exchange_Sync_Status__c$No__c',
      'X__c.Y__r$Name',
    ]);
  });

  it('offer fields that are there', () => {
    expect(reportTypes().length).toBeGreaterThan(3);
    for (const { name, columns } of reportTypes()) {
      expect([name, reportTypeProblems(columns, childRelationships())]).toEqual([name, []]);
    }
  });
});

describe('reports', () => {
  const types = [{ name: 'T__c', columns: new Set(['O__c$A__c']) }];

  it('are wrong where they use what their report type does not offer', () => {
    const report = (column: string): string =>
      `<columns><field>${column}</field></columns><reportType>T__c</reportType><column>RowCount</column>`;
    expect(reportProblems(report('O__c$A__c'), types)).toEqual([]);
    expect(reportProblems(report('O__c$B__c'), types)).toEqual(['T__c has no column O__c$B__c']);
    expect(reportProblems('<reportType>U__c</reportType>', types)).toEqual(['there is no report type U__c']);
  });

  it('use what their report type offers', () => {
    expect(reports.size).toBeGreaterThan(6);
    for (const [name, text] of reports) expect([name, reportProblems(text, reportTypes())]).toEqual([name, []]);
  });
});

describe('dashboards', () => {
  it('are wrong where a component shows what its report does not have', () => {
    const report =
      '<columns><aggregateTypes>Sum</aggregateTypes><field>O__c$N__c</field></columns>' +
      '<groupingsDown><field>O__c$A__c</field></groupingsDown>';
    const component = (name: string, column: string, group: string): string =>
      `<dashboardComponent><chartSummary><column>${column}</column></chartSummary>` +
      `<groupingColumn>${group}</groupingColumn><report>${name}</report></dashboardComponent>`;
    const known = new Map([['F/R', report]]);
    expect(dashboardProblems(component('F/R', 'O__c$N__c', 'O__c$A__c'), known)).toEqual([]);
    expect(dashboardProblems(component('F/R', 'O__c$M__c', 'O__c$B__c'), known)).toEqual([
      'F/R does not group by or sum up O__c$B__c',
      'F/R does not group by or sum up O__c$M__c',
    ]);
    expect(dashboardProblems(component('F/S', 'RowCount', 'O__c$A__c'), known)).toEqual(['there is no report F/S']);
  });

  it('show what their reports have', () => {
    const dashboards = filesOf('dashboards').filter(({ file }) => file.endsWith('.dashboard-meta.xml'));
    expect(dashboards.length).toBeGreaterThan(0);
    for (const { file, text } of dashboards) expect([file, dashboardProblems(text, reports)]).toEqual([file, []]);
  });
});

describe('the app', () => {
  const [app] = filesOf('applications');
  const known = filesOf('tabs').map(nameOf);
  const own = texts(app?.text ?? '', 'tabs').filter((tab) => !tab.startsWith('standard-'));

  it('has every tab of ours, and no other', () => {
    expect([...own].sort()).toEqual([...known].sort());
  });

  it('is there for holders of a permission set, with the tabs of the objects that they may read', () => {
    for (const set of filesOf('permissionsets')) {
      const shown = blocks(set.text, 'tabSettings').flatMap((one) => texts(one, 'tab'));
      const readable = blocks(set.text, 'objectPermissions').flatMap((one) =>
        one.includes('<allowRead>true<') ? texts(one, 'object') : [],
      );
      const forPeople = nameOf(set) !== 'Exchange_Sync_Connector';
      expect([nameOf(set), texts(set.text, 'application')]).toEqual([nameOf(set), forPeople ? ['Exchange_Sync'] : []]);
      const expected = forPeople ? readable.filter((object) => known.includes(object)) : [];
      expect([nameOf(set), [...shown].filter((tab) => tab.endsWith('__c')).sort()]).toEqual([
        nameOf(set),
        expected.sort(),
      ]);
    }
  });
});
