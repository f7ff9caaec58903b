/** The fake GitLab's endpoints for issues, their comments and events. */
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { FORBIDDEN, listed, message, notFound, projectNamed, UNKNOWN, type Call } from './fake-call.ts';
import { eventJson, issueJson, noteJson } from './fake-json.ts';
import { queryIssues } from './fake-query.ts';
import { sees, seesIssues, type FakeIssue } from './fake-world.ts';
import { addNote, createIssue, mayEdit, text, updateIssue } from './fake-write.ts';

export function issues(call: Call, name: string): FakeAnswer {
  const found = projectNamed(call, name);
  if (found === null) return notFound('Project');
  if (!seesIssues(call.user, found)) return call.user === null ? UNKNOWN : FORBIDDEN;
  const all = queryIssues(call.world, call.user, call.url.searchParams).filter((issue) => issue.project === found);
  return listed(
    call,
    all.map((issue) => issueJson(call.world, issue)),
  );
}

export function create(call: Call, name: string): FakeAnswer {
  const { world, user, now, body } = call;
  const found = projectNamed(call, name);
  if (user === null) return UNKNOWN;
  if (found === null) return notFound('Project');
  if (found.archived || !seesIssues(user, found)) return FORBIDDEN;
  if (body['title'] === undefined) return jsonAnswer(400, { error: 'title is missing' });
  const made = createIssue({ world, user, now }, found, body);
  return 'iid' in made ? jsonAnswer(201, issueJson(world, made as FakeIssue)) : message(400, made);
}

function issueAt(call: Call, name: string, number: string): FakeIssue | null {
  const found = projectNamed(call, name);
  const issue = [...call.world.issues.values()].find((one) => one.project === found && String(one.iid) === number);
  return issue === undefined || !sees(call.user, issue) ? null : issue;
}

export function update(call: Call, name: string, number: string): FakeAnswer {
  const { world, user, now, body } = call;
  if (user === null) return UNKNOWN;
  if (projectNamed(call, name) === null) return notFound('Project');
  const issue = issueAt(call, name, number);
  if (issue === null) return notFound('Issue');
  if (!mayEdit(user, issue)) return FORBIDDEN;
  if (Object.keys(body).length === 0)
    return jsonAnswer(400, { error: 'title, description, … are missing, at least one parameter must be provided' });
  const complaint = updateIssue({ world, user, now }, issue, body);
  return complaint === null ? jsonAnswer(200, issueJson(world, issue)) : message(400, complaint);
}

export function notes(call: Call, name: string, number: string): FakeAnswer {
  const issue = issueAt(call, name, number);
  if (issue === null) return notFound('Not found');
  const onlyComments = call.url.searchParams.get('activity_filter') === 'only_comments';
  const shown = issue.notes.filter(({ system }) => !system || !onlyComments);
  const ordered = call.url.searchParams.get('sort') === 'asc' ? shown : shown.toReversed();
  return listed(
    call,
    ordered.map((one) => noteJson(call.world, one)),
  );
}

/** A comment that was nothing but commands is answered with what they did. */
export function note(call: Call, name: string, number: string): FakeAnswer {
  const { world, user, now, body } = call;
  if (user === null) return UNKNOWN;
  const issue = issueAt(call, name, number);
  if (issue === null) return notFound('Issue');
  if (issue.project.archived) return FORBIDDEN;
  const made = addNote({ world, user, now }, issue, text(body['body']));
  return made === null
    ? jsonAnswer(202, { commands_changes: {}, summary: ['Done.'] })
    : jsonAnswer(201, noteJson(world, made));
}

export function events(call: Call, [name = '', number = '']: readonly string[], kind: 'state' | 'label'): FakeAnswer {
  const issue = issueAt(call, name, number);
  if (issue === null) return notFound('Not found');
  return listed(call, issue.events.filter((event) => event[kind] !== null).map(eventJson));
}

/** `query { i7: issue(id: "gid://gitlab/Issue/7") { iid projectId } }` */
export function graph({ world, user, body }: Call): FakeAnswer {
  const asked = [...text(body['query']).matchAll(/(\w+): issue\(id: "gid:\/\/gitlab\/Issue\/(\d+)"\)/g)];
  const data = asked.map(([, name = '', id]) => {
    const issue = world.issues.get(Number(id));
    const shown = issue === undefined || !sees(user, issue) ? null : issue;
    return [name, shown === null ? null : { iid: String(shown.iid), projectId: shown.project.id }];
  });
  return jsonAnswer(200, { data: Object.fromEntries(data) as unknown });
}
