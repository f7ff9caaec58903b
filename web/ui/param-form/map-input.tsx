/** A map as lines of two texts. What is no flat map is shown as the text that it is. */
import { ActionIcon, Button, Fieldset, Group, Input, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { paramTexts as texts } from '../../texts/param-form.ts';
import type { Offer } from './offers.ts';
import { OfferedInput } from './offered-input.tsx';
import { helpForLines, pairsOf, textOf, type Pair } from './pairs.ts';

export interface MapInputProps {
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  readonly error: string | undefined;
  /** JSON. */
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What stands above the keys and the values. */
  readonly sides: readonly [string, string];
  readonly offers: Readonly<Record<'keys' | 'values', readonly Offer[]>>;
}

export function MapInput(props: MapInputProps) {
  const { value, onChange, label, description, required, error } = props;
  // Lines that are not complete yet are no part of the value, and must not vanish while they are written.
  const [edited, setEdited] = useState({ text: value, pairs: pairsOf(value) });
  if (edited.text !== value) setEdited({ text: value, pairs: pairsOf(value) });
  const { pairs } = edited;
  if (pairs === null) {
    return (
      <Textarea
        {...{ label, description, required, error, value }}
        autosize
        minRows={2}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const change = (next: readonly Pair[]): void => {
    const text = textOf(next);
    setEdited({ text, pairs: next });
    onChange(text);
  };
  return <Lines {...props} pairs={pairs} change={change} />;
}

interface LinesProps extends MapInputProps {
  readonly pairs: readonly Pair[];
  readonly change: (pairs: readonly Pair[]) => void;
}

function Lines({ label, description, error, sides, offers, pairs, change }: LinesProps) {
  const put = (index: number, part: Partial<Pair>): void =>
    change(pairs.map((pair, at) => (at === index ? { ...pair, ...part } : pair)));
  return (
    <Fieldset variant="unstyled">
      <legend>
        <Input.Label component="span">{label}</Input.Label>
      </legend>
      <Stack gap={6}>
        <Input.Description>{helpForLines(description)}</Input.Description>
        {pairs.map(({ key, value }, index) => (
          <Group key={index} gap={6} wrap="nowrap">
            <OfferedInput
              flex={1}
              aria-label={sides[0]}
              placeholder={sides[0]}
              offers={offers.keys}
              value={key}
              onChange={(text) => put(index, { key: text })}
            />
            <span aria-hidden>→</span>
            <OfferedInput
              flex={1}
              aria-label={sides[1]}
              placeholder={sides[1]}
              offers={offers.values}
              value={value}
              onChange={(text) => put(index, { value: text })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={texts.removeRow(key)}
              onClick={() => change(pairs.filter((_pair, at) => at !== index))}
            >
              <span aria-hidden>✕</span>
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button size="compact-xs" variant="default" onClick={() => change([...pairs, { key: '', value: '' }])}>
            {texts.addRow}
          </Button>
        </div>
        {error !== undefined && <Input.Error>{error}</Input.Error>}
      </Stack>
    </Fieldset>
  );
}
