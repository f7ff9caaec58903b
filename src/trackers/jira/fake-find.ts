/** The fake's ways to read issues: one, by ids, by searches. */
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { refusal } from './fake-answers.ts';
import { cut, namesIn, pageIn, seenIssue, textOf, visibleIssue, type Body, type Call } from './fake-call.ts';
import { issueJson, wantedIn } from './fake-issue.ts';
import { seek, type Sought } from './fake-search.ts';

export const getIssue = (call: Call, name: string): FakeAnswer =>
  jsonAnswer(200, issueJson(call, visibleIssue(call, name), wantedIn(call.query, ['*all'])));

const MOST_IDS = 100;
const MOST_PROPERTIES = 5;

/** In the order of their ids; each once, whatever it was called. */
export function bulkFetch(call: Call): FakeAnswer {
  const names = namesIn(call.body['issueIdsOrKeys']);
  const wanted = wantedIn(call.body, ['*navigable']);
  if (names.length === 0 || names.length > MOST_IDS || wanted.properties.length > MOST_PROPERTIES) {
    throw refusal(400, `Give 1 to ${MOST_IDS} issues and at most ${MOST_PROPERTIES} properties.`);
  }
  const found = new Map(names.flatMap((name) => seenIssue(call, name) ?? []).map((issue) => [issue.id, issue]));
  const missing = names.filter((name) => seenIssue(call, name) === undefined);
  const issues = [...found.values()].toSorted((a, b) => Number(a.id) - Number(b.id));
  return jsonAnswer(200, {
    issues: issues.map((issue) => issueJson(call, issue, wanted)),
    issueErrors: missing.map((id) => ({
      id,
      errorMessage: 'Issue does not exist or you do not have permission to see it.',
    })),
  });
}

const soughtIn = (source: URLSearchParams | Body): Sought => {
  const read = (name: string): unknown => (source instanceof URLSearchParams ? source.get(name) : source[name]);
  return {
    jql: textOf(read('jql')),
    reconcile: namesIn(read('reconcileIssues')),
    lenient: ['warn', 'none', 'false', false].includes(read('validateQuery') as string | boolean),
  };
};

const MOST_IN_FULL = 100;
const MOST_BARE = 5_000;

/** Cloud, by GET and by POST: pages are chained by tokens, nobody counts. */
export function searchCloud(call: Call, source: URLSearchParams | Body): FakeAnswer {
  const token = textOf(source instanceof URLSearchParams ? source.get('nextPageToken') : source['nextPageToken']);
  const found = seek(call, soughtIn(source));
  const wanted = wantedIn(source, ['id']);
  const isBare = wanted.fields.every((name) => name === 'id' || name === 'key') && wanted.properties.length === 0;
  const { maxResults } = pageIn(source, 50, isBare ? MOST_BARE : MOST_IN_FULL);
  const page = { startAt: token === '' ? 0 : offsetIn(token), maxResults };
  const next = page.startAt + maxResults;
  const isLast = next >= found.length;
  return jsonAnswer(200, {
    issues: cut(found, page).map((issue) => issueJson(call, issue, wanted)),
    ...(isLast ? {} : { nextPageToken: Buffer.from(`next ${next}`).toString('base64url') }),
    isLast,
  });
}

function offsetIn(token: string): number {
  const offset = /^next (\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (offset === undefined) throw refusal(400, 'The provided next page token is invalid or expired.');
  return Number(offset);
}

export const countIssues = (call: Call): FakeAnswer =>
  jsonAnswer(200, { count: seek(call, soughtIn(call.body)).length });

/** Data Center, by GET and by POST. It may give less than was asked for. */
export function searchDataCenter(call: Call, source: URLSearchParams | Body): FakeAnswer {
  const found = seek(call, soughtIn(source));
  const page = pageIn(source, 50, call.world.searchCap);
  const wanted = wantedIn(source, ['*navigable']);
  return jsonAnswer(200, {
    expand: 'schema,names',
    ...page,
    total: found.length,
    issues: cut(found, page).map((issue) => issueJson(call, issue, wanted)),
  });
}

const REMOVED =
  'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is ' +
  'available at https://developer.atlassian.com/changelog/#CHANGE-2046';

export const searchRemoved = (): FakeAnswer => jsonAnswer(410, { errorMessages: [REMOVED], errors: {} });
