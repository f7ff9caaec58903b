/** A tracker as plain data: it takes what it is given, unless told to refuse a status. */
import type { Issue, IssueDraft, IssueFields, WriteOutcome } from '../../model/issue.ts';
import type { Instant } from '../../model/instant.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Metadata, Pulled, PullRequest, Tracker } from '../../model/tracker.ts';
import { addComment, type BenchWorld, type Knobs, type Step } from './bench-world.ts';

const METADATA: Metadata = {
  statuses: ['New', 'Open', 'Resolved', 'Closed', 'Rejected'],
  priorities: [],
  custom: [],
  home: 'P',
  people: ['ann@example.com', 'cy@example.com'],
  projectName: 'P',
  native: {},
};

const HOME = 'P';

export function benchTracker(world: BenchWorld, step: Step, knobs: Knobs): Tracker {
  return {
    normalize: (fields) => {
      if (fields.body !== null) knobs.renders?.(fields.body);
      return { ...fields, title: fields.title.trim(), custom: trimmed(fields.custom) };
    },
    metadata: () => step(() => METADATA),
    pull: (request) => step(() => pull(world, request)),
    lookup: (markers) => step(() => world.issues.filter(({ marker }) => marker !== null && markers.includes(marker))),
    lookupFloor: () => 1,
    read: (ids) => step(() => world.issues.filter(({ id }) => ids.includes(id))),
    create: (drafts) => each(drafts, (draft) => step(() => create(world, draft, knobs))),
    update: (changes) =>
      each(changes, ({ issue, fields, marker }) => step(() => update(world, { ...issue, marker }, fields, knobs))),
    comments: (ids) =>
      step(() =>
        Object.fromEntries(
          ids.map((id) => [
            id,
            world.comments.filter(({ issueId }) => issueId === id).map(({ issueId: _id, ...comment }) => comment),
          ]),
        ),
      ),
    comment: ({ id }, text, origin) =>
      step(() => {
        if (knobs.refusesComments === true) throw new TrackerError('refused', 'no comments here');
        world.writes += 1;
        return addComment(world, { issueId: id, text, author: 'Lockstep', origin });
      }),
    isPublic: () => step(() => world.isPublic),
    fieldTimes: (ids) =>
      step((): Record<string, Instant | null> => Object.fromEntries(ids.map((id) => [id, knobs.times?.[id] ?? null]))),
    check: () => Promise.resolve(),
  };
}

const trimmed = (custom: IssueFields['custom']): Record<string, string> =>
  Object.fromEntries(Object.entries(custom).map(([name, value]) => [name, value.trim()]));

async function each<In, Out>(list: readonly In[], work: (one: In) => Promise<Out>): Promise<Out[]> {
  const answers: Out[] = [];
  for (const one of list) answers.push(await work(one));
  return answers;
}

function pull({ issues }: BenchWorld, { extent, known, total }: PullRequest): Pulled {
  const here = issues.filter(({ project }) => project === HOME);
  const marked = here.filter(({ marker }) => marker !== null);
  const all = extent === 'project' ? here : marked;
  const changed = all.filter((issue) => JSON.stringify(known(issue.id)) !== JSON.stringify(issue));
  const complete = extent !== 'changes' || marked.length !== total;
  const seen = (complete ? marked : changed).map(({ id }) => id);
  return { issues: complete ? all : changed, seen, total: marked.length, complete };
}

function create(world: BenchWorld, { fields, marker }: IssueDraft, { refuses = [] }: Knobs): WriteOutcome {
  world.clock += 1_000;
  world.writes += 1;
  world.lastIssue += 1;
  const id = String(world.lastIssue);
  const status = fields.status === '' || refuses.includes(fields.status) ? 'New' : fields.status;
  const issue = anIssue({ id, marker, updatedAt: world.clock, createdAt: world.clock, fields: { ...fields, status } });
  world.issues = [...world.issues, issue];
  return { ok: true, issue };
}

export const anIssue = (change: Partial<Issue> & { fields: IssueFields }): Issue => {
  const id = change.id ?? '1';
  return {
    id,
    key: `#${id}`,
    url: `https://tracker.example/${id}`,
    project: HOME,
    updatedAt: 0,
    marker: null,
    description: '',
    ...change,
  };
};

// The marker of `issue` is the one to write; null leaves the old one.
function update(world: BenchWorld, issue: Issue, fields: Partial<IssueFields>, { refuses = [] }: Knobs): WriteOutcome {
  const before = world.issues.find(({ id }) => id === issue.id);
  if (!before) return { ok: false, error: new TrackerError('gone', `${issue.key} is not there`) };
  if (fields.status !== undefined && refuses.includes(fields.status)) {
    return { ok: false, error: new TrackerError('refused', `status stays "${before.fields.status}"`) };
  }
  if (issue.marker !== null && issue.marker !== before.marker && refuses.includes('mark')) {
    return { ok: false, error: new TrackerError('refused', 'the mark does not stay') };
  }
  world.clock += 1_000;
  world.writes += 1;
  const after: Issue = {
    ...before,
    marker: issue.marker ?? before.marker,
    updatedAt: world.clock,
    fields: { ...before.fields, ...fields },
  };
  world.issues = world.issues.map((other) => (other.id === after.id ? after : other));
  return { ok: true, issue: after };
}
