/** One run of a SARIF report → its tasks. Pure. */
import { createHash } from 'node:crypto';
import { slug } from './asvs.ts';
import type { ImportedTask } from './imported-task.ts';
import { listOf, numberOf, objectOf, textOf } from './json-values.ts';
import { pathOf, type Places } from './sarif-place.ts';
import type { SarifResult } from './sarif-result.ts';
import { shortTitle } from './short-title.ts';

export interface SarifRun extends Places {
  /** `tool.driver` as the file has it; it may come after the results. */
  readonly driver: unknown;
  /** `automationDetails.id`: `category/number of the run`. */
  readonly automationId: string | null;
  readonly results: readonly SarifResult[];
}

interface Rule {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly messages: unknown;
  readonly level: string;
  /** A CVSS score as some tools give it; null without. */
  readonly severity: number | null;
  readonly help: string | null;
}

/** A result in words, at its place. */
type Told = Omit<SarifResult, 'message' | 'location'> & { readonly message: string; readonly path: string | null };

const PRIORITY_OF: Readonly<Record<string, number>> = { error: 8, warning: 5, note: 3, none: 1 };

/** Who speaks: the tool and its category, so that one tool's report says nothing about the findings of another. */
export function sourceOf({ driver, automationId }: SarifRun): string {
  const name = textOf(objectOf(driver)['name']) ?? 'an unnamed tool';
  const category = automationId?.slice(0, Math.max(automationId.lastIndexOf('/'), 0)) ?? '';
  return category === '' ? name : `${name} (${category})`;
}

export function tasksOf(run: SarifRun): ImportedTask[] {
  const source = sourceOf(run);
  const rules = listOf(objectOf(run.driver)['rules']).map(ruleOf);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const tag = slug(textOf(objectOf(run.driver)['name']) ?? 'unnamed');
  return run.results.map((result, index) => {
    const id = result.ruleId ?? rules[result.ruleIndex ?? -1]?.id ?? 'unnamed';
    const rule = byId.get(id) ?? rules[result.ruleIndex ?? -1] ?? ruleOf({ id });
    const message = messageOf(result, rule);
    const path = pathOf(result.location, run);
    return {
      line: index + 1,
      id: identityOf(source, id, { ...result, message, path }),
      title: shortTitle(rule.name, message),
      text: bodyOf({ ...result, message, path }, rule),
      priority: priorityOf(result, rule),
      phase: null,
      status: null,
      tags: ['sarif', tag],
      verification: null,
      reported: { source, finding: result.suppressed ? 'suppressed' : 'present' },
    };
  });
}

function ruleOf(value: unknown): Rule {
  const rule = objectOf(value);
  const id = textOf(rule['id']) ?? 'unnamed';
  const text = (member: string): string | null => textOf(objectOf(rule[member])['text']);
  return {
    id,
    name: textOf(rule['name']) ?? id,
    description: text('shortDescription') ?? text('fullDescription') ?? id,
    messages: rule['messageStrings'],
    level: textOf(objectOf(rule['defaultConfiguration'])['level']) ?? 'warning',
    severity: severityOf(objectOf(rule['properties'])['security-severity']),
    help: textOf(rule['helpUri']),
  };
}

function severityOf(value: unknown): number | null {
  const score = numberOf(value) ?? Number(textOf(value) ?? Number.NaN);
  return score > 0 && score <= 10 ? score : null;
}

const priorityOf = ({ level }: SarifResult, rule: Rule): number =>
  rule.severity === null ? (PRIORITY_OF[level ?? rule.level] ?? 5) : Math.max(1, Math.round(rule.severity));

/** The text of the result, or that of its rule, with `{0}` filled in. */
function messageOf({ message }: SarifResult, rule: Rule): string {
  const known = message.id === null ? null : textOf(objectOf(objectOf(rule.messages)[message.id])['text']);
  const text = message.text ?? known ?? rule.description;
  return text.replaceAll(/\{(\d+)\}/g, (whole, index: string) => message.arguments[Number(index)] ?? whole);
}

function bodyOf({ message, path, line }: Told, rule: Rule): string {
  const place = path === null ? [] : [`Where: \`${path}${line === null ? '' : `:${line}`}\``];
  const help = rule.help === null ? '' : ` – ${rule.help}`;
  return [message.trim(), ...place, `Rule: \`${rule.id}\`${help}`].join('\n\n');
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** What a finding is recognised by next time. Never its line: code moves. */
function identityOf(source: string, ruleId: string, result: Told): string {
  // Messages name lines and counts; snippets are the code itself.
  const what = result.snippet === null ? squeezed(result.message).replaceAll(/\d+/g, '#') : squeezed(result.snippet);
  const identity = result.fingerprint ?? `${result.path ?? ''}\0${result.partialFingerprint ?? what}`;
  return `F-${createHash('sha256').update(`${source}\0${ruleId}\0${identity}`).digest('hex').slice(0, 20)}`;
}
