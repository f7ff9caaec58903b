/** The inputs of a section, each with what it would be without being set here. */
import { Anchor, Grid, Stack, Text } from '@mantine/core';
import type { ParamField } from '../../api/plugins.ts';
import { paramTexts as texts } from '../../texts/param-form.ts';
import type { FormState } from './form-state.ts';
import { ParamInput, type ParamInputProps } from './param-input.tsx';
import { isOwn, isSecret } from './values.ts';
import { wordsOf } from './words.ts';

const WIDE = new Set(['json', 'checkbox']);

interface ParamRowsProps {
  readonly fields: readonly ParamField[];
  readonly form: FormState;
}

export const ParamRows = ({ fields, form }: ParamRowsProps) => (
  <Grid gap="lg">
    {fields.map((field) => (
      <Grid.Col key={field.name} span={{ base: 12, md: WIDE.has(field.field_type) ? 12 : 6 }}>
        <Stack gap={4}>
          <ParamInput field={field} form={form} />
          {!isSecret(field) && <Source field={field} form={form} />}
        </Stack>
      </Grid.Col>
    ))}
  </Grid>
);

/** The way back to what is below, from a value that was set here. */
function Source({ field, form }: ParamInputProps) {
  const { levels, draft, below, put } = form;
  const inherited = levels.inherited[field.name];
  if (inherited === undefined || !isOwn(levels, draft, field.name)) return null;
  const says = below === 'connector' ? texts.connectorSays : texts.default;
  return (
    <Text size="xs" c="dimmed">
      {says(wordsOf(field, inherited))}{' '}
      <Anchor component="button" type="button" size="xs" onClick={() => put(field.name, null)}>
        {below === 'connector' ? texts.useConnector : texts.useDefault}
      </Anchor>
    </Text>
  );
}
