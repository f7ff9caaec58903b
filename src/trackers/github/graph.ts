/**
 * GitHub's GraphQL API as far as we ask it: many issues at once, by number or all of ours. Its pages begin after an issue, not
 * after so many, so none slips through while people change the list; and pull requests are not in it.
 */
import type { IssueField } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Purpose, TrackerResponse } from '../../model/transport.ts';
import { ServerFailed, unexpected } from './answer.ts';
import { PAGE, postGraph, type Api } from './api.ts';
import { PARAM } from './params.ts';
import type { IssueNode } from './rows.ts';

/** What else of an issue is asked for, beside what always is. */
export type Extra = 'milestone' | 'type' | 'parent';

const EXTRAS: Readonly<Record<Extra, string>> = {
  milestone: 'milestone { title }',
  type: 'issueType { name }',
  parent: 'parent { number repository { nameWithOwner } }',
};

const partsOf = (extras: readonly Extra[]): string =>
  `fragment Parts on Issue { number title body state stateReason url createdAt updatedAt ` +
  `labels(first: 100) { nodes { name } } assignees(first: 10) { nodes { login } } ` +
  `${extras.map((extra) => EXTRAS[extra]).join(' ')} }`;

interface GraphError {
  readonly type?: string;
  readonly message?: string;
}

/** What is there. `NOT_FOUND` is an answer: null stands in the place of what is not there, or is hidden. */
function dataOf<T>(response: TrackerResponse): T {
  const { status, body } = response;
  if (status !== 200 || typeof body !== 'object' || body === null) throw unexpected(response);
  const { data = null, errors = [] } = body as { data?: T | null; errors?: readonly GraphError[] };
  const serious = errors.find(({ type }) => type !== 'NOT_FOUND');
  if (serious !== undefined) throw graphError(serious);
  if (data === null) throw unexpected({ ...response, status: 404 });
  return data;
}

function graphError({ type = '', message = '' }: GraphError): TrackerError {
  if (type === '' && /went wrong|timedout|timeout/i.test(message)) return new ServerFailed(200);
  const remedy = 'give the token access to the repository and its issues';
  return new TrackerError('settings', `GitHub does not answer: "${message.slice(0, 300)}": ${remedy}.`, {
    param: PARAM.token,
  });
}

/** Issues of one repository, by number. */
export interface Wanted {
  /** `owner/name` */
  readonly repository: string;
  readonly numbers: readonly number[];
}

export interface FoundNode {
  readonly repository: string;
  readonly node: IssueNode;
}

const repositoryOf = (repository: string): string => {
  const [owner, name] = repository.split('/');
  return `repository(owner: ${JSON.stringify(owner)}, name: ${JSON.stringify(name)})`;
};

type ByNumber<T> = Readonly<Record<string, Readonly<Record<string, T | null>> | null>>;

/** `inside`: what to ask of each issue. Answers come as `r0.i12`. */
const byNumber = (wanted: readonly Wanted[], inside: string): string =>
  wanted
    .map(({ repository, numbers }, at) => {
      const issues = numbers.map((number) => `i${number}: issue(number: ${number}) { ${inside} }`);
      return `r${at}: ${repositoryOf(repository)} { ${issues.join(' ')} }`;
    })
    .join(' ');

function pairsIn<T>(data: ByNumber<T>, wanted: readonly Wanted[]): readonly (readonly [string, T])[] {
  return wanted.flatMap(({ repository }, at) =>
    Object.values(data[`r${at}`] ?? {}).flatMap((found): (readonly [string, T])[] =>
      found === null ? [] : [[repository, found]],
    ),
  );
}

/** At most a hundred; what is not there is not in the answer. */
export async function askIssues(
  api: Api,
  wanted: readonly Wanted[],
  extras: readonly Extra[],
): Promise<readonly FoundNode[]> {
  const query = `query { ${byNumber(wanted, '...Parts')} } ${partsOf(extras)}`;
  const data = dataOf<ByNumber<IssueNode>>(await postGraph(api, 'read-back', query, {}));
  return pairsIn(data, wanted).map(([repository, node]) => ({ repository, node }));
}

