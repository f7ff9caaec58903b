/** What a role gives in every project. */
import { has, type Caller } from './permissions.ts';
import { isOperation, ruleOf, RULES } from './rules.ts';

/** What the caller may do in any project that they see, whether or not they are its member. */
export const permissionsEverywhere = (caller: Caller): string[] => {
  const rules = Object.keys(RULES).filter(isOperation).map(ruleOf);
  const granted = rules.filter(({ global }) => global.some((permission) => has(caller, permission)));
  return [...new Set(granted.flatMap(({ project = [] }) => project))];
};
