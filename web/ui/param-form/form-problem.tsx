/** What went wrong with a form: what stands at its fields is named here, the rest is said. */
import { Problem, wordsFor } from '../../api/problem.ts';
import { ProblemBox } from '../problem-box.tsx';
import { paramTexts as texts } from '../../texts/param-form.ts';

interface FormProblemProps {
  readonly error: unknown;
  readonly title: string;
  /** The fields of the form by their names, as people read them. */
  readonly labels: Readonly<Record<string, string>>;
}

export function FormProblem({ error, title, labels }: FormProblemProps) {
  return error === null ? null : <ProblemBox error={summary(error, labels)} title={title} />;
}

function summary(error: unknown, labels: Readonly<Record<string, string>>): Error {
  if (!(error instanceof Problem) || Object.keys(error.fields).length === 0) return new Error(wordsFor(error));
  const names = Object.keys(error.fields);
  const atFields = names.flatMap((name) => labels[name] ?? []);
  const others = names.filter((name) => labels[name] === undefined).map((name) => error.fields[name] ?? '');
  const whole = error.message === Object.values(error.fields)[0] ? [] : [error.message];
  const see = atFields.length === 0 ? [] : [texts.see(atFields)];
  return new Error([...whole, ...others, ...see].join(' '));
}
