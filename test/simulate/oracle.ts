/**
 * The judge. It knows what people wrote (the journal), what the tracker shows, what the tables hold, and what runs told; of
 * the engine it knows nothing, and shares no code with it. Each check is one of the invariants that are promised.
 */
import { REASON_CODES } from '../../src/model/reason.ts';
import type { Seen } from '../systems/stage.ts';
import type { Journal } from './journal.ts';
import { inScope, MEANING, must, pairsOf, type Pair, type Sight } from './sight.ts';
import type { Ended } from './world.ts';

/** Invariant 1, at all times: at most one live issue carries a marker, but for copies that people made. */
export function noDuplicates(issues: readonly Seen[], { copies }: Journal): void {
  const markers = issues.flatMap(({ id, marker }) => (marker === null || copies.has(id) ? [] : [marker]));
  const twice = markers.find((marker, at) => markers.indexOf(marker) !== at);
  must(twice === undefined, 'no duplicates', () => `${twice} is carried by more than one issue`);
}

/** Why a task in scope may have no issue when all is quiet. */
const WITHOUT_ISSUE = [
  'issue-detached',
  'issue-missing',
  'not-proven',
  'unlinked',
  'several-issues',
  'owned-elsewhere',
];

/** Invariants 2 and 14: every task is linked to an issue that is there, or has an open reason; every decision has one. */
export function nothingLost(sight: Sight): void {
  const linked = new Set(pairsOf(sight).map(({ task }) => task.id));
  for (const task of sight.tasks) {
    const action = sight.last.plan.actions.find(({ taskId }) => taskId === task.id);
    must(action !== undefined, 'explainability', () => `${task.id} has no action`);
    const { code, text, remedy } = action?.reason ?? { code: '', text: '', remedy: '' };
    must(
      REASON_CODES.some((known) => known === code) && text !== '',
      'explainability',
      () => `${task.id}: reason "${code}"`,
    );
    if (inScope(task) && !linked.has(task.id))
      must(
        remedy !== '' && WITHOUT_ISSUE.includes(code),
        'no loss',
        () => `${task.id} has no issue and nobody is told what to do: ${code}, ${text}`,
      );
  }
}

/** Invariant 1, under whatever marker: of the issues that a task ever had, one is there at most. */
export function onlyOneIssue({ tasks, past, issues }: Sight, { handled, revived, isRestored }: Journal): void {
  if (isRestored) return;
  for (const { id } of tasks) {
    if (handled.has(id)) continue;
    const had = new Set(past.flatMap((link) => (link.task_id === id ? [link.issue_id] : [])));
    const there = issues.filter((issue) => had.has(issue.id) && !revived.has(issue.id));
    must(there.length <= 1, 'no duplicates', () => `${id} has the issues ${there.map((issue) => issue.id).join(', ')}`);
  }
}

/** The issue of a task that does not apply any more was closed by us, and that is remembered. */
export function lostScopeClosed({ tasks, links, issues }: Sight): void {
  for (const { id, relevant, accepted } of tasks) {
    const link = links.find(({ task_id, issue_id }) => task_id === id && issues.some((issue) => issue.id === issue_id));
    if (link === undefined || (relevant && accepted)) continue;
    must(link.closed_by_us, 'convergence', () => `${id} does not apply, and its issue was not closed`);
  }
}

/** Invariant 7 as the tracker counts: a quiet project costs one request, and one more for each thing that has to be asked apart. */
export function fewRequests(sight: Sight, { isScattered, handled }: Journal, sent: number): void {
  const linked = new Set(pairsOf(sight).map(({ task }) => task.id));
  const hasOpen = sight.tasks.some((task) => inScope(task) && !linked.has(task.id));
  // An issue that a person named for a task may have to be read until it can be linked.
  // A look-up that proves absence may take two.
  const most = 1 + [isScattered, hasOpen, hasOpen, sight.comments, handled.size > 0].filter(Boolean).length;
  must(sent <= most, 'request budget', () => `a quiet run sent ${sent} requests, ${most} would do`);
}

