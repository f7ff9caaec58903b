/** How the fake's issues get from one status to another. */
import type { Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { fieldRefusal, refusal, Refused } from './fake-answers.ts';
import { allowed, isObject, seenIssue, textOf, visibleIssue, type Body, type Call } from './fake-call.ts';
import { commentsIn, withComment } from './fake-comments.ts';
import { fieldMetaJson } from './fake-fields.ts';
import { withHistory } from './fake-history.ts';
import { statusJson } from './fake-json.ts';
import { takeFields } from './fake-write.ts';
import {
  keep,
  type FakeField,
  type FakeIssue,
  type FakeStatus,
  type FakeTransition,
  type FakeWorld,
} from './fake-world.ts';

/** What can be done from here, by this account. */
export const offered = (call: Call, { project, status, archived }: FakeIssue): readonly FakeTransition[] =>
  archived || !allowed(call, 'TRANSITION_ISSUES', project)
    ? []
    : project.workflow.transitions.filter(({ from }) => from === 'any' || from.includes(status.name));

function targetOf({ project }: FakeIssue, { to }: FakeTransition): FakeStatus {
  const status = project.workflow.statuses.find(({ name }) => name === to);
  if (status === undefined) throw new Error(`the workflow has no status ${to}`);
  return status;
}

const RESOLUTION: FakeField = {
  id: 'resolution',
  name: 'Resolution',
  kind: 'resolution',
  required: true,
  options: [],
  default: null,
  projects: null,
  issueTypes: null,
  editable: false,
};

/** The fields of a screen, all of them required there; a plan may name them by id or by name. */
const screenOf = ({ fields }: FakeWorld, transition: FakeTransition): readonly FakeField[] =>
  (transition.fields ?? []).flatMap((name) => {
    const field = [RESOLUTION, ...fields].find((one) => one.id === name || one.name === name);
    return field === undefined ? [] : [{ ...field, required: true }];
  });

export function getTransitions(call: Call, name: string): FakeAnswer {
  const issue = visibleIssue(call, name);
  const withFields = (call.query.get('expand') ?? '').split(',').includes('transitions.fields');
  const transitions = offered(call, issue).map((transition) => transitionJson(call, issue, transition, withFields));
  return jsonAnswer(200, { expand: 'transitions', transitions });
}

const transitionJson = (call: Call, issue: FakeIssue, transition: FakeTransition, withFields: boolean): Json => ({
  id: transition.id,
  name: transition.name,
  to: statusJson(call, targetOf(issue, transition)),
  ...(call.cloud
    ? {
        hasScreen: transition.fields !== null,
        isGlobal: transition.from === 'any',
        isInitial: false,
        isAvailable: true,
        isConditional: false,
        isLooped: false,
      }
    : {}),
  ...(withFields ? { fields: screenJson(call, transition) } : {}),
});

const screenJson = (call: Call, transition: FakeTransition): Json =>
  Object.fromEntries(screenOf(call.world, transition).map((field) => [field.id, fieldMetaJson(call, field)]));

/** What is hidden is answered with nothing at all. */
export function postTransition(call: Call, name: string): FakeAnswer {
  const issue = seenIssue(call, name);
  if (issue === undefined) throw new Refused(jsonAnswer(404));
  const { transition } = call.body;
  const id = isObject(transition) ? textOf(transition['id']) : '';
  transit(call, issue, id, call.body);
  return jsonAnswer(204);
}

/** Throws what is in the way. */
export function transit(call: Call, issue: FakeIssue, id: string, body: Body): void {
  if (id === '') throw refusal(400, "Missing 'transition' identifier");
  const transition = offered(call, issue).find((one) => one.id === id);
  if (transition === undefined || call.user === null) {
    throw refusal(400, `Transition id '${id}' is not valid for this issue.`);
  }
  const fields = screenOf(call.world, transition);
  const { project, type, values } = issue;
  const taken = takeFields({ call, project, type, fields, values: {}, ignored: ['comment'] }, body);
  const missing = fields.filter((field) => !(field.id in taken));
  if (missing.length > 0) {
    throw fieldRefusal(Object.fromEntries(missing.map((field) => [field.id, `${field.name} is required.`])));
  }
  const update = isObject(body['update']) ? body['update'] : {};
  // Without a screen, comments are dropped without a word.
  const comments = transition.fields === null ? [] : commentsIn(call, issue, update['comment']);
  const moved = arrived(call, { ...issue, values: { ...values, ...taken } }, targetOf(issue, transition));
  const saved = withHistory(call.world, issue, moved, { author: call.user, now: call.now });
  keep(call.world, comments.reduce(withComment, saved), call.now);
}

/** A done issue has a resolution, any other has none: that is what the usual post functions see to. */
export function arrived({ world, now }: Pick<Call, 'world' | 'now'>, issue: FakeIssue, status: FakeStatus): FakeIssue {
  const before = issue.values['resolution'] ?? null;
  const isDone = status.category === 'done';
  const resolution = isDone ? (before ?? world.resolutions[0]?.id ?? null) : null;
  const resolutiondate = isDone ? (issue.values['resolutiondate'] ?? now) : null;
  return { ...issue, status, values: { ...issue.values, resolution, resolutiondate } };
}
