// Directory routes: one user, users by filter, and the settings of a mailbox. Reading only.
import type { DirectoryUser } from '../directory.js';
import { noSuchProperty, notModelled, Refusal } from './errors.js';
import { matchesFilter, parseFilter, visitPaths } from './filter.js';
import type { GraphAnswer, MailboxRequest, RouteRequest } from './graph-request.js';
import { checkOptions, graphRoot, nextPageLink, readPage, readSelect } from './odata.js';
import type { Route } from './routing.js';

const defaultProperties = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];
const userProperties = [...defaultProperties, 'proxyAddresses', 'accountEnabled', 'userType'];
const filterable = ['id', 'displayName', 'mail', 'userPrincipalName', 'proxyAddresses', 'accountEnabled', 'userType'];

function userEntity(user: DirectoryUser): Record<string, unknown> {
  const [givenName = null, ...rest] = user.displayName.split(' ');
  const others = user.userPrincipalName === user.mail ? [] : [`smtp:${user.userPrincipalName}`];
  return {
    businessPhones: [],
    displayName: user.displayName,
    givenName,
    jobTitle: null,
    mail: user.mail,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: rest.length > 0 ? rest.join(' ') : null,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
    proxyAddresses: [`SMTP:${user.mail}`, ...others],
    accountEnabled: true,
    userType: 'Member',
  };
}

function chosen(user: DirectoryUser, select: readonly string[] | null): Record<string, unknown> {
  const entity = userEntity(user);
  return Object.fromEntries((select ?? defaultProperties).map((name) => [name, entity[name]]));
}

function context(select: readonly string[] | null): string {
  return `${graphRoot}/$metadata#users${select === null ? '' : `(${select.join(',')})`}`;
}

function getUser(request: RouteRequest): GraphAnswer {
  checkOptions(request.query, ['$select']);
  const key = request.params.user ?? '';
  const user = request.tenant.directory.find(key);
  if (user === undefined) {
    throw new Refusal(
      404,
      'Request_ResourceNotFound',
      `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
    );
  }
  const select = readSelect(request.query, userProperties, 'user');
  return { status: 200, body: { '@odata.context': `${context(select)}/$entity`, ...chosen(user, select) } };
}

function listUsers(request: RouteRequest): GraphAnswer {
  checkOptions(request.query, ['$select', '$filter', '$top', '$skip']);
  const select = readSelect(request.query, userProperties, 'user');
  const text = request.query.get('$filter');
  const filter = text === undefined ? null : parseFilter(text);
  if (filter) {
    visitPaths(filter, (path, operator) => {
      if (!filterable.includes(path)) {
        throw userProperties.includes(path)
          ? notModelled(`filtering users by ${path}`)
          : noSuchProperty(path, 'user', 'filter');
      }
      if (operator !== 'eq') throw notModelled(`filtering users with ${operator}`);
    });
  }
  const users = request.tenant.directory.all().filter((user) => {
    const entity = userEntity(user);
    return filter === null || matchesFilter(filter, (path) => entity[path]);
  });
  const page = readPage(request.query, null, { default: 100, max: 999 });
  const end = page.skip + page.size;
  const body: Record<string, unknown> = { '@odata.context': context(select) };
  if (end < users.length) body['@odata.nextLink'] = nextPageLink('/users', request.query, end);
  body.value = users.slice(page.skip, end).map((user) => chosen(user, select));
  return { status: 200, body };
}

const settings = {
  timeZone: 'UTC',
  delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
  dateFormat: 'yyyy-MM-dd',
  timeFormat: 'HH:mm',
  userPurpose: 'user',
  language: { locale: 'en-US', displayName: 'English (United States)' },
};

function getMailboxSettings(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select']);
  const select = readSelect(request.query, Object.keys(settings), 'mailboxSettings');
  const user = encodeURIComponent(request.params.user ?? '');
  const shown = Object.entries(settings).filter(([name]) => select === null || select.includes(name));
  const context = `${graphRoot}/$metadata#users('${user}')/mailboxSettings`;
  return { status: 200, body: { '@odata.context': context, ...Object.fromEntries(shown) } };
}

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/users', needs: 'directory', handle: listUsers },
  { method: 'GET', path: '/users/{user}', needs: 'directory', handle: getUser },
  { method: 'GET', path: '/users/{user}/mailboxSettings', needs: 'mailboxSettings', handle: getMailboxSettings },
];
