/** The fake's comments, with the properties they carry. */
import type { Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { fieldRefusal, refusal, stamp } from './fake-answers.ts';
import {
  allowed,
  cut,
  isObject,
  listOf,
  loggedIn,
  pageIn,
  textOf,
  visibleIssue,
  type Call,
  type Page,
} from './fake-call.ts';
import { fromPlain, takeDocument, TEXT_LIMIT, toPlain } from './fake-document.ts';
import { accountJson } from './fake-json.ts';
import { propertiesIn } from './fake-properties.ts';
import { keep, nextId, type FakeAccount, type FakeComment, type FakeIssue } from './fake-world.ts';

export const commentsJson = (call: Call, issue: FakeIssue, page: Page): Json => ({
  comments: cut(issue.comments, page).map((comment) => commentJson(call, issue, comment)),
  ...page,
  total: issue.comments.length,
});

function commentJson(call: Call, issue: FakeIssue, comment: FakeComment): Json {
  const { id, author, updateAuthor, body, created, updated, properties, visibility } = comment;
  const isAsked = (call.query.get('expand') ?? '').split(',').includes('properties');
  return {
    self: `${call.self}/issue/${issue.id}/comment/${id}`,
    id,
    author: accountJson(call, author),
    body: call.cloud && !call.rich ? toPlain(body) : body,
    updateAuthor: accountJson(call, updateAuthor),
    created: stamp(created),
    updated: stamp(updated),
    ...(visibility === undefined ? {} : { visibility }),
    ...(call.cloud ? { jsdPublic: true } : {}),
    ...(isAsked ? { properties: Object.entries(properties).map(([key, value]) => ({ key, value })) } : {}),
  };
}

/** By id, those that may be seen. */
export function listComments(call: Call): FakeAnswer {
  const ids = new Set(listOf(call.body['ids']).map(textOf));
  const values = [...call.world.issues.values()]
    .filter(({ project }) => allowed(call, 'BROWSE_PROJECTS', project))
    .flatMap((issue) => issue.comments.filter(({ id }) => ids.has(id)).map((one) => commentJson(call, issue, one)));
  return jsonAnswer(200, { isLast: true, maxResults: 1_048_576, startAt: 0, total: values.length, values });
}

export function getComments(call: Call, name: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  const newestFirst = call.query.get('orderBy') === '-created';
  const comments = newestFirst ? issue.comments.toReversed() : issue.comments;
  return jsonAnswer(200, commentsJson(call, { ...issue, comments }, pageIn(call.query, 5_000, 5_000)));
}

export function getComment(call: Call, name: string, id: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  return jsonAnswer(200, commentJson(call, issue, found(issue, id)));
}

function found({ comments }: FakeIssue, id: string): FakeComment {
  const comment = comments.find((one) => one.id === id);
  if (comment === undefined) throw refusal(404, `Can not find a comment for the id: ${id}.`);
  return comment;
}

export function postComment(call: Call, name: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  const comment = makeComment(call, issue, call.body);
  keep(call.world, withComment(issue, comment), call.now);
  return jsonAnswer(201, commentJson(call, issue, comment));
}

/** Throws unless the account may and the text will do. */
function makeComment(call: Call, issue: FakeIssue, said: Readonly<Record<string, unknown>>): FakeComment {
  const author = call.user;
  if (author === null || !allowed(call, 'ADD_COMMENTS', issue.project)) {
    throw refusal(
      call.user === null && !call.cloud ? 401 : 400,
      'You do not have the permission to comment on this issue.',
    );
  }
  if (issue.comments.length >= call.world.commentLimit) {
    throw refusal(413, 'The issue has reached the limit of comments.');
  }
  return newComment(call, author, bodyIn(call, said['body']), propertiesIn(said['properties']));
}

export const newComment = (
  { world, now }: Pick<Call, 'world' | 'now'>,
  author: FakeAccount,
  body: Json,
  properties: FakeComment['properties'],
): FakeComment => ({ id: nextId(world), author, updateAuthor: author, body, created: now, updated: now, properties });

export const withComment = (issue: FakeIssue, comment: FakeComment): FakeIssue => ({
  ...issue,
  comments: [...issue.comments, comment],
  updated: comment.updated,
});

function bodyIn(call: Call, value: unknown): Json {
  if (call.rich) {
    const taken = isObject(value) ? takeDocument(value) : 'Comment body is not valid!';
    if (typeof taken === 'string') throw fieldRefusal({ comment: taken });
    return taken.document;
  }
  const text = textOf(value);
  if (text.trim() === '') throw fieldRefusal({ comment: 'Comment body can not be empty!' });
  if (text.length > TEXT_LIMIT) {
    throw fieldRefusal({ comment: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' });
  }
  return call.cloud ? fromPlain(text) : text;
}

/** Everybody may change their own; `properties` that are not named stay. */
export function putComment(call: Call, name: string, id: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  const user = loggedIn(call);
  const before = found(issue, id);
  const isOwn = before.author === user && allowed(call, 'EDIT_OWN_COMMENTS', issue.project);
  if (!isOwn && !allowed(call, 'EDIT_ALL_COMMENTS', issue.project)) {
    throw refusal(400, `You do not have the permission to edit this comment.`);
  }
  const comment: FakeComment = {
    ...before,
    updateAuthor: user,
    body: bodyIn(call, call.body['body']),
    updated: call.now,
    properties: { ...before.properties, ...propertiesIn(call.body['properties']) },
  };
  const comments = issue.comments.map((one) => (one === before ? comment : one));
  keep(call.world, { ...issue, comments, updated: call.now }, call.now);
  return jsonAnswer(200, commentJson(call, issue, comment));
}

/** Comments inside an edit or a transition: `update.comment`. */
export const commentsIn = (call: Call, issue: FakeIssue, operations: unknown): readonly FakeComment[] =>
  listOf(operations).map((operation) => {
    const said = isObject(operation) ? operation['add'] : undefined;
    if (isObject(said)) return makeComment(call, issue, said);
    throw fieldRefusal({ comment: 'data was not an object' });
  });
