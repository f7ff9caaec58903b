/** What belongs to this connection: the tracker's project, and what the connector lets it set. */
import { Alert, Group, Loader, Stack, Text } from '@mantine/core';
import { wordsFor } from '../../api/problem.ts';
import { newTexts } from '../../texts/new-connection.ts';
import { ParamForm } from '../../ui/param-form/param-form.tsx';
import { Submit } from '../../ui/submit.tsx';
import type { Configuring } from './use-configuring.ts';

const texts = newTexts.settings;

interface SettingsStepProps {
  readonly configuring: Configuring;
  readonly next: () => void;
}

export function SettingsStep({ configuring, next }: SettingsStepProps) {
  const { plugin, connector, form, settable, asked, may, test, trackerProject } = configuring;
  const goOn = (): void => {
    if (may) test.mutate();
    next();
  };
  return (
    <Stack>
      {asked.error !== null && (
        <Alert variant="default" title={texts.listsFailed}>
          {wordsFor(asked.error)}
        </Alert>
      )}
      <ParamForm {...{ plugin, form, settable }} connector={connector.id} order={3} />
      <Group>
        <Submit
          act={{ mutate: goOn, isPending: test.isPending }}
          why={trackerProject === '' ? texts.needsProject : null}
        >
          {may ? texts.test : newTexts.next}
        </Submit>
        {asked.reading && (
          <Group gap="xs" aria-live="polite">
            <Loader size="xs" />
            <Text size="sm" c="dimmed">
              {texts.reading}
            </Text>
          </Group>
        )}
      </Group>
    </Stack>
  );
}
