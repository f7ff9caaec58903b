/** Its name and schedule; then the connection is made, and its first plan with it. */
import { Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createConnection } from '../../api/connection-write.ts';
import { makePlan } from '../../api/plans.ts';
import { wordsFor } from '../../api/problem.ts';
import { newTexts } from '../../texts/new-connection.ts';
import { FREQUENCY_CHOICES, type Frequency } from '../../ui/frequencies.ts';
import { FormProblem } from '../../ui/param-form/form-problem.tsx';
import { Submit } from '../../ui/submit.tsx';
import type { Configuring } from './use-configuring.ts';

const texts = newTexts.finish;

interface FinishStepProps {
  readonly configuring: Configuring;
  readonly suggested: string;
}

export function FinishStep({ configuring: { body, failed, labels }, suggested }: FinishStepProps) {
  const [alias, setAlias] = useState(suggested.slice(0, 255));
  const [frequency, setFrequency] = useState<Frequency>('manually');
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: async () => {
      const { id } = await createConnection({ ...body, alias: alias.trim(), frequency });
      // The connection is there, whatever becomes of its plan: it is made once only.
      await makePlan(id).catch((error: unknown) =>
        notifications.show({ title: texts.planFailed, message: wordsFor(error), color: 'red', autoClose: 12_000 }),
      );
      return id;
    },
    onSuccess: (id) => void navigate({ href: `/connections/${id}/plan` }),
    onError: failed,
  });
  return (
    <Stack>
      <TextInput
        label={texts.name}
        required
        maxLength={255}
        value={alias}
        onChange={(event) => setAlias(event.currentTarget.value)}
        maw={420}
      />
      <Select
        label={texts.frequency}
        description={texts.frequencyHelp}
        data={FREQUENCY_CHOICES}
        value={frequency}
        onChange={(value) => value !== null && setFrequency(value as Frequency)}
        allowDeselect={false}
        maw={420}
      />
      <FormProblem
        error={make.error}
        title={texts.failed}
        labels={{ ...labels, alias: texts.name, frequency: texts.frequency }}
      />
      <Text size="sm">{texts.says}</Text>
      <Group>
        <Submit act={make} why={alias.trim() === '' ? texts.needsName : null}>
          {texts.act}
        </Submit>
      </Group>
    </Stack>
  );
}
