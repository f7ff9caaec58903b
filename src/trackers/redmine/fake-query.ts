/** Redmine's issue filters, as far as a client of ours meets them. An unknown filter is ignored, as there. */
import { childrenOf, hasIssues, may, roleIn, type FakeIssue, type FakeUser, type FakeWorld } from './fake-world.ts';

type Test = (value: string | null) => boolean;

/** `~text` contains · `*` any · `!*` none · `a|b` one of. */
function testOf(filter: string): Test {
  if (filter === '*') return (value) => value !== null && value !== '';
  if (filter === '!*') return (value) => value === null || value === '';
  if (filter.startsWith('~')) {
    const part = filter.slice(1).toLowerCase();
    return (value) => value?.toLowerCase().includes(part) === true;
  }
  const wanted = new Set(filter.split('|'));
  return (value) => value !== null && wanted.has(value);
}

type Reader = (issue: FakeIssue, world: FakeWorld) => string | null;

const READERS: Readonly<Record<string, Reader>> = {
  description: ({ description }) => description,
  subject: ({ subject }) => subject,
  tracker_id: ({ tracker }) => String(tracker.id),
  priority_id: ({ priority }) => String(priority.id),
  parent_id: ({ parent }) => (parent === null ? null : String(parent)),
  child_id: ({ id }, world) => (childrenOf(world, id).length > 0 ? 'some' : null),
};

function readerOf(name: string): Reader | undefined {
  const field = /^cf_(\d+)$/.exec(name)?.[1];
  return field === undefined ? READERS[name] : (issue) => issue.custom.get(Number(field)) ?? null;
}

/** The visible issues that match, in the order asked for. */
export function queryIssues(world: FakeWorld, user: FakeUser | null, query: URLSearchParams): readonly FakeIssue[] {
  const tests: ((issue: FakeIssue) => boolean)[] = [
    ({ project }) => hasIssues(project) && may(roleIn(world, user, project), 'view_issues'),
    statusTest(query.get('status_id')),
    idTest(query.get('issue_id')),
    projectTest(query.get('project_id')),
  ];
  for (const [name, filter] of query) {
    const reader = isKnown(world, name) ? readerOf(name) : undefined;
    if (reader === undefined) continue;
    const test = testOf(filter);
    tests.push((issue) => test(reader(issue, world)));
  }
  const found = [...world.issues.values()].filter((issue) => tests.every((test) => test(issue)));
  return found.sort(orderOf(query.get('sort') ?? 'id:desc'));
}

const isKnown = ({ fields }: FakeWorld, name: string): boolean =>
  !name.startsWith('cf_') || fields.some(({ id }) => name === `cf_${id}`);

/** Closed issues are hidden unless every status is asked for. */
const statusTest = (status: string | null) => (issue: FakeIssue) =>
  status === '*' ||
  (status === null || status === 'open' ? !issue.status.is_closed : testOf(status)(String(issue.status.id)));

function idTest(ids: string | null): (issue: FakeIssue) => boolean {
  const wanted = new Set(ids?.split(','));
  return ({ id }) => ids === null || wanted.has(String(id));
}

const projectTest =
  (name: string | null) =>
  ({ project }: FakeIssue) =>
    name === null || project.identifier === name || String(project.id) === name;

const KEYS: Readonly<Record<string, (issue: FakeIssue) => number>> = {
  id: ({ id }) => id,
  updated_on: ({ updated }) => Math.floor(updated / 1_000),
  created_on: ({ created }) => Math.floor(created / 1_000),
};

function orderOf(sort: string): (a: FakeIssue, b: FakeIssue) => number {
  const parts = sort.split(',').map((part) => part.split(':'));
  return (a, b) => {
    for (const [name = 'id', direction] of parts) {
      const key = KEYS[name] ?? KEYS['id'];
      const difference = key === undefined ? 0 : key(a) - key(b);
      if (difference !== 0) return direction === 'desc' ? -difference : difference;
    }
    return b.id - a.id;
  };
}
