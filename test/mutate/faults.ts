/** Deliberate faults: each is a small slip that loses data, doubles issues or overwrites people. A test must catch it. */
export interface Fault {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string | RegExp;
  readonly replace: string;
  /** Where its tests are, if not with the engine: a project, and what its files begin with. */
  readonly tests?: readonly [project: 'unit' | 'store', ...files: string[]];
  /** On which tracker the simulation looks for it, Jira's Cloud unless told; or why no history can show it. */
  readonly system?: string | { readonly none: string };
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'marker look-up removed',
    file: 'src/sync/look-up.ts',
    find: /unproved\.length > 0 \? await .*? : \[\];/s,
    replace: '([] as Issue[]);',
  },
  {
    name: 'base ignored',
    file: 'src/sync/merge.ts',
    find: "if (!base) return flow === 'to issue'",
    replace: "if (base || !base) return flow === 'to issue'",
  },
  {
    name: 'memory written before the sides',
    file: 'src/sync/apply-writes.ts',
    find: 'const { reached, stop } = await writeIssues(writes, applying);',
    replace:
      'await memory.remember(writes.flatMap((one) => changeOf(one, applying)), []);\n' +
      '  const { reached, stop } = await writeIssues(writes, applying);',
  },
  {
    name: 'plan unsorted',
    file: 'src/sync/plan.ts',
    find: '.sort()',
    replace: '',
    system: { none: 'it changes what is done first, not what is done' },
  },
  {
    name: '"ask" recorded as agreed',
    file: 'src/sync/effect.ts',
    find: "if (side === 'ask') return { ...plain, asked: true };",
    replace: "if (side === 'ask') return { ...plain, agreed: meeting.now };",
  },
  {
    name: 'status map applied without the agreement test',
    file: 'src/sync/status.ts',
    find: 'return fromIssue(issueStatus, options, statuses)?.meaning === statusOf(taskStatus, statuses)?.meaning;',
    replace: 'return false;',
    system: 'redmine',
  },
  {
    name: 'intent not recorded',
    file: 'src/sync/apply-creates.ts',
    find: '  await intend(actions, applying);\n',
    replace: '',
  },
  { name: 'guard removed', file: 'src/sync/sync.ts', find: 'guard(fresh, world)', replace: 'fresh' },
  {
    name: 'late writes not preceded by a read',
    file: 'src/sync/apply-writes.ts',
    find: 'isObservationFresh ? writes : await fresh(writes, applying)',
    replace: 'writes',
  },
  {
    name: 'a close of ours read back as done',
    file: 'src/sync/plan-closing.ts',
    find: 'closedByUs: true',
    replace: 'closedByUs: false',
  },
  {
    name: 'refusal not remembered',
    file: 'src/sync/apply-writes.ts',
    find: "error.kind === 'refused'",
    replace: "error.kind === 'moved'",
    system: { none: 'its trackers refuse nothing' },
  },
  {
    name: 'T21 taken for T211',
    file: 'src/sync/compose.ts',
    find: 'task_id: `${task.id}:`',
    replace: 'task_id: task.id',
    system: { none: 'nobody made issues before we came' },
  },
  {
    name: 'missing issue taken as gone without proof',
    file: 'src/sync/observe.ts',
    find: "proof ? 'gone' : 'unknown'",
    replace: "proof ? 'gone' : 'gone'",
  },
  {
    name: 'reviewed plan applied although the item moved',
    file: 'src/sync/fidelity.ts',
    find: 'same(essence(action), essence(now.get(action.taskId) ?? NOTHING))',
    replace: 'true',
  },
  {
    name: 'timestamps closer than can be told go to the task',
    file: 'src/sync/decide.ts',
    find: 'Math.abs(taskAt - issueAt) <= tolerance',
    replace: 'Math.abs(taskAt - issueAt) < 0',
    system: { none: 'there the oracle takes either' },
  },
  {
    name: 'text sent to a public project',
    file: 'src/sync/inquire.ts',
    find: 'titlesOnly: world.isPublic && !options.allowPublicBodies',
    replace: 'titlesOnly: false',
    system: { none: 'its projects are private' },
  },
  {
    name: 'look-up error counted as absent',
    file: 'src/sync/look-up.ts',
    find: 'await question.tracker.lookup(unproved.map(({ marker }) => marker))',
    replace: 'await question.tracker.lookup(unproved.map(({ marker }) => marker)).catch(() => [])',
  },
  {
    name: 'create sent again without a look-up',
    file: 'src/sync/apply-creates.ts',
    find: 'const issues = await tracker.lookup(drafts.map(({ marker }) => marker));',
    replace:
      'if (drafts.length > 0) return tracker.create(drafts);\n' +
      '    const issues = await tracker.lookup(drafts.map(({ marker }) => marker));',
  },
  {
    name: 'a create that may still arrive not waited for',
    file: 'src/sync/plan-unlinked.ts',
    find: 'now - since < onItsWayFor(can)',
    replace: 'now < since',
  },
  {
    name: 'labels overwritten',
    file: 'src/sync/labels.ts',
    find: 'sortedLabels([...without(there, without(without(was, wanted), theirs)), ...without(wanted, was)])',
    replace: 'sortedLabels(wanted)',
  },
  {
    name: 'echo not suppressed',
    file: 'src/sync/apply-writes.ts',
    find: 'const base = agreedOn(action, issue);',
    replace: 'const base: Base = {};',
  },
  {
    name: 'fence removed',
    file: 'src/store/job-runs.ts',
    find: 'if (held === undefined) throw new RunLost(',
    replace: 'if (held === null) throw new RunLost(',
    tests: ['store', 'src/store/memory'],
    system: 'redmine',
  },
  {
    name: 'what an earlier run wrote taken for a wish of the tracker',
    file: 'src/sync/arrivals.ts',
    find: 'if (pending === null || issue === null) return link;',
    replace: 'if (pending === null || issue !== null) return link;',
    system: 'redmine',
  },
  {
    name: 'rows of a lagging index taken for news',
    file: 'src/trackers/jira/pull.ts',
    find: 'last !== undefined && isTouched(last) && (!isTouched(issue) || issue.updatedAt < last.updatedAt)',
    replace: 'false',
    tests: ['unit', 'src/trackers/jira', 'src/sync/over-jira'],
  },
  {
    name: "our clock's time compared with the tracker's",
    file: 'src/trackers/jira/pull.ts',
    find: '(!isTouched(issue) || issue.updatedAt < last.updatedAt)',
    replace: 'issue.updatedAt < last.updatedAt',
    tests: ['unit', 'src/trackers/jira', 'src/sync/over-jira'],
  },
  {
    name: 'paging ended at any page',
    file: 'src/trackers/pages.ts',
    find: 'page.total === total && !page.issues.some(isNews)',
    replace: 'page.total >= 0',
    tests: ['unit', 'src/trackers/pages', 'src/trackers/redmine/redmine', 'src/sync/over-redmine'],
    system: { none: 'all issues are on one page' },
  },
  {
    name: 'bulk results matched by position',
    file: 'src/trackers/jira/create-batch.ts',
    find: 'const issue = byMarker.get(draft.marker);\n    if (issue !== undefined) fates.set(draft, issue);',
    replace: 'const issue = issues[drafts.indexOf(draft)];\n    if (issue !== undefined) fates.set(draft, issue);',
    tests: ['unit', 'src/trackers/jira', 'src/sync/over-jira'],
    system: { none: 'its trackers refuse nothing, so answers have no holes' },
  },
  {
    name: 'times read as local ones',
    file: 'src/trackers/redmine/convert.ts',
    find: 'updatedAt: Date.parse(row.updated_on),',
    replace: "updatedAt: Date.parse(row.updated_on.replace('Z', '')),",
    tests: ['unit', 'src/trackers/redmine', 'src/sync/over-redmine'],
    system: 'redmine',
  },
  {
    name: 'comment sent twice after a lost answer',
    file: 'src/sync/talk.ts',
    find: 'const done = new Set(arrived.map(({ intent }) => intent.noteId));',
    replace: 'const done = new Set(arrived.map(({ commentId }) => commentId));',
    tests: ['unit', 'src/sync/talk'],
  },
  {
    name: 'notes sent where everybody can read them',
    file: 'src/sync/pair.ts',
    find: 'setting.titlesOnly ? withholding(observed) : observed',
    replace: 'observed',
    tests: ['unit', 'src/sync/talk'],
    system: { none: 'its projects are private' },
  },
  {
    name: 'an unlinked task given an issue again',
    file: 'src/sync/plan-unlinked.ts',
    find: '!link && world.wishes[taskId]?.leave === true',
    replace: 'false',
  },
  {
    name: "a person's decision carried out although the other side moved on",
    file: 'src/sync/decide.ts',
    find: "side === 'task' ? issue === meeting.now.issue : taskVersion === task.version",
    replace: "side === 'task' || side === 'issue'",
  },
  {
    name: 'secret sent to a changed host',
    file: 'src/api/secret-binding.ts',
    find: 'if (anew) continue;',
    replace: 'continue;',
    tests: ['store', 'src/api/secret-binding'],
    system: { none: 'nobody changes its connections' },
  },
  {
    name: 'the revision that was looked at not tested (Azure DevOps)',
    file: 'src/trackers/azure-devops/patch.ts',
    find: "revision === undefined ? [] : [{ op: 'test', path: '/rev', value: Number(revision) }]",
    replace: "revision === null ? [{ op: 'test', path: '/rev', value: Number(revision) }] : []",
    tests: ['unit', 'src/trackers/azure-devops', 'src/sync/over-azure-devops'],
    system: { none: 'a person and a run hardly write one field of one item in the same moment' },
  },
  {
    name: 'inner answers of a batch matched by position (ServiceNow)',
    file: 'src/trackers/servicenow/batch.ts',
    find: 'return parts.map(([name]) => told.get(name) ??',
    replace: 'return parts.map((_, at) => [...told.values()][at] ??',
    tests: ['unit', 'src/trackers/servicenow', 'src/sync/over-servicenow'],
    system: 'servicenow',
  },
  {
    name: 'a write that no answer names sent again (ServiceNow)',
    file: 'src/trackers/servicenow/batch.ts',
    find: 'unserved.has(name) && !served.has(name)',
    replace: '!served.has(name) || unserved.has(name)',
    tests: ['unit', 'src/trackers/servicenow', 'src/sync/over-servicenow'],
    system: { none: 'its answers name every write' },
  },
  {
    name: 'rows that do not fit the question believed (ServiceNow)',
    file: 'src/trackers/servicenow/read.ts',
    find: 'if (issues.every(fits))',
    replace: 'if (issues.length >= 0)',
    tests: ['unit', 'src/trackers/servicenow'],
    system: { none: 'no column is taken away from anybody' },
  },
  {
    name: 'what is hidden taken for absent',
    file: 'src/trackers/pages.ts',
    find: 'complete: isLast && hidden === 0',
    replace: 'complete: isLast',
    tests: ['unit', 'src/trackers/servicenow', 'src/sync/over-servicenow'],
    system: { none: 'nothing is hidden from its account' },
  },
  {
    name: "an issue's labels replaced as a whole (GitHub)",
    file: 'src/trackers/github/api.ts',
    find: "method: 'POST', path: `${path}/labels`, body: { labels } }",
    replace: "method: 'PATCH', path, body: { labels } }",
    tests: ['unit', 'src/trackers/github', 'src/sync/over-github'],
    system: { none: 'nobody labels an issue while its labels are written' },
  },
  {
    name: 'an answer kept by its tag although it would be read in another way (GitHub)',
    file: 'src/trackers/github/pull.ts',
    find: 'return cursor?.startsWith(reading) === true ? cursor.slice(reading.length) : null;',
    replace: "return cursor?.includes(' ') === true ? cursor.slice(cursor.indexOf(' ') + 1) : null;",
    tests: ['unit', 'src/trackers/github'],
    system: { none: 'nobody changes its parameters' },
  },
  {
    name: 'a moved issue forgotten while its copy is hidden (GitLab)',
    file: 'src/trackers/gitlab/pull.ts',
    find: '...(arrived.length < moved.length ? {} : cursorOf(response, view))',
    replace: '...cursorOf(response, view)',
    tests: ['unit', 'src/trackers/gitlab', 'src/sync/over-gitlab'],
    system: { none: 'its moved issues can all be seen' },
  },
];