export interface CommentNode {
  readonly databaseId: number;
  readonly body: string;
  readonly createdAt: string;
  readonly author: { readonly login: string } | null;
}

export interface Commented {
  readonly number: number;
  readonly comments: {
    readonly nodes: readonly CommentNode[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** Oldest first, a hundred per issue, those after `after`. */
export async function askComments(
  api: Api,
  wanted: readonly Wanted[],
  after: string | null = null,
): Promise<readonly (readonly [repository: string, issue: Commented])[]> {
  const inside =
    'number comments(first: 100, after: $after) { nodes { databaseId body createdAt author { login } } ' +
    'pageInfo { hasNextPage endCursor } }';
  const query = `query ($after: String) { ${byNumber(wanted, inside)} }`;
  return pairsIn(dataOf<ByNumber<Commented>>(await postGraph(api, 'read-back', query, { after })), wanted);
}

/** What in an issue's timeline changes a field, and how often it is enough to look. */
const EVENTS: Partial<Readonly<Record<IssueField, readonly string[]>>> = {
  status: ['ClosedEvent', 'ReopenedEvent'],
  title: ['RenamedTitleEvent'],
  assignee: ['AssignedEvent', 'UnassignedEvent'],
};

/** `ClosedEvent` → `CLOSED_EVENT` */
const itemType = (event: string): string => event.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

interface Timed {
  readonly number: number;
  readonly createdAt: string;
  readonly lastEditedAt?: string | null;
  readonly timelineItems?: { readonly nodes: readonly { readonly createdAt?: string }[] };
}

/** By number, when this field last changed; null where the timeline does not tell. */
export async function askTimes(
  api: Api,
  wanted: Wanted,
  field: IssueField,
): Promise<Readonly<Record<number, string>> | null> {
  const events = EVENTS[field];
  if (events === undefined && field !== 'body') return null;
  const nodes = (events ?? []).map((event) => `... on ${event} { createdAt }`).join(' ');
  const types = (events ?? []).map(itemType).join(', ');
  const items = `timelineItems(last: 1, itemTypes: [${types}]) { nodes { ${nodes} } }`;
  const query = `query { ${byNumber([wanted], `number createdAt ${events === undefined ? 'lastEditedAt' : items}`)} }`;
  const found = pairsIn(dataOf<ByNumber<Timed>>(await postGraph(api, 'read-back', query, {})), [wanted]);
  return Object.fromEntries(
    found.map(([, { number, createdAt, lastEditedAt, timelineItems }]) => [
      number,
      timelineItems?.nodes[0]?.createdAt ?? lastEditedAt ?? createdAt,
    ]),
  );
}

export interface ListQuestion {
  readonly purpose: Purpose;
  readonly repository: string;
  /** All where both are null. */
  readonly label: string | null;
  readonly creator: string | null;
  readonly extras: readonly Extra[];
}

interface Listed {
  readonly issues: {
    readonly nodes: readonly IssueNode[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** All of them, oldest first. */
export async function askAll(api: Api, question: ListQuestion): Promise<readonly IssueNode[]> {
  const { purpose, repository, label, creator, extras } = question;
  const query =
    `query ($after: String, $labels: [String!], $filter: IssueFilters) { repository: ${repositoryOf(repository)} { ` +
    `issues(first: ${PAGE}, after: $after, labels: $labels, filterBy: $filter, orderBy: {field: CREATED_AT, direction: ASC}) ` +
    `{ nodes { ...Parts } pageInfo { hasNextPage endCursor } } } } ${partsOf(extras)}`;
  const labels = label === null ? null : [label];
  const filter = creator === null ? null : { createdBy: creator };
  const all: IssueNode[] = [];
  for (let after: string | null = null; ;) {
    const response: TrackerResponse = await postGraph(api, purpose, query, { after, labels, filter });
    const listed: Listed | null = dataOf<{ repository: Listed | null }>(response).repository;
    if (listed === null) throw unexpected({ ...response, status: 404 });
    all.push(...listed.issues.nodes);
    const { hasNextPage, endCursor } = listed.issues.pageInfo;
    if (!hasNextPage || endCursor === null) return all;
    after = endCursor;
  }
}
