/** How often a connection runs by itself. */
import type { Given } from '../api/types.ts';
import { connectionsTexts as texts } from '../texts/connections.ts';

export type Frequency = NonNullable<Given<'createConnection'>['frequency']>;

const FREQUENCIES: readonly Frequency[] = ['manually', 'hourly', 'daily', 'weekly', 'monthly'];

export const FREQUENCY_CHOICES = FREQUENCIES.map((value) => ({ value, label: texts.frequencies[value] ?? value }));
