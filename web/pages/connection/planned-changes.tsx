/** What an action writes, before and after. */
import { Text } from '@mantine/core';
import type { Planned } from '../../api/plans.ts';
import { planTexts as texts } from '../../texts/plan.ts';
import { FieldChanges, FieldLine, fieldName } from './field-changes.tsx';
import { changesOf, saidIn } from './planned.ts';

export function PlannedChanges({ action }: { readonly action: Planned }) {
  const changes = changesOf(action);
  const said = saidIn(action);
  const open = action.decisions.filter(({ verdict }) => verdict === 'kept' || verdict === 'conflict');
  if (changes.length + said.length + open.length === 0) return <Text size="sm">{texts.memoryOnly}</Text>;
  return (
    <FieldChanges changes={changes}>
      {said.map(({ as, text }, index) => (
        <FieldLine key={`${as} ${index}`} name={texts.said[as]}>
          {text}
        </FieldLine>
      ))}
      {open.map(({ field, winner }) => (
        <FieldLine key={field} name={fieldName(field)}>
          {winner === null ? texts.kept : texts.conflict(winner)}
        </FieldLine>
      ))}
    </FieldChanges>
  );
}
