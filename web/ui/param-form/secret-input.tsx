/** A secret: what is stored is never shown, stays when nothing is written, and can be removed. */
import { Anchor, PasswordInput, Stack, Text } from '@mantine/core';
import { paramTexts as texts } from '../../texts/param-form.ts';
import { MASK } from './values.ts';

interface SecretInputProps {
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  readonly required: boolean;
  readonly error: string | undefined;
  /** What was written; empty: nothing yet. */
  readonly written: string;
  /** Whose secret is kept when nothing is written; null: there is none. */
  readonly kept: 'stored' | 'inherited' | null;
  readonly removed: boolean;
  /** null removes what is stored. */
  readonly onChange: (text: string | null) => void;
}

export function SecretInput(props: SecretInputProps) {
  const { label, description, required, error, written, kept, removed, onChange } = props;
  const placeholder = kept === null || removed ? props.placeholder : texts.secretPlaceholder;
  return (
    <Stack gap={4}>
      <PasswordInput
        {...{ label, description, required, placeholder }}
        error={error}
        autoComplete="new-password"
        value={written}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange(value === '' && kept !== null ? MASK : value);
        }}
      />
      {kept !== null && written === '' && (
        <Text size="xs" c="dimmed">
          {removed ? texts.secretRemoved : kept === 'stored' ? texts.secretStored : texts.secretInherited}{' '}
          {kept === 'stored' && (
            <Anchor component="button" type="button" size="xs" onClick={() => onChange(removed ? MASK : null)}>
              {removed ? texts.secretKeep : texts.secretRemove}
            </Anchor>
          )}
        </Text>
      )}
    </Stack>
  );
}
