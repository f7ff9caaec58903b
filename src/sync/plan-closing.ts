/** A linked issue whose task does not apply any more: it gets the closed status once, recorded as ours. */
import type { Base } from '../model/link.ts';
import type { Action, Write } from '../model/plan.ts';
import { SILENCE } from '../model/talk.ts';
import { because } from './decide.ts';
import { skip, titleOfItem, why, type LinkedItem } from './item.ts';
import { refusedBefore } from './pair.ts';

export function planClosing(item: LinkedItem): Action {
  const { link, issue, standing, setting } = item;
  const closed = setting.options.closedStatus;
  if (link.closedByUs) return skip(item, because('closed-by-us', `${why(standing)}; its issue was closed for that`));
  if (closed === null) {
    const remedy = 'Configure the closed issue status, or close the issue by hand.';
    return skip(item, because('no-closed-status', `${why(standing)}, and no closed status is configured`, remedy));
  }
  const toIssue = issue.fields.status === closed ? {} : { status: closed };
  const refused = refusedBefore(link.refusal, toIssue, setting);
  if (refused !== null) {
    const remedy = 'Close it by hand, or change the workflow or the closed status.';
    return skip(item, because('refused-before', `the tracker refused to close it: ${refused}`, remedy));
  }
  return closing(item, closed, toIssue);
}

/** The closed status never flows back: it is agreed with whatever status the task has. */
function closing(item: LinkedItem, closed: string, toIssue: Write['toIssue']): Write {
  const { task, link, issue, standing, setting } = item;
  const base: Base = { status: { task: task ? task.status : '', issue: closed, mapping: setting.mappings.status } };
  return {
    do: 'close',
    taskId: item.taskId,
    title: titleOfItem(item),
    issueId: issue.id,
    issueKey: issue.key,
    marker: link.marker,
    generation: link.generation,
    writesMarker: false,
    toIssue,
    toTask: null,
    talk: SILENCE,
    note: null,
    comment: `Closed by Lockstep: ${why(standing)}.`,
    taskVersion: task ? task.version : null,
    issueUpdatedAt: issue.updatedAt,
    base,
    closedByUs: true,
    conflicts: [],
    decisions: [],
    taskUrl: task ? task.url : '',
    reason: because('lost-scope', why(standing)),
    cause: 'scope',
    cost: Object.keys(toIssue).length,
    held: null,
  };
}
