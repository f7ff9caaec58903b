/** The input of one parameter, by its type. */
import { Checkbox, Group, NumberInput, Radio, Select, Switch, TextInput } from '@mantine/core';
import type { ParamField } from '../../api/plugins.ts';
import { paramTexts as texts } from '../../texts/param-form.ts';
import type { FormState } from './form-state.ts';
import { MapInput } from './map-input.tsx';
import { OfferedInput } from './offered-input.tsx';
import { offersFor, sidesFor } from './offers.ts';
import { SecretInput } from './secret-input.tsx';
import { MASK, shown, type Value } from './values.ts';

interface InputProps {
  readonly field: ParamField;
  readonly form: FormState;
  readonly value: Value | undefined;
  readonly put: (value: Value | null) => void;
}

export interface ParamInputProps {
  readonly field: ParamField;
  readonly form: FormState;
}

export function ParamInput({ field, form }: ParamInputProps) {
  const Typed = INPUTS[field.field_type] ?? TextParam;
  const value = shown(form.levels, form.draft, field.name);
  return <Typed {...{ field, form, value }} put={(next) => form.put(field.name, next)} />;
}

const framing = ({ field, form }: InputProps) => ({
  label: field.label,
  description: field.help_text,
  required: field.required,
  error: form.errors[field.name],
});

const textIn = (value: Value | undefined): string => String(value ?? '');

function TextParam(props: InputProps) {
  const { field, form, value, put } = props;
  const framed = { ...framing(props), placeholder: field.placeholder, maxLength: field.max_length ?? undefined };
  const offers = offersFor(field.name, form.lists);
  if (offers.length > 0) return <OfferedInput {...framed} offers={offers} value={textIn(value)} onChange={put} />;
  return <TextInput {...framed} value={textIn(value)} onChange={(event) => put(event.currentTarget.value)} />;
}

function SecretParam(props: InputProps) {
  const { field, form, put } = props;
  const { levels, draft } = form;
  const drafted = draft[field.name];
  const kept =
    levels.stored[field.name] === MASK ? 'stored' : levels.inherited[field.name] === MASK ? 'inherited' : null;
  return (
    <SecretInput
      {...framing(props)}
      placeholder={field.placeholder}
      written={typeof drafted === 'string' ? drafted : ''}
      kept={kept}
      removed={drafted === null}
      onChange={put}
    />
  );
}

/** Switched off, the way to the tracker is open to everybody. */
const GUARD = 'issue_tracker_validate_cert';

const BooleanParam = (props: InputProps) => {
  const {
    label,
    description,
    error = props.field.name === GUARD && props.value === false && texts.insecure,
  } = framing(props);
  return (
    <Switch
      {...{ label, description, error }}
      checked={props.value === true}
      onChange={(event) => props.put(event.currentTarget.checked)}
    />
  );
};

const IntegerParam = (props: InputProps) => (
  <NumberInput
    {...framing(props)}
    allowDecimal={false}
    value={typeof props.value === 'number' ? props.value : ''}
    onChange={(value) => props.put(typeof value === 'number' ? value : null)}
  />
);

const RadioParam = (props: InputProps) => (
  <Radio.Group {...framing(props)} value={textIn(props.value)} onChange={props.put}>
    <Group gap="md" mt={6}>
      {props.field.options.map(({ value, label }) => (
        <Radio key={value} value={value} label={label} />
      ))}
    </Group>
  </Radio.Group>
);

const SelectParam = (props: InputProps) => (
  <Select
    {...framing(props)}
    data={props.field.options.map(({ value, label }) => ({ value, label }))}
    value={props.value === undefined ? null : textIn(props.value)}
    allowDeselect={false}
    clearable={props.form.levels.inherited[props.field.name] === undefined}
    onChange={props.put}
  />
);

function ChecksParam(props: InputProps) {
  const chosen = textIn(props.value).split(',').filter(Boolean);
  const values = props.field.options.map(({ value }) => value);
  // In the order of the schema, so that the same choice is the same text.
  const textOf = (next: readonly string[]): string => values.filter((one) => next.includes(one)).join(',');
  return (
    <Checkbox.Group {...framing(props)} value={chosen} onChange={(next) => props.put(textOf(next))}>
      <Group gap="md" mt={6}>
        {props.field.options.map(({ value, label }) => (
          <Checkbox key={value} value={value} label={label} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

const MapParam = (props: InputProps) => (
  <MapInput
    {...framing(props)}
    value={textIn(props.value)}
    onChange={props.put}
    sides={texts.sides[props.field.name] ?? [texts.key, texts.value]}
    offers={sidesFor(props.field.name, props.form.lists)}
  />
);

const INPUTS: Readonly<Record<string, (props: InputProps) => React.JSX.Element>> = {
  masked_string: SecretParam,
  boolean: BooleanParam,
  integer: IntegerParam,
  radio: RadioParam,
  select: SelectParam,
  checkbox: ChecksParam,
  json: MapParam,
};
