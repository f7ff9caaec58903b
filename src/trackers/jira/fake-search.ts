/** Jira's query language as far as clients of ours speak it: conditions joined by AND, and ORDER BY. */
import type { Instant } from '../../model/instant.ts';
import { SECOND } from '../../model/instant.ts';
import { jsonAnswer } from '../fake.ts';
import { Refused, wallTime } from './fake-answers.ts';
import { allowed, seenIssue, type Call } from './fake-call.ts';
import { indexed, projectNamed, type FakeIssue } from './fake-world.ts';

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly values: readonly string[];
}

interface Query {
  readonly conditions: readonly Condition[];
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
}

/** Complaints about queries look different on Cloud. */
const wrong = ({ cloud }: Call, ...errorMessages: readonly string[]): Refused =>
  new Refused(jsonAnswer(400, { errorMessages, ...(cloud ? { warningMessages: [] } : { errors: {} }) }));

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(>=|<=|!=|[=<>(),])|([^\s()=<>!,"']+))/gy;

interface Token {
  readonly text: string;
  readonly isWord: boolean;
}

function tokensOf(call: Call, jql: string): readonly Token[] {
  const found = [...jql.trim().matchAll(TOKEN)];
  if (found.map(([all]) => all).join('') !== jql.trim()) {
    throw wrong(call, `Error in the JQL Query: the query '${jql}' cannot be read.`);
  }
  return found.map(([, double, single, sign, word]) => {
    const quoted = (double ?? single)?.replaceAll(/\\(.)/g, '$1');
    return { text: quoted ?? sign ?? word ?? '', isWord: word !== undefined };
  });
}

const is = (token: Token | undefined, word: string): boolean =>
  token?.isWord === true && token.text.toLowerCase() === word;

function parse(call: Call, jql: string): Query {
  const tokens = tokensOf(call, jql);
  const at = tokens.findIndex((token, index) => is(token, 'order') && is(tokens[index + 1], 'by'));
  const before = at < 0 ? tokens : tokens.slice(0, at);
  const after = at < 0 ? [] : tokens.slice(at + 2);
  return {
    conditions: splitBy(before, (token) => is(token, 'and')).map((part) => condition(call, part)),
    order: orderIn(after),
  };
}

function splitBy(tokens: readonly Token[], isBetween: (token: Token) => boolean): readonly (readonly Token[])[] {
  const parts: Token[][] = tokens.length === 0 ? [] : [[]];
  for (const token of tokens) {
    if (isBetween(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

const SIGNS = new Set(['=', '!=', '>=', '<=', '>', '<']);

function condition(call: Call, tokens: readonly Token[]): Condition {
  const [field, operator, ...operands] = tokens;
  const name = operator?.text.toLowerCase() ?? '';
  const values = name === 'in' ? listed(operands) : SIGNS.has(name) && operands.length === 1 ? operands : null;
  if (field === undefined || values === null) {
    const text = tokens.map((token) => token.text).join(' ');
    throw wrong(call, `Error in the JQL Query: '${text}' is no condition. (line 1, character 1)`);
  }
  return { field: field.text.toLowerCase(), operator: name, values: values.map(({ text }) => text) };
}

/** What is in `(a, b)`; null: that is no list. */
function listed(tokens: readonly Token[]): readonly Token[] | null {
  const inside = tokens.slice(1, -1);
  const values = inside.filter((_, index) => index % 2 === 0);
  const isWhole = tokens[0]?.text === '(' && tokens.at(-1)?.text === ')' && inside.length === 2 * values.length - 1;
  return isWhole ? values : null;
}

const orderIn = (tokens: readonly Token[]): Query['order'] =>
  splitBy(tokens, ({ text }) => text === ',').map(([field, direction]) => ({
    field: field?.text.toLowerCase() ?? '',
    descending: is(direction, 'desc'),
  }));

type Test = (issue: FakeIssue) => boolean;

const IDS = new Set(['id', 'key', 'issue', 'issuekey']);
const TIMES = new Set(['updated', 'created']);

function testOf(call: Call, asked: Condition, lenient: boolean): Test {
  const { field, operator, values } = asked;
  if (TIMES.has(field)) return timeTest(call, asked);
  if (!['=', '!=', 'in'].includes(operator)) {
    throw wrong(call, `The operator '${operator}' is not supported by the '${field}' field.`);
  }
  const keysOf = keysFor(call, field, values, lenient);
  return (issue) => keysOf(issue) === (operator !== '!=');
}

function keysFor(call: Call, field: string, values: readonly string[], lenient: boolean): Test {
  if (IDS.has(field)) {
    const ids = idsOf(call, field, values, lenient);
    return ({ id }) => ids.has(id);
  }
  if (field === 'project') {
    const ids = projectsOf(call, values);
    return ({ project }) => ids.has(project.id);
  }
  if (field === 'labels') {
    return (issue) =>
      values.some((label) => (issue.values['labels'] as readonly string[] | null)?.includes(label) === true);
  }
  throw wrong(call, `Field '${field}' does not exist or you do not have permission to view it.`);
}

/** One that is not there, or hidden, spoils the whole query. */
function idsOf(call: Call, field: string, values: readonly string[], lenient: boolean): ReadonlySet<string> {
  const found = values.map((value) => [value, seenIssue(call, value)?.id] as const);
  const missing = found.filter(([, id]) => id === undefined);
  if (missing.length > 0 && !lenient) {
    const words = ([value]: readonly [string, unknown]): string =>
      call.cloud
        ? 'Issue does not exist or you do not have permission to see it.'
        : /^\d+$/.test(value)
          ? `A value with ID '${value}' does not exist for the field '${field}'.`
          : `An issue with key '${value}' does not exist for field '${field}'.`;
    throw wrong(call, ...new Set(missing.map(words)));
  }
  return new Set(found.flatMap(([, id]) => id ?? []));
}

function projectsOf(call: Call, values: readonly string[]): ReadonlySet<string> {
  const found = values.map((value) => {
    const project = projectNamed(call.world, value) ?? call.world.projects.find(({ name }) => name === value);
    if (project !== undefined && allowed(call, 'BROWSE_PROJECTS', project)) return project.id;
    throw wrong(call, `The value '${value}' does not exist for the field 'project'.`);
  });
  return new Set(found);
}

/** The index of Data Center knows whole seconds. */
const grain = ({ cloud }: Call, instant: Instant): Instant => (cloud ? instant : Math.floor(instant / SECOND) * SECOND);

const timeOf = (field: string, { updated, created }: FakeIssue): Instant => (field === 'created' ? created : updated);

function timeTest(call: Call, { field, operator, values }: Condition): Test {
  const limit = instantIn(call, field, values[0] ?? '');
  const tests: Readonly<Record<string, (at: Instant) => boolean>> = {
    '>=': (at) => at >= limit,
    '<=': (at) => at <= limit,
    '>': (at) => at > limit,
    '<': (at) => at < limit,
  };
  const test = tests[operator];
  if (test === undefined) throw wrong(call, `The operator '${operator}' is not supported by the '${field}' field.`);
  return (issue) => test(grain(call, timeOf(field, issue)));
}

/** A number of milliseconds, or a minute in the account's time zone. */
function instantIn(call: Call, field: string, text: string): Instant {
  if (/^\d{5,}$/.test(text)) return grain(call, Number(text));
  const [, year = '', month = '', day = '', time = '00:00'] =
    /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?: (\d\d:\d\d))?$/.exec(text) ?? [];
  const instant = wallTime(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, time);
  if (!Number.isNaN(instant)) return instant;
  throw wrong(
    call,
    `Date value '${text}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
  );
}

const SORTS: Readonly<Record<string, (call: Call, issue: FakeIssue) => number>> = {
  updated: (call, { updated }) => grain(call, updated),
  created: (call, { created }) => grain(call, created),
  id: (_call, { id }) => Number(id),
  key: (_call, { key }) => Number(key.split('-')[1]),
};

function sorted(call: Call, issues: readonly FakeIssue[], order: Query['order']): readonly FakeIssue[] {
  const keys = [...order, { field: 'id', descending: true }].map(({ field, descending }) => {
    const key = SORTS[field];
    if (key === undefined) throw wrong(call, `Not able to sort using field '${field}'.`);
    return (issue: FakeIssue) => (descending ? -key(call, issue) : key(call, issue));
  });
  return issues.toSorted((a, b) => {
    const decisive = keys.find((key) => key(a) !== key(b));
    return decisive === undefined ? 0 : decisive(a) - decisive(b);
  });
}

export interface Sought {
  readonly jql: string;
  /** Ids whose latest state is wanted, lag or no lag. */
  readonly reconcile: readonly string[];
  /** Ids that are not there are passed over. */
  readonly lenient: boolean;
}

/** All that match and may be seen. Who asks by id gets the present; everything else comes from the index. */
export function seek(call: Call, { jql, reconcile, lenient }: Sought): readonly FakeIssue[] {
  const { conditions, order } = parse(call, jql);
  if (call.cloud && conditions.length === 0) {
    throw wrong(call, 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
  }
  const tests = conditions.map((asked) => testOf(call, asked, lenient));
  const byId = conditions.some(({ field, operator }) => IDS.has(field) && operator !== '!=');
  const known = byId ? [...call.world.issues.values()] : indexed(call.world, call.now, reconcile);
  const visible = known.filter(
    ({ archived, project }) => !archived && !project.archived && allowed(call, 'BROWSE_PROJECTS', project),
  );
  return sorted(
    call,
    visible.filter((issue) => tests.every((test) => test(issue))),
    order,
  );
}
