/** The fake's ways to create many issues. */
import type { Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { refusal, Refused } from './fake-answers.ts';
import { isObject, listOf, textOf, type Body, type Call } from './fake-call.ts';
import { transit } from './fake-workflow.ts';
import { forget, type FakeIssue } from './fake-world.ts';
import { createdJson, createIssue } from './fake-write.ts';

const MOST_ISSUES = 50;

/** 201 when any was made. The made ones come without holes; the others say where they were in the request. */
export function postIssues(call: Call): FakeAnswer {
  const drafts = listOf(call.body['issueUpdates']);
  if (drafts.length === 0) throw refusal(400, 'No issues were given.');
  if (call.cloud && drafts.length > MOST_ISSUES) {
    throw refusal(400, `The number of issues to create (${drafts.length}) exceeds the limit of ${MOST_ISSUES}.`);
  }
  const issues: Json[] = [];
  const errors: Json[] = [];
  for (const [failedElementNumber, draft] of drafts.entries()) {
    try {
      issues.push(createdJson(call, created(call, isObject(draft) ? draft : {})));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { status, text } = error.answer;
      errors.push({ status, elementErrors: JSON.parse(text) as Json, failedElementNumber });
    }
  }
  return jsonAnswer(issues.length > 0 ? 201 : 400, { issues, errors });
}

/** Cloud takes the first step with the create, or makes no issue. */
function created(call: Call, draft: Body): FakeIssue {
  const issue = createIssue(call, draft);
  const { transition } = draft;
  if (!call.cloud || !isObject(transition)) return issue;
  try {
    transit(call, issue, textOf(transition['id']), {});
    return issue;
  } catch (error) {
    forget(call.world, issue, call.now);
    throw error;
  }
}
