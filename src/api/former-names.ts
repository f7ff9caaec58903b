/** Paths under the names that they had before, most of them from when issue trackers were called ALM: old scripts still use them. */

const FORMER: readonly (readonly [RegExp, string])[] = [
  [/^(\/api\/v2\/(?:connections|connectors)\/)testalm(?=[/?]|$)/, '$1test-issue-tracker'],
  [/^(\/api\/v2\/(?:connections|connectors|plugins|jobs)\/)alm(?=[/?]|$)/, '$1issue-tracker'],
  [/^(\/api\/v2\/users\/me\/)log(?=[/?]|$)/, '$1activities'],
  [/^(\/api\/v2\/projects\/[^/?]+\/jobs\/)alm(?=[/?]|$)/, '$1issue-tracker'],
];

/** The address under the present name; any other address as it is. */
export const presentName = (url: string): string =>
  FORMER.reduce((address, [former, present]) => address.replace(former, present), url);