/** A task whose issue a person took away has none until somebody asks for one. */
export function leftAlone({ links }: Sight, { left }: Journal): void {
  const again = links.find(({ task_id, issue_id }) => left.has(task_id) && issue_id !== null);
  must(again === undefined, 'policy', () => `${again?.task_id} was unlinked and has the issue ${again?.issue_id}`);
}

const knowsNa = ({ meanings }: Sight): boolean => Object.values(meanings).includes('NA');

/** Invariants 3 and 4 for statuses, which belong to both: they mean the same in the end, and who alone changed it has its way. */
export function statusesAgree(sight: Sight, journal: Journal, known: ReadonlySet<string>): void {
  for (const pair of pairsOf(sight)) {
    const { task, link, issue } = pair;
    if (link.conflicts.includes('status')) continue; // a person was asked
    const [here, there] = [MEANING[task.status_id], sight.meanings[issue.status]];
    // Where no status of the tracker means "does not apply", a task that does not is closed like one that is done.
    const agree = here === there || (here === 'NA' && there === 'DONE' && !knowsNa(sight));
    must(agree, 'convergence', () => `${task.id} is ${task.status_id}, its issue ${issue.status}`);
    if (!journal.restored && !journal.tasks.has(task.id) && known.has(issue.id)) whoAlone(pair, journal);
  }
}

/** Only one side changed: it has its way. */
function whoAlone({ task, issue }: Pair, journal: Journal): void {
  const edits = journal.edits.filter(({ field }) => field === 'status');
  const byTask = edits.findLast((edit) => edit.side === 'task' && edit.task === task.id);
  const byPeople = edits.findLast((edit) => edit.side === 'issue' && edit.issue === issue.id);
  if (byPeople !== undefined && byTask === undefined) {
    const { value } = byPeople;
    must(issue.status === value, 'no lost edit', () => `${task.id}: people set "${value}", it is "${issue.status}"`);
  }
  if (byTask !== undefined && byPeople === undefined) {
    const { value } = byTask;
    const isSo = MEANING[task.status_id] === MEANING[value];
    must(isSo, 'no lost edit', () => `${task.id}: set to ${value}, it is ${task.status_id}`);
  }
}

/** Invariant 4 for what people write below our text: it stays, whatever happens. */
export function linesSurvive(issues: readonly Seen[], journal: Journal): void {
  for (const { id, text } of issues)
    for (const line of journal.lines.get(id) ?? [])
      must(text.includes(line), 'no lost edit', () => `issue ${id} lost the line "${line}"`);
}

/** Labels of people stay, tags of the task are there, and what the task gave up is gone. */
export function labelsMerged(sight: Sight, journal: Journal): void {
  for (const { task, issue } of pairsOf(sight)) {
    if (issue.labels === null) continue;
    const { labels } = issue;
    for (const label of journal.labels.get(issue.id) ?? [])
      must(labels.includes(label), 'no lost edit', () => `${task.id}: the label "${label}" of a person is gone`);
    for (const tag of task.tags)
      must(labels.includes(tag), 'convergence', () => `${task.id}: its tag "${tag}" is no label of its issue`);
    const left = labels.filter((label) => /^(tag|other)\d$/.test(label) && !task.tags.includes(label));
    const isOurs = !journal.isRestored && !journal.copies.has(issue.id) && !journal.given.has(issue.id);
    must(!isOurs || left.length === 0, 'convergence', () => `${task.id}: ${left.join(', ')} was given up and is there`);
  }
}

/** What the task says now stands in its issue; after a restore nobody knows any more which text was ours. */
export function textsArrived(sight: Sight, { isRestored }: Journal): void {
  if (isRestored) return;
  for (const { task, link, issue } of pairsOf(sight)) {
    const [words] = /words \d+ of \d+/.exec(task.text) ?? [];
    if (words === undefined || link.conflicts.includes('body')) continue;
    must(issue.text.includes(words), 'convergence', () => `${task.id}: its text "${words}" is not in its issue`);
  }
}

