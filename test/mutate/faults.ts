/** Deliberate faults: each is a small slip that loses data, doubles issues or overwrites people. A test must catch it. */
export interface Fault {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string | RegExp;
  readonly replace: string;
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
    find: /( {2}const \{ reached, stop \} = await writeIssues.*?;\n.*?;\n)( {2}await memory\.remember\(\n.*?\n {2}\);\n)( {2}return \{ outcomes)/s,
    replace: '  await memory.remember(writes.flatMap((writing) => changeOf(writing, applying)), []);\n$1$3',
  },
  { name: 'plan unsorted', file: 'src/sync/plan.ts', find: '.sort()', replace: '' },
  {
    name: '"ask" recorded as agreed',
    file: 'src/sync/pair.ts',
    find: "if (side === 'ask') return { ...plain, asked: true };",
    replace: "if (side === 'ask') return { ...plain, agreed: meeting.now };",
  },
  {
    name: 'status map applied without the agreement test',
    file: 'src/sync/status.ts',
    find: 'return fromIssue(issueStatus, options, statuses)?.meaning === statusOf(taskStatus, statuses)?.meaning;',
    replace: 'return false;',
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
    find: 'first ? writes : await fresh(writes, applying)',
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
  },
  {
    name: 'T21 taken for T211',
    file: 'src/sync/compose.ts',
    find: 'task_id: `${task.id}:`',
    replace: 'task_id: task.id',
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
  },
  {
    name: 'text sent to a public project',
    file: 'src/sync/inquire.ts',
    find: 'titlesOnly: world.isPublic && !options.allowPublicBodies',
    replace: 'titlesOnly: false',
  },
];
