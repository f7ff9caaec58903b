/** What a form of parameters shows and edits. */
import { useState } from 'react';
import { Problem, type FieldMessages } from '../../api/problem.ts';
import { NO_LISTS, type Lists } from './offers.ts';
import { withValue, type Draft, type Levels, type Value } from './values.ts';

export interface FormState {
  /** Whose values are below: the schema's defaults, or those of a connector. */
  readonly below: 'defaults' | 'connector';
  readonly levels: Levels;
  readonly draft: Draft;
  readonly put: (name: string, value: Value | null) => void;
  readonly errors: FieldMessages;
  readonly lists: Lists;
}

type Around = Pick<FormState, 'below' | 'levels'> & Partial<Pick<FormState, 'lists'>>;

/** What a test of a tracker found. */
export interface Tested {
  readonly success: boolean;
  readonly depths?: readonly Depth[];
}

export interface Depth {
  readonly depth: string;
  readonly success: boolean | null;
  readonly param: string | null;
  readonly message: string;
}

const fieldsOf = (error: unknown): FieldMessages => (error instanceof Problem ? error.fields : {});

const faultsOf = ({ depths = [] }: Tested): FieldMessages =>
  Object.fromEntries(depths.flatMap(({ param, message }) => (param === null ? [] : [[param, message]])));

/** The draft begins as given, and is kept here; a message at a field goes away when its value changes. */
export function useDraft({ below, levels, lists = NO_LISTS }: Around, initial: Draft = {}) {
  const [draft, setDraft] = useState<Draft>(initial);
  const [errors, setErrors] = useState<FieldMessages>({});
  const put = (name: string, value: Value | null): void => {
    setDraft((now) => withValue(levels, now, name, value));
    setErrors(({ [name]: _mended, ...others }) => others);
  };
  const form: FormState = { below, levels, draft, put, errors, lists };
  return {
    form,
    draft,
    setDraft,
    /** To be told what went wrong, or what was found. */
    failed: (error: unknown) => setErrors(fieldsOf(error)),
    found: (tested: Tested) => setErrors(faultsOf(tested)),
  };
}
