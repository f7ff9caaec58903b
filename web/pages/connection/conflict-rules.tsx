/** Fields of which one side always wins. */
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { conflictRules, dropRule } from '../../api/conflicts.ts';
import { conflictTexts as texts } from '../../texts/conflicts.ts';
import { Confirm } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { fieldName } from './field-changes.tsx';
import { useConnection } from './use-connection.ts';

export function ConflictRules({ id }: { readonly id: number }) {
  const { barred } = useConnection();
  return (
    <Section title={texts.rules}>
      <Loaded query={useQuery(conflictRules(id))} lines={2}>
        {({ results }) => (
          <>
            <Text size="sm" c="dimmed">
              {results.length === 0 ? texts.rulesNone : texts.rulesAbout}
            </Text>
            {results.map(({ field, take }) => (
              <Group key={field} gap="sm">
                <Text size="sm">
                  {fieldName(field)}: {texts.rule[take]}
                </Text>
                <Confirm
                  size="compact-sm"
                  variant="default"
                  color="red"
                  title={texts.dropTitle(fieldName(field))}
                  says={texts.dropSays}
                  act={() => dropRule(id, field)}
                  done={texts.dropped}
                  why={barred('deleteConflictRule')}
                >
                  {texts.drop}
                </Confirm>
              </Group>
            ))}
          </>
        )}
      </Loaded>
    </Section>
  );
}