/** Invariant 5 for statuses: a task follows its issue no more often than people set the issue's status. */
export function noEcho({ tasks, notes, past }: Sight, { moves, isRestored }: Journal): void {
  if (isRestored) return;
  for (const { id } of tasks) {
    const issues = new Set(past.flatMap((link) => (link.task_id === id ? [link.issue_id ?? ''] : [])));
    const byPeople = [...issues].reduce((all, issue) => all + (moves.get(issue) ?? 0), 0);
    const followed = notes.filter(({ task_id, text }) => task_id === id && text.includes(FOLLOWED)).length;
    const what = (): string => `${id} followed its issue ${followed} times, people set its status ${byPeople} times`;
    must(followed <= byPeople, 'echo-freedom', what);
  }
}

/** How a task's notes begin when its status came from the issue. */
const FOLLOWED = 'Task status changed by the issue tracker';

/** Notes and comments of pairs cross exactly once. */
export function talkCrossed(sight: Sight): void {
  if (!sight.comments) return nothingCrossed(sight);
  const times = (texts: readonly string[], text: string): number => texts.filter((one) => one.includes(text)).length;
  for (const { task, issue } of pairsOf(sight)) {
    const notes = sight.notes.filter(({ task_id }) => task_id === task.id);
    for (const { text, automatic } of notes) {
      if (automatic || !text.startsWith('Note: ')) continue;
      const heard = times(
        notes.map((note) => note.text),
        text,
      );
      must(heard === 1, 'echo-freedom', () => `${task.id}: "${text}" came back as a note`);
      must(
        times(issue.comments, text) === 1,
        'comments',
        () => `${task.id}: "${text}" is ${times(issue.comments, text)} times in the issue`,
      );
    }
    for (const comment of issue.comments) {
      if (!comment.startsWith('Comment: ')) continue;
      must(times(issue.comments, comment) === 1, 'echo-freedom', () => `${task.id}: "${comment}" came back`);
      const found = times(
        notes.map(({ text }) => text),
        comment,
      );
      must(found === 1, 'comments', () => `${task.id}: "${comment}" is ${found} times in the notes`);
    }
  }
}

/** Where nobody wants that, nothing of what is said leaves its side. */
function nothingCrossed({ notes, issues }: Sight): void {
  const note = notes.find(({ text }) => text.startsWith('Comment: '));
  must(note === undefined, 'secrecy', () => `a comment became a note although nobody wanted that: ${note?.text}`);
  const issue = issues.find(({ comments }) => comments.some((comment) => comment.includes('Note: ')));
  must(issue === undefined, 'secrecy', () => `a note is in issue ${issue?.id} although nobody wanted that`);
}

/** Invariants 3, 5 and 7: a quiet world costs its floor and is left alone. */
export function quiet({ requests, floor, message }: Ended): void {
  const written = requests.create + requests.update + requests.transition;
  must(written === 0, 'echo-freedom', () => `a quiet world was written to: ${message}`);
  const [used, fewest] = [sum(requests), sum(floor)];
  must(
    used <= Math.ceil(fewest * 1.2),
    'request budget',
    () => `${used} requests, ${fewest} would have done: ${message}`,
  );
}

const sum = (table: Readonly<Record<string, number>>): number =>
  Object.values(table).reduce((all, one) => all + one, 0);

/** Invariant 8: who knows what was sent is never told to slow down. */
export function limitsObeyed(violations: number): void {
  must(violations === 0, 'limit obedience', () => `the tracker had to say ${violations} times that it was too fast`);
}

/** Invariant 9: the secret is nowhere but where it is sealed. */
export function secretKept(dump: string, log: readonly string[], secret: string): void {
  must(!dump.includes(secret), 'secrecy', () => 'the database holds the secret in clear');
  must(!log.some((line) => line.includes(secret)), 'secrecy', () => 'the log holds the secret');
}
