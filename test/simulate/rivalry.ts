/** Invariant 4 for conflicts: where both sides set a status without knowing of each other, the policy decides. */
import type { Journal, Rivalry } from './journal.ts';
import { must, pairsOf, type Pair, type Sight } from './sight.ts';

/** `known`: issues that were linked when everything was last checked. */
export function rivalsJudged(sight: Sight, journal: Journal, known: ReadonlySet<string>): void {
  if (journal.restored) return;
  for (const rivalry of journal.rivalries) {
    const pair = pairsOf(sight).find(({ task, issue }) => task.id === rivalry.task && issue.id === rivalry.issue);
    if (pair === undefined || journal.tasks.has(rivalry.task) || !known.has(rivalry.issue)) continue;
    judge(pair, rivalry, sight, journal);
  }
}

/** What a person decided is done, and nobody is asked again. */
export function decisionsKept(sight: Sight, journal: Journal): void {
  if (journal.restored) return;
  for (const { task: id, issue: at, side, ours, theirs } of journal.decisions) {
    const pair = pairsOf(sight).find(({ task, issue }) => task.id === id && issue.id === at);
    if (pair === undefined || journal.tasks.has(id)) continue;
    const { task, link, issue } = pair;
    must(!link.conflicts.includes('status'), 'policy', () => `${id}: a person decided and is asked again`);
    const isDone = side === 'task' ? task.status_id === ours : issue.status === theirs;
    const what = (): string =>
      `${id}: a person took the ${side}'s of ${ours} and "${theirs}", it is ${task.status_id} and "${issue.status}"`;
    must(isDone, 'policy', what);
  }
}

function judge({ task, link, issue }: Pair, rivalry: Rivalry, sight: Sight, journal: Journal): void {
  const edits = journal.edits.filter(({ field }) => field === 'status');
  const ours = edits.filter((edit) => edit.side === 'task' && edit.task === task.id);
  const theirs = edits.filter((edit) => edit.side === 'issue' && edit.issue === issue.id);
  const [mine, their] = [ours[0]?.value, theirs[0]?.value];
  if (ours.length !== 1 || theirs.length !== 1 || mine === undefined || their === undefined) return;
  const winner = winnerOf(rivalry, sight);
  if (winner === 'ask')
    must(link.conflicts.includes('status'), 'policy', () => `${task.id}: nobody was asked about its status`);
  if (winner === 'task')
    must(task.status_id === mine, 'policy', () => `${task.id}: ${mine} should have won, it is ${task.status_id}`);
  if (winner === 'issue')
    must(issue.status === their, 'policy', () => `${task.id}: "${their}" should have won, it is "${issue.status}"`);
}

const MINUTE = 60_000;

/** null: too close to be told apart by clocks that differ. */
function winnerOf({ taskAt, issueAt }: Rivalry, { policy, skew }: Sight): 'task' | 'issue' | 'ask' | null {
  if (policy !== 'timestamp') return policy;
  if (Math.abs(taskAt - issueAt) <= 2 * Math.abs(skew) + MINUTE) return null;
  return taskAt > issueAt ? 'task' : 'issue';
}
