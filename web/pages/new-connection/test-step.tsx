/** The test in its three depths; what is wrong can be mended where it stands. */
import { Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { newTexts } from '../../texts/new-connection.ts';
import { testTexts } from '../../texts/tests.ts';
import { FormProblem } from '../../ui/param-form/form-problem.tsx';
import { fieldsOf } from '../../ui/param-form/settable.ts';
import { Submit } from '../../ui/submit.tsx';
import { TestedDepths } from '../../ui/tested-depths.tsx';
import type { Configuring } from './use-configuring.ts';

const texts = newTexts.test;

interface TestStepProps {
  readonly configuring: Configuring;
  readonly mend: () => void;
  readonly next: () => void;
}

export function TestStep({ configuring, mend, next }: TestStepProps) {
  const { test, may, labels, connector, plugin, settable } = configuring;
  const passed = test.data?.success === true;
  const remedy = (param: string) =>
    fieldsOf(plugin).some((field) => field.name === param && settable(field)) ? null : (
      <Anchor component={Link} to={`/admin/connectors/${connector.id}`} size="sm">
        {texts.atConnector}
      </Anchor>
    );
  return (
    <Stack>
      {!may && <Text size="sm">{texts.mayNot}</Text>}
      {test.isPending && (
        <Group gap="xs" aria-live="polite">
          <Loader size="xs" />
          <Text size="sm">{texts.running}</Text>
        </Group>
      )}
      <FormProblem error={test.error} title={testTexts.failed} labels={labels} />
      {test.data !== undefined && !test.isPending && <TestedDepths tested={test.data} {...{ labels, remedy }} />}
      {passed || !may ? (
        <Group>
          <Button onClick={next}>{newTexts.next}</Button>
        </Group>
      ) : (
        !test.isPending && <AfterFailure {...{ test, mend, next }} />
      )}
    </Stack>
  );
}

interface AfterFailureProps extends Pick<TestStepProps, 'mend' | 'next'> {
  readonly test: Configuring['test'];
}

const AfterFailure = ({ test, mend, next }: AfterFailureProps) => (
  <Group>
    <Button onClick={mend}>{texts.mend}</Button>
    <Submit act={test} variant="default">
      {texts.again}
    </Submit>
    <Button variant="subtle" onClick={next}>
      {texts.anyway}
    </Button>
  </Group>
);
