/** Macros in title formats and custom fields: `$name`, `${name}`; in braces a name can have hyphens. */

const MACRO = /\$(?:\{([\w-]+)\}|(\w+))/g;
const ATTRIBUTE = /^(?:project|application)_custom_attr_[\w-]+$/;

/** An unknown name stays as it stands: parameters are checked before. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(
    MACRO,
    (whole, braced: string | undefined, bare: string | undefined) => values[braced ?? bare ?? ''] ?? whole,
  );

export const macrosIn = (template: string): readonly string[] =>
  [...template.matchAll(MACRO)].map(([, braced, bare]) => braced ?? bare ?? '');

/** It stands for a custom attribute of the project or its application: only they know whether it has a value. */
export const isAttribute = (macro: string): boolean => ATTRIBUTE.test(macro);

interface Missing {
  /** The custom field that needs it. */
  readonly field: string;
  readonly macro: string;
}

/** The first custom attribute that a custom field names and that has no value. `custom`: field → template. */
export function missingAttribute(
  custom: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Missing | null {
  const named = Object.entries(custom).flatMap(([field, template]) =>
    macrosIn(template).map((macro) => ({ field, macro })),
  );
  return named.find(({ macro }) => isAttribute(macro) && values[macro] === undefined) ?? null;
}

/** What to tell, and what can be done. */
export const aboutMissing = ({ field, macro }: Missing): { readonly text: string; readonly remedy: string } => {
  const [level = '', slug = ''] = macro.split('_custom_attr_');
  return {
    text: `Missing value for $${macro} in the custom field "${field}"`,
    remedy: `Give the ${level} the custom attribute "${slug}", or take the macro out of the parameters.`,
  };
};
